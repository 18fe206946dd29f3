"""The standard measures of a ranked run against judgements, as trec_eval defines them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np

Run = dict[str, dict[str, float]]
Judgements = dict[str, dict[str, int]]


class BadLine(ValueError):
    """A line of a run or of judgements cannot be read."""


@dataclass(frozen=True)
class Measures:
    """Averages over the queries that are in the run and in the judgements."""

    ndcg_10: float
    map: float
    mrr: float
    recall_100: float
    queries: int


def _number(text: str) -> float:
    """A number that can be compared and counted.

    Raises:
        ValueError: it is none.

    """
    found = float(text)
    if not isfinite(found):
        raise ValueError(text)
    return found


def read_run(lines: Iterable[str]) -> Run:
    """`qid Q0 docid rank score tag` a line; the order is by score, the written rank does not count."""
    run: Run = {}
    for number, line in enumerate(lines, 1):
        parts = line.split()
        if not parts:
            continue
        try:
            run.setdefault(parts[0], {})[parts[2]] = _number(parts[4])
        except (IndexError, ValueError):
            raise BadLine(f"run, line {number}") from None
    return run


def read_judgements(lines: Iterable[str]) -> Judgements:
    """`qid 0 docid relevance` a line."""
    judged: Judgements = {}
    for number, line in enumerate(lines, 1):
        parts = line.split()
        if not parts:
            continue
        try:
            judged.setdefault(parts[0], {})[parts[2]] = int(_number(parts[3]))
        except (IndexError, ValueError):
            raise BadLine(f"judgements, line {number}") from None
    return judged


def _order(scores: Mapping[str, float]) -> list[str]:
    """By score in single precision as trec_eval keeps it, ties by document name descending."""
    return sorted(sorted(scores, reverse=True), key=lambda name: -np.float32(scores[name]))


def _one(scores: Mapping[str, float], relevant: Mapping[str, int]) -> tuple[float, float, float, float]:
    gain = np.array([max(relevant.get(name, 0), 0) for name in _order(scores)], float)
    ideal = np.sort([v for v in relevant.values() if v > 0])[::-1][:10].astype(float)
    total = sum(v > 0 for v in relevant.values())
    if not total:
        return 0.0, 0.0, 0.0, 0.0
    discount = 1 / np.log2(np.arange(2, 12))
    ranks = np.flatnonzero(gain > 0)
    precision = np.arange(1, len(ranks) + 1) / (ranks + 1)
    ndcg = float((gain[:10] * discount[: len(gain[:10])]).sum() / (ideal * discount[: len(ideal)]).sum())
    return ndcg, float(precision.sum() / total), float(1 / (ranks[0] + 1)) if len(ranks) else 0.0, float((ranks < 100).sum() / total)


def evaluate(run: Run, judged: Judgements) -> Measures:
    """Average nDCG@10 (linear gain), MAP, MRR and recall@100."""
    rows = [_one(run[query], judged[query]) for query in run if query in judged]
    means = np.mean(rows, axis=0).tolist() if rows else [0.0] * 4
    return Measures(means[0], means[1], means[2], means[3], len(rows))

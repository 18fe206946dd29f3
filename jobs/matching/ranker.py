"""The ranked list: eligible first by score, then near-misses; ties by the lower id."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from jobs.matching.explain import Explanation, explain
from jobs.matching.features import Encoded
from jobs.matching.rules import Condition, unmet
from jobs.matching.similarity import UNIT, Scores, block_values, similarity
from jobs.matching.subjects import Candidate, Posting

Conditions = Callable[[int], list[Condition]]


@dataclass(frozen=True)
class Ranked:
    """One place of the list, with everything that explains it."""

    id: int
    score: float | None
    eligible: bool
    conditions: tuple[Condition, ...]
    blocks: dict[str, float | None]
    explanation: Explanation


def _order(scores: Scores, ids: np.ndarray, misses: np.ndarray) -> np.ndarray:
    """Rows in the order of the list, those with two unmet conditions or more left out; a blank score comes after zero."""
    order = np.lexsort((ids, -scores.totals, misses))
    return np.asarray(order[misses[order] <= 1])


def rank(posting_row: Encoded, people_rows: Encoded, posting: Posting, people: Sequence[Candidate], check: Conditions, top: int) -> list[Ranked]:
    """The best `top` people for a position."""
    return _rank(similarity(posting_row, people_rows), people_rows.ids, check, lambda i: (posting, people[i]), top)


def rank_postings(person_row: Encoded, posting_rows: Encoded, person: Candidate, postings: Sequence[Posting], check: Conditions, top: int) -> list[Ranked]:
    """The best `top` positions for a person."""
    return _rank(similarity(person_row, posting_rows), posting_rows.ids, check, lambda i: (postings[i], person), top)


def _rank(scores: Scores, ids: np.ndarray, check: Conditions, pair: Callable[[int], tuple[Posting, Candidate]], top: int) -> list[Ranked]:
    found = [check(i) for i in range(len(ids))]
    misses = np.array([unmet(c) for c in found], np.int64)
    totals = scores.totals
    out = []
    for i in _order(scores, ids, misses)[:top].tolist():
        blocks = block_values(scores.parts[i], scores.has[i])
        score = int(totals[i]) / UNIT if totals[i] >= 0 else None
        out.append(Ranked(int(ids[i]), score, not misses[i], tuple(found[i]), blocks, explain(*pair(i), found[i], blocks)))
    return out

"""Ranks an outside collection of texts with the same analyser and weighting."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from jobs.matching.concepts import Concepts
from jobs.matching.text import Counts, Floats, Occurrences, TermWeights, counts, lengths, occurrences, term_values

CHUNK = 256
LEAD_COUNTS = 3.0
SLOPE = 0.8
LONG_TEXT = 60
AUTO = "auto"

_LEAD = re.compile(r"[。；;!！?？\n\t]|\.(?=\s)|(?<=[\u3400-\u9fff][\u3400-\u9fff）)])\s")
_LONGEST_LEAD, _LEAST_REST = 60, 20


@dataclass(frozen=True)
class Feedback:
    """How many of the first texts found are added to the query, and their share in it."""

    texts: int
    share: float


KINDS: dict[str, Feedback | None] = {"title": None, "text": Feedback(5, 0.2)}


def read_texts(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """`id<TAB>text` a line, as ids and texts."""
    rows = [line.rstrip("\r\n").partition("\t") for line in lines]
    return [r[0] for r in rows if r[0]], [r[2] for r in rows if r[0]]


def kind_of(corpus: Sequence[str]) -> str:
    """Whether these are titles or descriptions, by their mean length."""
    return "text" if corpus and sum(map(len, corpus)) / len(corpus) > LONG_TEXT else "title"


def lead_and_rest(text: str) -> tuple[str, str]:
    """What stands before the first sentence's end, or the first blank after Chinese, if it is short and more follows: the title of a posting."""
    found = _LEAD.search(text)
    cut = found.start() if found else 0
    return (text[:cut], text[cut:]) if cut <= _LONGEST_LEAD and cut < len(text) - _LEAST_REST else ("", text)


def _counts(texts: Sequence[str], tables: Sequence[Concepts] | None) -> Counts:
    found = occurrences([part for text in texts for part in lead_and_rest(text)], tables)
    return counts(Occurrences(found.rows // 2, found.tokens, len(texts)), np.where(found.rows % 2 == 0, LEAD_COUNTS, 1.0))


def _sloped_rows(found: Counts, weights: TermWeights) -> Floats:
    """TF-IDF values scaled to length one on a slope: a text much shorter than the others gains less, a longer one loses less."""
    values = term_values(found, weights)
    length = lengths(found, values)
    mean = length[length > 0].mean() if length.any() else 1.0
    return np.asarray(values / ((1 - SLOPE) * mean + SLOPE * length)[found.rows], np.float64)


def _matrix(found: Counts, weights: TermWeights) -> sp.csr_matrix:
    values = _sloped_rows(found, weights)
    place = np.minimum(np.searchsorted(weights.terms, found.tokens), max(len(weights.terms) - 1, 0))
    known = weights.terms[place] == found.tokens if len(weights.terms) else np.zeros(len(values), bool)
    return sp.csr_matrix((values[known], (found.rows[known], place[known])), shape=(found.texts, len(weights.terms)))


def _best(row: sp.csr_matrix, top: int) -> tuple[np.ndarray, np.ndarray]:
    """Places and scores of the best, ties by place."""
    order = np.lexsort((row.indices, -row.data))[:top]
    return row.indices[order], row.data[order]


def _with_feedback(queries: sp.csr_matrix, documents: sp.csr_matrix, found: sp.csr_matrix, feedback: Feedback) -> sp.csr_matrix:
    """Add to each query the first texts it finds, each by its score (Rocchio), scaled to the query's own length."""
    best = [_best(found[i], feedback.texts) for i in range(found.shape[0])]
    rows = np.repeat(np.arange(len(best)), [len(places) for places, _ in best])
    columns, scores = (np.concatenate([pair[i] for pair in best]) for i in (0, 1))
    more = sp.csr_matrix((scores, (rows, columns)), shape=found.shape) @ documents
    length = np.sqrt(np.asarray(more.multiply(more).sum(axis=1))).ravel()
    scale = sp.diags_array(np.divide(feedback.share, length, out=np.zeros_like(length), where=length > 0))
    return sp.csr_matrix((1 - feedback.share) * queries + scale @ more)


def rank_texts(queries: Sequence[str], corpus: Sequence[str], *, kind: str = AUTO, top: int = 1000,
               tables: Sequence[Concepts] | None = None) -> Iterator[list[tuple[int, float]]]:
    """For each query its best texts as (place in the corpus, score), best first, ties by place; only those that share something.

    Kind `title` ranks by the words alone; `text` adds the first texts found to the query; `auto` takes the one that suits the corpus' lengths.
    `tables` are the tables of words that mean the same, those in force when not given.
    """
    feedback = KINDS[kind_of(corpus) if kind == AUTO else kind]
    found = _counts(corpus, tables)
    weights = TermWeights.fit(found)
    documents, asked = _matrix(found, weights), _matrix(_counts(queries, tables), weights)
    inverted = documents.T.tocsr()
    for start in range(0, len(queries), CHUNK):
        block = asked[start:start + CHUNK]
        scores = sp.csr_matrix(block @ inverted)
        if feedback is not None and scores.nnz:
            scores = sp.csr_matrix(_with_feedback(block, documents, scores, feedback) @ inverted)
        for i in range(scores.shape[0]):
            places, values = _best(scores[i], top)
            yield list(zip(places.tolist(), values.tolist(), strict=True))

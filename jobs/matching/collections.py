"""Ranks an outside collection of texts with the same analyser and weighting."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import scipy.sparse as sp

from jobs.matching.text import Counts, Floats, TermWeights, counts, occurrences, unit_rows

CHUNK = 256
SATURATION, LENGTH_SHARE = 1.2, 0.75


def read_texts(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """`id<TAB>text` a line, as ids and texts."""
    rows = [line.rstrip("\r\n").partition("\t") for line in lines]
    return [r[0] for r in rows if r[0]], [r[2] for r in rows if r[0]]


def saturated_rows(found: Counts, weights: TermWeights) -> Floats:
    """BM25 values: counts that level off, longer texts counting for less; better than the cosine for descriptions, worse for titles."""
    length = np.bincount(found.rows, found.times, minlength=found.texts)
    relative = length[found.rows] / max(length.mean(), 1.0)
    level = found.times * (SATURATION + 1) / (found.times + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * relative))
    seen = np.exp(1 - weights.of(found.tokens)) * (1 + weights.texts) - 1
    return np.asarray(level * np.log1p((weights.texts - seen + 0.5) / (seen + 0.5)), np.float64)


def _plain_counts(found: Counts, _weights: TermWeights) -> Floats:
    return found.times


Weighting = Callable[[Counts, TermWeights], Floats]
KINDS: dict[str, tuple[Weighting, Weighting]] = {"title": (unit_rows, unit_rows), "text": (_plain_counts, saturated_rows)}


def _matrix(found: Counts, weights: TermWeights, weighting: Weighting) -> sp.csr_matrix:
    values = weighting(found, weights)
    place = np.minimum(np.searchsorted(weights.terms, found.tokens), max(len(weights.terms) - 1, 0))
    known = weights.terms[place] == found.tokens if len(weights.terms) else np.zeros(len(values), bool)
    return sp.csr_matrix((values[known], (found.rows[known], place[known])), shape=(found.texts, len(weights.terms)))


def rank_texts(queries: Sequence[str], corpus: Sequence[str], *, kind: str = "title", top: int = 1000) -> Iterator[list[tuple[int, float]]]:
    """For each query its best texts as (place in the corpus, score), best first, ties by place; only those that share something."""
    documents, asked = counts(occurrences(corpus)), counts(occurrences(queries))
    weights = TermWeights.fit(documents)
    query_weighting, corpus_weighting = KINDS[kind]
    right, left = _matrix(documents, weights, corpus_weighting).T.tocsr(), _matrix(asked, weights, query_weighting)
    for start in range(0, len(queries), CHUNK):
        block = left[start:start + CHUNK] @ right
        for row in range(block.shape[0]):
            place, score = block.indices[block.indptr[row]:block.indptr[row + 1]], block.data[block.indptr[row]:block.indptr[row + 1]]
            order = np.lexsort((place, -score))[:top]
            yield [(int(place[i]), float(score[i])) for i in order]

"""One query against a standing index: inverted lists by term and, inside a term, by shard of 32,768 documents."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from jobs.matching.kernel.cross import LEAST
from jobs.matching.kernel.keys import keep_best, key_of, score_of, smallest_key
from jobs.matching.kernel.prepare import ROOM, SHARD, Rows, head_slots
from jobs.matching.kernel.scan import BLOCK, HEAD, LANES, bar_masked, collect_row, exact_scores, lane_bound, lane_maxima, scatter


@dataclass(frozen=True)
class Index:
    """Documents ready to be searched. Make one with `jobs.matching.topk.build_index`; it is read only and may be shared by threads."""

    size: int
    terms: int
    bounds: NDArray[np.int64]
    ids: NDArray[np.uint16]
    values: NDArray[np.float32]
    heads: NDArray[np.float32]
    norms: NDArray[np.float32]
    slots: NDArray[np.int16]
    lacking: NDArray[np.uint32]
    words: int

    @property
    def width(self) -> int:
        """Documents of a shard, padded."""
        return int(self.norms.shape[1])


@njit(nogil=True, cache=True)
def _count(indptr: Any, indices: Any, slots: Any, shard: int, out: Any) -> None:
    for document in range(indptr.size - 1):
        part = document // shard
        for j in range(indptr[document], indptr[document + 1]):
            if slots[indices[j]] < 0:
                out[indices[j], part] += 1


@njit(nogil=True, cache=True)
def _fill(indptr: Any, indices: Any, data: Any, slots: Any, shard: int, places: Any, ids: Any, values: Any, heads: Any, norms: Any) -> None:
    for document in range(indptr.size - 1):
        part, number, total = document // shard, document % shard, np.float32(0)
        for j in range(indptr[document], indptr[document + 1]):
            term, value = indices[j], data[j]
            slot = slots[term]
            if slot >= 0:
                heads[part, number, slot] = value
                total += value * value
            else:
                place = places[term, part]
                ids[place], values[place] = number, value
                places[term, part] = place + 1
        norms[part, number] = np.sqrt(total) * ROOM


def build(documents: Rows, lacking: NDArray[np.uint32], words: int) -> Index:
    """Split and invert the documents; `lacking` has a bit for each condition that a document does not meet, as [half words, documents]."""
    size, terms = documents.size, documents.terms
    parts = max(-(-size // SHARD), 1)
    width = SHARD if parts > 1 else max(-(-size // LANES), 1) * LANES
    slots = head_slots(documents, documents)
    bounds = np.zeros((terms, parts), np.int64)
    _count(documents.indptr, documents.indices, slots, width, bounds)
    ends = np.cumsum(bounds.ravel())
    places = np.concatenate(([0], ends[:-1])).reshape(terms, parts) if terms else bounds.copy()
    bounds = np.concatenate((places, ends.reshape(terms, parts)[:, -1:] if terms else np.zeros((0, 1), np.int64)), axis=1)
    tail = int(ends[-1]) if terms else 0
    ids, values = np.empty(tail + 1, np.uint16), np.empty(tail + 1, np.float32)
    heads, norms = np.zeros((parts, width, HEAD), np.float32), np.zeros((parts, width), np.float32)
    _fill(documents.indptr, documents.indices, documents.data, slots, width, places.copy(), ids, values, heads, norms)
    padded = np.zeros((len(lacking), parts * width), np.uint32)
    padded[:, :size] = lacking
    return Index(size, terms, np.ascontiguousarray(bounds), ids, values, heads, norms, slots, padded.reshape(len(lacking), parts, width // BLOCK, BLOCK), words)


@njit(nogil=True, cache=True)
def search(indptr: Any, indices: Any, data: Any, begin: int, stop: int, query_masks: Any, bounds: Any, ids: Any, values: Any, heads: Any, norms: Any,
           slots: Any, masks: Any, k: int, out: Any, filled: Any) -> None:
    """Fill the lists of the queries begin:stop, shard after shard under a rising bar."""
    parts, width = norms.shape
    scores, lanes, head = np.empty(width, np.float32), np.empty(LANES, np.float32), np.empty(HEAD, np.float32)
    picked, exact, row = np.empty(width, np.uint32), np.empty(width, np.float32), np.empty(width + k, np.uint64)
    most = 0
    for query in range(begin, stop):
        most = max(most, indptr[query + 1] - indptr[query])
    lists, weights = np.empty(most, np.int64), np.empty(most, np.float32)
    starts, ends = np.empty(most, np.uint32), np.empty(most, np.uint32)
    by_block, by_lane = scores.reshape((width // BLOCK, BLOCK)), scores.reshape((width // LANES, LANES))
    for query in range(begin, stop):
        head[:] = np.float32(0)
        terms, total = 0, np.float32(0)
        for j in range(indptr[query], indptr[query + 1]):
            slot = slots[indices[j]]
            if slot >= 0:
                head[slot] = data[j]
                total += data[j] * data[j]
            else:
                lists[terms], weights[terms] = indices[j], data[j]
                terms += 1
        norm, held, bar = np.sqrt(total), 0, LEAST
        for part in range(parts):
            scores[:] = np.float32(0)
            for t in range(terms):
                starts[t], ends[t] = bounds[lists[t], part], bounds[lists[t], part + 1]
            scatter(scores, starts, ends, weights, terms, ids, values)
            for word in range(query_masks.shape[0]):
                if query_masks[word, query] != 0:
                    bar_masked(by_block, query_masks[word, query], masks[word, part])
            lane_maxima(by_lane, lanes)
            bar = max(bar, lane_bound(lanes, k))
            found = collect_row(scores, norms[part], norm, bar, picked)
            exact_scores(picked, found, scores, head, heads[part], exact)
            for i in range(found):
                row[held] = key_of(exact[i], part * width + picked[i])
                held += exact[i] >= bar
            if held >= k:
                keep_best(row, 0, held, k)
                held = k
                bar = max(bar, score_of(smallest_key(row, 0, held)))
        for i in range(held):
            out[query, i] = row[i]
        filled[query] = held

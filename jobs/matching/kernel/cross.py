"""The cross-match of a shard: one walk over the rows gives both result lists."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from jobs.matching.kernel.keys import Keys, keep_best, key_of, score_of, smallest_key
from jobs.matching.kernel.scan import BLOCK, HEAD, LANES, bar_masked, collect, exact_scores, lane_bound, lane_maxima, scatter

LEAST = np.float32(1e-45)
COLUMN_BUFFER = 48


@dataclass(frozen=True)
class Scratch:
    """What one thread writes while it walks: reused for every block of rows."""

    scores: NDArray[np.float32]
    lanes: NDArray[np.float32]
    head: NDArray[np.float32]
    weights: NDArray[np.float32]
    starts: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    row: Keys
    columns: Keys
    counts: NDArray[np.int32]
    picked: NDArray[np.uint32]
    exact: NDArray[np.float32]


def scratch(threads: int, width: int, most_terms: int, k_row: int, k_column: int) -> list[Scratch]:
    """Room for each thread; the columns' buffers are one array, so that they can be merged whatever the number of threads."""
    buffers = np.zeros((threads, width, max(COLUMN_BUFFER, 2 * k_column + 8)), np.uint64)
    counts = np.zeros((threads, width), np.int32)
    return [Scratch(np.zeros(width, np.float32), np.zeros(LANES, np.float32), np.zeros(HEAD, np.float32),
                    np.zeros(most_terms + 1, np.float32), np.zeros(most_terms + 1, np.uint32), np.zeros(most_terms + 1, np.uint32),
                    np.zeros(width + k_row, np.uint64), buffers[t], counts[t], np.zeros(width, np.uint32), np.zeros(width, np.float32))
            for t in range(threads)]


@njit(nogil=True, cache=True)
def _take_query(indices: Any, data: Any, start: int, end: int, slots: Any, lists: Any, head: Any, weights: Any, starts: Any, ends: Any) -> Any:
    """Split a query into its dense head and its tail lists; returns the head's length and the number of lists."""
    head[:] = np.float32(0)
    terms, total = 0, np.float32(0)
    for j in range(start, end):
        term, value = indices[j], data[j]
        slot = slots[term]
        if slot >= 0:
            head[slot] = value
            total += value * value
        else:
            begin, stop = lists[term], lists[term + 1]
            if begin < stop:
                starts[terms], ends[terms], weights[terms] = begin, stop, value
                terms += 1
    return np.sqrt(total), terms


@njit(nogil=True, cache=True)
def _raise_column(columns: Any, counts: Any, bars: Any, column: int, k: int) -> None:
    """Cut a full buffer to its best k and raise the document's bar to the k-th."""
    flat = columns[column]
    keep_best(flat, 0, counts[column], k)
    counts[column] = k
    bars[column] = max(bars[column], score_of(smallest_key(flat, 0, k)))


@njit(nogil=True, cache=True)
def _choose(picked: Any, exact: Any, found: int, bars: Any) -> int:
    """Bring those that reach their document's bar to the front, without a branch to guess; returns how many."""
    kept = 0
    for i in range(found):
        column, score = picked[i], exact[i]
        picked[kept] = column
        exact[kept] = score
        kept += score >= bars[column]
    return kept


@njit(nogil=True, cache=True)
def walk(order: Any, begin: int, stop: int, indptr: Any, indices: Any, data: Any, row_masks: Any,
         first: int, lists: Any, ids: Any, values: Any, slots: Any, heads: Any, norms: Any, other_masks: Any,
         bars: Any, k_row: int, k_column: int, out: Any, filled: Any,
         scores: Any, lanes: Any, head: Any, weights: Any, starts: Any, ends: Any, row: Any, columns: Any, counts: Any,
         picked: Any, exact: Any) -> None:
    """Walk the rows order[begin:stop]: fill their lists in `out`, and append to the buffers of the columns."""
    width = norms.size
    blocks, by_lane = scores.reshape((width // BLOCK, BLOCK)), scores.reshape((width // LANES, LANES))
    size = columns.shape[1]
    for at in range(begin, stop):
        number = order[at]
        norm, terms = _take_query(indices, data, indptr[number], indptr[number + 1], slots, lists, head, weights, starts, ends)
        if terms == 0 and norm == 0:
            continue
        scores[:] = np.float32(0)
        scatter(scores, starts, ends, weights, terms, ids, values)
        for word in range(row_masks.shape[0]):
            if row_masks[word, number] != 0:
                bar_masked(blocks, row_masks[word, number], other_masks[word])
        held = filled[number]
        for i in range(held):
            row[i] = out[number, i]
        bar = LEAST
        if held == k_row:
            bar = max(bar, score_of(smallest_key(row, 0, held)))
        lane_maxima(by_lane, lanes)
        bar = max(bar, lane_bound(lanes, k_row))
        found = collect(scores, norms, bars, norm, bar, picked)
        exact_scores(picked, found, scores, head, heads, exact)
        for i in range(found):
            row[held] = key_of(exact[i], first + picked[i])
            held += exact[i] >= bar
        for i in range(_choose(picked, exact, found, bars)):
            column = picked[i]
            place = counts[column]
            columns[column, place] = key_of(exact[i], number)
            counts[column] = place + 1
            if place + 1 == size:
                _raise_column(columns, counts, bars, column, k_column)
        if held > k_row:
            keep_best(row, 0, held, k_row)
            held = k_row
        for i in range(held):
            out[number, i] = row[i]
        filled[number] = held


@njit(nogil=True, cache=True)
def merge(buffers: Any, counts: Any, begin: int, stop: int, k: int, room: Any) -> None:
    """Join the threads' buffers of the columns begin:stop in the first one, cut to k."""
    threads = buffers.shape[0]
    for column in range(begin, stop):
        total = 0
        for t in range(threads):
            for i in range(counts[t, column]):
                room[total] = buffers[t, column, i]
                total += 1
        if total > k:
            keep_best(room, 0, total, k)
            total = k
        for i in range(total):
            buffers[0, column, i] = room[i]
        counts[0, column] = total


@njit(nogil=True, cache=True)
def last_scores(keys: Any, filled: Any, k: int, bars: Any) -> None:
    """The k-th score of every full list as the bar of its column."""
    for column in range(filled.size):
        if filled[column] == k:
            bars[column] = score_of(smallest_key(keys[column], 0, k))

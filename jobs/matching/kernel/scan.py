"""Scans over one query's scores of all documents of a shard, laid out in rows of 64 or 256 so that they vectorise."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from jobs.matching.kernel.keys import prefetch, reaching, reaching_either, trailing_zeros

BLOCK, LANES, HEAD = 64, 256, 96
NEVER = np.float32(-1e30)
STEPS = 10
AHEAD = 8
F32 = NDArray[np.float32]


@njit(nogil=True, cache=True)
def scatter(scores: F32, starts: Any, ends: Any, weights: F32, terms: int, ids: Any, values: F32) -> None:
    """Add the lists of `terms` query terms to the scores; ids inside one list are distinct, so four are added at a time."""
    for t in range(terms):
        if t + 2 < terms:
            prefetch(ids, np.uint64(starts[t + 2]))
            prefetch(values, np.uint64(starts[t + 2]))
        weight = weights[t]
        j, end = np.uint64(starts[t]), np.uint64(ends[t])
        while j + np.uint64(4) <= end:
            a, b, c, d = ids[j], ids[j + np.uint64(1)], ids[j + np.uint64(2)], ids[j + np.uint64(3)]
            x = scores[a] + weight * values[j]
            y = scores[b] + weight * values[j + np.uint64(1)]
            z = scores[c] + weight * values[j + np.uint64(2)]
            w = scores[d] + weight * values[j + np.uint64(3)]
            scores[a] = x
            scores[b] = y
            scores[c] = z
            scores[d] = w
            j += np.uint64(4)
        while j < end:
            scores[ids[j]] += weight * values[j]
            j += np.uint64(1)


@njit(nogil=True, cache=True)
def lane_maxima(scores: F32, lanes: F32) -> None:
    """The largest score of each of 256 lanes; the k-th largest lane is a lower bound of the k-th largest score."""
    for lane in range(LANES):
        lanes[lane] = scores[0, lane]
    for i in range(1, scores.shape[0]):
        for lane in range(LANES):
            lanes[lane] = max(lanes[lane], scores[i, lane])


@njit(nogil=True, cache=True)
def bar_masked(scores: F32, mask: Any, other: Any) -> None:
    """Bar the documents whose mask shares a bit with the query's."""
    for i in range(scores.shape[0]):
        for lane in range(BLOCK):
            scores[i, lane] = scores[i, lane] if other[i, lane] & mask == 0 else NEVER


@njit(nogil=True, cache=True)
def lane_bound(lanes: F32, k: int) -> Any:
    """A value that at least k lanes reach: the k-th largest to a thousandth, by bisection; 0 when there is none."""
    low, high = np.float32(0), np.float32(0)
    for lane in range(LANES):
        high = max(high, lanes[lane])
    if k > LANES:
        return low
    for _ in range(STEPS):
        middle = np.float32(0.5) * (low + high)
        count = 0
        for lane in range(LANES):
            count += lanes[lane] >= middle
        if count >= k:
            low = middle
        else:
            high = middle
    return low


@njit(nogil=True, cache=True, fastmath={"reassoc", "contract"})
def dot(left: F32, right: F32) -> Any:
    """The product of two dense rows."""
    total = np.float32(0)
    for i in range(HEAD):
        total += left[i] * right[i]
    return total


@njit(nogil=True, cache=True)
def collect(scores: F32, norms: F32, bars: F32, norm: Any, bar: Any, picked: Any) -> int:
    """Write the numbers of the documents that could still enter the query's list or have the query enter theirs; returns how many."""
    found = 0
    for start in range(0, scores.size, BLOCK):
        word = reaching_either(scores, norms, bars, np.uint64(start), norm, bar)
        while word != 0:
            picked[found] = np.uint32(start) + np.uint32(trailing_zeros(word))
            found += 1
            word &= word - np.uint64(1)
    return found


@njit(nogil=True, cache=True)
def collect_row(scores: F32, norms: F32, norm: Any, bar: Any, picked: Any) -> int:
    """The same for the query's list alone."""
    found = 0
    for start in range(0, scores.size, BLOCK):
        word = reaching(scores, norms, np.uint64(start), norm, bar)
        while word != 0:
            picked[found] = np.uint32(start) + np.uint32(trailing_zeros(word))
            found += 1
            word &= word - np.uint64(1)
    return found


@njit(nogil=True, cache=True)
def exact_scores(picked: Any, found: int, scores: F32, head: F32, heads: F32, out: F32) -> None:
    """Add the dense head's part to the scores of the flagged documents; their rows are fetched ahead."""
    flat = heads.reshape(heads.size)
    for i in range(found):
        if i + AHEAD < found:
            later = picked[i + AHEAD]
            place = np.uint64(later) * np.uint64(HEAD)
            for j in range(0, HEAD, 16):
                prefetch(flat, place + np.uint64(j))
        column = picked[i]
        out[i] = scores[column] + dot(head, heads[column])

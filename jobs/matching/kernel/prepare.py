"""One side of the product as an index: the most frequent terms as dense rows, the rest as inverted lists of 16-bit ids."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from jobs.matching.kernel.scan import HEAD, LANES

SHARD = 32_768
LEAST_COST = 1e-9
ROOM = np.float32(1 + 1e-5)  # a bound is rounded up by this, so that float errors never hide a result


@dataclass(frozen=True)
class Rows:
    """One side, in the number types that the compiled code is made for."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: NDArray[np.float32]
    terms: int

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.indptr) - 1

    @property
    def longest(self) -> int:
        """The most terms of a row."""
        return int(np.diff(self.indptr).max(initial=0))

    def part(self, first: int, size: int) -> "Rows":
        """The rows from `first` on."""
        start, end = self.indptr[first], self.indptr[first + size]
        return Rows(self.indptr[first:first + size + 1] - start, self.indices[start:end], self.data[start:end], self.terms)


def rows_of(matrix: csr_matrix) -> Rows:
    """A checked matrix as plain arrays."""
    indices, data = np.require(matrix.indices, np.int32, ["C", "W"]), np.require(matrix.data, np.float32, ["C", "W"])
    return Rows(matrix.indptr.astype(np.int64), indices, data, matrix.shape[1])


@dataclass(frozen=True)
class Shard:
    """Documents `first` to `first + size` of an index; arrays are padded to whole rows of 256."""

    first: int
    size: int
    starts: NDArray[np.uint32]
    ids: NDArray[np.uint16]
    values: NDArray[np.float32]
    head: NDArray[np.float32]
    norms: NDArray[np.float32]
    slots: NDArray[np.int16]

    @property
    def width(self) -> int:
        """The padded number of documents."""
        return int(self.norms.size)


@njit(nogil=True, cache=True)
def _split(indptr: Any, indices: Any, data: Any, first: int, size: int, slots: Any, starts: Any, ids: Any, values: Any, head: Any, norms: Any) -> None:
    for document in range(size):
        total = np.float32(0)
        for j in range(indptr[first + document], indptr[first + document + 1]):
            term, value = indices[j], data[j]
            slot = slots[term]
            if slot >= 0:
                head[document, slot] = value
                total += value * value
            else:
                place = starts[term]
                ids[place] = document
                values[place] = value
                starts[term] = place + np.uint32(1)
        norms[document] = np.sqrt(total) * ROOM


@njit(nogil=True, cache=True)
def _tail_counts(indptr: Any, indices: Any, first: int, size: int, slots: Any, out: Any) -> None:
    for j in range(indptr[first], indptr[first + size]):
        if slots[indices[j]] < 0:
            out[indices[j] + 1] += np.uint32(1)


def _sampled(side: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How often each term stands in the rows, and its share of all squared weights, from some 100,000 entries or more."""
    step = 1 + min(len(side.indices) // 100_000, 6)
    indices, data = side.indices[::step], side.data[::step]
    squares = np.bincount(indices, weights=data * data, minlength=side.terms)
    return np.bincount(indices, minlength=side.terms).astype(np.float64), squares / max(squares.sum(), LEAST_COST)


def head_slots(left: Rows, right: Rows) -> NDArray[np.int16]:
    """Give some terms a place in the dense part; -1 for all others.

    A term there saves its multiply-adds, and its weights widen the bound by which a pair is passed over: a heavy term that both sides often have, such as
    a band of pay, stays in the lists. The power was found by measuring; see `docs/ranking.md`.
    """
    (often, share), (other_often, other_share) = _sampled(left), _sampled(right)
    worth = (often * other_often) ** 1.5 / np.maximum(share + other_share, LEAST_COST)
    slots = np.full(left.terms, -1, np.int16)
    best = np.argsort(-worth, kind="stable")[:HEAD] if left.terms <= HEAD else np.argpartition(-worth, HEAD - 1)[:HEAD]
    best = best[worth[best] > 0]
    slots[best] = np.arange(len(best))
    return slots


def build_shard(documents: Rows, first: int, size: int, slots: NDArray[np.int16]) -> Shard:
    """Split and invert the documents from `first` on."""
    terms, width = documents.terms, -(-max(size, 1) // LANES) * LANES
    starts = np.zeros(terms + 2, np.uint32)
    _tail_counts(documents.indptr, documents.indices, first, size, slots, starts[1:])
    starts = np.cumsum(starts, dtype=np.uint32)
    tail = int(starts[-1])
    ids, values = np.empty(tail + 1, np.uint16), np.empty(tail + 1, np.float32)
    head, norms = np.zeros((width, HEAD), np.float32), np.zeros(width, np.float32)
    _split(documents.indptr, documents.indices, documents.data, first, size, slots, starts[1:], ids, values, head, norms)
    return Shard(first, size, starts[:-1], ids, values, head, norms, slots)

"""The same results by numpy and scipy alone, for machines without the compiler; some twenty times slower."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Results = tuple[NDArray[np.int64], NDArray[np.float32]]
Masks = NDArray[np.uint64]
ROWS_AT_A_TIME = 256
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


@dataclass(frozen=True)
class Index:
    """Documents ready to be searched."""

    documents: csr_matrix
    masks: Masks
    size: int
    terms: int
    words: int


def _keys(rows: csr_matrix, columns: csr_matrix, row_masks: Masks, column_masks: Masks) -> NDArray[np.uint32]:
    """The bits of every score of a block of rows; bits of floats that are not negative sort as the floats do."""
    scores = np.ascontiguousarray((rows @ columns.T).toarray(), np.float32)
    for left, right in zip(row_masks, column_masks, strict=True):
        scores[(left[:, None] & right[None, :]) != 0] = 0
    return scores.view(np.uint32)


def _best(keys: NDArray[np.uint64], k: int) -> NDArray[np.uint64]:
    if k == 0:
        return keys[:, :0]
    if keys.shape[1] > k:
        keys = np.partition(keys, keys.shape[1] - k, axis=1)[:, keys.shape[1] - k:]
    return keys


def _results(keys: NDArray[np.uint64], k: int) -> Results:
    out = np.zeros((len(keys), k), np.uint64)
    best = np.sort(_best(keys, k), axis=1)[:, ::-1]
    out[:, :best.shape[1]] = best
    ids = np.where(out > _LOW, (_LOW - (out & _LOW)).astype(np.int64), -1)
    return ids, (out >> _HALF).astype(np.uint32).view(np.float32)


def cross(rows: csr_matrix, columns: csr_matrix, row_masks: Masks, column_masks: Masks, k_row: int, k_column: int, _threads: int,
          progress: Callable[[int, int], None] | None = None) -> tuple[Results, Results]:
    """Both lists of every pair of rows and columns; masks are [words, n], a pair counts where no bit is in both."""
    ids = _LOW - np.arange(columns.shape[0], dtype=np.uint64)
    by_row, by_column = [np.zeros((0, k_row), np.uint64)], np.zeros((columns.shape[0], k_column), np.uint64)
    for first in range(0, rows.shape[0], ROWS_AT_A_TIME):
        block = slice(first, first + ROWS_AT_A_TIME)
        bits = _keys(rows[block], columns, row_masks[:, block], column_masks).astype(np.uint64) << _HALF
        numbers = _LOW - np.arange(first, first + len(bits), dtype=np.uint64)
        row_keys = np.where(bits > 0, bits | ids, np.uint64(0))
        column_keys = np.where(bits > 0, bits | numbers[:, None], np.uint64(0)).T
        best = np.zeros((len(bits), k_row), np.uint64)
        kept = _best(row_keys, k_row)
        best[:, :kept.shape[1]] = kept
        by_row.append(best)
        by_column = _best(np.concatenate((by_column, column_keys), axis=1), k_column)
        if progress is not None:
            progress(first + len(bits), rows.shape[0])
    return _results(np.concatenate(by_row), k_row), _results(by_column, k_column)


def index_of(documents: csr_matrix, masks: Masks) -> Index:
    """A standing index of documents."""
    return Index(documents, masks, documents.shape[0], documents.shape[1], len(masks))


def search_index(queries: csr_matrix, masks: Masks, index: Any, k: int) -> Results:
    """The best k documents of every query."""
    return cross(queries, index.documents, masks, index.masks, k, 0, 1)[0]


def exact_units(left: csr_matrix, right: csr_matrix, chosen: NDArray[np.int64], firsts: NDArray[np.int64], unit: float, _threads: int) -> NDArray[np.int64]:
    """The score of each row with the others in `chosen`, in units; blocks begin at the columns `firsts`."""
    out, blocks = np.zeros(chosen.shape, np.int64), len(firsts) - 1
    spread = np.zeros(left.shape[1])
    for row, others in enumerate(chosen):
        own = slice(left.indptr[row], left.indptr[row + 1])
        spread[left.indices[own]] = left.data[own]
        there = np.flatnonzero(others >= 0)
        rows = right[others[there]]
        cell = np.repeat(np.arange(len(there)), np.diff(rows.indptr)) * blocks + np.searchsorted(firsts[1:-1], rows.indices, side="right")
        parts = np.bincount(cell, spread[rows.indices] * rows.data, minlength=len(there) * blocks).reshape(-1, blocks)
        out[row, there] = np.rint(parts * unit).astype(np.int64).sum(axis=1)
        spread[left.indices[own]] = 0.0
    return out

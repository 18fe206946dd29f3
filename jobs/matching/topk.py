"""Exact top-k products of sparse rows, both ways in one walk.

A pair's score is the product of its two rows. Weights are float32 and not negative. How it is done fast: `docs/ranking.md`.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from core.lazily import Lazily

# without a compiler for this machine: the same results, slower
IS_COMPILED = find_spec("numba") is not None
engine: Any = Lazily("jobs.matching.kernel.engine" if IS_COMPILED else "jobs.matching.kernel.plain")

Results = tuple[NDArray[np.int64], NDArray[np.float32]]
Masks = NDArray[np.uint64]


def _checked(matrix: Any, name: str) -> csr_matrix:
    """The matrix as float32 CSR with sorted, single entries; negative and infinite weights are refused."""
    rows = csr_matrix(matrix, dtype=np.float32)
    if not rows.has_canonical_format:
        rows = rows.copy()
        rows.sum_duplicates()
    if rows.nnz and not (rows.data.min() >= 0 and np.isfinite(rows.data.max())):
        raise ValueError(f"{name}: weights must be finite and not negative")
    return rows


def _words(mask: Any, size: int, name: str) -> Masks:
    """A mask as [words, n]."""
    words = np.asarray(mask)
    if words.dtype != np.uint64 or words.ndim not in (1, 2) or len(words) != size:
        raise ValueError(f"{name}: uint64 [{size}, words] is asked for")
    return np.ascontiguousarray(words.reshape(size, words.shape[1] if words.ndim == 2 else 1).T)


def _masks(query_mask: Any, document_mask: Any, queries: int, documents: int) -> tuple[Masks, Masks]:
    """Both masks as [words, n], the documents' turned: a pair counts where no bit is in both."""
    if (query_mask is None) != (document_mask is None):
        raise ValueError("give both masks or none")
    if query_mask is None:
        return np.zeros((0, queries), np.uint64), np.zeros((0, documents), np.uint64)
    left, right = _words(query_mask, queries, "query_mask"), _words(document_mask, documents, "document_mask")
    if left.shape[0] != right.shape[0]:
        raise ValueError("both masks have the same number of words")
    return left, ~right


def cross_top_k(queries: csr_matrix, documents: csr_matrix, *, k_documents: int, k_queries: int, threads: int = 0,
                query_mask: Masks | None = None, document_mask: Masks | None = None,
                progress: Callable[[int, int], None] | None = None) -> tuple[Results, Results]:
    """The best `k_documents` documents of every query and the best `k_queries` queries of every document.

    Args:
        queries: float32 CSR, weights not negative.
        documents: the same, over the same columns.
        k_documents: places in each query's list.
        k_queries: places in each document's list.
        threads: how many threads walk; 0 takes one for each processor.
        query_mask: uint64 [queries, words]; with `document_mask`, a pair counts only where `query_mask & ~document_mask` is 0 in every word.
        document_mask: uint64 [documents, words].
        progress: called by the threads with how much is done, and the whole.

    Returns:
        `(ids, scores)` for the queries and `(ids, scores)` for the documents, best first, ties by the lower id. Only scores above 0
        count; a place that stays empty has id -1 and score 0.

    """
    left, right = _checked(queries, "queries"), _checked(documents, "documents")
    if left.shape[1] != right.shape[1]:
        raise ValueError("queries and documents have the same columns")
    if min(k_documents, k_queries, threads) < 0:
        raise ValueError("k and threads are not negative")
    left_masks, right_masks = _masks(query_mask, document_mask, left.shape[0], right.shape[0])
    if left.shape[0] >= right.shape[0]:
        by_query, by_document = engine.cross(left, right, left_masks, right_masks, k_documents, k_queries, threads, progress)
    else:
        by_document, by_query = engine.cross(right, left, right_masks, left_masks, k_queries, k_documents, threads, progress)
    return by_query, by_document


def build_index(documents: csr_matrix, *, document_mask: Masks | None = None) -> Any:
    """An index for `top_k`: read only, to be shared by threads. It takes about 0.6 kB a document."""
    rows = _checked(documents, "documents")
    turned = np.zeros((0, rows.shape[0]), np.uint64) if document_mask is None else ~_words(document_mask, rows.shape[0], "document_mask")
    return engine.index_of(rows, turned)


def top_k(queries: csr_matrix, index: Any, k: int, *, query_mask: Masks | None = None) -> Results:
    """The best `k` documents of an index made by `build_index` for every query: ids and scores as `cross_top_k` gives them.

    It works in the calling thread and lets others run meanwhile.
    """
    rows = _checked(queries, "queries")
    if rows.shape[1] != index.terms:
        raise ValueError("queries and documents have the same columns")
    if k < 0:
        raise ValueError("k is not negative")
    masks = np.zeros((0, rows.shape[0]), np.uint64) if query_mask is None else _words(query_mask, rows.shape[0], "query_mask")
    if query_mask is not None and len(masks) != index.words:
        raise ValueError("the query's mask has as many words as the index")
    found: Results = engine.search_index(rows, masks, index, k)
    return found


def exact_units(queries: csr_matrix, documents: csr_matrix, chosen: NDArray[np.int64], firsts: NDArray[np.int64], *, unit: float,
                threads: int = 0) -> NDArray[np.int64]:
    """The scores of chosen pairs in whole units, rounded block by block as a single ranking rounds them; `chosen` are documents by query, -1 is none."""
    found: NDArray[np.int64] = engine.exact_units(queries, documents, np.ascontiguousarray(chosen), firsts, unit, threads)
    return found

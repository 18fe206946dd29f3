"""The cross-match on dask.distributed: blocks of positions beside blocks of people, each by the same kernel, merged as they come. Pure.

Blocks are results of tasks, not copies that a worker was handed, so that the scheduler makes again what a lost worker held.
Needs `requirements-dask.txt`; nothing else imports this module.
"""

import pickle
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from distributed import Client, LocalCluster, as_completed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from jobs.matching.topk import Masks, Results, cross_top_k

QUERIES_AT_ONCE, DOCUMENTS_AT_ONCE = 8_192, 32_768
SECONDS = 10  # to wait for a scheduler's answer
LOW = np.uint64(0xFFFFFFFF)
Block = tuple[csr_matrix, Masks | None]


@contextmanager
def connected(scheduler: str = "", workers: int = 0) -> Iterator[Client]:
    """A client of the scheduler at an address, else of processes on this machine."""
    if scheduler:
        with Client(scheduler, timeout=SECONDS, set_as_default=False) as client:
            yield client
        return
    options = {"n_workers": workers or None, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "processes": True}
    with LocalCluster(**options) as cluster, Client(cluster, set_as_default=False) as client:
        yield client


def _block(data: bytes) -> Block:
    matrix, mask = pickle.loads(data)  # noqa: S301 - written by `_parts` of this very run
    return matrix, mask


def _pair(queries: Block, documents: Block, k_documents: int, k_queries: int) -> tuple[Results, Results]:
    return cross_top_k(queries[0], documents[0], k_documents=k_documents, k_queries=k_queries, threads=1, query_mask=queries[1], document_mask=documents[1])


def _parts(client: Client, matrix: csr_matrix, mask: Masks | None, size: int) -> list[tuple[int, Any]]:
    """Blocks of rows as futures, with the number of each one's first row."""
    out = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sending large graph")  # the blocks are large, and travel once
        for first in range(0, matrix.shape[0], size):
            rows = slice(first, first + size)
            out.append((first, client.submit(_block, pickle.dumps((matrix[rows], None if mask is None else mask[rows])), pure=False)))
    return out


class Best:
    """The best so far of every row, as the kernel's keys: the score's bits above, the inverted id below. Merging is the same in any order."""

    def __init__(self, rows: int, k: int) -> None:
        self.keys = np.zeros((rows, k), np.uint64)

    def add(self, first: int, found: Results, offset: int) -> None:
        """Merge what a pair of blocks gave for the rows from `first` on."""
        ids, scores = found
        bits = np.ascontiguousarray(scores, np.float32).view(np.uint32).astype(np.uint64)
        fresh = np.where(ids >= 0, bits << np.uint64(32) | (LOW - (ids + offset).astype(np.uint64)), np.uint64(0))
        rows = slice(first, first + len(ids))
        both = np.concatenate((self.keys[rows], fresh), axis=1)
        both.sort(axis=1)
        self.keys[rows] = both[:, :-1 - self.keys.shape[1]:-1]

    @property
    def results(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids and scores as `cross_top_k` gives them."""
        ids = np.where(self.keys > 0, (LOW - (self.keys & LOW)).astype(np.int64), -1)
        return ids, (self.keys >> np.uint64(32)).astype(np.uint32).view(np.float32)


def cross_on(client: Client, *, queries_at_once: int = QUERIES_AT_ONCE, documents_at_once: int = DOCUMENTS_AT_ONCE) -> Callable[..., tuple[Results, Results]]:
    """`cross_top_k` on the workers of a client: the same arguments, the same results but for ties of float32."""
    def cross(queries: csr_matrix, documents: csr_matrix, *, k_documents: int, k_queries: int, threads: int = 0, query_mask: Masks | None = None,
              document_mask: Masks | None = None, progress: Callable[[int, int], None] | None = None) -> tuple[Results, Results]:
        left, right = _parts(client, queries, query_mask, queries_at_once), _parts(client, documents, document_mask, documents_at_once)
        pairs = {client.submit(_pair, q, d, k_documents, k_queries, pure=False): (begin, start) for begin, q in left for start, d in right}
        by_query, by_document = Best(queries.shape[0], k_documents), Best(documents.shape[0], k_queries)
        for done, future in enumerate(as_completed(list(pairs), loop=client.loop), 1):
            begin, start = pairs[future]
            to_queries, to_documents = future.result()
            by_query.add(begin, to_queries, start)
            by_document.add(start, to_documents, begin)
            if progress is not None:
                progress(done, len(pairs))
            future.release()
        return by_query.results, by_document.results
    return cross

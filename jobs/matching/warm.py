"""Compiles the ranking's kernels into their cache: `python -m jobs.matching.warm`, part of `make setup`."""

from typing import Any

import numpy as np
from scipy.sparse import random_array

from core.names import NameTable
from jobs.matching.topk import build_index, cross_top_k, exact_units, top_k


def warm() -> None:
    """Run each compiled function once on a small example; what is in the cache already costs half a second."""
    rows, columns = (random_array((n, 300), density=0.1, format="csr", dtype=np.float32, random_state=n) for n in (900, 300))
    masks: dict[str, Any] = {"query_mask": np.ones((900, 1), np.uint64), "document_mask": np.ones((300, 1), np.uint64)}
    cross_top_k(rows, columns, k_documents=5, k_queries=5, threads=2, **masks)
    cross_top_k(rows, columns, k_documents=5, k_queries=5, threads=1)
    exact_units(rows, columns, np.zeros((900, 2), np.int64), np.array([0, 100, 300]), unit=1.0, threads=2)
    NameTable(["电工", "焊工"]).nearest(["电焊工"])
    top_k(rows[:2], build_index(columns, document_mask=masks["document_mask"]), 5, query_mask=np.ones((2, 1), np.uint64))


if __name__ == "__main__":
    warm()

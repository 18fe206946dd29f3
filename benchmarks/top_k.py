"""One posting against a million profiles, exact top 50, against scipy's CSR times a dense vector, results checked.

Options: --documents 1000000, --queries 60.
"""

import argparse
import os
import statistics
import time
from typing import Any

import numpy as np
import scipy.sparse as sp

from benchmarks.cross_match import city
from jobs.matching.topk import build_index, top_k
from jobs.matching.warm import warm

K = 50


def enlarged(rows: sp.csr_matrix, size: int, seed: int = 3) -> sp.csr_matrix:
    """`size` rows drawn from `rows` with seven in a hundred entries dropped and the weights shaken."""
    rng = np.random.default_rng(seed)
    out = rows[rng.integers(0, rows.shape[0], size)]
    out.data *= (rng.random(out.nnz) > 0.07) * rng.uniform(0.9, 1.1, out.nnz).astype(np.float32)
    out.eliminate_zeros()
    return out


def plain(documents: sp.csr_matrix, query: sp.csr_matrix) -> Any:
    """The usual way: a product with the dense query, then argpartition."""
    scores = documents @ query.toarray().ravel()
    best = np.argpartition(-scores, K)[:K]
    return best[np.argsort(-scores[best])], scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=60)
    args = parser.parse_args()
    warm()
    people, positions = city(min(args.documents, 150_000), 2_000, seed=1)
    documents = enlarged(people, args.documents)
    started = time.process_time()
    index = build_index(documents)
    print(f"index of {args.documents:,} documents: {time.process_time() - started:.1f} s CPU")
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "scipy": []}
    for number in range(args.queries):
        query = positions[number]
        wall, cpu = time.perf_counter(), time.thread_time()
        ids, scores = top_k(query, index, K)
        times["ours"].append((time.perf_counter() - wall, time.thread_time() - cpu))
        wall, cpu = time.perf_counter(), time.thread_time()
        _, everything = plain(documents, query)
        times["scipy"].append((time.perf_counter() - wall, time.thread_time() - cpu))
        if not np.allclose(scores[0], np.sort(everything)[::-1][:K], atol=1e-6) or not np.allclose(everything[ids[0]], scores[0], atol=1e-6):
            raise SystemExit(f"query {number} differs")
    wall, cpu = ({who: [t[i] * 1000 for t in times[who]] for who in times} for i in (0, 1))
    for label, ms in (("wall", wall), ("CPU", cpu)):
        ours, rival = statistics.median(ms["ours"]), statistics.median(ms["scipy"])
        print(f"{label:<5} scipy {rival:6.1f} ms : ours {ours:5.2f} ms = {rival / ours:5.1f}×   p99 {np.quantile(ms['scipy'], 0.99):6.1f} : "
              f"{np.quantile(ms['ours'], 0.99):5.2f} ms   load {'/'.join(f'{x:.1f}' for x in os.getloadavg())}")


if __name__ == "__main__":
    main()

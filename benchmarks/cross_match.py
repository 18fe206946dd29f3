"""The whole-city cross-match against sparse_dot_topn on two threads, results checked.

    python benchmarks/cross_match.py [--rounds 5] [--scale 1.0] [--threads 2] [--city FILE]

14,785 people and 32,086 positions, the 20 best positions of every person and the 50 best people of every position, plain, with
boilerplate kept, and with eligibility masks that leave about 26 % and 60 % of the pairs (the rival has no masks and runs without).
`--city FILE` names a Python file with another `city(people, positions, *, seed, boilerplate)`. Where a demo city is loaded (RONGQIAO_INSTANCE), its own
matrices follow, everybody and everything on file, without masks and with the city's own conditions as masks. The rounds are interleaved; what
counts is the ratio of the medians inside one run. The rival is given its transposed matrices ready made; ours includes all preparation.
"""

import argparse
import os
import runpy
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import scipy.sparse as sp
import sparse_dot_topn

from core.facts import is_demo
from jobs.matching import memory, store
from jobs.matching.crossing import Pairing, pairing
from jobs.matching.services.models import model_in_force
from jobs.matching.topk import cross_top_k
from jobs.matching.warm import warm
from wsgi import create_app

TERMS, SKILLS, TOPICS = 60_000, 2_000, 300
CONDITIONS = 12
K_POSITIONS, K_PEOPLE = 20, 50


def _zipf(size: int, offset: float, exponent: float) -> np.ndarray:
    weights = (np.arange(size) + offset) ** -exponent
    return np.cumsum(weights / weights.sum())


def _counts(rng: np.random.Generator, lengths: np.ndarray, width: int, topic: np.ndarray, topics: np.ndarray, common: np.ndarray, inside: np.ndarray,
            own: float) -> sp.csr_matrix:
    rows = np.repeat(np.arange(len(lengths)), lengths)
    local = topics[topic[rows], np.searchsorted(inside, rng.random(len(rows))).clip(max=len(inside) - 1)]
    general = np.searchsorted(common, rng.random(len(rows))).clip(max=width - 1)
    columns = np.where(rng.random(len(rows)) < own, local, general)
    out = sp.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(lengths), width))
    out.sum_duplicates()
    return out


def _weighted(matrix: sp.csr_matrix, idf: np.ndarray, weight: float) -> sp.csr_matrix:
    matrix.data = ((1 + np.log(matrix.data)) * idf[matrix.indices]).astype(np.float32)
    norm = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    matrix.data *= np.repeat(np.sqrt(weight) / np.where(norm > 0, norm, 1), np.diff(matrix.indptr)).astype(np.float32)
    return matrix


def city(people: int, positions: int, *, seed: int, boilerplate: bool = False) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Rows like TF-IDF of a city's profiles and postings: words by Zipf's law, 300 kinds of work with words and skills of their own."""
    shape = np.random.default_rng(211382)
    common = _zipf(TERMS, 2.0, 1.12) if boilerplate else _zipf(TERMS, 11.0, 1.0)
    rarity = np.sqrt(np.diff(common, prepend=0))
    words = np.stack([shape.choice(TERMS, 600, replace=False, p=rarity / rarity.sum()) for _ in range(TOPICS)])
    skills = np.stack([shape.choice(SKILLS, 60, replace=False) for _ in range(TOPICS)])
    sides = []
    for n, text, skill in ((people, (42, 83), (4, 15)), (positions, (62, 125), (3, 11))):
        rng = np.random.default_rng([seed, n])
        topic = np.searchsorted(_zipf(TOPICS, 6.0, 1.0), rng.random(n)).clip(max=TOPICS - 1)
        lengths = (rng.integers(*text, n) * (1.75 if boilerplate else 1.22)).astype(int)
        sides.append((_counts(rng, lengths, TERMS, topic, words, common, _zipf(600, 5.0, 1.15), 0.45 if boilerplate else 0.6),
                      _counts(rng, rng.integers(*skill, n), SKILLS, topic, skills, _zipf(SKILLS, 11.0, 1.0), _zipf(60, 4.0, 1.0), 0.75)))
    out = []
    for block in (0, 1):
        seen = sum(np.bincount(side[block].indices, minlength=side[block].shape[1]) for side in sides)
        idf = np.log((1 + people + positions) / (1 + seen)) + 1
        out.append([_weighted(side[block], idf, (0.7, 0.3)[block]) for side in sides])
    both = [sp.hstack([out[0][i], out[1][i]], format="csr", dtype=np.float32) for i in (0, 1)]
    for side in both:
        side.sort_indices()
    return both[0], both[1]


def masks(people: int, positions: int, share: float, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """What people meet and what positions ask, so that about `share` of the pairs remain."""
    rng = np.random.default_rng(seed)
    both = 1 - share ** (1 / CONDITIONS)
    bits = np.uint64(1) << np.arange(CONDITIONS, dtype=np.uint64)
    meets = (rng.random((people, CONDITIONS)) > both / 0.3).astype(np.uint64) @ bits
    asks = (rng.random((positions, CONDITIONS)) < 0.3).astype(np.uint64) @ bits
    return meets[:, None], asks[:, None]


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall seconds, CPU seconds, result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def differing(found: tuple[np.ndarray, np.ndarray], rival: sp.csr_matrix) -> int:
    """Rows whose ids differ from the rival's; every score must be the same but for the last bits.

    Raises:
        SystemExit: a score or a number of places differs.

    """
    rows = 0
    for row in range(rival.shape[0]):
        part = slice(rival.indptr[row], rival.indptr[row + 1])
        held = found[0][row] >= 0
        scores = np.sort(rival.data[part])[::-1]
        if held.sum() != len(scores) or not np.allclose(found[1][row][held], scores, atol=1e-6):
            raise SystemExit(f"row {row} differs from the rival's")
        rows += set(rival.indices[part].tolist()) != set(found[0][row][held].tolist())
    return rows


def masked_check(result: Any, left: sp.csr_matrix, right: sp.csr_matrix, meets: np.ndarray, asks: np.ndarray) -> None:
    """Compare 200 rows of a masked result with brute force.

    Raises:
        SystemExit: a score differs.

    """
    for row in np.random.default_rng(1).integers(0, right.shape[0], 200):
        scores = (right[row] @ left.T).toarray().ravel()
        scores[shut_out(asks[row], meets)] = 0
        best = np.sort(scores)[::-1][:K_PEOPLE]
        if not np.allclose(best, result[1][1][row], atol=1e-6):
            raise SystemExit(f"masked row {row} differs from brute force")


def shut_out(asks: np.ndarray, meets: np.ndarray) -> np.ndarray:
    """Who does not meet what one position asks."""
    return np.asarray(((asks & ~meets) != 0).any(axis=1))


def compare(name: str, ours: Callable[[], Any], rival: Callable[[], Any], rounds: int) -> tuple[Any, Any]:
    """Interleave the two and print the ratio of the medians."""
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "rival": []}
    results: dict[str, Any] = {}
    for round_ in range(rounds):
        for who, work in (("ours", ours), ("rival", rival))[:: 1 if round_ % 2 else -1]:
            wall, cpu, results[who] = timed(work)
            times[who].append((wall, cpu))
    wall, cpu = ([statistics.median(t[i] for t in times[who]) for who in ("rival", "ours")] for i in (0, 1))
    load = "/".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"{name:<26} CPU {cpu[0]:6.2f} s : {cpu[1]:5.2f} s = {cpu[0] / cpu[1]:5.1f}×   wall {wall[0]:6.2f} s : {wall[1]:5.2f} s = {wall[0] / wall[1]:5.1f}×"
          f"   load {load}", flush=True)
    return results["ours"], results["rival"]


def race(kind: str, people: sp.csr_matrix, positions: sp.csr_matrix, masked: list[tuple[np.ndarray, np.ndarray]], rounds: int, threads: int) -> None:
    """One city without masks, then with each pair of masks: what people meet, what positions ask."""
    left, right = people.T.tocsr(), positions.T.tocsr()

    def rival() -> Any:
        first = sparse_dot_topn.sp_matmul_topn(people, right, top_n=K_POSITIONS, n_threads=threads, sort=True)
        return first, sparse_dot_topn.sp_matmul_topn(positions, left, top_n=K_PEOPLE, n_threads=threads, sort=True)

    def ours(**more: Any) -> Any:
        # a pair counts where query_mask & ~document_mask is 0: the positions ask, so they are the queries
        return cross_top_k(positions, people, k_documents=K_PEOPLE, k_queries=K_POSITIONS, threads=threads, **more)
    found, other = compare(kind, ours, rival, rounds)
    print(f"{'':<26} equal; rows whose ids differ by a float tie: {differing(found[1], other[0])} of people, {differing(found[0], other[1])} of positions")
    for meets, asks in masked:
        remain = 1 - np.mean([shut_out(asks[i], meets).mean() for i in range(0, len(asks), 50)])
        result, _ = compare(f"{kind}, masks leave {remain:.0%}", partial(ours, query_mask=asks, document_mask=meets), rival, rounds)
        masked_check((None, result[0]), people, positions, meets, asks)


def demo_city() -> Pairing | None:
    """Everybody and everything on file in the demo city of this installation; None where none is loaded."""
    app = create_app()
    with app.app_context():
        if not is_demo() or store.fitted() is None:
            return None
        model, folder = model_in_force(), app.config["INSTANCE"]
        positions, people = memory.positions(model, folder), memory.people(model, folder)
        return pairing(positions, positions.stands, people, people.stands, model.space)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--city", help="a Python file with city(people, positions, *, seed, boilerplate)")
    args = parser.parse_args()
    make = runpy.run_path(args.city)["city"] if args.city else city
    warm()
    print(f"sparse_dot_topn (unmasked, {args.threads} threads) : ours, medians of {args.rounds} interleaved rounds")
    for boilerplate in (False, True):
        people, positions = make(int(14_785 * args.scale), int(32_086 * args.scale), seed=1, boilerplate=boilerplate)
        masked = [masks(people.shape[0], positions.shape[0], share) for share in (0.26, 0.60)]
        race("boilerplate" if boilerplate else "plain", people, positions, masked, args.rounds, args.threads)
    own = demo_city()
    if own is None:
        print("no demo city is loaded here: its matrices were not measured")
        return
    print(f"the demo city: {own.people.shape[0]:,} people, {own.positions.shape[0]:,} positions, {own.asked.shape[1]} words of masks")
    race("demo city", own.people, own.positions, [(own.cleared, own.asked)], args.rounds, args.threads)


if __name__ == "__main__":
    main()

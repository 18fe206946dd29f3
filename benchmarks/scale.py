"""What larger places cost, from pairs per CPU-second measured here; and two workers of dask.distributed against one.

    python benchmarks/scale.py [--rounds 5] [--scale 1.0] [--write]

Measured on the synthetic city of `cross_match.py` with masks that leave about 26 % of the pairs, one thread, all preparation included. The workers are measured
on the city, which one process ranks in less than the blocks take to travel, and on one with four times as many on both sides. The larger places are
arithmetic: pairs divided by the rate. `--write` puts the tables into `docs/scale.md`, between its two marks.
"""

import argparse
import os
import re
import statistics
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.cross_match import K_PEOPLE, K_POSITIONS, city, masks, timed  # noqa: E402
from jobs.matching.cluster import connected, cross_on  # noqa: E402
from jobs.matching.topk import cross_top_k  # noqa: E402
from jobs.matching.warm import warm  # noqa: E402

PEOPLE, POSITIONS, SHARE = 14_785, 32_086, 0.26
POSITIONS_A_PERSON = POSITIONS / PEOPLE
# name, people, cities it falls into when each city is ranked by itself
PLACES = (("this city", PEOPLE, 1), ("a province", 1_500_000, 15), ("the nation", 57_000_000, 340))
WORKERS_AT = (1, 4)
DOCUMENT = ROOT / "docs/scale.md"
MARKS = ("<!-- measured -->", "<!-- /measured -->")


def span(seconds: float) -> str:
    """Seconds as people say them."""
    for size, name in ((3600, "CPU-h"), (60, "CPU-min")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:,.1f} {name}"
    return f"{seconds:.1f} CPU-s"


def rate(options: dict[str, Any], pairs: int, rounds: int) -> tuple[float, float]:
    """Pairs per CPU-second, in the median and at the slowest."""
    seconds = [timed(lambda: cross_top_k(**options, threads=1))[1] for _ in range(rounds)]
    return pairs / statistics.median(seconds), pairs / max(seconds)


def workers_ratio(options: dict[str, Any], rounds: int) -> tuple[float, float, bool]:
    """Median wall seconds with one worker and with two, interleaved, and whether both gave the local scores."""
    wall: dict[int, list[float]] = {1: [], 2: []}
    local, same = cross_top_k(**options), True
    with connected(workers=1) as one, connected(workers=2) as two:
        for client in (one, two):
            client.run(warm)
        for _ in range(rounds):
            for number, client in ((1, one), (2, two)):
                begin = perf_counter()
                found = cross_on(client)(**options)
                wall[number].append(perf_counter() - begin)
                same = same and all(np.allclose(mine[1], theirs[1], atol=1e-6) for mine, theirs in zip(found, local, strict=True))
    return statistics.median(wall[1]), statistics.median(wall[2]), same


def pairs_of(scale: float) -> tuple[dict[str, Any], int]:
    """The synthetic city with so many times its people and positions as arguments of `cross_top_k`, and how many pairs it has."""
    people, positions = round(PEOPLE * scale), round(POSITIONS * scale)
    left, right = city(people, positions, seed=3)
    meets, asks = masks(people, positions, SHARE)
    options = {"queries": right, "documents": left, "k_documents": K_PEOPLE, "k_queries": K_POSITIONS, "query_mask": asks, "document_mask": meets}
    return options, people * positions


def workers_line(scale: float, rounds: int) -> str:
    """What one and two workers took, as a row of a table."""
    options, pairs = pairs_of(scale)
    one, two, same = workers_ratio(options, rounds)
    return f"| {pairs:.2g} | {one:.2f} s | {two:.2f} s | {one / two:.2f}× | {'yes' if same else 'NO'} |"


def tables(per_second: float, slowest: float, workers: list[str], rounds: int) -> str:
    """Both tables as Markdown."""
    lines = [f"Measured with `python benchmarks/scale.py` ({rounds} rounds, one thread, load {os.getloadavg()[0]:.1f}): {per_second / 1e6:.0f} million pairs "
             f"per CPU-second in the median, {slowest / 1e6:.0f} million in the slowest round.", "",
             "| place | people | positions | pairs | CPU, everybody with everything | CPU, each city by itself | CPU a day when 1 % of both sides change |",
             "|---|---|---|---|---|---|---|"]
    for name, people, cities in PLACES:
        positions = round(people * POSITIONS_A_PERSON)
        pairs = people * positions
        lines.append(f"| {name} | {people:,} | {positions:,} | {pairs:.2g} | {span(pairs / per_second)} | {span(pairs / cities / per_second)} | "
                     f"{span(0.02 * pairs / cities / per_second)} |")
    lines += ["", "dask.distributed on this machine, sending the blocks and merging included:", "",
              "| pairs | one worker | two workers | ratio | results as in one process |", "|---|---|---|---|---|", *workers]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    warm()
    options, pairs = pairs_of(args.scale)
    found = tables(*rate(options, pairs, args.rounds), [workers_line(args.scale * times, args.rounds) for times in WORKERS_AT], args.rounds)
    print(found)
    if args.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(re.sub(f"(?s){MARKS[0]}.*{MARKS[1]}", lambda _: f"{MARKS[0]}\n{found}\n{MARKS[1]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Sending registered people to booths by capacity, against plain top five and against greedy, as ratios.

`PYTHONPATH=. .venv/bin/python benchmarks/capacity.py` on made-up fairs of 1,000 people, 60 booths and 1,500 positions; with `--fair ID` also on a fair
of the database.
"""

import argparse
import statistics
import time

import numpy as np

from jobs.fairs.queries import fairs
from jobs.fairs.services import guiding
from jobs.fairs.tasks import pace
from jobs.matching.capacity import Counts, Fits, greedy, plain, quality, send
from wsgi import create_app


def made_up_fair(seed: int, people: int = 1000, booths: int = 60, positions: int = 1500) -> Fits:
    """Best scores of people at booths where a few enterprises bring many and well-liked positions; some people fit few of them."""
    dice = np.random.default_rng(seed)
    liked = dice.pareto(1.5, booths) + 0.3
    brought = np.maximum(1, (positions * liked / liked.sum()).astype(int))
    reach = dice.beta(1.2, 8, people)[:, None]
    fitting = dice.random((people, booths)) < 1 - (1 - reach) ** np.minimum(brought, 40)[None, :]
    scores = dice.normal(0.45, 0.12, (people, booths)) + 0.05 * np.log(brought)[None, :]
    return np.where(fitting, np.round(np.clip(scores, 0.02, 1.0), 4), 0.0)


def compare(fits: Fits, room: Counts) -> tuple[float, ...]:
    """Time, gap to the bound; scores served and people served against plain and greedy; the fullest booth and the two-best share, ours and plain."""
    began = time.perf_counter()
    plan = send(fits, room)
    took = time.perf_counter() - began
    ours, usual, simple = (quality(fits, sent, room) for sent in (plan.sent, plain(fits), greedy(fits, room)))
    return (took, plan.gap, ours.served / usual.served, ours.served / simple.served, ours.with_any, usual.with_any, simple.with_any, ours.fullest,
            usual.fullest, ours.with_one_of_two, usual.with_one_of_two)


def say(title: str, found: list[tuple[float, ...]]) -> None:
    medians = [statistics.median(column) for column in zip(*found, strict=True)]
    took, gap, served, over_greedy, some, some_plain, some_greedy, full, full_plain, best, best_plain = medians
    print(f"{title}: {took:.2f} s, {gap:.1e} below the bound; scores of the talks held × {served:.3f} of plain top five, × {over_greedy:.3f} of greedy; "
          f"people who fit and are talked to {some:.1%} (plain {some_plain:.1%}, greedy {some_greedy:.1%}); fullest booth {full:.2f} of its capacity "
          f"(plain {full_plain:.2f}); talked to by one of their two best {best:.1%} (plain {best_plain:.1%})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fairs", type=int, default=20)
    parser.add_argument("--fair", type=int, action="append", default=[])
    asked = parser.parse_args()
    for room in (30, 42, 60, 100):
        say(f"{asked.fairs} made-up fairs, {room} talks for each booth (medians)", [compare(made_up_fair(n), np.full(60, room)) for n in range(asked.fairs)])
    for fair_id in asked.fair:
        app = create_app()
        with app.app_context():
            fair = fairs.fair(fair_id)
            field = guiding.guide(fair, app.config["INSTANCE"], pace()).field
            people, booths = field.fits.shape
            say(f"{fair.title}: {people} people, {booths} booths, {pace().talks(fair)} talks each", [compare(field.fits, field.capacity)])


if __name__ == "__main__":
    main()

"""From a commit to the result, and single rankings, on the demo city of this installation; the rival encodes everybody anew.

    RONGQIAO_INSTANCE=… python benchmarks/freshness.py [--rounds 30]

Each edit adds a blank to a random person's or position's text and is undone at the end. Without a loaded demo city nothing is measured.
"""

import argparse
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from sqlalchemy import func, select, update

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.db import db, transaction  # noqa: E402
from core.facts import is_demo  # noqa: E402
from jobs.matching import memory, store  # noqa: E402
from jobs.matching.models import PERSON  # noqa: E402
from jobs.matching.services import people_for_position, positions_for_person  # noqa: E402
from jobs.models import Position  # noqa: E402
from jobs.queries import is_live  # noqa: E402
from veterans.models import Person  # noqa: E402
from wsgi import create_app  # noqa: E402


def milliseconds(work: Callable[[], Any]) -> float:
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000


def told(name: str, times: list[float]) -> float:
    """Print the median and the 95th percentile; returns the median."""
    middle, high = np.percentile(times, [50, 95])
    print(f"{name:<58} median {middle:8.1f} ms   p95 {high:8.1f} ms")
    return float(middle)


def edited(table: Any, column: Any, one: int, rank: Callable[[], Any]) -> float:
    """Milliseconds from the commit of an edit to a ranking that holds it."""
    with transaction() as session:
        session.execute(update(table).where(table.id == one).values({column.key: column + " ", "updated_at": table.updated_at}))
    return milliseconds(rank)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    rounds, rng = parser.parse_args().rounds, random.Random(1)
    app = create_app()
    folder = app.config["INSTANCE"]
    with app.app_context():
        if not is_demo() or store.fitted() is None:
            print("no demo city is loaded here: nothing measured")
            return
        people, live = list(db.session.execute(select(Person.id)).scalars()), list(db.session.execute(select(Position.id).where(is_live())).scalars())
        first = milliseconds(lambda: (people_for_position(live[0], folder), positions_for_person(people[0], folder, live_only=False)))
        print(f"{len(people):,} people, {len(live):,} live positions, load {os.getloadavg()[0]:.1f}")
        told("both sides into memory and the first two rankings", [first])
        told("people for a position", [milliseconds(lambda: people_for_position(rng.choice(live), folder)) for _ in range(rounds)])
        told("live positions for a person", [milliseconds(lambda: positions_for_person(rng.choice(people), folder)) for _ in range(rounds)])
        told("all positions for a person", [milliseconds(lambda: positions_for_person(rng.choice(people), folder, live_only=False)) for _ in range(rounds)])
        where, who = rng.choice(live), rng.choice(people)
        fresh = told("commit of a person → people for a position", [
            edited(Person, Person.experience, rng.choice(people), lambda: people_for_position(where, folder)) for _ in range(rounds)])
        told("commit of a position → positions for a person", [
            edited(Position, Position.duties, rng.choice(live), lambda: positions_for_person(who, folder)) for _ in range(rounds)])
        model = store.fitted()
        assert model is not None
        rebuilt = told("the rival: everybody encoded anew", [milliseconds(lambda: memory.encoded(PERSON, model, people)) for _ in range(3)])
        print(f"{'':<58} {rebuilt / fresh:.0f}× of the edit")
        with transaction() as session:
            for table, column in ((Person, Person.experience), (Position, Position.duties)):
                session.execute(update(table).where(column.like("% ")).values({column.key: func.rtrim(column), "updated_at": table.updated_at}))


if __name__ == "__main__":
    main()

"""Whole processes on the demo city of this installation: the run over the city, and cold rankings, the start of Python included.

    RONGQIAO_INSTANCE=… python benchmarks/city_run.py [--rounds 3]

Wall seconds in the median and the highest memory of a process, beside the bar each is held to. Without a loaded demo city nothing is measured.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.db import db  # noqa: E402
from core.facts import is_demo  # noqa: E402
from jobs.matching import store  # noqa: E402
from jobs.models import Position  # noqa: E402
from veterans.models import Person  # noqa: E402
from wsgi import create_app  # noqa: E402

FLASK = [str(ROOT / ".venv/bin/flask"), "--app", str(ROOT / "wsgi.py"), "match"]


def process(words: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in GB of `flask match …`.

    Raises:
        SystemExit: it failed.

    """
    begin = perf_counter()
    child = os.posix_spawn(FLASK[0], [*FLASK, *words], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _pid, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"flask match {' '.join(words)} failed")
    return perf_counter() - begin, usage.ru_maxrss / 2**20


def measured_here() -> bool:
    """Say what is measured; False where no demo city with a model is loaded."""
    with create_app().app_context():
        if not is_demo() or store.fitted() is None:
            print("no demo city is loaded here: nothing measured")
            return False
        people, positions = (db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in (Person, Position))
        print(f"{people:,} people, {positions:,} positions, load {os.getloadavg()[0]:.1f}")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    if not measured_here():
        return
    city = ["city", "--scope", "all"]
    with tempfile.TemporaryDirectory() as folder:
        for name, words, bar in (("city, rows stored", city, 6), ("the same with --out", [*city, "--out", folder], 11), ("veteran 1", ["veteran", "1"], 3),
                                 ("position 1", ["position", "1"], 3)):
            walls, peaks = zip(*(process(words) for _round in range(rounds)), strict=True)
            print(f"{name:<22} median {statistics.median(walls):5.1f} s ({min(walls):.1f} to {max(walls):.1f}; bar {bar} s)   "
                  f"peak {max(peaks):.2f} GB", flush=True)


if __name__ == "__main__":
    main()

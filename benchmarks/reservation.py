"""Places a second on PostgreSQL: the one statement of `core.reservation` against SELECT … FOR UPDATE, 64 clients (8 processes of 8 threads).

*spread*: 40 resources of 200 places; *hot*: one of 200. Both ways keep the same tables; the statement is the very one the product sends. Rounds are
interleaved, medians printed, and every round is checked: as many places as the capacity, none more. Without TEST_DATABASE_URL it starts a
temporary server by `scripts/postgres.sh`, which writes to disk as a real one does. Options: --attempts 25600, --rounds 5.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.schema import CreateIndex, CreateTable

from core.reservation import Place, Resource, take_statement

PROCESSES, THREADS, PLACES = 8, 8, 200
ROOT = Path(__file__).resolve().parent.parent
DIALECT = PGDialect_psycopg()
FORK = multiprocessing.get_context("fork")
Attempt = Callable[[psycopg.Connection, int, int], bool]


def one_statement() -> Attempt:
    """The product's statement, compiled once; its parameters by place, as the rival's are."""
    compiled: Any = take_statement(-7, -8, datetime(2026, 12, 5, tzinfo=UTC)).compile(dialect=PGDialect_psycopg(paramstyle="format"))
    text, fixed = str(compiled), [compiled.params[name] for name in compiled.positiontup]
    at_resource, at_holder = fixed.index(-7), fixed.index(-8)

    def attempt(connection: psycopg.Connection, resource: int, holder: int) -> bool:
        given = fixed.copy()
        given[at_resource], given[at_holder] = resource, holder
        return connection.execute(text, given).fetchone() is not None
    return attempt


def for_update(connection: psycopg.Connection, resource: int, holder: int) -> bool:
    """The rival: lock the row, look, write."""
    with connection.transaction():
        row = connection.execute("SELECT taken, capacity FROM resources WHERE id = %s FOR UPDATE", (resource,)).fetchone()
        if row is None or row[0] >= row[1]:
            return False
        connection.execute("UPDATE resources SET taken = taken + 1 WHERE id = %s", (resource,))
        connection.execute("INSERT INTO places (resource_id, holder, state, priority, offers, queued_at, held_at, release_reason) "
                           "VALUES (%s, %s, 'held', 0, 0, now(), now(), '')", (resource, holder))
        return True


def _create(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS places, resources")
        for table in (Resource.__table__, Place.__table__):
            connection.execute(str(CreateTable(table).compile(dialect=DIALECT)))
            for index in table.indexes:
                connection.execute(str(CreateIndex(index).compile(dialect=DIALECT)))


def _fill(server: str, resources: int) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("TRUNCATE places, resources RESTART IDENTITY CASCADE")
        connection.execute("INSERT INTO resources (kind, capacity, taken, waiting, is_demo) SELECT 'booth', %s, 0, 0, false FROM generate_series(1, %s)",
                           (PLACES, resources))


def _sold(server: str) -> list[int]:
    with psycopg.connect(server, autocommit=True) as connection:
        return [row[0] for row in connection.execute("SELECT count(p.id) FROM resources r LEFT JOIN places p ON p.resource_id = r.id GROUP BY r.id")]


def race(server: str, way: Attempt, resources: int, attempts: int) -> tuple[float, float]:
    """Attempts a second and the 99th percentile in milliseconds."""
    _fill(server, resources)
    each = attempts // (PROCESSES * THREADS)
    gate, out = FORK.Barrier(PROCESSES * THREADS + 1), FORK.Queue()

    def client(number: int) -> None:
        took = []
        with psycopg.connect(server, autocommit=True) as connection:
            way(connection, 0, 0)
            gate.wait()
            for n in range(each):
                started = time.perf_counter()
                way(connection, 1 + (number * 7 + n) % resources, number * each + n + 1)
                took.append(time.perf_counter() - started)
        out.put(took)

    def run(first: int) -> None:
        crew = [threading.Thread(target=client, args=(first + n,)) for n in range(THREADS)]
        [t.start() for t in crew]
        [t.join() for t in crew]

    children = [FORK.Process(target=run, args=(n * THREADS,)) for n in range(PROCESSES)]
    [c.start() for c in children]
    gate.wait()
    started = time.perf_counter()
    took: list[float] = [t for _ in range(PROCESSES * THREADS) for t in out.get()]
    whole = time.perf_counter() - started
    [c.join() for c in children]
    sold = _sold(server)
    assert sold == [PLACES] * resources, f"sold {sold}"
    return len(took) / whole, sorted(took)[int(len(took) * 0.99)] * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=25_600)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    server: Any = os.environ.get("TEST_DATABASE_URL")
    if not server:
        script = str(ROOT / "scripts/postgres.sh")
        os.execve(script, [script, sys.executable, *sys.argv], {**os.environ, "DURABLE": "1"})
    _create(server)
    ways = {"one statement": one_statement(), "SELECT FOR UPDATE": for_update}
    print(f"load average {os.getloadavg()[0]:.1f}; {asked.attempts} attempts, {PROCESSES * THREADS} clients")
    for name, resources in (("spread", 40), ("hot", 1)):
        found: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        for _round in range(asked.rounds):
            for way, attempt in ways.items():
                found[way].append(race(server, attempt, resources, asked.attempts))
        middle = {way: (statistics.median(r[0] for r in rounds), statistics.median(r[1] for r in rounds)) for way, rounds in found.items()}
        for way, (rate, tail) in middle.items():
            print(f"{name:<7}{way:<19}{rate:>9,.0f} attempts/s   p99 {tail:>6.1f} ms")
        print(f"{name:<7}ratio {middle['one statement'][0] / middle['SELECT FOR UPDATE'][0]:.1f}")


if __name__ == "__main__":
    main()

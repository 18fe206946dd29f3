"""Many clients want the last places at the same moment: none sold twice, none lost, nobody sees an error; and red without the guard.

On SQLite four processes with their own connections, on PostgreSQL sixty-four clients.
"""

import multiprocessing
import threading

import pytest
from sqlalchemy import event, func, select, text

from core import reservation
from core.db import db, transaction
from core.errors import Refusal
from core.reservation import IsFull, Kind, Place, open_resource, register_kind, release, reserve, resource

KINDS = ("booth", "ticket", "slot", "bus_seat")
FORK = multiprocessing.get_context("fork")


def shape():
    """Processes and threads in each: 64 clients on PostgreSQL, 4 processes on SQLite."""
    return (8, 8) if db.engine.dialect.name == "postgresql" else (4, 4)


@pytest.fixture(autouse=True)
def _fourth_kind():
    known = dict(reservation._kinds)
    for name in KINDS:
        register_kind(Kind(name))  # the primitive alone: nobody holds these places but numbers
    yield
    reservation._kinds.clear()
    reservation._kinds.update(known)


def crowd(app, deed):
    """Run `deed(number)` once in each client, all starting together; returns what each gave, or the name of what it raised."""
    processes, threads = shape()
    gate, answers = FORK.Barrier(processes * threads), FORK.Queue()
    db.session.remove()

    def client(number):
        with app.app_context():
            gate.wait(60)
            try:
                answer = deed(number)
            except Refusal as refused:
                answer = type(refused).__name__
            except Exception as error:
                answer = f"error: {type(error).__name__}"
            finally:
                db.session.remove()
            answers.put(answer)

    def run(first):
        with app.app_context():
            db.engine.dispose(close=False)
        crew = [threading.Thread(target=client, args=(first + n,)) for n in range(threads)]
        [t.start() for t in crew]
        [t.join() for t in crew]

    children = [FORK.Process(target=run, args=(n * threads + 1,)) for n in range(processes)]
    [c.start() for c in children]
    given = [answers.get(timeout=120) for _ in range(processes * threads)]
    [c.join(30) for c in children]
    return given


def want(resource_id, waits):
    def deed(number):
        with transaction():
            return reserve(resource_id, number, waits=waits).state
    return deed


def audit(resource_id):
    """Sold, waiting, and what the counters say."""
    db.session.rollback()
    by_state = dict(db.session.execute(select(Place.state, func.count()).where(Place.resource_id == resource_id).group_by(Place.state)).all())
    kept = resource(resource_id)
    return by_state.get("held", 0), by_state.get("waiting", 0), (kept.taken, kept.waiting)


def fair_race(app, kind, capacity, waits):
    """One race; returns the answers and the count afterwards."""
    with transaction():
        resource_id = open_resource(kind, capacity).id
    given = crowd(app, want(resource_id, waits))
    return given, audit(resource_id)


def is_sound(given, after, capacity, waits):
    """Exactly the capacity is sold, everybody else waits or hears that it is full, and the counters agree."""
    clients = len(given)
    rest = "waiting" if waits else IsFull.__name__
    sold, line, counters = after
    return (sold == capacity and line == (clients - capacity if waits else 0) and counters == (sold, line)
            and sorted(given) == sorted(["held"] * capacity + [rest] * (clients - capacity)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("waits", [True, False])
def test_the_last_places(app, kind, waits):
    for capacity in (1, 3):
        given, after = fair_race(app, kind, capacity, waits)
        assert is_sound(given, after, capacity, waits), (given, after)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_the_last_places_fifty_times(app, kind):
    for _round in range(50):
        given, after = fair_race(app, kind, 1, True)
        assert is_sound(given, after, 1, True), (given, after)


def test_one_holder_many_times_has_one_place(app):
    with transaction():
        resource_id = open_resource("ticket", 100).id

    def deed(_number):
        with transaction():
            return reserve(resource_id, 7).state

    given = crowd(app, deed)
    assert sorted(set(given)) == ["AlreadyReserved", "held"]
    assert given.count("held") == 1
    assert audit(resource_id) == (1, 0, (1, 0))


def test_places_come_back_while_others_join(app):
    """Half give back what they hold while the others join the line: afterwards no place is free while somebody waits."""
    processes, threads = shape()
    clients = processes * threads
    with transaction():
        resource_id = open_resource("ticket", clients // 2).id
        held = {n: reserve(resource_id, 1000 + n).id for n in range(1, clients + 1, 2)}

    def deed(number):
        with transaction() as session:
            if number in held:
                return str(release(session.get(Place, held[number]), "changed"))
            return reserve(resource_id, number).state

    given = crowd(app, deed)
    assert set(given) <= {"True", "held", "waiting"}
    db.session.rollback()
    states = dict(db.session.execute(select(Place.state, func.count()).where(Place.resource_id == resource_id).group_by(Place.state)).all())
    kept = resource(resource_id)
    newcomers = clients - len(held)
    assert states.pop("released") == len(held)
    assert sum(states.values()) == newcomers, "nobody is lost"
    assert kept.taken == states.get("held", 0) + states.get("offered", 0)
    assert kept.waiting == states.get("waiting", 0)
    assert kept.waiting == 0 or kept.taken == kept.capacity, "no place is free while somebody waits"


def _without_guard(monkeypatch):
    """Take the condition out of the update, and the check out of the database."""
    monkeypatch.setattr(reservation, "_may_give", lambda _moment, _by_hand: [])
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE resources DROP CONSTRAINT ck_resources_taken_within_capacity"))
        return lambda: None
    engine = db.engine

    def blind(connection, _record):
        connection.execute("PRAGMA ignore_check_constraints=ON")
    event.listen(engine, "connect", blind)
    return lambda: event.remove(engine, "connect", blind)


def test_red_without_the_guard(app, monkeypatch):
    restore = _without_guard(monkeypatch)
    try:
        given, after = fair_race(app, "booth", 1, True)
        assert not is_sound(given, after, 1, True)
        assert after[0] > 1, "oversold"
    finally:
        restore()
        if db.engine.dialect.name == "postgresql":
            with transaction() as session:
                session.execute(text("TRUNCATE resources CASCADE"))
                session.execute(text("ALTER TABLE resources ADD CONSTRAINT ck_resources_taken_within_capacity "
                                     "CHECK (taken >= 0 AND taken <= capacity AND waiting >= 0)"))
        else:
            db.engine.dispose()

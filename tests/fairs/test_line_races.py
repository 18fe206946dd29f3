"""Many at one booth at the same moment: no number twice, no gap, nobody in more lines than allowed, each step once; and red without the guard."""

import time
from collections import Counter

import pytest
from sqlalchemy import event

from core.audit import SYSTEM, Action, AuditEntry
from core.db import _on_begin, db, transaction
from core.errors import IllegalTransition
from jobs.fairs.models import BoothVisit, Fair, FairEmployer, FairRegistration
from jobs.fairs.services import visits
from tests.core.reservation.test_races import crowd, shape
from tests.fairs.day import came, line_up, open_day, open_rival, raw

LOCK_BOOTH = visits._lock


@pytest.fixture
def day(make):
    return open_day(make, tickets=100)


def _clients():
    processes, threads = shape()
    return processes * threads


def _all_join(app, day):
    """Each client is a visitor who joins the line; what they heard, and whether the line is as it must be."""
    fair_id, booth_id, people = day[0].id, day[2].id, [came(day[0]).id for _n in range(_clients())]
    given = crowd(app, lambda n: _join(fair_id, booth_id, people[n - 1]))
    rows = raw(BoothVisit)
    sound = sorted(given, key=str) == sorted(range(1, len(people) + 1), key=str) and [r.number for r in rows] == list(range(1, len(people) + 1))
    return given, sound and {r.registration_id for r in rows} == set(people)


def _join(fair_id, booth_id, visitor_id):
    with transaction() as session:
        return visits.line_up(session.get(Fair, fair_id), session.get(FairEmployer, booth_id), session.get(FairRegistration, visitor_id), SYSTEM).number


def _step(visit_id, step):
    try:
        with transaction() as session:
            visits.take_step(session.get(BoothVisit, visit_id), step, SYSTEM)
    except IllegalTransition:
        return "too late"
    return step


def test_all_join_at_once(app, day):
    given, sound = _all_join(app, day)
    assert sound, given


def test_one_visitor_joins_many_times(app, day):
    fair_id, booth_id, visitor_id = day[0].id, day[2].id, came(day[0]).id
    assert set(crowd(app, lambda _n: _join(fair_id, booth_id, visitor_id))) == {1}
    assert len(raw(BoothVisit)) == 1


@pytest.fixture
def booths(make, day):
    return [day[2].id, *(open_rival(make, day[0])[0].id for _n in range(3))]


def _one_joins_every_line(app, day, booths):
    """One visitor asks for more lines than allowed at once; what they heard, and whether they stand in as many as allowed."""
    fair_id, visitor_id = day[0].id, came(day[0]).id
    given = crowd(app, lambda n: _join(fair_id, booths[n % 4], visitor_id))
    return given, set(given) == {1, "TooManyLines"} and len(raw(BoothVisit)) == visits.MOST_LINES


def test_one_visitor_joins_every_line_at_once(app, day, booths):
    given, sound = _one_joins_every_line(app, day, booths)
    assert sound, given


def _all_take_up(app, day):
    """Half of the clients begin the talk of one number, half note that nobody came: one of them is the first."""
    visit_id = line_up(day, came(day[0])).id
    given = Counter(crowd(app, lambda n: _step(visit_id, ("begin", "miss")[n % 2])))
    (row,) = raw(BoothVisit)
    return given, given["too late"] == _clients() - 1 and given[{"in_talk": "begin", "missed": "miss"}[row.state]] == 1


def test_one_number_is_taken_up_once(app, day):
    given, sound = _all_take_up(app, day)
    assert sound, given


def _all_call(app, day):
    """Every phone of the booth presses "call" on the page it loaded: the number is called once, and once in the audit."""
    visit = line_up(day, came(day[0]))
    visit_id, seen = visit.id, visit.version
    given = Counter(crowd(app, lambda _n: _call(visit_id, seen)))
    return given, given == {"called": 1, "CalledAlready": _clients() - 1} and _calls() == 1


def _call(visit_id, seen):
    with transaction() as session:
        visits.call(session.get(BoothVisit, visit_id), seen, SYSTEM)
    return "called"


def _calls():
    return [entry.detail["step"] for entry in raw(AuditEntry) if entry.action == Action.VISIT_MOVED].count("call")


def test_one_number_is_called_once(app, day):
    given, sound = _all_call(app, day)
    assert sound, given


def test_it_is_called_as_often_as_pressed_without_the_version(app, day, monkeypatch):
    monkeypatch.setattr(visits, "call", lambda visit, _seen, actor: visits.take_step(visit, "call", actor))
    given, sound = _all_call(app, day)
    assert not sound
    assert _calls() > 1, given


def test_a_page_loaded_since_calls_again(app, day):
    visit = line_up(day, came(day[0]))
    visit_id, seen = visit.id, visit.version
    _call(visit_id, seen)
    with pytest.raises(visits.CalledAlready):
        _call(visit_id, seen)
    db.session.rollback()
    _call(visit_id, raw(BoothVisit)[0].version)
    assert _calls() == 2


def _slowly(function):
    def slow(*given):
        answer = function(*given)
        time.sleep(0.1)
        return answer
    return slow


@pytest.fixture
def _unguarded(app, monkeypatch):
    """No row is locked on PostgreSQL; on SQLite a transaction starts as it would by default. What is read is decided on a moment later."""
    def plain(connection):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
    for module, name in ((visits, "_lock"), (visits, "_lock_visit"), (visits.visitors, "lock")):
        monkeypatch.setattr(module, name, lambda _row: None)
    for module, name in ((visits, "advance"), (visits.queries, "last_number"), (visits.queries, "running_places")):
        monkeypatch.setattr(module, name, _slowly(getattr(module, name)))
    engine = db.engine
    db.session.remove()
    event.remove(engine, "begin", _on_begin)
    event.listen(engine, "begin", plain)
    yield
    db.session.remove()
    event.remove(engine, "begin", plain)
    event.listen(engine, "begin", _on_begin)


@pytest.mark.usefixtures("_unguarded")
@pytest.mark.parametrize("race", [_all_join, _all_take_up, _all_call])
def test_red_without_the_guard(app, day, race):
    given, sound = race(app, day)
    assert not sound
    assert {str(answer) for answer in given} & {"error: IntegrityError", "error: OperationalError", "error: StaleDataError"}, given


@pytest.mark.usefixtures("_unguarded")
def test_more_lines_than_allowed_without_the_visitors_guard(app, day, booths, monkeypatch):
    monkeypatch.setattr(visits, "_lock", LOCK_BOOTH)
    given, sound = _one_joins_every_line(app, day, booths)
    assert not sound
    assert len(raw(BoothVisit)) > visits.MOST_LINES or "error: OperationalError" in given, given

"""Taking, waiting, being offered, giving back: one step at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from core import reservation
from core.clock import now
from core.db import db, transaction
from core.reservation import (
    AlreadyReserved,
    IsClosed,
    IsFull,
    Kind,
    OfferIsOver,
    Place,
    accept_offer,
    lapse_offers,
    open_resource,
    position_in_line,
    register_kind,
    release,
    reserve,
    resource,
    set_capacity,
    set_closing,
    use_place,
)

told = []


@pytest.fixture(autouse=True)
def _bus():
    """A fourth kind, known to nobody but this test."""
    told.clear()
    tellers = (lambda place, word=word: told.append((word, place.holder)) for word in ("offered", "again", "dropped"))
    register_kind(Kind("bus_seat", timedelta(hours=2), *tellers))
    yield
    reservation._kinds.pop("bus_seat")


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test turns."""
    moment = [now()]
    monkeypatch.setattr(reservation, "now", lambda: moment[0])

    def later(**by):
        moment[0] += timedelta(**by)
        return moment[0]
    return later


def seats(capacity, **values):
    with transaction():
        return open_resource("bus_seat", capacity, **values).id


def take(resource_id, holder, **how):
    with transaction():
        return reserve(resource_id, holder, **how)


def give(place, reason="changed"):
    with transaction():
        return release(place, reason)


def states(resource_id):
    db.session.rollback()
    return dict(db.session.execute(select(Place.holder, Place.state).where(Place.resource_id == resource_id).order_by(Place.id)).all())


def counts(resource_id):
    db.session.rollback()
    found = resource(resource_id)
    return found.taken, found.waiting


def test_the_last_place_goes_once_and_the_next_waits(app):
    bus = seats(2)
    assert [take(bus, n).state for n in (1, 2, 3, 4)] == ["held", "held", "waiting", "waiting"]
    assert counts(bus) == (2, 2)
    with pytest.raises(IsFull):
        take(bus, 5, waits=False)
    assert counts(bus) == (2, 2)


def test_nobody_has_two(app):
    bus = seats(5)
    first = take(bus, 1)
    with pytest.raises(AlreadyReserved):
        take(bus, 1)
    assert counts(bus) == (1, 0)
    assert give(first)
    assert take(bus, 1).state == "held"


def test_a_place_given_back_is_offered_to_the_first_and_held_for_them(app, clock):
    bus = seats(1)
    first = take(bus, 1)
    clock(minutes=1)
    take(bus, 2)
    clock(minutes=1)
    take(bus, 3, priority=5)
    assert [position_in_line(p) for p in db.session.scalars(select(Place).order_by(Place.id))] == [0, 2, 1]
    assert give(first)
    assert states(bus) == {1: "released", 2: "waiting", 3: "offered"}
    assert counts(bus) == (1, 1)
    assert take(bus, 4).state == "waiting", "the offer holds the place"
    assert told == [("offered", 3)]


def test_giving_back_twice_frees_one_place(app):
    bus = seats(1)
    first = take(bus, 1)
    take(bus, 2)
    take(bus, 3)
    assert give(first)
    assert not give(first)
    assert counts(bus) == (1, 1)
    assert [word for word, _holder in told] == ["offered"]


def test_what_was_used_is_never_given_back(app):
    """pretix #1163: a cancelled ticket that had been used was offered again."""
    bus = seats(1)
    first = take(bus, 1)
    take(bus, 2)
    with transaction():
        assert use_place(first)
        assert not use_place(first)
    assert not give(first)
    assert states(bus) == {1: "used", 2: "waiting"}


def test_an_offer_can_be_taken_up_in_time_only(app, clock):
    bus = seats(1)
    first, second = take(bus, 1), take(bus, 2)
    give(first)
    clock(minutes=119)
    with transaction():
        accept_offer(second)
    assert states(bus)[2] == "held"
    with pytest.raises(OfferIsOver), transaction():
        accept_offer(second)
    third = take(bus, 3)
    give(second)
    clock(hours=2)
    with pytest.raises(OfferIsOver), transaction():
        accept_offer(third)


def test_an_unanswered_offer_moves_to_the_next_then_out(app, clock):
    bus = seats(1)
    first = take(bus, 1)
    for holder in (2, 3):
        clock(minutes=1)
        take(bus, holder)
    give(first)
    for expected in ({2: "waiting", 3: "offered"}, {2: "offered", 3: "waiting"}, {2: "released", 3: "offered"}, {2: "released", 3: "released"}):
        clock(hours=2)
        with transaction():
            assert lapse_offers() == 1
        assert {k: v for k, v in states(bus).items() if k != 1} == expected
    assert counts(bus) == (0, 0)
    assert [entry for entry in told if entry[0] == "dropped"] == [("dropped", 2), ("dropped", 3)]
    with transaction():
        assert lapse_offers() == 0
    assert take(bus, 4).state == "held"


def test_nothing_is_offered_after_the_close(app, clock):
    """pretix #681: offers went out after the sale had ended."""
    bus = seats(1, closes_at=clock(hours=3))
    clock(hours=-3)
    first, second = take(bus, 1), take(bus, 2)
    clock(hours=3)
    assert give(first)
    assert states(bus)[2] == "waiting"
    with pytest.raises(IsClosed):
        take(bus, 3)
    assert told == []
    assert take(bus, 4, by_hand=True).state == "held", "a desk may still give out what is free"
    with pytest.raises(IsFull):
        take(bus, 5, by_hand=True)
    assert give(second)
    assert counts(bus) == (1, 0)


def test_an_offer_ends_with_the_close(app, clock):
    bus = seats(1, closes_at=clock(hours=1))
    clock(hours=-1)
    first, second = take(bus, 1), take(bus, 2)
    give(first)
    assert db.session.get(Place, second.id).offered_until == clock(hours=1)
    with transaction():
        assert lapse_offers() == 1
    assert states(bus)[2] == "waiting"
    assert counts(bus) == (0, 1)
    with transaction():
        set_closing(bus, clock() + timedelta(hours=5))
    assert states(bus)[2] == "offered"


def test_more_places_go_to_the_line_and_no_further(app):
    """pretix #1238: a block of seats set free sent offers to everybody."""
    bus = seats(1)
    for holder in range(1, 6):
        take(bus, holder)
    with transaction():
        set_capacity(bus, 3)
    assert states(bus) == {1: "held", 2: "offered", 3: "offered", 4: "waiting", 5: "waiting"}
    with pytest.raises(IsFull), transaction():
        set_capacity(bus, 2)
    with transaction():
        set_capacity(bus, 50)
    assert counts(bus) == (5, 0)
    assert take(bus, 6).state == "held"


def test_leaving_the_line_frees_nothing(app):
    bus = seats(1)
    take(bus, 1)
    second = take(bus, 2)
    assert give(second)
    assert counts(bus) == (1, 0)
    assert not give(second)
    assert counts(bus) == (1, 0)


@pytest.mark.sqlite
def test_the_line_and_the_offers_are_found_by_indexes_of_few(app):
    """The statements as they are sent, with their parameters: a partial index serves no query that asks for its state by one."""
    sent = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        sent.append((statement, parameters))
    event.listen(db.engine, "before_cursor_execute", note)
    with transaction():
        reservation._first_waiting(1)
        lapse_offers()
        event.remove(db.engine, "before_cursor_execute", note)
        connection = db.session.connection()
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all() for statement, given in sent if "FROM places" in statement]
    assert "ix_places_line" in plans[0][0][3]
    assert "ix_places_offers" in plans[1][0][3]

"""Interview slots: one visitor each, no visitor in two talks at once, given back once."""

import threading
from datetime import timedelta

import pytest

from core.audit import SYSTEM
from core.db import db, transaction
from core.errors import IllegalTransition
from core.reservation import IsFull, ReservationRefused
from jobs.fairs.models import InterviewSlot
from jobs.fairs.services import slots
from jobs.fairs.services.slots import Overlaps, add_slots, book_slot, free_slot
from tests.fairs import world


@pytest.fixture
def made(app, make):
    fair = world.fair()
    row, other = world.approved(make, fair), world.approved(make, fair)
    with transaction():
        first = add_slots(row.id, fair.starts_at, 20, 3, 2)
        second = add_slots(other.id, fair.starts_at + timedelta(minutes=10), 20, 2, 1)
    return [s.id for s in first], [s.id for s in second], [world.visitor(fair).id for _ in range(3)]


def book(slot_id, who):
    with transaction() as session:
        book_slot(session.get(InterviewSlot, slot_id), who, SYSTEM)


def states():
    db.session.rollback()
    return {s.id: (s.state, s.registration_id) for s in db.session.scalars(db.select(InterviewSlot).where(InterviewSlot.state != "open"))}


def test_one_visitor_for_each_slot(made):
    first, _second, who = made
    book(first[0], who[0])
    with pytest.raises((IsFull, IllegalTransition)):
        book(first[0], who[1])
    assert states() == {first[0]: ("booked", who[0])}


def test_nobody_is_in_two_talks_at_once(made):
    first, second, who = made
    book(first[0], who[0])
    for overlapping in (first[3], second[0]):
        with pytest.raises(Overlaps):
            book(overlapping, who[0])
    book(first[2], who[0])
    book(second[0], who[1])
    assert len(states()) == 3


def test_a_slot_given_back_can_be_taken_again(made):
    first, _second, who = made
    book(first[0], who[0])
    with transaction() as session:
        free_slot(session.get(InterviewSlot, first[0]), SYSTEM)
    assert states() == {}
    book(first[0], who[1])
    assert states() == {first[0]: ("booked", who[1])}


def together(app, deeds):
    gate, out = threading.Barrier(len(deeds)), []
    db.session.remove()

    def run(slot_id, who):
        with app.app_context():
            gate.wait()
            try:
                book(slot_id, who)
                out.append("booked")
            except (ReservationRefused, Overlaps, IllegalTransition) as refused:
                out.append(type(refused).__name__)
            finally:
                db.session.remove()

    crowd = [threading.Thread(target=run, args=deed) for deed in deeds]
    [t.start() for t in crowd]
    [t.join() for t in crowd]
    return out


def test_the_last_slot_goes_once(app, made):
    first, _second, who = made
    assert together(app, [(first[0], w) for w in who * 3]).count("booked") == 1


def test_one_visitor_at_many_desks_at_once_gets_one(app, made):
    first, second, who = made
    assert together(app, [(s, who[0]) for s in (first[0], first[3], second[0])] * 3).count("booked") == 1


def test_red_without_the_check_for_overlaps(made, monkeypatch):
    first, second, who = made
    monkeypatch.setattr(slots, "_is_busy", lambda *_a: False)
    book(first[0], who[0])
    book(second[0], who[0])
    assert len(states()) == 2

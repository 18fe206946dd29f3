"""Interview slots: a time at a booth's table, one visitor each; nobody is in two talks at once."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from core import reservation
from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import Refusal
from core.reservation import Place
from core.states import advance
from jobs.fairs.models import InterviewSlot
from jobs.fairs.queries import visitors
from jobs.fairs.states import BOOKED, CALLED, IN_TALK, OPEN, SLOT, SLOT_STAMPS

SLOT_KIND = "slot"


class Overlaps(Refusal):
    """The visitor has another talk at that time."""


def add_slots(fair_employer_id: int, first: datetime, minutes: int, number: int, tables: int) -> list[InterviewSlot]:
    """So many slots one after the other, at each of the tables."""
    made = []
    for table in range(1, tables + 1):
        for n in range(number):
            starts_at = first + timedelta(minutes=minutes * n)
            made.append(InterviewSlot(fair_employer_id=fair_employer_id, table=table, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes),
                                      resource_id=reservation.open_resource(SLOT_KIND, 1, starts_at).id))
    db.session.add_all(made)
    db.session.flush()
    return made


def book_slot(slot: InterviewSlot, registration_id: int, actor: Actor) -> None:
    """Take a slot for a visitor.

    Raises:
        Overlaps: the visitor has a talk at that time.
        core.reservation.IsFull: somebody else has the slot.

    """
    visitors.lock(registration_id)
    if _is_busy(registration_id, slot):
        raise Overlaps(_("There is another talk at that time."))
    place = reservation.reserve(slot.resource_id, registration_id, waits=False)
    db.session.refresh(slot)
    slot.place_id, slot.registration_id = place.id, registration_id
    _move(slot, "book", actor)


def _is_busy(registration_id: int, slot: InterviewSlot) -> bool:
    meanwhile = select(InterviewSlot.id).where(
        InterviewSlot.registration_id == registration_id, InterviewSlot.state.in_((BOOKED, CALLED, IN_TALK)), InterviewSlot.id != slot.id,
        InterviewSlot.starts_at < slot.ends_at, InterviewSlot.ends_at > slot.starts_at)
    return db.session.execute(meanwhile).first() is not None


def free_slot(slot: InterviewSlot, actor: Actor) -> None:
    """Give a booked slot back."""
    _move(slot, "free", actor)
    if slot.place_id is not None:
        reservation.release(db.session.get_one(Place, slot.place_id), "changed")
    slot.place_id = slot.registration_id = None
    db.session.flush()


def _move(slot: InterviewSlot, step: str, actor: Actor) -> None:
    slot.state = advance(SLOT, slot.state, step)
    if slot.state != OPEN:
        setattr(slot, SLOT_STAMPS[slot.state], now())
    db.session.flush()
    record(actor, Action.SLOT_MOVED, "interview_slot", slot.id, step=step)

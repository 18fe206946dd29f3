"""People at a fair: they register by name and phone alone, get a ticket or a place in line, give it back. The address of a ticket is handed in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from core import crypto, reservation
from core.audit import SYSTEM, Action, Actor, record
from core.clock import in_city, now
from core.db import db
from core.errors import Refusal
from core.outbox import Template
from core.reservation import HELD, WAITING, Place
from core.telling import Reach, tell
from jobs.fairs.models import Fair, FairInvitation, FairRegistration
from jobs.fairs.queries import visitors as queries
from jobs.fairs.services.steps import move_visitor
from jobs.fairs.states import ANNOUNCED, CONFIRMED, OPEN, REGISTERED

DRAWS = 8  # of a number for the door, before somebody is asked to press again
Address = Callable[[int, int], str]
_address: list[Address] = []


class NotTheTime(Refusal):
    """People cannot register now."""


class AlreadyRegistered(Refusal):
    """The phone, or the person, is registered; `facts["registration"]` is the id."""


@dataclass(frozen=True)
class Visitor:
    """Who wants to come. `person_id` and `account_id` are known where somebody signed in, or staff registered somebody on file."""

    name: str
    phone: str | None
    kind: str
    township_code: str | None = None
    person_id: int | None = None
    account_id: int | None = None
    origin: str = "site"
    shows_profile: bool = False


def use_ticket_address(address: Address) -> None:
    """Name the function that makes the address of a ticket; the web side fills it."""
    _address[:] = [address]


def site_of(row: FairRegistration) -> str:
    """The address of somebody's ticket."""
    return _address[0](row.fair_id, row.id)


def register(fair: Fair, visitor: Visitor, actor: Actor, *, at_desk: bool = False, is_inside: bool = False) -> FairRegistration:
    """Register somebody: a ticket at once, or a place in line when the fair is full. At a desk neither window nor line counts; somebody who
    `is_inside` already, let in by a door without a network, is kept even where no ticket is left.

    Raises:
        NotTheTime: the fair takes nobody now.
        AlreadyRegistered: under this phone, or this person.
        core.reservation.IsFull: at a desk, when every ticket is out.
        Refusal: others drew the same number for the door, each time.

    """
    if not is_inside:
        _refuse_wrong_time(fair, at_desk)
    _refuse_second(fair, visitor)
    row = _kept(fair, visitor)
    record(actor, Action.FAIR_VISITOR_MOVED, "fair_registration", row.id, step="register", fair=fair.id)
    try:
        with db.session.begin_nested():
            _take_place(row, fair, actor, at_desk)
    except reservation.IsFull:
        if not is_inside:
            raise
        move_visitor(row, "confirm", actor)
    return row


def _kept(fair: Fair, visitor: Visitor) -> FairRegistration:
    for _draw in range(DRAWS):
        row = _new_row(fair, visitor)
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            _refuse_second(fair, visitor)  # otherwise another visitor drew the same number at the same moment: draw again
        else:
            return row
    raise Refusal(_("Somebody registered at the same moment. Please press once more."))


def _new_row(fair: Fair, visitor: Visitor) -> FairRegistration:
    return FairRegistration(
        fair_id=fair.id, name=visitor.name, phone=visitor.phone, kind=visitor.kind, township_code=visitor.township_code, person_id=visitor.person_id,
        account_id=visitor.account_id, origin=visitor.origin, shows_profile=visitor.shows_profile, consented_at=now() if visitor.shows_profile else None,
        phone_index=crypto.blind_index(visitor.phone, "phone") if visitor.phone else None, phone_tail_index=tail_index(visitor.phone),
        door_code=_new_door_code(fair), state=REGISTERED)


def tail_index(phone: str | None) -> bytes | None:
    """The blind index of a phone's last four digits."""
    return crypto.blind_index(phone[-4:], "phone-tail") if phone else None


def _refuse_wrong_time(fair: Fair, at_desk: bool) -> None:
    if at_desk:
        if fair.state not in (ANNOUNCED, OPEN, "closed", "running"):
            raise NotTheTime(_("This fair takes nobody now."))
        return
    moment = now()
    too_soon = fair.people_from is not None and moment < fair.people_from
    too_late = (fair.people_until is not None and moment >= fair.people_until) or moment >= fair.ends_at
    if fair.state not in (OPEN, "running") or too_soon or too_late:
        raise NotTheTime(_("Nobody can register for this fair now."))


def _refuse_second(fair: Fair, visitor: Visitor) -> None:
    found = queries.standing(fair.id, visitor.phone) if visitor.phone else None
    if found is None and visitor.person_id is not None:
        found = queries.standing_of_person(fair.id, visitor.person_id)
    if found is not None:
        raise AlreadyRegistered(_("This phone is registered for the fair already."), registration=found.id)


def _new_door_code(fair: Fair) -> str:
    taken = queries.door_codes(fair.id)
    for digits in (3, 4, 5):
        low, high = 10 ** (digits - 1), 10 ** digits
        if len([c for c in taken if len(c) == digits]) < (high - low) * 0.8:
            free = [str(n) for n in range(low, high) if str(n) not in taken]
            return secrets.choice(free)
    raise NotTheTime(_("This fair takes nobody now."))


def _take_place(row: FairRegistration, fair: Fair, actor: Actor, at_desk: bool) -> None:
    if fair.tickets_id is None:
        move_visitor(row, "confirm", actor)
        return
    place = reservation.reserve(fair.tickets_id, row.id, by_hand=at_desk)
    row.place_id = place.id
    db.session.flush()
    move_visitor(row, "confirm" if place.state == HELD else "wait", actor)
    _tell(row, fair, Template.FAIR_TICKET if place.state == HELD else Template.FAIR_WAITING)


def accept_offer(row: FairRegistration, fair: Fair, actor: Actor) -> None:
    """Take the place that came free.

    Raises:
        core.reservation.OfferIsOver: its time has run out.

    """
    if row.place_id is None:
        raise reservation.OfferIsOver(_("The offer has run out."))
    reservation.accept_offer(db.session.get_one(Place, row.place_id))
    move_visitor(row, "confirm", actor)
    _tell(row, fair, Template.FAIR_TICKET)


def take_at_desk(row: FairRegistration, fair: Fair, actor: Actor, *, is_inside: bool = False) -> bool:
    """Somebody in line stands at the door: a ticket given back after registration closed, which nobody is offered any more, is theirs. False when none
    is left and they keep their place in line; who `is_inside` already is kept without one.
    """
    place = db.session.get(Place, row.place_id) if row.place_id is not None else None
    if place is None or fair.tickets_id is None or place.state != WAITING:
        return False
    try:
        with db.session.begin_nested():
            reservation.release(place, "desk")
            row.place_id = reservation.reserve(fair.tickets_id, row.id, by_hand=True).id
            db.session.flush()
    except reservation.IsFull:
        if not is_inside:
            return False
        reservation.release(place, "desk")  # who is inside waits for nothing: a ticket given back later is offered to somebody else
        row.place_id = None
    move_visitor(row, "confirm", actor)
    return True


def cancel(row: FairRegistration, by: str, reason: str, actor: Actor) -> None:
    """Give the place back, or leave the line; it goes to the next. `by` is person, staff or system, `reason` a key of CANCEL_REASONS."""
    row.cancelled_by, row.cancel_reason = by, reason
    move_visitor(row, "cancel", actor, by=by, reason=reason)
    if row.place_id is not None:
        reservation.release(db.session.get_one(Place, row.place_id), reason)


def note_no_shows(fair: Fair, actor: Actor) -> int:
    """At the end: whoever had a ticket and never came; returns how many."""
    rows, _total = queries.registrations(fair.station_code, fair, CONFIRMED, 1, 100_000)
    for row in rows:
        move_visitor(row, "miss", actor)
    return len(rows)


def invite(station_code: str, fair: Fair, site: str, actor: Actor) -> int:
    """Invite everybody of the subtree who looks for work and was not invited; each once. Returns how many."""
    people = queries.people_to_invite(station_code, fair.id)
    for person in people:
        db.session.add(FairInvitation(fair_id=fair.id, person_id=person.id, invited_by=actor.account_id))
        tell(f"fair:{fair.id}:invitation", Reach(person.phone, person.account_id), Template.FAIR_INVITATION, site=site, **_about(fair))
    db.session.flush()
    record(actor, Action.FAIR_CHANGED, "fair", fair.id, people=len(people), station=station_code)
    return len(people)


def offered(place: Place) -> None:
    """A place came free for somebody in line."""
    row = queries.registration_with_place(place.id)
    move_visitor(row, "offer", SYSTEM)
    fair = db.session.get_one(Fair, row.fair_id)
    tell(f"fair_registration:{row.id}:offer:{place.offers}", _reach(row), Template.FAIR_PLACE_FREE, fair=fair.title, site=site_of(row),
         until=_moment(place.offered_until))


def waits_again(place: Place) -> None:
    """The offer passed; they are at the end of the line."""
    move_visitor(queries.registration_with_place(place.id), "wait", SYSTEM)


def dropped(place: Place) -> None:
    """Two offers passed."""
    row = queries.registration_with_place(place.id)
    row.cancelled_by, row.cancel_reason = "system", "unanswered"
    move_visitor(row, "cancel", SYSTEM, by="system", reason="unanswered")


def _tell(row: FairRegistration, fair: Fair, template: Template) -> None:
    tell(f"fair_registration:{row.id}:{template}", _reach(row), template, site=site_of(row), number=row.door_code or "", **_about(fair))


def _reach(row: FairRegistration) -> Reach:
    return Reach(row.phone, queries.accounts_of([row])[row.id])


def _about(fair: Fair) -> dict[str, Any]:
    return {"fair": fair.title, "when": _moment(fair.starts_at), "place": fair.venue}


def _moment(value: datetime | None) -> str:
    return f"{in_city(value):%Y-%m-%d %H:%M}" if value else ""

"""Places that run out: booths, tickets, interview slots, seats. One primitive: never more holders than places, and no place lost.

A *resource* has a capacity and counts what is taken; a *place* is one holder's claim on it. A place is taken by a conditional update of the count,
never by reading it first. Whoever finds the resource full may wait; a place that comes back is offered to the first of the line, by priority, then by
the moment they joined, then by number, and an offer *holds* its place until its time has run out. Every change of the count goes through the
resource's row, so that joining the line and giving a place back cannot miss each other.

States of a place: waiting → offered → held → used; released ends each of them but `used`, once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Integer, String, and_, bindparam, insert, literal_column, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, db
from core.errors import Refusal
from core.types import Instant

WAITING, OFFERED, HELD, USED, RELEASED = "waiting", "offered", "held", "used", "released"
LIVE = (WAITING, OFFERED, HELD, USED)
MOST_OFFERS = 2
_WAITS, _IS_OFFERED = text("state = 'waiting'"), text("state = 'offered'")  # the many who hold a place cost no entry in these
_IS_LIVE = text("state IN ('waiting', 'offered', 'held', 'used')")


class ReservationRefused(Refusal):
    """No place can be taken."""


class IsFull(ReservationRefused):
    """Every place is taken or promised to somebody."""


class IsClosed(ReservationRefused):
    """Its time has passed: nothing is given out any more."""


class AlreadyReserved(ReservationRefused):
    """The holder has a place, or waits for one, already. Nothing more can be done in this transaction."""


class OfferIsOver(ReservationRefused):
    """The offer ran out, was taken up or was never made."""


class Resource(Base):
    """Something with so many places, of one kind."""

    __tablename__ = "resources"
    __table_args__ = (CheckConstraint("taken >= 0 AND taken <= capacity AND waiting >= 0", name="taken_within_capacity"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    capacity: Mapped[int] = mapped_column(Integer)
    taken: Mapped[int] = mapped_column(Integer, default=0, doc="places held, used or offered")
    waiting: Mapped[int] = mapped_column(Integer, default=0)
    closes_at: Mapped[datetime | None] = mapped_column(Instant, doc="from then on nothing is given out but by hand")
    is_demo: Mapped[bool] = mapped_column(default=False)


class Place(Base):
    """One holder's claim on a resource; `holder` is an id in the kind's own table."""

    __tablename__ = "places"
    __table_args__ = (
        Index("uq_places_live_holder", "resource_id", "holder", unique=True, sqlite_where=_IS_LIVE, postgresql_where=_IS_LIVE),
        Index("ix_places_line", "resource_id", "priority", "queued_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_places_offers", "offered_until", sqlite_where=_IS_OFFERED, postgresql_where=_IS_OFFERED),
    )
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey(Resource.id, ondelete="CASCADE"))
    holder: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8))
    priority: Mapped[int] = mapped_column(Integer, default=0, doc="the higher, the sooner")
    offers: Mapped[int] = mapped_column(Integer, default=0)
    queued_at: Mapped[datetime] = mapped_column(Instant, doc="its turn in the line; moves to the end when an offer runs out")
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    offered_at: Mapped[datetime | None] = mapped_column(Instant)
    offered_until: Mapped[datetime | None] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    release_reason: Mapped[str] = mapped_column(String(16), default="")


Told = Callable[[Place], None]


def _nobody(_place: Place) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Kind:
    """What a kind of resource does when the line moves; each function gets the place and acts in the same transaction."""

    name: str
    offer_holds: timedelta = timedelta(hours=24)
    offered: Told = _nobody
    waits_again: Told = _nobody
    dropped: Told = _nobody


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind of resource known."""
    _kinds[kind.name] = kind


def open_resource(kind: str, capacity: int, closes_at: datetime | None = None) -> Resource:
    """A new resource with so many free places."""
    resource = Resource(kind=_kinds[kind].name, capacity=capacity, taken=0, waiting=0, closes_at=closes_at)
    db.session.add(resource)
    db.session.flush()
    return resource


def _may_give(moment: Any, by_hand: bool) -> list[ColumnElement[bool]]:
    """What must hold for a newcomer to get a place at once: one is free, and nobody waits for it. By hand neither line nor closing hour count."""
    free = [Resource.taken < Resource.capacity]
    return free if by_hand else [*free, Resource.waiting == literal_column("0"), or_(Resource.closes_at.is_(None), Resource.closes_at > moment)]


def take_statement(resource_id: int, holder: int, moment: datetime, *, by_hand: bool = False) -> Any:
    """PostgreSQL's one statement: the count goes up only where a place is free, and only then the holder's row is written."""
    at = bindparam("moment", moment, Place.queued_at.type)
    one: ColumnElement[int] = literal_column("1")
    seat = update(Resource).where(Resource.id == resource_id, *_may_give(at, by_hand)).values(taken=Resource.taken + one).returning(Resource.id).cte("seat")
    row = select(seat.c.id, bindparam("holder", holder, Place.holder.type), literal_column(f"'{HELD}'"), literal_column("0"), literal_column("0"), at, at,
                 literal_column("''"))
    names = ("resource_id", "holder", "state", "priority", "offers", "queued_at", "held_at", "release_reason")
    return insert(Place).from_select(names, row, include_defaults=False).returning(Place.id)


def _take(resource_id: int, holder: int, moment: datetime, by_hand: bool) -> int | None:
    """The id of a new place; None when none is free."""
    if db.engine.dialect.name == "postgresql":
        return db.session.execute(take_statement(resource_id, holder, moment, by_hand=by_hand)).scalar_one_or_none()
    seat = update(Resource).where(Resource.id == resource_id, *_may_give(moment, by_hand)).values(taken=Resource.taken + 1)
    return _write(resource_id, holder, HELD, moment, 0) if _changed(seat) else None


def _write(resource_id: int, holder: int, state: str, moment: datetime, priority: int) -> int:
    values = {"resource_id": resource_id, "holder": holder, "state": state, "priority": priority, "offers": 0, "queued_at": moment,
              "held_at": moment if state == HELD else None, "release_reason": ""}
    return db.session.execute(insert(Place).values(values).returning(Place.id)).scalar_one()


def _changed(statement: Any) -> bool:
    """Whether a conditional update found its row."""
    return bool(db.session.execute(statement.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]


def _join_line(resource_id: int, holder: int, moment: datetime, priority: int) -> int | None:
    """The id of a waiting place; None when a place came back in the meantime and there is no line."""
    must_wait = or_(Resource.taken >= Resource.capacity, Resource.waiting > 0)
    is_open = or_(Resource.closes_at.is_(None), Resource.closes_at > moment)
    joined = update(Resource).where(Resource.id == resource_id, must_wait, is_open).values(waiting=Resource.waiting + 1)
    return _write(resource_id, holder, WAITING, moment, priority) if _changed(joined) else None


def reserve(resource_id: int, holder: int, *, waits: bool = True, priority: int = 0, by_hand: bool = False) -> Place:
    """Take a place for `holder`, or a place in the line when none is free and the holder `waits`.

    `by_hand` is for staff at a desk: neither the closing hour nor the line counts, the capacity does.

    Raises:
        AlreadyReserved: the holder has one or waits; the transaction must end.
        IsClosed: its time has passed.
        IsFull: no place is free and the holder does not wait.

    """
    moment = now()
    _refuse_second(resource_id, holder)
    try:
        found = _take(resource_id, holder, moment, by_hand)
        while found is None and waits and not by_hand:
            _refuse_closed(resource_id, moment)
            found = _join_line(resource_id, holder, moment, priority) or _take(resource_id, holder, moment, by_hand)
    except IntegrityError:
        raise _second() from None
    if found is not None:
        return db.session.execute(select(Place).where(Place.id == found)).scalar_one()
    _refuse_closed(resource_id, moment if not by_hand else None)
    raise IsFull(_("Every place is taken."))


def _second() -> AlreadyReserved:
    return AlreadyReserved(_("There is a place for you already."))


def _refuse_second(resource_id: int, holder: int) -> None:
    if live_place(resource_id, holder) is not None:
        raise _second()


def _refuse_closed(resource_id: int, moment: datetime | None) -> None:
    closes_at = db.session.execute(select(Resource.closes_at).where(Resource.id == resource_id)).scalar_one()
    if moment is not None and closes_at is not None and closes_at <= moment:
        raise IsClosed(_("Its time has passed: no more places are given out."))


def live_place(resource_id: int, holder: int) -> Place | None:
    """The holder's place that is not released."""
    query = select(Place).where(Place.resource_id == resource_id, Place.holder == holder, Place.state.in_(LIVE))
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def accept_offer(place: Place) -> None:
    """Make an offered place the holder's own.

    Raises:
        OfferIsOver: it ran out, was taken up or was never made.

    """
    moment = now()
    stands = and_(Place.id == place.id, Place.state == OFFERED, Place.offered_until > moment)
    if not _changed(update(Place).where(stands).values(state=HELD, held_at=moment)):
        raise OfferIsOver(_("The offer has run out."))
    db.session.refresh(place)


def use_place(place: Place) -> bool:
    """Note that a held place was used; from then on it is never given back. False when it is not held."""
    done = _changed(update(Place).where(Place.id == place.id, Place.state == HELD).values(state=USED, used_at=now()))
    db.session.refresh(place)
    return done


def release(place: Place, reason: str) -> bool:
    """Give a place up, or leave the line. A place comes back once, and is offered to the first who waits. False when there was nothing to give up."""
    resource = _locked(place.resource_id)
    db.session.refresh(place, with_for_update=True)
    if place.state not in (WAITING, OFFERED, HELD):
        return False
    was, place.state, place.released_at, place.release_reason = place.state, RELEASED, now(), reason
    if was == WAITING:
        resource.waiting -= 1
    else:
        resource.taken -= 1
    db.session.flush()
    _offer_free(resource)
    return True


def _locked(resource_id: int) -> Resource:
    """The resource, its row held until the transaction ends: the line moves under this lock alone."""
    query = select(Resource).where(Resource.id == resource_id).with_for_update().execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one()


def _in_state(state: str) -> ColumnElement[bool]:
    """The state spelt out: an index of one state alone serves no query that asks for a parameter."""
    return Place.state == literal_column(f"'{state}'")


def _first_waiting(resource_id: int) -> Place | None:
    query = select(Place).where(Place.resource_id == resource_id, _in_state(WAITING))
    query = query.order_by(Place.priority.desc(), Place.queued_at, Place.id).limit(1)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def _offer_free(resource: Resource) -> None:
    """Offer what is free to those who wait, each place once; nothing after the closing hour."""
    moment, kind = now(), _kinds[resource.kind]
    while resource.taken < resource.capacity and (resource.closes_at is None or resource.closes_at > moment):
        place = _first_waiting(resource.id)
        if place is None:
            return
        resource.taken, resource.waiting = resource.taken + 1, resource.waiting - 1
        place.state, place.offered_at, place.offers = OFFERED, moment, place.offers + 1
        place.offered_until = min(moment + kind.offer_holds, resource.closes_at or moment + kind.offer_holds)
        db.session.flush()
        kind.offered(place)


def lapse_offers(limit: int = 200) -> int:
    """Take back the offers that ran out, oldest first, and offer their places to the next; returns how many.

    Who let an offer pass goes to the end of the line; who let two pass leaves it.
    """
    query = select(Place.id, Place.resource_id).where(_in_state(OFFERED), Place.offered_until <= now())
    late = db.session.execute(query.order_by(Place.offered_until, Place.id).limit(limit)).all()
    return sum(_lapse(place_id, _locked(resource_id)) for place_id, resource_id in sorted(late, key=lambda row: row.resource_id))


def _lapse(place_id: int, resource: Resource) -> bool:
    query = select(Place).where(Place.id == place_id).with_for_update()
    place = db.session.execute(query.execution_options(populate_existing=True)).scalar_one()
    moment, kind = now(), _kinds[resource.kind]
    if place.state != OFFERED or place.offered_until is None or place.offered_until > moment:
        return False
    resource.taken -= 1
    if place.offers >= MOST_OFFERS:
        place.state, place.released_at, place.release_reason = RELEASED, moment, "unanswered"
        kind.dropped(place)
    else:
        place.state, place.queued_at, resource.waiting = WAITING, moment, resource.waiting + 1
        kind.waits_again(place)
    db.session.flush()
    _offer_free(resource)
    return True


def set_capacity(resource_id: int, capacity: int) -> None:
    """Have more places, which go to those who wait, or fewer.

    Raises:
        IsFull: more are taken already than would remain.

    """
    resource = _locked(resource_id)
    if capacity < resource.taken:
        raise IsFull(_("%(n)s places are taken already.", n=resource.taken))
    resource.capacity = capacity
    db.session.flush()
    _offer_free(resource)


def set_closing(resource_id: int, closes_at: datetime | None) -> None:
    """Move the closing hour. Moved into the future, what is free is offered to those who wait."""
    resource = _locked(resource_id)
    resource.closes_at = closes_at
    db.session.flush()
    _offer_free(resource)


def resource(resource_id: int) -> Resource:
    """A resource as it is now."""
    return db.session.execute(select(Resource).where(Resource.id == resource_id).execution_options(populate_existing=True)).scalar_one()


def position_in_line(place: Place) -> int:
    """1 for the first who waits; how many stand before, and oneself."""
    query = select(Place.id).where(Place.resource_id == place.resource_id, _in_state(WAITING))
    line = db.session.execute(query.order_by(Place.priority.desc(), Place.queued_at, Place.id)).scalars().all()
    return line.index(place.id) + 1 if place.id in line else 0

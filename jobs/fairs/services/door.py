"""The door: scans are taken once, whatever the network did, and a visitor's state follows from all of them (jobs.fairs.settling)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import BadInput, Refusal
from core.reservation import IsFull, OfferIsOver
from jobs.fairs.models import CheckIn, Door, Fair, FairRegistration
from jobs.fairs.queries import door as queries
from jobs.fairs.services import visitors
from jobs.fairs.services.steps import move_visitor
from jobs.fairs.settling import Scan, Settled, settle
from jobs.fairs.states import CANCELLED, CHECKED_IN, COUNTING, ENDED, LEFT, LET_IN, OFFERED, REGISTERED, RUNNING, UNDONE, WAITLISTED

EARLY = timedelta(hours=3)  # a device's clock may be wrong; a scan outside the day is taken as made now


class CannotUndo(Refusal):
    """The scan was no check-in, was taken back before, or its fair is sealed."""


@dataclass(frozen=True)
class Ticket:
    """What a QR code said: the fair and the registration it names; None for a code that is no ticket of ours."""

    fair_id: int
    registration_id: int


@dataclass(frozen=True)
class Shown:
    """What a desk was shown: one scan. `way` says which of the other fields holds: ticket, four digits of a phone or a number at the door
    (`digits`), a row picked from a list (`registration_id`), or somebody without a registration (`walk_in`).
    """

    nonce: str
    way: str
    at: datetime
    ticket: Ticket | None = None
    digits: str = ""
    registration_id: int | None = None
    walk_in: visitors.Visitor | None = None
    is_out: bool = False
    was_offline: bool = False


def add_door(fair: Fair, name: str, actor: Actor) -> Door:
    """A door with its own desk.

    Raises:
        BadInput: the fair has a door of this name.

    """
    door = Door(fair_id=fair.id, name=name)
    try:
        with db.session.begin_nested():
            db.session.add(door)
    except IntegrityError:
        raise BadInput(_("The fair has a door with this name.")) from None
    record(actor, Action.FAIR_CHANGED, "fair", fair.id, door=door.id)
    return door


def take_scan(fair: Fair, door: Door, shown: Shown, actor: Actor) -> CheckIn:
    """Keep a scan and what follows from it; the same nonce is kept once, and answers as it stands now."""
    if (known := queries.scan_by_nonce(fair.id, shown.nonce)) is not None:
        return known
    registration, result = _meant(fair, shown, actor)
    row = CheckIn(fair_id=fair.id, door_id=door.id, registration_id=registration.id if registration else None, nonce=shown.nonce, way=shown.way, result=result,
                  is_out=shown.is_out, was_offline=shown.was_offline, account_id=actor.account_id, scanned_at=_moment(fair, shown.at))
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the same scan arrived at the same moment by another connection
        return _known(fair, shown)
    if registration is not None and result in COUNTING:
        _settle(registration, actor)
    return row


def _known(fair: Fair, shown: Shown) -> CheckIn:
    known = queries.scan_by_nonce(fair.id, shown.nonce)
    if known is None:
        raise BadInput(_("This scan cannot be kept. Please scan again."))
    return known


def _moment(fair: Fair, at: datetime) -> datetime:
    return at if fair.starts_at - EARLY <= at <= min(fair.ends_at + EARLY, now() + timedelta(minutes=5)) else now()


def _meant(fair: Fair, shown: Shown, actor: Actor) -> tuple[FairRegistration | None, str]:
    """Whom the scan means, and what came of it so far: `ok` is settled afterwards."""
    if fair.state != RUNNING and not (shown.was_offline and fair.state == ENDED):
        return None, "not_running"
    if shown.walk_in is not None:
        return _walked_in(fair, shown, shown.walk_in, actor)
    found, result = _found(fair, shown)
    if found is None:
        return None, result
    return _admitted(fair, found, shown, actor)


def _found(fair: Fair, shown: Shown) -> tuple[FairRegistration | None, str]:
    if shown.way == "qr":
        if shown.ticket is not None and shown.ticket.fair_id != fair.id:
            return None, "other_fair"
        found = queries.registration_of(fair.id, shown.ticket.registration_id) if shown.ticket else None
        return found, "unknown"
    if shown.way == "list":
        return queries.registration_of(fair.id, shown.registration_id or 0), "unknown"
    many = queries.by_digits(fair.id, shown.digits)
    return (many[0], "") if len(many) == 1 else (None, "ambiguous" if many else "unknown")


def _admitted(fair: Fair, found: FairRegistration, shown: Shown, actor: Actor) -> tuple[FairRegistration, str]:
    if found.state == CANCELLED:
        return found, "cancelled"
    is_inside = shown.was_offline and shown.walk_in is not None
    if found.state in (REGISTERED, WAITLISTED) and not visitors.take_at_desk(found, fair, actor, is_inside=is_inside):
        return found, "waitlisted"
    if found.state == OFFERED:
        try:
            visitors.accept_offer(found, fair, actor)
        except OfferIsOver:
            return found, "waitlisted"
    if not shown.is_out and not shown.was_offline and found.state != CHECKED_IN and _is_full(fair):
        return found, "full"
    return found, LET_IN


def _is_full(fair: Fair) -> bool:
    most = queries.permitted_inside(fair.id)
    return most is not None and queries.heads(fair.id).inside >= most


def _walked_in(fair: Fair, shown: Shown, visitor: visitors.Visitor, actor: Actor) -> tuple[FairRegistration | None, str]:
    """Somebody without a registration; one whose phone is registered is that visitor, so that nobody is two heads."""
    if not shown.was_offline and _is_full(fair):
        return None, "full"
    try:
        with db.session.begin_nested():
            found = visitors.register(fair, visitor, actor, at_desk=True, is_inside=shown.was_offline)
            found.registered_at = _moment(fair, shown.at)
    except visitors.AlreadyRegistered as known:
        twin = queries.registration_of(fair.id, int(str(known.facts.get("registration", 0))))
        return _first_said(fair, twin, shown, visitor, actor) if twin else (None, "unknown")
    except IsFull:
        return None, "no_ticket"
    return found, LET_IN


def _first_said(fair: Fair, twin: FairRegistration, shown: Shown, visitor: visitors.Visitor, actor: Actor) -> tuple[FairRegistration, str]:
    """Two doors registered the same phone: what was said first holds, whichever reached the server first."""
    at = _moment(fair, shown.at)
    if twin.origin == "walk_in" and at < twin.registered_at:
        twin.name, twin.kind, twin.registered_at = visitor.name, visitor.kind, at
    return _admitted(fair, twin, shown, actor)


def _settle(registration: FairRegistration, actor: Actor) -> None:
    """Bring the visitor's state in line with all scans. The row is locked first: two doors may hold the same visitor at the same moment."""
    query = select(FairRegistration).where(FairRegistration.id == registration.id).with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(query).scalar_one()
    scans = {scan.id: scan for scan in queries.counting_scans(row.id)}
    settled = settle(Scan(s.id, s.scanned_at, s.nonce, s.is_out) for s in scans.values())
    for scan_id, result in settled.results.items():
        scans[scan_id].result = result
    _move(row, settled, actor)
    row.checked_in_at, row.left_at = settled.came_at, settled.left_at
    db.session.flush()


def _move(row: FairRegistration, settled: Settled, actor: Actor) -> None:
    """The legal steps from where the visitor is to where the scans say."""
    if not settled.came:
        if row.state in (CHECKED_IN, LEFT):
            move_visitor(row, "undo", actor)
            if db.session.get_one(Fair, row.fair_id).state == ENDED:
                move_visitor(row, "miss", actor)
        return
    if row.state not in (CHECKED_IN, LEFT) or (row.state == LEFT and settled.is_inside):
        move_visitor(row, "check_in", actor)
    if row.state == CHECKED_IN and not settled.is_inside:
        move_visitor(row, "leave", actor)


def undo_scan(scan: CheckIn, actor: Actor) -> None:
    """Take a mistaken check-in back; the scan stays, marked. Somebody who only came in by it is expected again.

    Raises:
        CannotUndo: it let nobody in, was taken back before, or the fair's result is sealed.

    """
    if db.session.get_one(Fair, scan.fair_id).state not in (RUNNING, ENDED):
        raise CannotUndo(_("The result of this fair is sealed."))
    registration = queries.registration_of(scan.fair_id, scan.registration_id or 0)
    if scan.result not in COUNTING or registration is None:
        raise CannotUndo(_("This scan let nobody in."))
    scan.result = UNDONE
    db.session.flush()
    _settle(registration, actor)

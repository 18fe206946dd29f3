"""Enterprises at a fair: they apply with positions, hold their place meanwhile, are reviewed, say who comes, come or do not."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from core import reservation
from core.audit import SYSTEM, Action, Actor, record
from core.clock import in_city, now, today
from core.db import db
from core.errors import BadInput, Refusal
from core.outbox import Template
from core.reservation import HELD, Place
from core.telling import tell
from employers.models import Employer
from employers.queries import is_verified_today, member_reaches
from employers.services.conduct import LATE, LATE_CANCEL, NO_SHOW, is_barred, record_conduct
from jobs.fairs.models import Fair, FairEmployer, FairPosition
from jobs.fairs.queries import exhibitors as queries
from jobs.fairs.queries.fairs import own_live_positions
from jobs.fairs.services.fairs import late_from
from jobs.fairs.services.steps import move_booth, move_exhibitor
from jobs.fairs.states import ANNOUNCED, APPLIED, APPROVED, CHANGEABLE, CONFIRMED, OFFERED, OPEN, PREPARES, RETURNED, RUNNING, WAITLISTED, WITHDRAWN

MOST_POSITIONS = 30


class NotTheTime(Refusal):
    """Enterprises cannot apply now."""


class MayNotApply(Refusal):
    """The enterprise is not verified, or stayed away too often."""


class AlreadyApplied(Refusal):
    """The enterprise has a place at this fair: one booth for each legal entity."""


class TooEarly(Refusal):
    """The moment for giving booths up, or the day for arriving, has not come."""


@dataclass(frozen=True)
class Wish:
    """What an enterprise applies with."""

    position_ids: Sequence[int]
    note: str = ""
    needs_access: bool = False
    origin: str = "self"


def apply(fair: Fair, employer: Employer, wish: Wish, actor: Actor) -> FairEmployer:
    """Apply for a booth with live positions; the place is held while the bureau looks, or the enterprise waits in line.

    Raises:
        NotTheTime: the fair does not take enterprises now.
        MayNotApply: the enterprise is not verified today, or is barred.
        AlreadyApplied: it has applied.
        BadInput: no position of its own that is live.

    """
    _refuse_wrong_time(fair, by_staff=wish.origin != "self")
    if not is_verified_today(employer):
        raise MayNotApply(_("Only verified enterprises may apply. Have the enterprise verified first."))
    if is_barred(employer.id):
        raise MayNotApply(_("The enterprise stayed away from two fairs within a year. Please talk to the bureau first."))
    row = queries.exhibitor_of(fair.id, employer.id)
    if row is not None and row.state not in (RETURNED, WITHDRAWN):
        raise AlreadyApplied(_("This enterprise has applied for the fair already."))
    row = _anew(row, fair, employer, wish, actor)
    set_positions(row, wish.position_ids, actor)
    _take_place(row, fair, actor)
    return row


def _refuse_wrong_time(fair: Fair, *, by_staff: bool) -> None:
    moment = now()
    is_open = fair.state in (ANNOUNCED, OPEN) or (by_staff and fair.state not in ("running", "ended", "reported"))
    too_soon = fair.employers_from is not None and moment < fair.employers_from and not by_staff
    too_late = fair.employers_until is not None and moment >= fair.employers_until and not by_staff
    if not is_open or too_soon or too_late:
        raise NotTheTime(_("Enterprises cannot apply for this fair now."))


def _anew(row: FairEmployer | None, fair: Fair, employer: Employer, wish: Wish, actor: Actor) -> FairEmployer:
    if row is not None:
        row.note, row.needs_access, row.origin, row.reviewed_at, row.was_late_cancel = wish.note, wish.needs_access, wish.origin, None, False
        move_exhibitor(row, "apply", actor)
        return row
    row = FairEmployer(fair_id=fair.id, employer_id=employer.id, note=wish.note, needs_access=wish.needs_access, origin=wish.origin, delegates=[],
                       arrival_code=f"{secrets.randbelow(10_000):04d}", state=APPLIED)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise AlreadyApplied(_("This enterprise has applied for the fair already.")) from None
    record(actor, Action.FAIR_EMPLOYER_MOVED, "fair_employer", row.id, step="apply", fair=fair.id)
    return row


def _take_place(row: FairEmployer, fair: Fair, actor: Actor) -> None:
    if fair.booths_id is None:
        return
    place = reservation.reserve(fair.booths_id, row.employer_id)
    row.place_id = place.id
    db.session.flush()
    if place.state != HELD:
        move_exhibitor(row, "wait", actor)


def set_positions(row: FairEmployer, position_ids: Sequence[int], actor: Actor) -> None:
    """Choose which live positions the enterprise brings.

    Raises:
        NotTheTime: the fair is on or over, or the enterprise does not come: what was brought stands.
        BadInput: none, too many, or one that is not its own or not live.

    """
    if row.state not in PREPARES or db.session.get_one(Fair, row.fair_id).state not in CHANGEABLE:
        raise NotTheTime(_("What you bring to this fair is changed no more."))
    live = {p.id: p for p in own_live_positions(row.employer_id)}
    wanted = list(dict.fromkeys(position_ids))
    if not wanted or len(wanted) > MOST_POSITIONS or set(wanted) - live.keys():
        raise BadInput(_("Choose from 1 to %(n)s of the open positions.", n=MOST_POSITIONS))
    db.session.execute(delete(FairPosition).where(FairPosition.fair_employer_id == row.id, FairPosition.position_id.not_in(wanted)))
    kept = {found.position_id for found, _position in queries.positions_at(row.fair_id, [row.id])}
    db.session.add_all(FairPosition(fair_id=row.fair_id, fair_employer_id=row.id, position_id=i, headcount=live[i].headcount) for i in wanted if i not in kept)
    db.session.flush()
    record(actor, Action.FAIR_POSITIONS_CHANGED, "fair_employer", row.id, fair=row.fair_id, positions=wanted)


def approve(row: FairEmployer, fair: Fair, actor: Actor) -> None:
    """The bureau agrees. One that waits for a booth stays in line, and is in as soon as it takes an offer.

    Raises:
        MayNotApply: its verification has run out meanwhile.

    """
    employer = db.session.get_one(Employer, row.employer_id)
    if not is_verified_today(employer):
        raise MayNotApply(_("The enterprise is not verified. Verify it first."))
    row.reviewed_at = now()
    if row.state in (WAITLISTED, OFFERED):
        db.session.flush()
        record(actor, Action.FAIR_EMPLOYER_MOVED, "fair_employer", row.id, step="approve", fair=row.fair_id)
        return
    move_exhibitor(row, "approve", actor)
    _tell(row, Template.FAIR_APPLICATION_APPROVED, until=_day(fair.cancel_until or fair.starts_at), **_about(fair))


def return_application(row: FairEmployer, fair: Fair, reason: str, actor: Actor) -> None:
    """Send an application back; its place goes to the next in line."""
    row.returned_reason = reason
    move_exhibitor(row, "return", actor)
    _give_back(row, "returned")
    _tell(row, Template.FAIR_APPLICATION_RETURNED, fair=fair.title)


def accept_offer(row: FairEmployer, fair: Fair, actor: Actor) -> None:
    """Take the booth that came free.

    Raises:
        core.reservation.OfferIsOver: the time has run out.

    """
    if row.place_id is None:
        raise reservation.OfferIsOver(_("The offer has run out."))
    reservation.accept_offer(db.session.get_one(Place, row.place_id))
    move_exhibitor(row, "approve" if row.reviewed_at else "accept", actor)
    if row.reviewed_at:
        _tell(row, Template.FAIR_APPLICATION_APPROVED, until=_day(fair.cancel_until or fair.starts_at), **_about(fair))


def confirm(row: FairEmployer, delegates: Sequence[Mapping[str, Any]], actor: Actor) -> None:
    """Say who comes; the booth is theirs from then on.

    Raises:
        BadInput: nobody is named.

    """
    if not delegates:
        raise BadInput(_("Name at least one person who comes."))
    row.delegates = [dict(d) for d in delegates]
    move_exhibitor(row, "confirm", actor)
    if (booth := queries.booth_of(row.id)) is not None and booth.state == "held":
        move_booth(booth, "assign", actor)


def withdraw(row: FairEmployer, fair: Fair, reason: str, actor: Actor) -> None:
    """Cancel. After the day for cancelling it leaves a mark, unless the place was never given."""
    is_late = row.state in (APPROVED, CONFIRMED) and now() > (fair.cancel_until or fair.starts_at)
    row.withdrawn_reason, row.was_late_cancel = reason, is_late
    move_exhibitor(row, "withdraw", actor, late=is_late)
    _give_back(row, "withdrawn")
    if is_late:
        record_conduct(row.employer_id, LATE_CANCEL, f"fair:{fair.id}", in_city(now()).date(), actor)


def _give_back(row: FairEmployer, reason: str) -> None:
    """Free the booth and give the place to the next who waits."""
    if (booth := queries.booth_of(row.id)) is not None:
        booth.fair_employer_id, booth.held_until, booth.is_fixed = None, None, False
        move_booth(booth, "free", SYSTEM)
    if row.place_id is not None:
        reservation.release(db.session.get_one(Place, row.place_id), reason)


def arrive(row: FairEmployer, actor: Actor) -> None:
    """The enterprise is at its booth.

    Raises:
        TooEarly: the day of the fair has not come.

    """
    fair = db.session.get_one(Fair, row.fair_id)
    if fair.state != RUNNING and today() < in_city(fair.starts_at).date():
        raise TooEarly(_("The day of the fair has not come."))
    move_exhibitor(row, "arrive", actor)
    if row.place_id is not None:
        reservation.use_place(db.session.get_one(Place, row.place_id))
    if (booth := queries.booth_of(row.id)) is not None and booth.state in ("held", "assigned"):
        move_booth(booth, "occupy", actor)


def release_late(fair: Fair, actor: Actor) -> list[FairEmployer]:
    """Give up the booths of enterprises that have not arrived by the set minute; returns whose.

    Raises:
        TooEarly: that minute has not come, or the doors are shut yet.

    """
    if fair.state != RUNNING or now() < late_from(fair):
        raise TooEarly(_("Booths are kept until %(n)s minutes after the start.", n=fair.late_after))
    late = [row for row in queries.with_place(fair.id) if row.state in (APPROVED, CONFIRMED)]
    for row in late:
        move_exhibitor(row, "release", actor)
        if (booth := queries.booth_of(row.id)) is not None:
            booth.fair_employer_id = None
            move_booth(booth, "release", actor)
        if row.place_id is not None:
            reservation.release(db.session.get_one(Place, row.place_id), "late")
        record_conduct(row.employer_id, LATE, f"fair:{fair.id}", in_city(fair.starts_at).date(), actor)
    return late


def note_no_shows(fair: Fair, actor: Actor) -> int:
    """At the end: whoever had a place and never arrived did not come, which leaves a mark; returns how many."""
    rows = [line.row for line in queries.lines(fair.id, (APPROVED, CONFIRMED, "late"))]
    for row in rows:
        move_exhibitor(row, "miss", actor)
        record_conduct(row.employer_id, NO_SHOW, f"fair:{fair.id}", in_city(fair.starts_at).date(), actor)
    return len(rows)


def pack_up(row: FairEmployer, actor: Actor) -> None:
    """The enterprise handed its results in."""
    move_exhibitor(row, "pack", actor)
    if (booth := queries.booth_of(row.id)) is not None and booth.state == "occupied":
        move_booth(booth, "release", actor)  # the booth remembers whose it was


def offered(place: Place) -> None:
    """A place came free for an enterprise in line."""
    row = queries.exhibitor_with_place(place.id)
    move_exhibitor(row, "offer", SYSTEM)
    fair = db.session.get_one(Fair, row.fair_id)
    _tell(row, Template.FAIR_BOOTH_FREE, event=f"offer:{place.id}:{place.offers}", fair=fair.title, until=_moment(place.offered_until))


def waits_again(place: Place) -> None:
    """It let the offer pass and is at the end of the line."""
    move_exhibitor(queries.exhibitor_with_place(place.id), "wait", SYSTEM)


def dropped(place: Place) -> None:
    """It let two offers pass."""
    row = queries.exhibitor_with_place(place.id)
    row.withdrawn_reason = "unanswered"
    move_exhibitor(row, "withdraw", SYSTEM, reason="unanswered")


def _tell(row: FairEmployer, template: Template, *, event: str = "", **facts: Any) -> None:
    for reach in member_reaches(row.employer_id):
        tell(f"fair_employer:{row.id}:{template}:{event or row.version}", reach, template, **facts)


def _about(fair: Fair) -> dict[str, Any]:
    return {"fair": fair.title, "when": _moment(fair.starts_at)}


def _day(value: datetime | None) -> str:
    return f"{in_city(value):%Y-%m-%d}" if value else ""


def _moment(value: datetime | None) -> str:
    return f"{in_city(value):%Y-%m-%d %H:%M}" if value else ""

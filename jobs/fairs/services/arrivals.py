"""Enterprises that come to a fair by a spreadsheet: one application each, the place held like any other, positions under review come along."""

import secrets
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from core import reservation
from core.audit import Action, Actor, record
from core.db import db
from core.errors import NotFound, Refusal
from core.reservation import HELD
from jobs.fairs.models import Fair, FairEmployer, FairPosition
from jobs.fairs.queries import exhibitors, fairs
from jobs.fairs.services.exhibitors import withdraw
from jobs.fairs.services.steps import move_exhibitor
from jobs.fairs.states import APPLIED, GONE, OFFERED, OVER, WAITLISTED
from jobs.models import Position


class FairIsOver(Refusal):
    """Nobody comes to a fair that has ended."""


def bring(fair_id: int, position_ids: Sequence[int], actor: Actor) -> None:
    """Bring positions and their enterprises to a fair.

    Raises:
        NotFound: there is no such fair.
        FairIsOver: it has ended.

    """
    fair = fairs.fair(fair_id)
    if fair is None:
        raise NotFound(_("There is no fair %(id)s.", id=fair_id))
    if fair.state in OVER:
        raise FairIsOver(_("This fair is over: nobody is brought to it any more."))
    rows = db.session.execute(select(Position.id, Position.employer_id, Position.headcount).where(Position.id.in_(position_ids)).order_by(Position.id)).all()
    there = fairs.position_ids(fair_id)
    places = {employer_id: _exhibitor(fair, employer_id, actor).id for employer_id in dict.fromkeys(row.employer_id for row in rows)}
    db.session.add_all(FairPosition(fair_id=fair_id, fair_employer_id=places[row.employer_id], position_id=row.id, headcount=row.headcount)
                       for row in rows if row.id not in there)
    db.session.flush()
    record(actor, Action.FAIR_POSITIONS_CHANGED, "fair", fair_id, positions=[row.id for row in rows])


def _exhibitor(fair: Fair, employer_id: int, actor: Actor) -> FairEmployer:
    row = exhibitors.exhibitor_of(fair.id, employer_id)
    if row is not None and row.state not in GONE:
        return row
    if row is None:
        code = f"{secrets.randbelow(10_000):04d}"
        row = FairEmployer(fair_id=fair.id, employer_id=employer_id, origin="import", delegates=[], arrival_code=code, state=APPLIED)
        db.session.add(row)
        db.session.flush()
        record(actor, Action.FAIR_EMPLOYER_MOVED, "fair_employer", row.id, step="apply", fair=fair.id)
    else:
        move_exhibitor(row, "apply", actor)
    if fair.booths_id is not None:
        place = reservation.reserve(fair.booths_id, employer_id)
        row.place_id = place.id
        db.session.flush()
        if place.state != HELD:
            move_exhibitor(row, "wait", actor)
    return row


def take_out(fair_id: int, position_ids: Sequence[int], actor: Actor) -> None:
    """Take positions out of a fair; an enterprise that came with them, brings nothing else and was not approved leaves with them."""
    fair = fairs.fair(fair_id)
    if fair is None:
        return
    query = select(FairEmployer).join(FairPosition, FairPosition.fair_employer_id == FairEmployer.id)
    rows = db.session.execute(query.where(FairPosition.fair_id == fair_id, FairPosition.position_id.in_(position_ids)).distinct()).scalars().all()
    db.session.execute(delete(FairPosition).where(FairPosition.fair_id == fair_id, FairPosition.position_id.in_(position_ids)))
    for row in sorted(rows, key=lambda row: row.state != WAITLISTED):  # who waits leaves first: a place set free goes to somebody who stays
        if row.origin == "import" and row.state in (APPLIED, WAITLISTED, OFFERED) and not exhibitors.positions_at(fair_id, [row.id]):
            withdraw(row, fair, "import", actor)
            db.session.delete(row)
    db.session.flush()

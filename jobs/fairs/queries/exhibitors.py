"""Reading enterprises at a fair, their positions and booths."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, func, select

from core.db import db
from employers.models import Employer
from jobs.fairs.models import Booth, Fair, FairEmployer, FairPosition
from jobs.fairs.states import COMES, HAS_PLACE, PUBLIC, WITHDRAWN
from jobs.models import Position


def exhibitor(fair_id: int, exhibitor_id: int) -> FairEmployer | None:
    """An enterprise at this fair."""
    return db.session.execute(select(FairEmployer).where(FairEmployer.id == exhibitor_id, FairEmployer.fair_id == fair_id)).scalar_one_or_none()


def exhibitor_of(fair_id: int, employer_id: int) -> FairEmployer | None:
    """The enterprise's place at this fair, whatever its state."""
    query = select(FairEmployer).where(FairEmployer.fair_id == fair_id, FairEmployer.employer_id == employer_id)
    return db.session.execute(query).scalar_one_or_none()


def exhibitor_with_place(place_id: int) -> FairEmployer:
    """Whose place it is."""
    return db.session.execute(select(FairEmployer).where(FairEmployer.place_id == place_id)).scalar_one()


def fairs_of_employer(employer_id: int) -> list[tuple[Fair, FairEmployer | None]]:
    """Announced fairs with the enterprise's place at them, the soonest to come first, then those that are over."""
    query = select(Fair, FairEmployer).outerjoin(FairEmployer, (FairEmployer.fair_id == Fair.id) & (FairEmployer.employer_id == employer_id))
    query = query.where(Fair.state.in_(PUBLIC)).order_by(Fair.starts_at.desc(), Fair.id.desc()).limit(40)
    return [(fair, own) for fair, own in db.session.execute(query)]


@dataclass(frozen=True)
class Line:
    """An enterprise at a fair as lists show it."""

    row: FairEmployer
    employer: Employer
    booth: str
    positions: int
    headcount: int | None


def lines(fair_id: int, states: Sequence[str] = ()) -> list[Line]:
    """Enterprises at a fair with booth number, number of positions and headcount, by booth number, then name."""
    counted = select(FairPosition.fair_employer_id, func.count().label("n"), func.sum(FairPosition.headcount).label("people"))
    what = counted.where(FairPosition.fair_id == fair_id).group_by(FairPosition.fair_employer_id).subquery()
    query = select(FairEmployer, Employer, Booth.number, what.c.n, what.c.people).join(Employer, Employer.id == FairEmployer.employer_id)
    query = query.outerjoin(Booth, Booth.fair_employer_id == FairEmployer.id).outerjoin(what, what.c.fair_employer_id == FairEmployer.id)
    query = query.where(FairEmployer.fair_id == fair_id, FairEmployer.state.in_(states) if states else FairEmployer.state != WITHDRAWN)
    rows = db.session.execute(query.order_by(Booth.number.is_(None), Booth.number, Employer.name, FairEmployer.id))
    return [Line(row, employer, number or "", n or 0, people) for row, employer, number, n, people in rows]


def counts_by_state(fair_id: int) -> dict[str, int]:
    """How many enterprises are in each state."""
    query = select(FairEmployer.state, func.count()).where(FairEmployer.fair_id == fair_id).group_by(FairEmployer.state)
    return dict(db.session.execute(query).all())


def positions_at(fair_id: int, exhibitor_ids: Sequence[int] | None = None) -> Sequence[Row[FairPosition, Position]]:
    """Positions brought to a fair, by enterprise and title; all of those that come, or of these enterprises."""
    query = select(FairPosition, Position).join(Position, Position.id == FairPosition.position_id).where(FairPosition.fair_id == fair_id)
    if exhibitor_ids is None:
        query = query.join(FairEmployer, FairEmployer.id == FairPosition.fair_employer_id).where(FairEmployer.state.in_(COMES))
    else:
        query = query.where(FairPosition.fair_employer_id.in_(exhibitor_ids))
    return db.session.execute(query.order_by(FairPosition.fair_employer_id, Position.title, Position.id)).all()


def booth_of(exhibitor_id: int) -> Booth | None:
    """The booth an enterprise has."""
    return db.session.execute(select(Booth).where(Booth.fair_employer_id == exhibitor_id)).scalar_one_or_none()


def with_place(fair_id: int) -> list[FairEmployer]:
    """Enterprises that hold a place among the booths, by id."""
    query = select(FairEmployer).where(FairEmployer.fair_id == fair_id, FairEmployer.state.in_(HAS_PLACE))
    return list(db.session.execute(query.order_by(FairEmployer.id)).scalars())


def names(exhibitor_ids: Sequence[int]) -> dict[int, str]:
    """Enterprises' names by their place at the fair."""
    query = select(FairEmployer.id, Employer.name).join(Employer, Employer.id == FairEmployer.employer_id).where(FairEmployer.id.in_(exhibitor_ids))
    return {row.id: row.name for row in db.session.execute(query)}

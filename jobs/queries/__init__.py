"""Reading positions. `is_live` is the one predicate of what the public may see."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from core.clock import today
from core.db import db
from employers.models import Employer, EmployerMember
from employers.queries import employer_in
from jobs.models import Placement, Position, PositionReport, PositionTemplate
from jobs.states import DRAFT, LIVE, PAUSED, SUBMITTED
from jobs.states.outcomes import STANDING


def is_live() -> ColumnElement[bool]:
    """Live: published, not expired today, and its employer verified today.

    `live_until` is kept by `jobs.services` in the transaction that changes the position or its employer's standing, so that the
    list, the page, the search, the feed and the counts ask one indexed column.
    """
    return Position.live_until >= today()


def live_position(position_id: int) -> Position | None:
    """A live position with its employer."""
    query = select(Position).options(joinedload(Position.employer)).where(Position.id == position_id, is_live())
    return db.session.execute(query).scalar_one_or_none()



def own_positions(employer: Employer) -> ColumnElement[bool]:
    """An employer's positions as its own people may see them.

    What an import brought before somebody joined is theirs to see once the bureau has verified that they speak for the enterprise.
    """
    joined = select(func.min(EmployerMember.joined_at)).where(EmployerMember.employer_id == employer.id).scalar_subquery()
    theirs = true() if employer.verified_at is not None else or_(joined.is_(None), Position.created_at >= joined)
    return and_(Position.employer_id == employer.id, theirs)


def position_of(employer: Employer, position_id: int) -> Position | None:
    """A position its own people may open."""
    query = select(Position).options(joinedload(Position.employer)).where(Position.id == position_id, own_positions(employer))
    return db.session.execute(query).scalar_one_or_none()


def counts_of(employer: Employer) -> dict[str, int]:
    """How many positions the employer has in each state."""
    query = select(Position.state, func.count()).where(own_positions(employer)).group_by(Position.state)
    return dict(db.session.execute(query).all())


def positions_of(employer: Employer, state: str, page: int, size: int) -> list[Position]:
    """A page of an employer's positions in one state, last changed first."""
    query = select(Position).where(own_positions(employer), Position.state == state).order_by(Position.updated_at.desc(), Position.id.desc())
    return list(db.session.execute(query.limit(size).offset((page - 1) * size)).scalars())


def position_by_nonce(employer_id: int, nonce: str) -> Position | None:
    """The position that a form made."""
    query = select(Position).options(joinedload(Position.employer)).where(Position.employer_id == employer_id, Position.nonce == nonce)
    return db.session.execute(query).scalar_one_or_none()


def templates_of(employer_id: int) -> list[PositionTemplate]:
    """An employer's patterns by name."""
    query = select(PositionTemplate).where(PositionTemplate.employer_id == employer_id).order_by(PositionTemplate.name, PositionTemplate.id)
    return list(db.session.execute(query).scalars())


def template_of(employer_id: int, template_id: int) -> PositionTemplate | None:
    """An employer's own pattern."""
    query = select(PositionTemplate).where(PositionTemplate.id == template_id, PositionTemplate.employer_id == employer_id)
    return db.session.execute(query).scalar_one_or_none()


def seen_by_staff() -> ColumnElement[bool]:
    """Drafts are the enterprise's own, except those an import left to be completed and those that readers have seen and may have reported."""
    return or_(Position.state != DRAFT, Position.batch_id.is_not(None), Position.published_at.is_not(None))


def position_for_staff(station_code: str, position_id: int) -> Position | None:
    """A position of an employer in the station's subtree, but not the drafts an enterprise writes itself."""
    query = select(Position).join(Position.employer).options(contains_eager(Position.employer))
    query = query.where(Position.id == position_id, employer_in(station_code), seen_by_staff())
    return db.session.execute(query).scalar_one_or_none()


def submitted_positions(station_code: str, position_ids: Collection[int]) -> list[Position]:
    """Those of the positions that wait for review in the station's subtree, oldest first."""
    query = select(Position).join(Position.employer).options(contains_eager(Position.employer))
    query = query.where(Position.id.in_(position_ids), Position.state == SUBMITTED, employer_in(station_code))
    return list(db.session.execute(query.order_by(Position.submitted_at, Position.id)).scalars())


def positions_of_employer_for_staff(station_code: str, employer_id: int, page: int, size: int) -> tuple[list[Position], int]:
    """A page of an employer's positions without the drafts it writes itself, newest first, and how many there are."""
    conditions = (Position.employer_id == employer_id, seen_by_staff(), employer_in(station_code))
    total = db.session.execute(select(func.count(Position.id)).join(Position.employer).where(*conditions)).scalar_one()
    query = select(Position).join(Position.employer).where(*conditions).order_by(Position.id.desc())
    return list(db.session.execute(query.limit(size).offset((page - 1) * size)).scalars()), total


def other_postings(position: Position, limit: int = 10) -> list[Position]:
    """Other postings of the same post, newest first."""
    if position.post_id is None:
        return []
    query = select(Position).where(Position.post_id == position.post_id, Position.id != position.id, Position.state != DRAFT)
    return list(db.session.execute(query.order_by(Position.id.desc()).limit(limit)).scalars())


def reports_of(position_id: int) -> list[PositionReport]:
    """Readers' reports of a position, open ones first, then newest first (at most 20)."""
    query = select(PositionReport).where(PositionReport.position_id == position_id)
    query = query.order_by(PositionReport.settled_at.is_not(None), PositionReport.id.desc()).limit(20)
    return list(db.session.execute(query).scalars())


def report_for_staff(station_code: str, report_id: int) -> PositionReport | None:
    """A report of a position whose employer lies in the station's subtree."""
    query = select(PositionReport).join(Position, Position.id == PositionReport.position_id).join(Employer, Employer.id == Position.employer_id)
    return db.session.execute(query.where(PositionReport.id == report_id, employer_in(station_code))).scalar_one_or_none()


def expired_positions(on: date, limit: int) -> list[Position]:
    """Open and paused positions whose last day lies before `on`, oldest first."""
    query = select(Position).options(joinedload(Position.employer))
    query = query.where(Position.state.in_((LIVE, PAUSED)), Position.valid_until < on)
    return list(db.session.execute(query.order_by(Position.id).limit(limit)).scalars())


def placed_counts(position_ids: Collection[int]) -> dict[int, int]:
    """How many placements stand in each of the positions; those with none are left out."""
    query = select(Placement.position_id, func.count()).where(Placement.position_id.in_(position_ids), Placement.state.in_(STANDING))
    return {position_id: count for position_id, count in db.session.execute(query.group_by(Placement.position_id)) if position_id is not None}


def expiring_positions(first: date, last: date) -> list[Position]:
    """Open positions whose last day lies from `first` to `last`."""
    query = select(Position).where(Position.state == LIVE, Position.valid_until.between(first, last))
    return list(db.session.execute(query.order_by(Position.valid_until, Position.id)).scalars())


def listed_positions(*, only_live: bool, limit: int | None) -> Sequence[Row[int, str, str, bool]]:
    """Id, title, state and whether live of positions, the newest first."""
    query = select(Position.id, Position.title, Position.state, is_live().label("live")).order_by(Position.id.desc())
    return db.session.execute((query.where(is_live()) if only_live else query).limit(limit)).all()

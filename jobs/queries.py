"""Reading positions. `is_live` is the one predicate of what the public may see."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from core.clock import today
from core.db import db
from jobs.models import Position


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


def position_for_employer(employer_id: int, position_id: int) -> Position | None:
    """An employer's own position."""
    query = select(Position).options(joinedload(Position.employer)).where(Position.id == position_id, Position.employer_id == employer_id)
    return db.session.execute(query).scalar_one_or_none()

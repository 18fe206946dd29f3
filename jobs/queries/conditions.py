"""Reading what positions ask of people."""

from collections.abc import Collection

from sqlalchemy import select

from core.db import db
from jobs.models import PositionCondition


def conditions_of(position_ids: Collection[int]) -> list[PositionCondition]:
    """The conditions and wishes of positions, as stored."""
    query = select(PositionCondition).where(PositionCondition.position_id.in_(position_ids))
    return list(db.session.execute(query.order_by(PositionCondition.position_id, PositionCondition.id)).scalars())

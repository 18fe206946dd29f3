"""How often positions are opened: written some seconds late and for many at once, so that reading a page does not wait for a write."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from core.clock import today
from core.db import db
from jobs.models import Position, PositionViews


def add_views(counts: Mapping[int, int]) -> None:
    """Add to today's counts of positions; one that is gone meanwhile is left out."""
    there = db.session.execute(select(Position.id).where(Position.id.in_(counts)).order_by(Position.id)).scalars()
    rows = [{"position_id": one, "day": today(), "times": counts[one]} for one in there]
    if not rows:
        return
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(PositionViews)
    statement = statement.on_conflict_do_update(index_elements=["position_id", "day"], set_={"times": PositionViews.times + statement.excluded.times})
    db.session.execute(statement, rows)

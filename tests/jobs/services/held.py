"""A position as the services take it: with its employer."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from jobs.models import Position


def held(position):
    return db.session.execute(select(Position).options(joinedload(Position.employer)).where(Position.id == position.id)).scalar_one()

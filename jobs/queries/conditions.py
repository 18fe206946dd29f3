"""Reading what positions ask of people."""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, select

from accounts.models import Account
from core.db import db
from jobs.models import PositionCondition, RelaxationEntry


def conditions_of(position_ids: Collection[int]) -> list[PositionCondition]:
    """The conditions and wishes of positions, as stored."""
    query = select(PositionCondition).where(PositionCondition.position_id.in_(position_ids))
    return list(db.session.execute(query.order_by(PositionCondition.position_id, PositionCondition.id)).scalars())


def condition_of(position_id: int, condition_id: int) -> PositionCondition | None:
    """A condition of this position; the caller has found the position in its own scope."""
    query = select(PositionCondition).where(PositionCondition.id == condition_id, PositionCondition.position_id == position_id)
    return db.session.execute(query).scalar_one_or_none()


def ledger_of(position_id: int, limit: int = 100) -> Sequence[Row[RelaxationEntry, str | None]]:
    """The lines of a position's ledger with who wrote them, newest first."""
    query = select(RelaxationEntry, Account.name).outerjoin(Account, Account.id == RelaxationEntry.account_id)
    return db.session.execute(query.where(RelaxationEntry.position_id == position_id).order_by(RelaxationEntry.id.desc()).limit(limit)).all()

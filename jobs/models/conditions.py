"""What a position asks of people, and the ledger of what was relaxed for whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import Instant, JSONText
from jobs.models.positions import Position


class PositionCondition(Base):
    """One condition or wish of a position; shapes of the values stand in `jobs.required.kinds`.

    `reading` is what was last read from the fields or the text; what somebody corrected stands until that changes.
    """

    __tablename__ = "position_conditions"
    __table_args__ = (CheckConstraint("origin IN ('field', 'text', 'staff', 'employer', 'booth')", name="origin_known"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(12))
    op: Mapped[str] = mapped_column(String(8))
    value: Mapped[Any] = mapped_column(JSONText, nullable=True, doc="what is asked of everybody; null in a wish without an amount")
    relaxed: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict, doc="group → what is asked of it instead, or waived, later, service")
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSONText, doc="op, value, relaxed and origin as read; null when somebody wrote it by hand")
    origin: Mapped[str] = mapped_column(String(8), doc="field, text, staff, employer or booth")
    phrase: Mapped[str] = mapped_column(String(200), default="", doc="the words it was read from, or that say otherwise than the field")
    is_hard: Mapped[bool] = mapped_column(default=True, doc="false: a wish, or the sex without a legal basis")
    is_dropped: Mapped[bool] = mapped_column(default=False, doc="somebody said that it is no condition")
    legal_basis: Mapped[str] = mapped_column(String(120), default="", doc="the rule that allows asking for it")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), doc="who corrected it")
    changed_at: Mapped[datetime | None] = mapped_column(Instant)

    position: Mapped[Position] = relationship(lazy="raise")


class RelaxationEntry(Base):
    """Who relaxed what, when, and how many people it let in. Rows are only added."""

    __tablename__ = "relaxation_entries"
    __table_args__ = (CheckConstraint("occasion IN ('position', 'booth', 'adviser')", name="occasion_known"),
                      CheckConstraint("lets_in IS NULL OR lets_in >= 0", name="lets_in_counted"))
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(12))
    op: Mapped[str] = mapped_column(String(8))
    whom: Mapped[str] = mapped_column(String(16), doc="everybody, or a group of people on file")
    was: Mapped[Any] = mapped_column(JSONText)
    becomes: Mapped[Any] = mapped_column(JSONText)
    occasion: Mapped[str] = mapped_column(String(8), doc="with the position, on the spot at the booth, or by an adviser's what-if")
    lets_in: Mapped[int | None] = mapped_column(Integer, doc="people on file whom it lets in; null when nobody counted")
    reason: Mapped[str] = mapped_column(String(200), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), doc="null: an import or the system")
    role: Mapped[str] = mapped_column(String(12), default="", doc="employer, staff or system")
    at: Mapped[datetime] = mapped_column(Instant, default=now)

    position: Mapped[Position] = relationship(lazy="raise")

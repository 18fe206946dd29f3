"""What staff decided on a wording that the screen pointed at."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import S1, Instant
from jobs.models.positions import Position


class WordingDecision(Base):
    """The last decision on one phrase of one position; those before it stand in the audit trail."""

    __tablename__ = "wording_decisions"
    __table_args__ = (
        CheckConstraint("decision IN ('kept', 'overruled', 'returned')", name="decision_known"),
        CheckConstraint("decision <> 'kept' OR reason <> ''", name="keeping_has_a_basis"),
        Index("uq_wording_decisions_phrase", "position_id", "kind", "phrase", unique=True),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"), info=S1)
    kind: Mapped[str] = mapped_column(String(8), info=S1, doc="a key of jobs.wording.KINDS")
    phrase: Mapped[str] = mapped_column(String(120), info=S1, doc="the words, normalised")
    rule: Mapped[str] = mapped_column(String(120), info=S1, doc="the law and article that was cited")
    decision: Mapped[str] = mapped_column(String(9), info=S1, doc="kept: it may stay, on the basis given; overruled: no such wording; returned: to be changed")
    reason: Mapped[str] = mapped_column(String(300), default="", info=S1)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1)
    decided_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)

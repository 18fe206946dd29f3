"""Which booths people are sent to: one run for a fair, one row for each registration in it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.types import Instant, JSONText
from jobs.fairs.models.fairs import Fair
from jobs.fairs.models.visitors import FairRegistration


class FairGuide(Base):
    """The last run for a fair. `stamp` says from what it was worked out: another one means that it is out of date."""

    __tablename__ = "fair_guides"
    __pii__ = "S1"
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(64))
    talks: Mapped[int] = mapped_column(doc="how many each booth can hold over the day")
    total: Mapped[float] = mapped_column(doc="what the scores add up to")
    bound: Mapped[float] = mapped_column(doc="what no plan can go above")
    planned_at: Mapped[datetime] = mapped_column(Instant, default=now)


class FairSuggestion(Base):
    """Where one visitor is sent, and where they would go if nobody else were there: enterprises' places at the fair, the best first."""

    __tablename__ = "fair_suggestions"
    __pii__ = "S1"
    registration_id: Mapped[int] = mapped_column(ForeignKey(FairRegistration.id, ondelete="CASCADE"), primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"), index=True)
    sent: Mapped[list[int]] = mapped_column(JSONText, default=list)
    wished: Mapped[list[int]] = mapped_column(JSONText, default=list, doc="empty: nothing at the fair suits them")

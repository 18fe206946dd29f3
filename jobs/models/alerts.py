"""What somebody keeps to hear of what is new: a person a search, an enterprise whom it has heard of for a position."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import S1, S2, Instant, JSONText
from jobs.models.positions import Position

DAILY, WEEKLY = "daily", "weekly"


class SavedSearch(Base):
    """A saved search (订阅). An account keeps the same one once; what is published until `looked_until` was told or was there before."""

    __tablename__ = "saved_searches"
    __table_args__ = (
        CheckConstraint("frequency IN ('daily', 'weekly')", name="frequency_known"),
        Index("uq_saved_searches_account_criteria", "account_id", "criteria_key", unique=True),
        Index("ix_saved_searches_frequency_ran", "frequency", "ran_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), info=S1)
    name: Mapped[str] = mapped_column(String(40), info=S2)
    criteria: Mapped[dict[str, Any]] = mapped_column(JSONText, info=S2, doc="the arguments of the search's address")
    criteria_key: Mapped[bytes] = mapped_column(info=S2, doc="a digest of the criteria in a fixed order")
    frequency: Mapped[str] = mapped_column(String(6), info=S1)
    by_sms: Mapped[bool] = mapped_column(default=True, info=S1, doc="else the digest stands on the site alone")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    wanted_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1, doc="when it was kept, or its owner last said it is still wanted")
    answer_by: Mapped[date | None] = mapped_column(Date, info=S1, doc="it was asked whether it is still wanted; the last day for an answer")
    paused_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="null while it runs")
    ran_on: Mapped[date] = mapped_column(Date, info=S1, doc="the day it was last looked through, by the city's calendar")
    looked_until: Mapped[datetime] = mapped_column(Instant, info=S1)
    told_from: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="the last digest's positions were published after this")
    told_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    told_count: Mapped[int] = mapped_column(default=0, info=S1)


class PeopleNews(Base):
    """Who was among the fitting people of a position when its enterprise last heard of new ones; they are shown to nobody from here."""

    __tablename__ = "people_news"
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"), primary_key=True, autoincrement=False, info=S1)
    known: Mapped[list[int]] = mapped_column(JSONText, info=S2, doc="ids of people, those seen last at the end")
    ran_on: Mapped[date] = mapped_column(Date, info=S1, doc="the day it was last looked through, by the city's calendar")

"""A person applies for a position; and what a person or a station thinks of one short of that."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import S1, S2, Instant, code_column
from jobs.models.positions import Position
from veterans.models import Person

_RUNNING = text("ended_at IS NULL")


class Application(Base):
    """One application. Each state keeps its time; at most one of a person for a position runs at any moment."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint("origin IN ('self', 'staff', 'fair')", name="origin_known"),
        CheckConstraint("(origin = 'staff') = (acted_by IS NOT NULL)", name="staff_are_named"),
        CheckConstraint("state <> 'unsuccessful' OR reason <> ''", name="reason_given"),
        Index("uq_applications_running", "person_id", "position_id", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("uq_applications_nonce", "person_id", "nonce", unique=True),
        Index("ix_applications_position_state", "position_id", "state"),
        Index("ix_applications_unanswered", "state_since", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True, info=S1)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id), info=S1)
    state: Mapped[str] = mapped_column(String(12), default="submitted", info=S1)
    reason: Mapped[str] = mapped_column(String(12), default="", info=S1, doc="of an end: a key of UNSUCCESSFUL_REASONS or DECLINE_REASONS")
    origin: Mapped[str] = mapped_column(String(6), default="self", info=S1)
    acted_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1, doc="the member of staff who applied for the person")
    message: Mapped[str] = mapped_column(String(300), default="", info=S2, doc="what the person tells the employer")
    interview_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    interview_place: Mapped[str] = mapped_column(String(120), default="", info=S1)
    nonce: Mapped[str | None] = mapped_column(String(40), info=S1, doc="names the form that made it, so that pressing twice makes one")
    submitted_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    viewed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    shortlisted_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    interviewing_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    offered_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    declined_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    unsuccessful_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    placed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    state_since: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="null while it runs")
    help_asked_at: Mapped[datetime | None] = mapped_column(Instant, index=True, info=S1, doc="the person asked the station to follow up")
    helped_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    helped_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1)
    help_note: Mapped[str] = mapped_column(String(300), default="", info=S2, doc="what the station found out; the person reads it")
    version: Mapped[int] = mapped_column(default=1, info=S1)
    __mapper_args__ = {"version_id_col": version}

    position: Mapped[Position] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class Favourite(Base):
    """A position an account keeps in mind (收藏)."""

    __tablename__ = "favourites"
    __table_args__ = (Index("uq_favourites_account_position", "account_id", "position_id", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), info=S1)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"), index=True, info=S1)
    kept_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)


class Dismissal(Base):
    """A person does not want to be shown a position again among the matches, and why."""

    __tablename__ = "dismissals"
    __table_args__ = (Index("uq_dismissals_person_position", "person_id", "position_id", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"), index=True, info=S1)
    reason: Mapped[str] = mapped_column(String(12), info=S2, doc="a key of DISMISS_REASONS")
    dismissed_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)


class Recommendation(Base):
    """A station put a position before a person."""

    __tablename__ = "recommendations"
    __table_args__ = (Index("uq_recommendations_person_position", "person_id", "position_id", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"), index=True, info=S1)
    station_code: Mapped[str] = mapped_column(code_column(12), ForeignKey("stations.code"), info=S1)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), info=S1, doc="the member of staff")
    made_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)


class PositionViews(Base):
    """How often a position's public page was opened on a day; by whom is not kept."""

    __tablename__ = "position_views"
    __table_args__ = (Index("uq_position_views_position_day", "position_id", "day", unique=True),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    times: Mapped[int] = mapped_column(default=0)

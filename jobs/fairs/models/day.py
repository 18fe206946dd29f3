"""The day: doors and scans, queues at booths, interview slots."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.reservation import Place, Resource
from core.types import Instant
from jobs.fairs.models.exhibitors import FairEmployer
from jobs.fairs.models.fairs import Fair
from jobs.fairs.models.visitors import FairRegistration
from jobs.models import Position

_RUNNING = text("state IN ('queued', 'called', 'in_talk')")


class Door(Base):
    """A door of a fair, with its own desk."""

    __tablename__ = "fair_doors"
    __table_args__ = (UniqueConstraint("fair_id", "name"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))


class CheckIn(Base):
    """One scan at a door, kept once whatever the network did (`nonce`), with the reason it was let in or not. Heads are counted over registrations."""

    __tablename__ = "fair_check_ins"
    __table_args__ = (
        UniqueConstraint("fair_id", "nonce"),
        CheckConstraint("way IN ('qr', 'phone', 'code', 'list', 'walk_in')", name="way_known"),
        Index("ix_fair_check_ins_fair_result", "fair_id", "result"),
    )
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"))
    door_id: Mapped[int] = mapped_column(ForeignKey(Door.id), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey(FairRegistration.id), index=True)
    fair_employer_id: Mapped[int | None] = mapped_column(ForeignKey(FairEmployer.id), index=True)
    nonce: Mapped[str] = mapped_column(String(40), doc="made by the device for this scan")
    way: Mapped[str] = mapped_column(String(8))
    result: Mapped[str] = mapped_column(String(14), doc="a key of jobs.fairs.states.CHECK_IN_RESULTS")
    is_out: Mapped[bool] = mapped_column(default=False, doc="somebody leaves")
    was_offline: Mapped[bool] = mapped_column(default=False)
    account_id: Mapped[int | None] = mapped_column(Integer, doc="who scanned")
    scanned_at: Mapped[datetime] = mapped_column(Instant, doc="by the device's clock")
    received_at: Mapped[datetime] = mapped_column(Instant, default=now)


class BoothVisit(Base):
    """A visitor's place in a booth's queue, called by its number, and what came of the talk. One running place for each visitor and booth."""

    __tablename__ = "booth_visits"
    __table_args__ = (
        UniqueConstraint("fair_employer_id", "number"),
        UniqueConstraint("fair_employer_id", "nonce"),
        Index("uq_booth_visits_running", "fair_employer_id", "registration_id", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_booth_visits_queue", "fair_employer_id", "state", "number"),
    )
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_employer_id: Mapped[int] = mapped_column(ForeignKey(FairEmployer.id, ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey(FairRegistration.id, ondelete="CASCADE"), index=True)
    position_id: Mapped[int | None] = mapped_column(ForeignKey(Position.id), index=True)
    number: Mapped[int] = mapped_column(Integer, doc="within the booth: the number that is called")
    nonce: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(8), default="queued")
    outcome: Mapped[str] = mapped_column(String(10), default="", doc="intention, second or no")
    queued_at: Mapped[datetime] = mapped_column(Instant, default=now)
    called_at: Mapped[datetime | None] = mapped_column(Instant)
    began_at: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    missed_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class InterviewSlot(Base):
    """A time at a booth's table that one visitor can book: a resource of capacity 1."""

    __tablename__ = "interview_slots"
    __table_args__ = (
        UniqueConstraint("fair_employer_id", "table", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_interview_slots_registration", "registration_id", "starts_at"),
    )
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_employer_id: Mapped[int] = mapped_column(ForeignKey(FairEmployer.id, ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey(Resource.id), unique=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey(Place.id), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey(FairRegistration.id))
    position_id: Mapped[int | None] = mapped_column(ForeignKey(Position.id), index=True)
    table: Mapped[int] = mapped_column(Integer, default=1)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(9), default="open")
    result: Mapped[str] = mapped_column(String(10), default="", doc="intention, second or no")
    missed_by: Mapped[str] = mapped_column(String(8), default="", doc="person or employer")
    booked_at: Mapped[datetime | None] = mapped_column(Instant)
    called_at: Mapped[datetime | None] = mapped_column(Instant)
    began_at: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    missed_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

"""The fair: when, where, for whom, with which papers, in which halls."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.reservation import Resource
from core.types import Instant, JSONText, code_column


class Fair(Base):
    """One fair. Booths and tickets are places of two resources, so that neither can be given out twice."""

    __tablename__ = "fairs"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("mode IN ('site', 'online', 'both')", name="mode_known"),
        Index("ix_fairs_state_starts", "state", "starts_at"),
    )
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int | None] = mapped_column(Integer, unique=True, doc="of a past fair kept from before; positions.fair_number names it")
    title: Mapped[str] = mapped_column(String(80))
    mode: Mapped[str] = mapped_column(String(6), default="site", doc="site, online or both")
    partners: Mapped[list[str]] = mapped_column(JSONText, default=list, doc="who holds it jointly with the bureau; empty: by itself")
    station_code: Mapped[str] = mapped_column(code_column(12), ForeignKey("stations.code"), index=True, doc="who holds it")
    venue: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(120), default="")
    bus: Mapped[str] = mapped_column(String(120), default="")
    parking: Mapped[str] = mapped_column(String(120), default="")
    notice: Mapped[str] = mapped_column(Text, default="", doc="what visitors should bring and know")
    schedule: Mapped[list[list[str]]] = mapped_column(JSONText, default=list, doc='[["8:30", "开门签到"], …]')
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    expected: Mapped[int] = mapped_column(Integer, default=0, doc="how many visitors are expected; decides whether the police must permit it")
    employers_from: Mapped[datetime | None] = mapped_column(Instant)
    employers_until: Mapped[datetime | None] = mapped_column(Instant)
    people_from: Mapped[datetime | None] = mapped_column(Instant)
    people_until: Mapped[datetime | None] = mapped_column(Instant)
    cancel_until: Mapped[datetime | None] = mapped_column(Instant, doc="until then an enterprise may cancel without a mark")
    late_after: Mapped[int] = mapped_column(Integer, default=30, doc="minutes after the start when a booth is given up")
    booths_id: Mapped[int | None] = mapped_column(ForeignKey(Resource.id), unique=True)
    tickets_id: Mapped[int | None] = mapped_column(ForeignKey(Resource.id), unique=True)
    cloned_from_id: Mapped[int | None] = mapped_column(ForeignKey("fairs.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    announced_at: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, doc="to registration")
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_at: Mapped[datetime | None] = mapped_column(Instant, doc="the result was sealed")
    updated_at: Mapped[datetime] = mapped_column(Instant, default=now, onupdate=now)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class FairPaper(Base):
    """A paper the law asks for before a fair is announced; the file lies encrypted under a random name."""

    __tablename__ = "fair_papers"
    __table_args__ = (UniqueConstraint("fair_id", "kind"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10), doc="plan, emergency, security or permit")
    stored_name: Mapped[str] = mapped_column(String(64), default="")
    media_type: Mapped[str] = mapped_column(String(40), default="")
    size: Mapped[int] = mapped_column(Integer, default=0, doc="bytes")
    number: Mapped[str] = mapped_column(String(40), default="", doc="the permit's")
    applied_on: Mapped[date | None] = mapped_column(Date, doc="when the police were asked")
    issued_on: Mapped[date | None] = mapped_column(Date, doc="when they permitted it")
    permitted: Mapped[int | None] = mapped_column(Integer, doc="how many people may be inside")
    kept_at: Mapped[datetime] = mapped_column(Instant, default=now)


class FairTask(Base):
    """One line of the checklist, with its day."""

    __tablename__ = "fair_tasks"
    __table_args__ = (UniqueConstraint("fair_id", "key"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(16), doc="a key of jobs.fairs.checklist.STEPS")
    due_on: Mapped[date] = mapped_column(Date)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[int | None] = mapped_column(Integer, doc="the account")


class FairHall(Base):
    """A hall drawn as a grid of characters (see jobs.fairs.hall): walls, walkways, doors and booths of zones."""

    __tablename__ = "fair_halls"
    __table_args__ = (UniqueConstraint("fair_id", "name"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    grid: Mapped[str] = mapped_column(Text)
    zones: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict, doc='{"A": "招聘区"}')

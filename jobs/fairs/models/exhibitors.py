"""Enterprises at a fair: their application, their positions, their booth."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.reservation import Place
from core.types import S1, S2, EncryptedJSON, Instant
from employers.models import Employer
from jobs.fairs.models.fairs import Fair, FairHall
from jobs.models import Position


class FairEmployer(Base):
    """An enterprise at a fair, once: one booth for each legal entity. Its place among the booths is held from the application on."""

    __tablename__ = "fair_employers"
    __table_args__ = (UniqueConstraint("fair_id", "employer_id"), Index("ix_fair_employers_fair_state", "fair_id", "state"))
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"), info=S1)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id), index=True, info=S1)
    place_id: Mapped[int | None] = mapped_column(ForeignKey(Place.id), index=True, info=S1)
    state: Mapped[str] = mapped_column(String(12), default="applied", info=S1)
    origin: Mapped[str] = mapped_column(String(6), default="self", info=S1, doc="self, staff or import")
    returned_reason: Mapped[str] = mapped_column(String(300), default="", info=S1)
    withdrawn_reason: Mapped[str] = mapped_column(String(200), default="", info=S1)
    was_late_cancel: Mapped[bool] = mapped_column(default=False, info=S1)
    note: Mapped[str] = mapped_column(String(200), default="", info=S1, doc="what the enterprise needs: power, a wide booth")
    delegates: Mapped[list[dict[str, Any]]] = mapped_column(EncryptedJSON("fair_employers.delegates"), default=list, info=S2, doc='[{"name", "phone"}]')
    needs_access: Mapped[bool] = mapped_column(default=False, info=S1, doc="somebody who comes uses a wheelchair")
    demand: Mapped[float | None] = mapped_column(Float, info=S1, doc="expected visitors, from the ranking over registered people")
    arrival_code: Mapped[str] = mapped_column(String(6), default="", info=S1, doc="said at the desk on the morning")
    is_demo: Mapped[bool] = mapped_column(default=False, info=S1)
    applied_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    returned_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    waitlisted_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    offered_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="the bureau looked and agreed, also of one that still waits for a booth")
    approved_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    late_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    no_show_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    packed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="results handed in")
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    version: Mapped[int] = mapped_column(default=1, info=S1)
    __mapper_args__ = {"version_id_col": version}


class FairPosition(Base):
    """A position an enterprise brings to a fair, with the headcount it was offered with."""

    __tablename__ = "fair_positions"
    __table_args__ = (UniqueConstraint("fair_id", "position_id"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"))
    fair_employer_id: Mapped[int] = mapped_column(ForeignKey(FairEmployer.id, ondelete="CASCADE"), index=True)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id, ondelete="CASCADE"), index=True)
    headcount: Mapped[int | None] = mapped_column(Integer, doc="null: 若干 is missing, not one")
    added_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Booth(Base):
    """One booth of a hall. `held` by an approved enterprise until it says who comes, `assigned` once it did."""

    __tablename__ = "booths"
    __table_args__ = (UniqueConstraint("fair_id", "number"), UniqueConstraint("hall_id", "x", "y"))
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"))
    hall_id: Mapped[int] = mapped_column(ForeignKey(FairHall.id, ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(6), doc="A01")
    zone: Mapped[str] = mapped_column(String(1))
    x: Mapped[int] = mapped_column(Integer)
    y: Mapped[int] = mapped_column(Integer)
    aisle: Mapped[int] = mapped_column(Integer, doc="the stretch of walkway in front of it, numbered within the hall")
    distance: Mapped[int] = mapped_column(Integer, default=0, doc="steps from the entrance")
    is_accessible: Mapped[bool] = mapped_column(default=True, doc="a wheelchair gets there")
    is_kept: Mapped[bool] = mapped_column(default=False, doc="kept for the bureau's own desks")
    fair_employer_id: Mapped[int | None] = mapped_column(ForeignKey(FairEmployer.id), unique=True)
    is_fixed: Mapped[bool] = mapped_column(default=False, doc="given by hand: a new plan leaves it alone")
    state: Mapped[str] = mapped_column(String(8), default="free")
    held_until: Mapped[datetime | None] = mapped_column(Instant)
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    assigned_at: Mapped[datetime | None] = mapped_column(Instant)
    occupied_at: Mapped[datetime | None] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)

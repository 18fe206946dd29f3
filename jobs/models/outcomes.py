"""What comes of a position: the intention that two sides signed, and the placement that was proved."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.types import S1, S2, Instant
from employers.models import Employer
from jobs.models.positions import Position
from veterans.models import Person

_STANDS = text("state IN ('reported', 'proved', 'verified')")


class Intention(Base):
    """Somebody and an enterprise mean to work together (达成意向). Counted when both have signed, once for each pair of person and position."""

    __tablename__ = "intentions"
    __table_args__ = (
        CheckConstraint("person_id IS NOT NULL OR registration_id IS NOT NULL", name="has_somebody"),
        UniqueConstraint("person_id", "position_id"),
        UniqueConstraint("registration_id", "position_id"),
        UniqueConstraint("fair_id", "slip_number"),
        Index("ix_intentions_fair_state", "fair_id", "state"),
        Index("ix_intentions_position_state", "position_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True, info=S1)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("fair_registrations.id"), index=True, info=S1, doc="a visitor of the fair, on file or not")
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id), info=S1)
    fair_id: Mapped[int | None] = mapped_column(ForeignKey("fairs.id"), info=S1, doc="null: outside any fair")
    state: Mapped[str] = mapped_column(String(10), default="proposed", info=S1)
    proposed_by: Mapped[str] = mapped_column(String(8), info=S1, doc="person, employer or staff")
    slip_number: Mapped[int | None] = mapped_column(Integer, info=S1, doc="of the paper slip, numbered within the fair")
    person_signed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    person_signed_how: Mapped[str] = mapped_column(String(6), default="", info=S1, doc="qr, code, paper or staff")
    employer_signed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    employer_signed_how: Mapped[str] = mapped_column(String(6), default="", info=S1, doc="qr, code, paper or staff")
    lapse_reason: Mapped[str] = mapped_column(String(16), default="", info=S1)
    is_demo: Mapped[bool] = mapped_column(default=False, info=S1)
    proposed_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    signed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, index=True, info=S1)
    lapsed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    offered_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    placed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    version: Mapped[int] = mapped_column(default=1, info=S1)
    __mapper_args__ = {"version_id_col": version}


class Placement(Base):
    """Somebody started work (上岗): who said so, what proves it, who verified it. A reversal leaves the row and its reason."""

    __tablename__ = "placements"
    __table_args__ = (
        Index("uq_placements_standing", "person_id", "position_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("ix_placements_position_state", "position_id", "state"),
        Index("ix_placements_state_verified", "state", "verified_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True, info=S1)
    position_id: Mapped[int | None] = mapped_column(ForeignKey(Position.id), info=S1, doc="null: a post that was never on this site")
    employer_id: Mapped[int | None] = mapped_column(ForeignKey(Employer.id), index=True, info=S1)
    employer_name: Mapped[str] = mapped_column(String(80), default="", info=S2, doc="where the employer is not on file")
    intention_id: Mapped[int | None] = mapped_column(ForeignKey(Intention.id), unique=True, info=S1)
    fair_id: Mapped[int | None] = mapped_column(ForeignKey("fairs.id"), index=True, info=S1)
    kind: Mapped[str] = mapped_column(String(12), default="regular", info=S1, doc="a key of jobs.states.PLACEMENT_KINDS")
    origin: Mapped[str] = mapped_column(String(12), info=S1, doc="a key of jobs.states.PLACEMENT_ORIGINS: how they found each other")
    state: Mapped[str] = mapped_column(String(10), default="reported", info=S1)
    reported_by: Mapped[str] = mapped_column(String(8), info=S1, doc="person, employer or staff")
    proof: Mapped[str] = mapped_column(String(10), default="", info=S1, doc="the best there is: said, contract, insurance or wage")
    started_on: Mapped[date | None] = mapped_column(Date, info=S1)
    monthly_pay: Mapped[int | None] = mapped_column(Integer, info=S2, doc="yuan")
    end_reason: Mapped[str] = mapped_column(String(16), default="", info=S1)
    ended_on: Mapped[date | None] = mapped_column(Date, info=S1)
    reversal_reason: Mapped[str] = mapped_column(String(200), default="", info=S1)
    verified_by: Mapped[int | None] = mapped_column(Integer, info=S1, doc="the account; no foreign key: placements outlive accounts")
    is_demo: Mapped[bool] = mapped_column(default=False, info=S1)
    reported_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    proved_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    verified_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    reversed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    version: Mapped[int] = mapped_column(default=1, info=S1)
    __mapper_args__ = {"version_id_col": version}

"""The enterprise: what it is, whether it is verified, who speaks for it."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import S1, S2, Instant, code_column


class Employer(Base):
    """One legal entity."""

    __tablename__ = "employers"
    __table_args__ = (Index("ix_employers_state_until", "state", "verified_until"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(80), index=True, doc="the name without blanks, brackets and legal form, for finding the same one")
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True, doc="unified social credit code; unknown for some imported ones")
    nature: Mapped[str] = mapped_column(String(20), default="")
    industry: Mapped[str] = mapped_column(String(1), default="", doc="section letter of GB/T 4754")
    size: Mapped[str] = mapped_column(String(10), default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    township_code: Mapped[str | None] = mapped_column(code_column(12), ForeignKey("stations.code"), index=True)
    address: Mapped[str] = mapped_column(String(120), default="")
    veterans_employed: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12), default="registered", index=True)
    returned_reason: Mapped[str] = mapped_column(String(300), default="")
    suspended_reason: Mapped[str] = mapped_column(String(300), default="")
    registered_at: Mapped[datetime] = mapped_column(Instant, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    verified_until: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    suspended_at: Mapped[datetime | None] = mapped_column(Instant)
    batch_id: Mapped[int | None] = mapped_column(Integer)
    is_demo: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=now, onupdate=now)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class EmployerMember(Base):
    """An account that speaks for an enterprise."""

    __tablename__ = "employer_members"
    __table_args__ = (Index("uq_employer_members_account", "account_id", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id, ondelete="CASCADE"), index=True, info=S1)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), info=S1)
    title: Mapped[str] = mapped_column(String(40), default="", info=S2)
    joined_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    hears_of_people: Mapped[bool] = mapped_column(default=True, info=S1, doc="a weekly message when new people fit a position")


class EmployerPaper(Base):
    """A scanned licence or authorisation; the file lies encrypted under a random name."""

    __tablename__ = "employer_papers"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16), doc="licence or authorisation")
    stored_name: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(doc="bytes")
    uploaded_at: Mapped[datetime] = mapped_column(Instant, default=now)


class EmployerConduct(Base):
    """How an enterprise kept its word: a booth left empty, a late cancellation. The enterprise may object; the bureau decides."""

    __tablename__ = "employer_conduct"
    __table_args__ = (UniqueConstraint("employer_id", "kind", "source"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16), doc="a key of employers.states.CONDUCT")
    source: Mapped[str] = mapped_column(String(40), doc="what it was about, once: fair:12")
    happened_on: Mapped[date] = mapped_column(Date)
    noted_at: Mapped[datetime] = mapped_column(Instant, default=now)
    objection: Mapped[str] = mapped_column(String(300), default="")
    objected_at: Mapped[datetime | None] = mapped_column(Instant)
    lifted_at: Mapped[datetime | None] = mapped_column(Instant, doc="the bureau took the mark back")
    answered_at: Mapped[datetime | None] = mapped_column(Instant, doc="the bureau decided on the objection")
    answer: Mapped[str] = mapped_column(String(300), default="")

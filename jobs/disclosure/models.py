"""What a person lets an enterprise know, and what enterprises were shown: a relation of the two that belongs to neither."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import S1, S2, Instant
from employers.models import Employer
from jobs.models import Application, Position
from veterans.models import Person

_GENERAL = text("employer_id IS NULL AND withdrawn_at IS NULL")


class ContactRequest(Base):
    """An enterprise asks a person whom it sees masked for name and phone, once for each position; the person answers."""

    __tablename__ = "contact_requests"
    __table_args__ = (Index("uq_contact_requests_person_position", "person_id", "position_id", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id), index=True, info=S1)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id), index=True, info=S1)
    state: Mapped[str] = mapped_column(String(8), default="asked", info=S1)
    asked_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    asked_by: Mapped[int] = mapped_column(ForeignKey(Account.id), info=S1)
    answered_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)


class Consent(Base):
    """A person's consent to one disclosure: to whom, for what, which fields, on which text of the notice. Never changed, only ended."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("gives_name OR gives_phone OR gives_profile", name="gives_something"),
        CheckConstraint("employer_id IS NOT NULL OR NOT gives_phone", name="no_phone_for_all"),
        CheckConstraint("(employer_id IS NULL) = (purpose = 'profile')", name="purpose_fits"),
        UniqueConstraint("application_id"), UniqueConstraint("request_id"),
        Index("uq_consents_general", "person_id", unique=True, sqlite_where=_GENERAL, postgresql_where=_GENERAL),
        Index("ix_consents_person_employer", "person_id", "employer_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), info=S1)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey(Employer.id), index=True, info=S1, doc="null: every verified enterprise, for an open file")
    position_id: Mapped[int | None] = mapped_column(ForeignKey(Position.id), index=True, info=S1)
    application_id: Mapped[int | None] = mapped_column(ForeignKey(Application.id), info=S1)
    request_id: Mapped[int | None] = mapped_column(ForeignKey(ContactRequest.id), info=S1)
    purpose: Mapped[str] = mapped_column(String(12), info=S1, doc="profile, application or contact")
    gives_name: Mapped[bool] = mapped_column(default=False, info=S1)
    gives_phone: Mapped[bool] = mapped_column(default=False, info=S1)
    gives_profile: Mapped[bool] = mapped_column(default=False, info=S1)
    while_off: Mapped[bool] = mapped_column(default=False, info=S1, doc="given while the file was closed to everybody else: it opens it to this enterprise")
    notice_version: Mapped[str] = mapped_column(String(12), info=S1, doc="the text the person read")
    given_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    acted_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1, doc="the member of staff who noted it for the person")
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    end_reason: Mapped[str] = mapped_column(String(12), default="", info=S1, doc="withdrawn or application")


class HiddenEmployer(Base):
    """An enterprise from which a person hides everything, known by its number here, its credit code or its name."""

    __tablename__ = "hidden_employers"
    __table_args__ = (Index("uq_hidden_employers_person_name", "person_id", "name_key", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey(Employer.id), index=True, info=S1)
    name: Mapped[str] = mapped_column(String(80), info=S2)
    name_key: Mapped[str] = mapped_column(String(80), info=S2)
    credit_code: Mapped[str | None] = mapped_column(String(18), info=S2)
    hidden_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)


class Disclosure(Base):
    """What an enterprise's member was shown of a person, on which path and for which position; looks of one day are counted together."""

    __tablename__ = "disclosures"
    __table_args__ = (
        UniqueConstraint("person_id", "employer_id", "account_id", "position_id", "path", "shown", "day", name="uq_disclosures_look"),
        Index("ix_disclosures_last", "last_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), info=S1)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id), index=True, info=S1)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), info=S1)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id), index=True, info=S1)
    path: Mapped[str] = mapped_column(String(8), info=S1, doc="list, detail, print, export, api or booth")
    shown: Mapped[str] = mapped_column(String(24), info=S1, doc="masked, or the fields in clear: name,phone,profile")
    day: Mapped[date] = mapped_column(Date, info=S1)
    first_at: Mapped[datetime] = mapped_column(Instant, info=S1)
    last_at: Mapped[datetime] = mapped_column(Instant, info=S1)
    times: Mapped[int] = mapped_column(default=1, info=S1)

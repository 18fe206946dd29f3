"""The person: who they are, how they served, what they can do, what they look for."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, Numeric, String, Text, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import S1, S2, S3, Encrypted, Instant, JSONText, code_column


class PersonKind(StrEnum):
    """Kept and counted apart."""

    VETERAN = "veteran"
    ACTIVE_FAMILY = "active_family"
    BEREAVED_FAMILY = "bereaved_family"


class Visibility(StrEnum):
    """What verified employers may see: nothing, the masked profile, or the open one."""

    OFF = "off"
    MASKED = "masked"
    OPEN = "open"


class Seeking(StrEnum):
    """Whether the person looks for work."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """How a skill is known, weakest first."""

    SELF = "self"
    SERVICE = "service"
    CERTIFIED = "certified"


class Person(Base):
    """One person on file (建档立卡)."""

    __tablename__ = "persons"
    __table_args__ = (Index("ix_persons_station_kind", "station_code", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    kind: Mapped[str] = mapped_column(String(16), default=PersonKind.VETERAN, info=S1)
    name: Mapped[str] = mapped_column(String(40), info=S2)
    name_key: Mapped[str] = mapped_column(String(80), default="", index=True, info=S2, doc="pinyin, a blank, its initials (veterans.names)")
    identity_number: Mapped[str | None] = mapped_column(Encrypted("persons.identity_number"), info=S3)
    identity_index: Mapped[bytes | None] = mapped_column(unique=True, info=S3)
    phone: Mapped[str | None] = mapped_column(Encrypted("persons.phone"), info=S2)
    phone_index: Mapped[bytes | None] = mapped_column(index=True, info=S2)
    sex: Mapped[str] = mapped_column(String(1), default="0", info=S2, doc="GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated")
    birth_date: Mapped[date | None] = mapped_column(Date, index=True, info=S2)
    ethnicity: Mapped[str] = mapped_column(String(2), default="", info=S2)
    politics: Mapped[str] = mapped_column(String(2), default="", info=S2)
    education: Mapped[str] = mapped_column(String(10), default="", info=S2, doc="a level of core.reference.EDUCATION, empty when not on file")
    school: Mapped[str] = mapped_column(String(60), default="", info=S2)
    major: Mapped[str] = mapped_column(String(60), default="", info=S2)
    station_code: Mapped[str] = mapped_column(code_column(12), ForeignKey("stations.code"), info=S1, doc="the village or township that keeps the file")
    address: Mapped[str] = mapped_column(String(120), default="", info=S2)
    employment: Mapped[str] = mapped_column(String(12), default="", info=S2, doc="a value of core.reference.EMPLOYMENT")
    work_unit: Mapped[str] = mapped_column(String(80), default="", info=S2)
    seeking: Mapped[str] = mapped_column(String(8), default=Seeking.UNKNOWN, index=True, info=S1)
    visibility: Mapped[str] = mapped_column(String(8), default=Visibility.OFF, info=S1)
    disability: Mapped[str | None] = mapped_column(Encrypted("persons.disability"), info=S3, doc="nature and grade")
    has_scanned_file: Mapped[bool] = mapped_column(default=False, info=S1)
    note: Mapped[str] = mapped_column(Text, default="", info=S2)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), unique=True, info=S1)
    wanted_occupations: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S2, doc="up to three, as the person wrote them")
    wanted_places: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S2, doc="township codes")
    wanted_pay: Mapped[int | None] = mapped_column(Integer, info=S2, doc="yuan a month, at least")
    wanted_shifts: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S2)
    can_travel: Mapped[bool | None] = mapped_column(info=S2, doc="would work out of town; null when not said")
    can_live_in: Mapped[bool | None] = mapped_column(info=S2, doc="would live in the employer's lodging; null when not said")
    relation: Mapped[str] = mapped_column(String(12), default="", info=S2, doc="of a family member: a value of core.reference.RELATIONS")
    service_member: Mapped[str] = mapped_column(String(40), default="", info=S2, doc="of a family member: the name of whom they belong to")
    loss: Mapped[str] = mapped_column(String(12), default="", info=S2, doc="of a bereaved family: a value of core.reference.LOSSES")
    personalised: Mapped[bool] = mapped_column(default=True, info=S1, doc="False: the person refuses suggestions made by computing; plain search stays")
    experience: Mapped[str] = mapped_column(Text, default="", info=S2, doc="civil work in the person's own words")
    experience_years: Mapped[float | None] = mapped_column(Numeric(4, 1, asdecimal=False), info=S2)
    batch_id: Mapped[int | None] = mapped_column(Integer, index=True, info=S1, doc="the import that brought the row")
    is_demo: Mapped[bool] = mapped_column(default=False, info=S1)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=now, onupdate=now, info=S1)
    version: Mapped[int] = mapped_column(default=1, info=S1)
    __mapper_args__ = {"version_id_col": version}

    service: Mapped["ServiceRecord | None"] = relationship(lazy="raise", uselist=False, cascade="all, delete-orphan")
    skills: Mapped[list["PersonSkill"]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="PersonSkill.id")
    qualifications: Mapped[list["Qualification"]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Qualification.id")


class ServiceRecord(Base):
    """When and how the person served. Unit designators, places and equipment are not collected."""

    __tablename__ = "service_records"
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), unique=True, info=S1)
    enlisted_on: Mapped[date | None] = mapped_column(Date, info=S2)
    discharged_on: Mapped[date | None] = mapped_column(Date, index=True, info=S2)
    branch: Mapped[str] = mapped_column(String(20), default="", info=S2)
    category: Mapped[str] = mapped_column(String(12), default="", info=S2, doc="officer, nco or conscript")
    rank: Mapped[str] = mapped_column(String(20), default="", info=S2)
    duty: Mapped[str] = mapped_column(String(40), default="", info=S2)
    placement_mode: Mapped[str] = mapped_column(String(16), default="", info=S2, doc="a value of core.reference.PLACEMENT_MODES")
    merits: Mapped[str] = mapped_column(String(120), default="", info=S2)
    specialties: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list, info=S2, doc='[{"code": "M01"|null, "name", "years": number|null}]')


def _own_evidence(context: DefaultExecutionContext) -> str:
    return str(context.get_current_parameters().get("evidence", Evidence.SELF))  # type: ignore[no-untyped-call]


class PersonSkill(Base):
    """A skill, its level and how it is known."""

    __tablename__ = "person_skills"
    __table_args__ = (Index("uq_person_skills_person_name", "person_id", "name", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1)
    name: Mapped[str] = mapped_column(String(40), index=True, info=S2)
    level: Mapped[int | None] = mapped_column(info=S2, doc="1 (senior technician) to 5 (junior); null when not graded")
    evidence: Mapped[str] = mapped_column(String(10), default=Evidence.SELF, info=S2, doc="with what the certificates on file prove")
    own_evidence: Mapped[str] = mapped_column(String(10), default=_own_evidence, info=S2, doc="how the skill is known without them")


class Qualification(Base):
    """A certificate or driving licence, with its expiry."""

    __tablename__ = "qualifications"
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), index=True, info=S1)
    kind: Mapped[str] = mapped_column(String(12), info=S2, doc="certificate or licence")
    name: Mapped[str] = mapped_column(String(60), info=S2, doc="the certificate, or the licence class: B2")
    issued_on: Mapped[date | None] = mapped_column(Date, info=S2)
    expires_on: Mapped[date | None] = mapped_column(Date, info=S2)
    is_military: Mapped[bool] = mapped_column(default=False, info=S2, doc="a military driving licence, to be exchanged")


class LinkRequest(Base):
    """An account claims a file by identity number; staff decide where name or phone differ."""

    __tablename__ = "link_requests"
    __table_args__ = (Index("uq_link_requests_waiting", "account_id", unique=True, sqlite_where=text("state = 'waiting'"),
                            postgresql_where=text("state = 'waiting'")),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True, info=S1)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True, info=S1, doc="null when nobody with that number is on file")
    station_code: Mapped[str] = mapped_column(code_column(12), ForeignKey("stations.code"), index=True, info=S1)
    name: Mapped[str] = mapped_column(String(40), info=S2)
    identity_number: Mapped[str] = mapped_column(Encrypted("link_requests.identity_number"), info=S3)
    differs: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S1, doc='of "name", "phone", "taken", "not_on_file"')
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True, info=S1)
    reason: Mapped[str] = mapped_column(String(200), default="", info=S1)
    asked_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1)

"""Who may sign in, from where, and the tree of stations they answer to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.types import S1, S2, Encrypted, Instant, code_column


class StaffRole(StrEnum):
    """What a member of staff may do; the station says where."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    CITY = "city"
    FAIR_DESK = "fair_desk"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


class Station(Base):
    """A service centre or station. Its code begins with its parent's code, so that a subtree is a range of codes."""

    __tablename__ = "stations"
    __pii__ = "S1"
    code: Mapped[str] = mapped_column(code_column(12), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(code_column(12), ForeignKey("stations.code"), index=True)
    level: Mapped[str] = mapped_column(String(10), doc="city, township or village")
    name: Mapped[str] = mapped_column(String(60), doc="the place: 城关街道, 仪表社区")
    phone: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(120), default="")
    hours: Mapped[str] = mapped_column(String(60), default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class Account(Base):
    """A phone that may sign in: a person looking for work, a recruiter, a member of staff, or more than one of these."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("(staff_role IS NULL) = (station_code IS NULL)", name="role_has_station"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    phone: Mapped[str | None] = mapped_column(Encrypted("accounts.phone"), info=S2)
    phone_index: Mapped[bytes | None] = mapped_column(unique=True, info=S2)
    login: Mapped[str | None] = mapped_column(String(40), unique=True, info=S1, doc="a name staff may sign in with instead of a phone")
    name: Mapped[str] = mapped_column(String(40), default="", info=S2)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=S2)
    password_changed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    staff_role: Mapped[str | None] = mapped_column(String(20), info=S1)
    station_code: Mapped[str | None] = mapped_column(code_column(12), ForeignKey("stations.code"), index=True, info=S1)
    totp_secret: Mapped[str | None] = mapped_column(Encrypted("accounts.totp_secret"), info=S2)
    totp_last_step: Mapped[int | None] = mapped_column(info=S1, doc="a one-time password is accepted once")
    is_active: Mapped[bool] = mapped_column(default=True, info=S1)
    is_demo: Mapped[bool] = mapped_column(default=False, info=S1)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    last_seen_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)


class SignIn(Base):
    """A session kept on the server: revocable, with an idle and an absolute limit. Only the token's keyed hash is stored."""

    __tablename__ = "sign_ins"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant, default=now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)
    device: Mapped[str] = mapped_column(String(40), default="")
    totp_passed: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class OneTimeCode(Base):
    """A six-digit code sent to a phone for one purpose: ten minutes, five tries, used once."""

    __tablename__ = "one_time_codes"
    __table_args__ = (Index("ix_one_time_codes_phone_purpose", "phone_index", "purpose"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    phone_index: Mapped[bytes] = mapped_column(info=S2)
    purpose: Mapped[str] = mapped_column(String(20), info=S1)
    code_hash: Mapped[bytes] = mapped_column(info=S2)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    tries: Mapped[int] = mapped_column(default=0, info=S1)
    used_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="when it was entered rightly, or replaced by a newer one")
    spent_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="when the step it proved the phone for was done")


class WrongTries(Base):
    """Wrong passwords in a row under one name. Kept for names without an account too, so that waiting tells nobody which exist."""

    __tablename__ = "wrong_tries"
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    name_index: Mapped[bytes] = mapped_column(unique=True, info=S2)
    failures: Mapped[int] = mapped_column(default=0, info=S1)
    failed_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True, info=S1)
    locked_until: Mapped[datetime | None] = mapped_column(Instant, info=S1)


class Invitation(Base):
    """A member of staff is invited by phone for one role at one station; the link works once."""

    __tablename__ = "invitations"
    __table_args__ = (Index("uq_invitations_open", "phone_index", unique=True, sqlite_where=text("accepted_at IS NULL AND withdrawn_at IS NULL"),
                            postgresql_where=text("accepted_at IS NULL AND withdrawn_at IS NULL")),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    token_hash: Mapped[bytes] = mapped_column(unique=True, info=S1)
    phone: Mapped[str] = mapped_column(Encrypted("invitations.phone"), info=S2)
    phone_index: Mapped[bytes] = mapped_column(info=S2)
    name: Mapped[str] = mapped_column(String(40), info=S2)
    staff_role: Mapped[str] = mapped_column(String(20), info=S1)
    station_code: Mapped[str] = mapped_column(code_column(12), ForeignKey("stations.code"), info=S1)
    invited_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"), info=S1)
    invited_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    expires_at: Mapped[datetime] = mapped_column(Instant, info=S1)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)

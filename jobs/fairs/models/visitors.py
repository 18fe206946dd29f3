"""People at a fair: registered by name and phone alone, or with their account and file."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.reservation import Place
from core.types import S1, S2, Encrypted, Instant, code_column
from jobs.fairs.models.fairs import Fair
from veterans.models import Person

_STANDS = text("state <> 'cancelled'")


class FairRegistration(Base):
    """Somebody who means to come, or came. A walk-in is an origin, not a state. One standing registration for each phone and each person."""

    __tablename__ = "fair_registrations"
    __table_args__ = (
        CheckConstraint("kind IN ('veteran', 'family', 'other')", name="kind_known"),
        Index("uq_fair_registrations_phone", "fair_id", "phone_index", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("uq_fair_registrations_person", "fair_id", "person_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("uq_fair_registrations_door_code", "fair_id", "door_code", unique=True),
        Index("ix_fair_registrations_fair_state", "fair_id", "state"),
        Index("ix_fair_registrations_tail", "fair_id", "phone_tail_index"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"), info=S1)
    place_id: Mapped[int | None] = mapped_column(ForeignKey(Place.id), index=True, info=S1)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True, info=S1, doc="null: not on file")
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True, info=S1, doc="null: registered without signing in")
    name: Mapped[str] = mapped_column(String(40), info=S2)
    phone: Mapped[str | None] = mapped_column(Encrypted("fair_registrations.phone"), info=S2, doc="a walk-in may have none")
    phone_index: Mapped[bytes | None] = mapped_column(info=S2)
    phone_tail_index: Mapped[bytes | None] = mapped_column(info=S2, doc="blind index of the last four digits, for the door")
    kind: Mapped[str] = mapped_column(String(8), info=S1, doc="veteran, family or other: counted apart")
    township_code: Mapped[str | None] = mapped_column(code_column(12), ForeignKey("stations.code"), index=True, info=S1, doc="where they live, for coverage")
    origin: Mapped[str] = mapped_column(String(8), default="site", info=S1, doc="site, station, invited or walk_in")
    door_code: Mapped[str | None] = mapped_column(String(5), info=S1, doc="three digits, more at a large fair: said at the door in place of the QR code")
    shows_profile: Mapped[bool] = mapped_column(default=False, info=S1, doc="consents that enterprises whose desk scans the code see the masked profile")
    consented_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    state: Mapped[str] = mapped_column(String(10), default="registered", info=S1)
    cancelled_by: Mapped[str] = mapped_column(String(8), default="", info=S1, doc="person, staff or system")
    cancel_reason: Mapped[str] = mapped_column(String(16), default="", info=S1)
    is_demo: Mapped[bool] = mapped_column(default=False, info=S1)
    registered_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    waitlisted_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    offered_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    checked_in_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    left_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    no_show_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    version: Mapped[int] = mapped_column(default=1, info=S1)
    __mapper_args__ = {"version_id_col": version}


class FairInvitation(Base):
    """Somebody on file was invited to a fair, once; for the coverage of townships."""

    __tablename__ = "fair_invitations"
    __table_args__ = (Index("uq_fair_invitations_person", "fair_id", "person_id", unique=True),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey(Fair.id, ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), index=True)
    invited_at: Mapped[datetime] = mapped_column(Instant, default=now)
    invited_by: Mapped[int | None] = mapped_column(doc="the account")

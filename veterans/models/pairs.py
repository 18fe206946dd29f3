"""A veteran or service member's family: two files that belong together, with both consents."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import S1, S2, Encrypted, Instant
from veterans.models.people import Person

OPEN = text("state IN ('asked', 'linked')")


class FamilyPair(Base):
    """Asked for by one, confirmed by the other, ended by either."""

    __tablename__ = "family_pairs"
    __table_args__ = (Index("uq_family_pairs_open", "asker_id", "other_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    asker_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1)
    other_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), index=True, info=S1, doc="null when name and phone are on no file")
    name: Mapped[str] = mapped_column(String(40), info=S2, doc="as the asker wrote it")
    phone: Mapped[str] = mapped_column(Encrypted("family_pairs.phone"), info=S2)
    relation: Mapped[str] = mapped_column(String(12), info=S2, doc="what the other is to the asker: a value of core.reference.RELATIONS")
    state: Mapped[str] = mapped_column(String(10), default="asked", index=True, info=S1)
    asked_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    asked_by: Mapped[int] = mapped_column(ForeignKey(Account.id), info=S1)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="refused, taken back or ended; the state says which")
    ended_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1)

"""The dictionary as staff edit it: every entry with the versions from and to which it holds, every edit with who and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.types import Instant, JSONText

_CURRENT = text("to_version IS NULL")


class LexiconState(Base):
    """The one row that holds the version in force; changing it orders the editors. `mark` never repeats."""

    __tablename__ = "lexicon_state"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    mark: Mapped[str] = mapped_column(String(16))


class LexiconEdit(Base):
    """One accepted edit: its number is the version that it made."""

    __tablename__ = "lexicon_edits"
    __pii__ = "S1"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant, default=now)
    account_id: Mapped[int | None] = mapped_column(Integer, doc="None: the product's own dictionary; no foreign key: edits outlive accounts")
    action: Mapped[str] = mapped_column(String(10))
    undoes: Mapped[int | None] = mapped_column(Integer)


class LexiconRow(Base):
    """An entry from one version to another; the current one has no end. `entry` is the number that stays when the entry is changed."""

    __tablename__ = "lexicon_entries"
    __pii__ = "S1"
    __table_args__ = (
        Index("uq_lexicon_entries_current_name", "kind", "key", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
        Index("uq_lexicon_entries_current_entry", "entry", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
        CheckConstraint("to_version IS NULL OR to_version > from_version", name="versions_rise"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[int] = mapped_column(Integer, index=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))
    also: Mapped[list[str]] = mapped_column(JSONText)
    codes: Mapped[list[str]] = mapped_column(JSONText)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONText)
    from_version: Mapped[int] = mapped_column(ForeignKey("lexicon_edits.version"), index=True)
    to_version: Mapped[int | None] = mapped_column(ForeignKey("lexicon_edits.version"), index=True)

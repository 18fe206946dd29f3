"""How far a file is filled in: what was saved and by whom, drafts, what a person made of the dictionary's suggestions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Account
from core.clock import now
from core.db import Base
from core.types import S1, S2, S3, EncryptedJSON, Instant, JSONText
from veterans.models.people import Person


class ProfileProgress(Base):
    """The six steps of one file. Kept beside the file, so that what ranking finds out does not look like an edit of it."""

    __tablename__ = "profile_progress"
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), primary_key=True, info=S1)
    saved: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONText, default=dict, info=S1, doc='{step: {"at": instant, "station": code or ""}}')
    none_of: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S1, doc="items of which the person says there are none")
    checked_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="when the person last said that all of it is right")
    next_item: Mapped[str] = mapped_column(String(80), default="", info=S1, doc="what would open most, by the ranking: an item, perhaps `:` and which")
    next_unlocks: Mapped[int | None] = mapped_column(Integer, info=S1, doc="how many more live positions would fit")
    next_found_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)


class ProfileDraft(Base):
    """A step as it was left, right or wrong, by one account."""

    __tablename__ = "profile_drafts"
    __table_args__ = (Index("uq_profile_drafts_person_step_account", "person_id", "step", "account_id", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), info=S1)
    step: Mapped[str] = mapped_column(String(12), info=S1)
    data: Mapped[dict[str, list[str]]] = mapped_column(EncryptedJSON("profile_drafts.data"), info=S3, doc="{field: what was typed}")
    saved_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True, info=S1)


class SuggestionChoice(Base):
    """What one person made of one suggestion for one of their specialties; all choices together weigh what is suggested next."""

    __tablename__ = "suggestion_choices"
    __table_args__ = (Index("uq_suggestion_choices_person", "person_id", "specialty", "kind", "value", unique=True),
                      Index("ix_suggestion_choices_specialty_kind", "specialty", "kind"))
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1)
    specialty: Mapped[str] = mapped_column(String(40), info=S2, doc="the dictionary's code, or the name where it has none")
    kind: Mapped[str] = mapped_column(String(12), info=S1, doc="skill or occupation")
    value: Mapped[str] = mapped_column(String(60), info=S2, doc="the skill's name, or the occupation's code")
    is_kept: Mapped[bool] = mapped_column(info=S1)
    chosen_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)


class MergedFile(Base):
    """What is left of a file that turned out to be another's double: its number leads to the file that stays, and nothing it held is lost."""

    __tablename__ = "merged_files"
    old_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=S1)
    survivor_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), index=True, info=S1)
    identity_index: Mapped[bytes | None] = mapped_column(unique=True, info=S3, doc="the double's own number still finds the file")
    contents: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("merged_files.contents"), info=S3, doc="every row of the double that was not taken over")
    merged_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    merged_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1)


class PossibleDuplicate(Base):
    """Two files that may be one person's, until staff decide."""

    __tablename__ = "possible_duplicates"
    __table_args__ = (Index("uq_possible_duplicates_pair", "one_id", "other_id", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    one_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), info=S1, doc="the lower of the two ids")
    other_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), index=True, info=S1)
    reasons: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S1)
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True, info=S1)
    found_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id), info=S1)

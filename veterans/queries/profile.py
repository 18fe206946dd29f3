"""What is noted about the steps of a file, its drafts, and what people made of the dictionary's suggestions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import case, func, select

from core.db import db
from veterans.models import ProfileDraft, ProfileProgress, SuggestionChoice

Counts = dict[tuple[str, str, str], tuple[int, int]]


def progress_of(person_id: int) -> ProfileProgress | None:
    """What is noted about the steps of a file."""
    return db.session.get(ProfileProgress, person_id)


def draft(person_id: int, step: str, account_id: int) -> ProfileDraft | None:
    """The draft an account left of a step."""
    query = select(ProfileDraft).where(ProfileDraft.person_id == person_id, ProfileDraft.step == step, ProfileDraft.account_id == account_id)
    return db.session.execute(query).scalar_one_or_none()


def drafts_of(person_id: int, account_id: int) -> dict[str, datetime]:
    """When an account left a draft, by step."""
    query = select(ProfileDraft.step, ProfileDraft.saved_at).where(ProfileDraft.person_id == person_id, ProfileDraft.account_id == account_id)
    return {row.step: row.saved_at for row in db.session.execute(query)}


def drafts_before(moment: datetime) -> list[ProfileDraft]:
    """Drafts left before a moment."""
    return list(db.session.execute(select(ProfileDraft).where(ProfileDraft.saved_at < moment)).scalars())


def choices_of(person_ids: Iterable[int]) -> dict[int, list[SuggestionChoice]]:
    """What people made of suggestions, by person."""
    found: dict[int, list[SuggestionChoice]] = defaultdict(list)
    for choice in db.session.execute(select(SuggestionChoice).where(SuggestionChoice.person_id.in_(list(person_ids)))).scalars():
        found[choice.person_id].append(choice)
    return found


def choice_counts(specialties: Sequence[str]) -> Counts:
    """How often suggestions for these specialties were (kept, dropped) by everybody: by specialty, kind, value."""
    kept = func.sum(case((SuggestionChoice.is_kept, 1), else_=0))
    columns = (SuggestionChoice.specialty, SuggestionChoice.kind, SuggestionChoice.value)
    query = select(*columns, kept, func.count()).where(SuggestionChoice.specialty.in_(specialties)).group_by(*columns)
    return {(specialty, kind, value): (int(yes), all_ - int(yes)) for specialty, kind, value, yes, all_ in db.session.execute(query)}

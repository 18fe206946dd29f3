"""The steps of a file: what was saved by whom, drafts, and what would open most."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core import audit
from core.audit import Action, Actor
from core.clock import now
from core.db import db
from core.outbox import Template
from core.telling import Reach, tell
from veterans import queries
from veterans.models import Person, ProfileDraft, ProfileProgress
from veterans.steps import BY_KEY, NEXT_KEYS

LONGEST = 4_000  # characters of one field of a draft


def _to_write(person_id: int) -> ProfileProgress:
    """What is noted about the steps of a file, locked; begun when there is nothing yet."""
    found = db.session.get(ProfileProgress, person_id, with_for_update=True, populate_existing=True)
    if found is None:
        found = ProfileProgress(person_id=person_id, saved={}, none_of=[], next_item="")
        db.session.add(found)
        db.session.flush()
    return found


def set_next_step(person: Person | int, item: str, unlocks: int | None) -> None:
    """Note what would open most positions to a person, and how many more: written by ranking, shown with the file until the file says it.

    `item` is a key of `veterans.steps.NEXT_KEYS`, with `:` and a name where it means one of several (`licence:B2`, `certificate:低压电工证`);
    the empty text when nothing would. Does not count as a change of the file.

    Raises:
        ValueError: no such item.

    """
    if item and item.partition(":")[0] not in NEXT_KEYS:
        raise ValueError(f"unknown item {item!r}")
    progress = _to_write(person if isinstance(person, int) else person.id)
    progress.next_item, progress.next_unlocks, progress.next_found_at = item[:80], unlocks, now()
    db.session.flush()


def note_saved(actor: Actor, person: Person, step: str) -> None:
    """Keep that a step was saved, and by which station where staff did it for the person, who is told once a day; the draft is done with."""
    progress = _to_write(person.id)
    station = actor.station_code if person.account_id != actor.account_id else None
    is_told = any(note["station"] and datetime.fromisoformat(note["at"]) > now() - timedelta(days=1) for note in progress.saved.values())
    progress.saved = {**progress.saved, step: {"at": now().isoformat(), "station": station or ""}}
    drop_draft(actor, person.id, step)
    if station and person.account_id and not is_told:
        tell(f"profile-assisted:{person.id}:{now():%Y%m%d%H%M}", Reach(person.phone, person.account_id), Template.PROFILE_ASSISTED)
    db.session.flush()


def note_nothing(person: Person, item: str, *, is_nothing: bool) -> None:
    """Keep that a person has none of something (no certificates, no civil work), or has some after all.

    Raises:
        ValueError: the item may not be left out.

    """
    if not BY_KEY[item].may_be_none:
        raise ValueError(f"{item!r} may not be left out")
    progress = _to_write(person.id)
    kept = [name for name in progress.none_of if name != item] + ([item] if is_nothing else [])
    if kept != progress.none_of:
        progress.none_of = kept
        db.session.flush()


def confirm_answers(actor: Actor, person: Person) -> None:
    """The person has read the whole file and says that it is right."""
    _to_write(person.id).checked_at = now()
    db.session.flush()
    audit.record(actor, Action.PERSON_CONFIRMED, "person", person.id)


def keep_draft(actor: Actor, person_id: int, step: str, data: Mapping[str, list[str]]) -> None:
    """Keep a step as it was typed, right or wrong; an older draft of the same account is replaced."""
    kept = {name: [value[:LONGEST] for value in values] for name, values in data.items()}
    draft = queries.draft(person_id, step, actor.account_id or 0)
    if draft is None:
        draft = ProfileDraft(person_id=person_id, step=step, account_id=actor.account_id)
        db.session.add(draft)
    draft.data, draft.saved_at = kept, now()
    db.session.flush()


def drop_draft(actor: Actor, person_id: int, step: str) -> None:
    """Forget the account's draft of a step; nothing happens when there is none."""
    draft = queries.draft(person_id, step, actor.account_id or 0)
    if draft is not None:
        db.session.delete(draft)
        db.session.flush()


def drop_old_drafts(before: datetime) -> int:
    """Forget drafts nobody came back to since a moment; how many there were."""
    stale = queries.drafts_before(before)
    for draft in stale:
        db.session.delete(draft)
    db.session.flush()
    return len(stale)

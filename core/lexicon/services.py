"""Changing the dictionary: each accepted edit makes the next version."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from flask_babel import gettext as _
from sqlalchemy import func, insert, select, update

from core.audit import SYSTEM, Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import NotFound, StaleEdit
from core.lexicon import lexicon_changed
from core.lexicon.checks import refuse_problems
from core.lexicon.entries import Entry, Kind
from core.lexicon.models import LexiconEdit, LexiconRow, LexiconState
from core.lexicon.queries import (
    Change,
    as_entry,
    ask_again,
    changes,
    current_entries,
    current_row,
    current_version,
    edit,
    is_code_used,
    next_specialty_code,
)
from core.lexicon.seed import seed_entries

ADD, CHANGE, RETIRE, UNDO, PLANT = "add", "change", "retire", "undo", "plant"


def _next_version(actor: Actor, action: str, undoes: int | None = None) -> int:
    """Take the next number: the row that holds it is locked until the transaction ends, so that two editors follow one another."""
    mark = secrets.token_hex(8)
    if not db.session.execute(update(LexiconState).where(LexiconState.id == 1).values(version=LexiconState.version + 1, mark=mark)).rowcount:  # type: ignore[attr-defined]
        db.session.execute(insert(LexiconState).values(id=1, version=1, mark=mark))
    version = current_version()
    db.session.execute(insert(LexiconEdit).values(version=version, at=now(), account_id=actor.account_id, action=action, undoes=undoes))
    return version


def _next_number() -> int:
    """The number of a new entry; taken after the version, whose lock keeps others from taking the same."""
    return (db.session.execute(select(func.max(LexiconRow.entry))).scalar() or 0) + 1


def _write(version: int, entry: Entry, number: int) -> None:
    """Put an entry in force from `version` on."""
    db.session.add(LexiconRow(entry=number, from_version=version, **entry.values()))
    db.session.flush()


def _end(version: int, number: int) -> None:
    db.session.execute(update(LexiconRow).where(LexiconRow.entry == number, LexiconRow.to_version.is_(None)).values(to_version=version))


def _tell(version: int, touched: Iterable[Entry]) -> None:
    """Read the dictionary anew in this transaction, and tell the packages that keep what follows from it."""
    ask_again()
    listed = list(touched)
    for kind in dict.fromkeys(entry.kind for entry in listed):
        words = frozenset(word for entry in listed if entry.kind == kind for word in entry.words)
        lexicon_changed.send(kind=kind, words=words, version=version)


def plant_lexicon() -> int:
    """Bring the product's own entries into the database; returns how many are new or renewed.

    An entry that staff changed or retired stays as they left it; one that only the product ever wrote follows a new release.
    """
    first: dict[tuple[str, str], bool] = {}
    current: dict[tuple[str, str], LexiconRow] = {}
    for row, account_id in db.session.execute(select(LexiconRow, LexiconEdit.account_id).join(LexiconEdit, LexiconEdit.version == LexiconRow.from_version)):
        first[row.kind, row.key] = first.get((row.kind, row.key), True) and account_id is None
        if row.to_version is None:
            current[row.kind, row.key] = row
    wanted = [entry for entry in seed_entries() if _is_due(entry, first, current)]
    if not wanted:
        return 0
    version = _next_version(SYSTEM, PLANT)
    fresh = count(_next_number())
    for entry in wanted:
        old = current.get((str(entry.kind), entry.key))
        if old is not None:
            _end(version, old.entry)
        db.session.add(LexiconRow(entry=old.entry if old else next(fresh), from_version=version, **entry.values()))
    db.session.flush()
    _tell(version, wanted)
    return len(wanted)


def _is_due(entry: Entry, ours: dict[tuple[str, str], bool], current: dict[tuple[str, str], LexiconRow]) -> bool:
    """Whether a seed entry is new, or reads otherwise than the one in force that nobody but the product has written."""
    key = (str(entry.kind), entry.key)
    return key not in ours or (ours[key] and key in current and as_entry(current[key]) != entry)


def _expect(entry: int, seen: int | None) -> LexiconRow:
    """The row in force, which must be the one the editor saw.

    Raises:
        NotFound: no such entry is in force.
        StaleEdit: somebody else has changed it since.

    """
    row = current_row(entry)
    if row is None:
        raise NotFound(_("This entry is no longer in force."))
    if seen is not None and row.from_version != seen:
        raise StaleEdit(_("Somebody else has just changed this entry. Look at it again."))
    return row


def save_entry(wanted: Entry, actor: Actor, number: int | None = None, seen: int | None = None) -> int:
    """Add an entry, or change entry `number`, which the editor saw as of version `seen`. Returns the new version.

    Raises:
        BadInput: a duplicate, a circle, an unknown code; the message says what.
        NotFound, StaleEdit: the entry is gone or was changed meanwhile.

    """
    if not current_version():
        plant_lexicon()
    version = _next_version(actor, CHANGE if number else ADD)
    before = as_entry(_expect(number, seen)) if number else None
    wanted = wanted if before else _with_own_code(wanted)
    refuse_problems(wanted, current_entries(), before)
    if number:
        _end(version, number)
    number = number or _next_number()
    _write(version, wanted, number)
    record(actor, Action.LEXICON_CHANGED, "lexicon_entry", number, version=version, kind=str(wanted.kind))
    _tell(version, [entry for entry in (before, wanted) if entry])
    return version


def _with_own_code(entry: Entry) -> Entry:
    """A new specialty with a code that none ever had: it may have come without one, or another clerk may have taken the one it was written under."""
    code = entry.detail.get("code", "")
    if entry.kind != Kind.SPECIALTY or code and not is_code_used(code):
        return entry
    return replace(entry, detail={**entry.detail, "code": next_specialty_code()})


def retire_entry(number: int, actor: Actor, seen: int | None = None) -> int:
    """Take an entry out of force. Returns the new version.

    Raises:
        NotFound, StaleEdit: the entry is gone or was changed meanwhile.

    """
    version = _next_version(actor, RETIRE)
    before = as_entry(_expect(number, seen))
    _end(version, number)
    record(actor, Action.LEXICON_RETIRED, "lexicon_entry", number, version=version, kind=str(before.kind))
    _tell(version, [before])
    return version


def roll_back(undone: int, actor: Actor) -> int:
    """Undo the edit that made version `undone`, if what it touched still reads as it left it. Returns the new version.

    Raises:
        NotFound: there is no such edit, or it is the product's own.
        StaleEdit: an entry it touched was changed later.
        BadInput: what would come back clashes with another entry now.

    """
    made = edit(undone)
    if made is None or made.action == PLANT:
        raise NotFound(_("There is no such edit to undo."))
    version = _next_version(actor, UNDO, undone)
    done = changes([undone])[undone]
    for change in done:
        _put_back(version, change)
    record(actor, Action.LEXICON_ROLLED_BACK, "lexicon_edit", undone, version=version)
    _tell(version, [entry for change in done for entry in (change.before, change.after) if entry])
    return version


def _put_back(version: int, change: Change) -> None:
    row = current_row(change.entry)
    if (as_entry(row) if row is not None else None) != change.after:
        name = (change.after or change.before).name  # type: ignore[union-attr]
        raise StaleEdit(_("“%(name)s” was changed again later. Undo the later edit first.", name=name))
    if change.before is not None:
        refuse_problems(change.before, current_entries(), change.after)
    if row is not None:
        _end(version, change.entry)
    if change.before is not None:
        _write(version, change.before, change.entry)

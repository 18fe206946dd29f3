"""What follows for the ranking when the dictionary changes: the rows of whoever mentions its words no longer hold."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from core.db import db
from core.lexicon import lexicon_changed
from core.lexicon.entries import Kind
from jobs.mentions import people_with, positions_with
from jobs.models import Position
from veterans.models import Person

PORTION, MANY_WORDS = 500, 200


def _touch(model: Any, as_is: dict[str, Any], ids: Collection[int] | None) -> None:
    """Write rows as they are, so that each takes the number of a change; all of them without `ids`."""
    listed = None if ids is None else sorted(ids)
    portions = [None] if listed is None else [listed[start:start + PORTION] for start in range(0, len(listed), PORTION)]
    for portion in portions:
        written = update(model).values(as_is).execution_options(synchronize_session=False)
        db.session.execute(written if portion is None else written.where(model.id.in_(portion)))


def follow_dictionary(_sender: object, *, kind: Kind, words: frozenset[str], version: int) -> None:
    """In the transaction of an edit: let every process, and the store, encode again who and what mentions its words.

    One-way words act in the search alone. A release that brings many words at once is taken to concern everybody.
    """
    if kind == Kind.ONE_WAY:
        return
    is_many = len(words) > MANY_WORDS
    _touch(Person, {"major": Person.major, "updated_at": Person.updated_at}, None if is_many else people_with(words))
    _touch(Position, {"title": Position.title, "updated_at": Position.updated_at}, None if is_many else positions_with(words))


def follow() -> None:
    """Listen (once)."""
    lexicon_changed.connect(follow_dictionary)

"""The city as this process knows it. Every reader first asks for what was changed since, and ranks on rows that hold it."""

import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine

from core.clock import today
from core.db import db
from core.lexicon import lexicon
from core.lexicon.queries import ask_again
from jobs.matching import queries, snapshot, store
from jobs.matching.features import encode_candidates, encode_postings
from jobs.matching.models import PERSON, POSITION
from jobs.matching.shelf import MOST_ADDED
from jobs.matching.sides import People, Positions
from jobs.matching.space import Rows, joined, no_rows, rows_of
from jobs.matching.store import Fitted, Mark

ENCODED_AT_ONCE = 5_000


@dataclass(frozen=True)
class _Kind:
    """How a side is read and encoded."""

    subjects: Callable[[Sequence[int] | None], Sequence[Any]]
    encode: Callable[..., Any]
    facts: Callable[[Sequence[int] | None], dict[int, Any]]
    make: Callable[..., Any]


_KINDS = {
    PERSON: _Kind(queries.candidates_among, encode_candidates, queries.person_facts, People.of),
    POSITION: _Kind(queries.postings_among, encode_postings, queries.position_facts, Positions.of),
}


@dataclass(frozen=True)
class _Known:
    """A side with the model its rows were made with, the change up to which it is known, and the mark of the dictionary it was judged by."""

    fitted: Fitted
    mark: Mark
    side: Any
    words: str


_known: WeakKeyDictionary[Engine, dict[str, _Known]] = WeakKeyDictionary()
_lock = RLock()


def people(model: Fitted, folder: Path) -> People:
    """The people on file, as of now."""
    side: People = _current(PERSON, model, folder).side
    return side


def positions(model: Fitted, folder: Path) -> Positions:
    """All positions, as of now."""
    side: Positions = _current(POSITION, model, folder).side
    return side


def _current(name: str, model: Fitted, folder: Path) -> _Known:
    with _lock:
        kept = _known.setdefault(db.engine, {})
        known = kept.get(name)
        news = store.changes_since(name, known.mark) if known and (known.fitted.id, known.fitted.name) == (model.id, model.name) else None
        if news != []:
            ask_again()  # a change may be the dictionary's doing, which this request may have read before it
        if known is None or news is None or len(news) > MOST_ADDED:
            known = _loaded(name, model, folder)
        elif news:
            known = _after(name, known, news)
        if (known.side.day, known.words) != (today(), lexicon().mark):
            known = replace(known, side=_assembled(name, known.side.shelf.whole()), words=lexicon().mark)
        kept[name] = known
        return known


def encoded(name: str, model: Fitted, ids: Sequence[int]) -> Rows:
    """Subjects of a side as rows, encoded from what is on file, by id; who is gone has none."""
    kind, parts = _KINDS[name], [no_rows()]
    for start in range(0, len(ids), ENCODED_AT_ONCE):
        subjects = kind.subjects(ids[start:start + ENCODED_AT_ONCE])
        parts.append(rows_of(kind.encode(subjects, model.model), model.space))
    return joined(*parts)


def _after(name: str, known: _Known, news: list[Mark]) -> _Known:
    ids = [mark.subject_id for mark in news]
    rows, facts = encoded(name, known.fitted, ids), _KINDS[name].facts(ids)
    there = np.array([one in facts for one in rows.ids.tolist()], bool)
    rows = rows.take(np.flatnonzero(there))
    return replace(known, mark=news[-1], side=known.side.changed(ids, rows, [facts[one] for one in rows.ids.tolist()]))


def _loaded(name: str, model: Fitted, folder: Path) -> _Known:
    """A side from the snapshot, else from the stored rows; what was changed since is encoded here.

    The mark is read first: whatever is changed while the rows are read is read again by the next reader.
    """
    mark = store.last_change(name)
    rows, stale = _kept_rows(name, model, folder)
    if stale:
        rows = joined(rows.take(np.flatnonzero(~np.isin(rows.ids, stale))), encoded(name, model, stale))
        rows = rows.take(np.argsort(rows.ids, kind="stable"))
    return _Known(model, mark, _assembled(name, rows), lexicon().mark)


def _kept_rows(name: str, model: Fitted, folder: Path) -> tuple[Rows, list[int]]:
    kept = snapshot.read(folder, origin_of(name, model))
    if kept is not None:
        rows, mark = kept
        news = store.changes_since(name, mark)
        if news is not None:
            return rows, sorted({one.subject_id for one in news})
    return store.stored_rows(name, model.id), store.stale_ids(name, model.id)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Tens of thousands of objects that stay are made here: looking through them for garbage meanwhile takes half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_without_collecting()
def _assembled(name: str, rows: Rows) -> Any:
    facts = _KINDS[name].facts(None)
    ids = rows.ids.tolist()
    if len(facts) != len(ids) or any(one not in facts for one in ids):
        rows = rows.take(np.array([place for place, one in enumerate(ids) if one in facts], np.int64))
    return _KINDS[name].make(rows, [facts[one] for one in rows.ids.tolist()], today())


def people_as_if(side: People, model: Fitted, touched: Collection[int]) -> People:
    """The people with the rows of `touched` encoded anew and everybody judged anew, kept for nobody: to be called where another dictionary is in use."""
    rows = side.shelf.whole()
    rows = joined(rows.take(np.flatnonzero(~np.isin(rows.ids, list(touched)))), encoded(PERSON, model, sorted(touched)))
    found: People = _assembled(PERSON, rows.take(np.argsort(rows.ids, kind="stable")))
    return found


def origin_of(name: str, model: Fitted) -> snapshot.Origin:
    """What a snapshot of a side under a model is called."""
    return snapshot.Origin(queries.database_name(), name, model.name)


def write_snapshot(name: str, model: Fitted, folder: Path) -> None:
    """Keep the side as this process knows it for the next start."""
    known = _current(name, model, folder)
    snapshot.write(folder, origin_of(name, model), known.mark, known.side.shelf.whole())


def forget() -> None:
    """Know nothing: the next reader loads both sides."""
    with _lock:
        _known.pop(db.engine, None)

"""The dictionary's rows, and the snapshot each process keeps of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Engine, Row, func, inspect, or_, select
from sqlalchemy.orm import Session

from core.db import db
from core.lexicon.entries import Entry, Kind
from core.lexicon.models import LexiconEdit, LexiconRow, LexiconState
from core.lexicon.snapshot import Lexicon, build, seed_lexicon
from core.text import normalise

IN_USE = "lexicon"
_STATE = select(LexiconState.version, LexiconState.mark).where(LexiconState.id == 1)
_COLUMNS = (LexiconRow.entry, LexiconRow.kind, LexiconRow.name, LexiconRow.also, LexiconRow.codes, LexiconRow.detail)
_with_tables: WeakSet[Engine] = WeakSet()
_kept: WeakKeyDictionary[Engine, Lexicon] = WeakKeyDictionary()


def _has_tables(engine: Engine) -> bool:
    if engine not in _with_tables and inspect(engine).has_table(LexiconState.__tablename__):
        _with_tables.add(engine)
    return engine in _with_tables


def as_entry(row: Row | LexiconRow) -> Entry:  # type: ignore[type-arg]
    """A row without its versions."""
    return Entry(Kind(row.kind), row.name, tuple(row.also), tuple(row.codes), dict(row.detail))


def _in_force() -> Lexicon:
    """The kept snapshot while the database names the same version and mark, else the rows read anew."""
    engine = db.engine
    if not _has_tables(engine):
        return seed_lexicon()
    state = db.session.execute(_STATE).first()
    if state is None:
        return seed_lexicon()
    kept = _kept.get(engine)
    if kept is None or (kept.version, kept.mark) != (state.version, state.mark):
        kept = _kept[engine] = build(current_entries(), state.version, state.mark)
    return kept


def current_lexicon() -> Lexicon:
    """The dictionary in force: the version is asked for once a session, that is once a request, task or command."""
    session: Session = db.session()
    if IN_USE not in session.info:
        with session.no_autoflush:
            session.info[IN_USE] = _in_force()
    found: Lexicon = session.info[IN_USE]
    return found


def ask_again() -> None:
    """Ask for the version anew at the next use: for who has just read that something changed, which may be the dictionary's doing."""
    db.session().info.pop(IN_USE, None)


def current_entries() -> list[Entry]:
    """Every entry in force, in the order in which they were first written."""
    rows = db.session.execute(select(*_COLUMNS).where(LexiconRow.to_version.is_(None)).order_by(LexiconRow.entry))
    return [as_entry(row) for row in rows]


def current_version() -> int:
    """The version in force; 0 before the dictionary is in the database."""
    return db.session.execute(select(LexiconState.version).where(LexiconState.id == 1)).scalar() or 0


def current_row(entry: int) -> LexiconRow | None:
    """The row in force of an entry."""
    return db.session.execute(select(LexiconRow).where(LexiconRow.entry == entry, LexiconRow.to_version.is_(None))).scalar_one_or_none()


def current_row_named(kind: Kind, name: str) -> LexiconRow | None:
    """The row in force of the entry with this name."""
    query = select(LexiconRow).where(LexiconRow.kind == str(kind), LexiconRow.key == normalise(name), LexiconRow.to_version.is_(None))
    return db.session.execute(query).scalar_one_or_none()


def _specialty_codes() -> set[str]:
    details = db.session.execute(select(LexiconRow.detail).where(LexiconRow.kind == str(Kind.SPECIALTY))).scalars()
    return {detail.get("code", "") for detail in details}


def is_code_used(code: str) -> bool:
    """Whether a specialty has or ever had this code."""
    return code in _specialty_codes()


def next_specialty_code() -> str:
    """The code after the highest that a specialty ever had: M59."""
    numbers = [int(code[1:]) for code in _specialty_codes() if code[1:].isdigit()]
    return f"M{max(numbers, default=0) + 1:02d}"


def counts() -> dict[str, int]:
    """How many entries of each kind are in force."""
    return dict(db.session.execute(select(LexiconRow.kind, func.count()).where(LexiconRow.to_version.is_(None)).group_by(LexiconRow.kind)).all())


def entries_page(kind: Kind, wanted: str, number: int, size: int) -> tuple[list[LexiconRow], int]:
    """One page of the entries of a kind in force whose name or other names hold `wanted` (normalised), by name; and how many there are."""
    query = select(LexiconRow).where(LexiconRow.kind == str(kind), LexiconRow.to_version.is_(None))
    if wanted:
        query = query.where(or_(LexiconRow.key.contains(wanted, autoescape=True), func.lower(LexiconRow.also).contains(wanted, autoescape=True)))
    total = db.session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = db.session.execute(query.order_by(LexiconRow.key).limit(size).offset((number - 1) * size)).scalars()
    return list(rows), total


@dataclass(frozen=True)
class Change:
    """What one edit did to one entry: how it read before and after; None where it did not exist."""

    entry: int
    before: Entry | None
    after: Entry | None


def edit(version: int) -> LexiconEdit | None:
    """The edit that made a version."""
    return db.session.get(LexiconEdit, version)


def changes(versions: Sequence[int]) -> dict[int, list[Change]]:
    """What each of these edits did."""
    rows = db.session.execute(select(LexiconRow).where(
        or_(LexiconRow.from_version.in_(versions), LexiconRow.to_version.in_(versions))).order_by(LexiconRow.entry, LexiconRow.id)).scalars()
    before: dict[tuple[int, int], Entry] = {}
    after: dict[tuple[int, int], Entry] = {}
    for row in rows:
        after[row.from_version, row.entry] = as_entry(row)
        if row.to_version is not None:
            before[row.to_version, row.entry] = as_entry(row)
    touched = sorted({*before, *after})
    return {version: [Change(entry, before.get((version, entry)), after.get((version, entry))) for v, entry in touched if v == version]
            for version in versions}


def edits_page(number: int, size: int) -> tuple[list[LexiconEdit], int]:
    """One page of the edits, newest first, and how many there are."""
    total = db.session.execute(select(func.count()).select_from(LexiconEdit)).scalar_one()
    return list(db.session.execute(select(LexiconEdit).order_by(LexiconEdit.version.desc()).limit(size).offset((number - 1) * size)).scalars()), total

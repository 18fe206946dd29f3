"""Two files of one person become one. Everything that points to the one that goes is moved to the one that stays; what cannot be taken over is kept with
its stub, so that nothing is lost.

Upper packages whose rows need more than a new number register a mover for their table; every other table that points to persons is moved row by row,
and a row whose place is taken already is kept with the stub.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column, Table, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from core import audit
from core.audit import Action, Actor
from core.clock import now
from core.db import Base, db
from core.errors import Refusal
from core.text import normalise
from veterans import queries
from veterans.models import FamilyPair, MergedFile, Person, PersonSkill, PossibleDuplicate, ProfileProgress, Qualification, ServiceRecord, Visibility
from veterans.services.people import FIELDS, check_version, with_derived
from veterans.services.profile import SERVICE_FIELDS, STRENGTH, refresh_evidence
from veterans.states import ASKED, LINKED
from veterans.steps import PRIVACY

PERSON_FIELDS = tuple(sorted(FIELDS)) + ("account_id",)
PERSONS: Table = Person.__table__  # type: ignore[assignment]


class CannotMove(Refusal):
    """A table's rows clash and others hang on them; its package must say how they are merged."""

    def __init__(self, table: str) -> None:
        super().__init__(_("These files cannot be merged: both have entries of one kind that exclude each other (%(table)s). Ask the bureau.", table=table))


@dataclass
class Merge:
    """One merge under way: who does it, the number that stays, the one that goes, and the rows that are not taken over, by table."""

    actor: Actor
    kept_id: int
    dropped_id: int
    left: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def leave(self, table: Table, row: Any) -> None:
        """Keep a row with the stub; the caller deletes it."""
        self.left.setdefault(table.name, []).append({name: plain(value) for name, value in row._mapping.items()})


Mover = Callable[[Merge], None]
_movers: dict[str, Mover] = {}


def register_mover(table: str, mover: Mover) -> None:
    """Name the function that moves a table's rows from one person to another: it updates them, or hands what cannot be taken over to `Merge.leave`."""
    _movers[table] = mover


def plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def pointers() -> list[tuple[Table, list[Column[Any]]]]:
    """Every table that points to persons, with the columns that do."""
    found = []
    for table in Base.metadata.sorted_tables:
        columns = [key.parent for key in table.foreign_keys if key.column.table is PERSONS]
        if columns:
            found.append((table, columns))
    return found


def _is_pointed_to(table: Table) -> bool:
    return any(key.column.table is table for other in Base.metadata.sorted_tables if other is not table for key in other.foreign_keys)


def move_rows(merge: Merge, table: Table, column: Column[Any]) -> None:
    """Point every row to the person who stays. A row whose place is taken goes with the stub; one that others hang on stays without its person.

    Raises:
        CannotMove: such a row must have a person.

    """
    primary = list(table.primary_key.columns)
    for row in db.session.execute(select(table).where(column == merge.dropped_id)).all():
        this = [key == row._mapping[key] for key in primary]
        if _can_set(table, column, this, merge.kept_id):
            continue
        merge.leave(table, row)
        if not _is_pointed_to(table):
            db.session.execute(delete(table).where(*this))
        elif not (column.nullable and _can_set(table, column, this, None)):
            raise CannotMove(table.name)


def _can_set(table: Table, column: Column[Any], this: list[Any], value: int | None) -> bool:
    """Set a column of one row, unless a constraint forbids it."""
    try:
        with db.session.begin_nested():
            db.session.execute(update(table).where(*this).values({column: value}))
    except IntegrityError:
        return False
    return True


def _move_everything(merge: Merge) -> None:
    for table, columns in pointers():
        if table.name in _movers:
            _movers[table.name](merge)
        else:
            for column in columns:
                move_rows(merge, table, column)
    for table, columns in pointers():
        for column in columns:
            if db.session.execute(select(func.count()).select_from(table).where(column == merge.dropped_id)).scalar_one():
                raise CannotMove(table.name)


def _leave_all(merge: Merge, table: Table, *columns: Column[Any]) -> None:
    for column in columns:
        for row in db.session.execute(select(table).where(column == merge.dropped_id)).all():
            merge.leave(table, row)
        db.session.execute(delete(table).where(column == merge.dropped_id))


def _move_skills(merge: Merge) -> None:
    """A skill both have keeps the stronger evidence and the level."""
    table: Table = PersonSkill.__table__  # type: ignore[assignment]
    held = {normalise(row.name): row for row in db.session.execute(select(table).where(table.c.person_id == merge.kept_id))}
    for row in db.session.execute(select(table).where(table.c.person_id == merge.dropped_id)).all():
        same = held.get(normalise(row.name))
        if same is None:
            db.session.execute(update(table).where(table.c.id == row.id).values(person_id=merge.kept_id))
            continue
        stronger = max(same.own_evidence, row.own_evidence, key=lambda value: STRENGTH[value])
        db.session.execute(update(table).where(table.c.id == same.id).values(own_evidence=stronger, level=same.level or row.level))
        merge.leave(table, row)
        db.session.execute(delete(table).where(table.c.id == row.id))


def _move_qualifications(merge: Merge) -> None:
    """A paper both have keeps the later end; a military licence and the one it was exchanged for are two."""
    table: Table = Qualification.__table__  # type: ignore[assignment]
    held = {(row.kind, normalise(row.name), row.is_military): row for row in db.session.execute(select(table).where(table.c.person_id == merge.kept_id))}
    for row in db.session.execute(select(table).where(table.c.person_id == merge.dropped_id)).all():
        same = held.get((row.kind, normalise(row.name), row.is_military))
        if same is None:
            db.session.execute(update(table).where(table.c.id == row.id).values(person_id=merge.kept_id))
            continue
        later = max((d for d in (same.expires_on, row.expires_on) if d), default=None)
        db.session.execute(update(table).where(table.c.id == same.id).values(expires_on=later, issued_on=same.issued_on or row.issued_on))
        merge.leave(table, row)
        db.session.execute(delete(table).where(table.c.id == row.id))


def _move_pairs(merge: Merge) -> None:
    """Nobody is paired with themselves."""
    table: Table = FamilyPair.__table__  # type: ignore[assignment]
    both = (merge.kept_id, merge.dropped_id)
    for row in db.session.execute(select(table).where(table.c.asker_id.in_(both), table.c.other_id.in_(both))).all():
        merge.leave(table, row)
        db.session.execute(delete(table).where(table.c.id == row.id))
    for row in _second_pairs(table, both):
        merge.leave(table, row)
        db.session.execute(delete(table).where(table.c.id == row.id))
    move_rows(merge, table, table.c.asker_id)
    move_rows(merge, table, table.c.other_id)


def _second_pairs(table: Table, both: tuple[int, int]) -> list[Any]:
    """Where both files have an open pair with one relative, those beside the one that stays: a link before a request, then the older."""
    query = select(table).where(or_(table.c.asker_id.in_(both), table.c.other_id.in_(both)), table.c.state.in_((ASKED, LINKED)))
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(query.order_by(table.c.state != LINKED, table.c.id)):
        relative = row.other_id if row.asker_id in both else row.asker_id
        if relative is not None:
            found.setdefault(relative, []).append(row)
    return [row for rows in found.values() for row in rows[1:]]


def _drop_suspicions(merge: Merge) -> None:
    """Whom the file that goes was compared with is compared anew."""
    table: Table = PossibleDuplicate.__table__  # type: ignore[assignment]
    _leave_all(merge, table, table.c.one_id, table.c.other_id)


def _keep_service(merge: Merge) -> None:
    """The fields to take over are chosen before; the record that is left goes with the stub. Where the file that stays has none, it moves."""
    table: Table = ServiceRecord.__table__  # type: ignore[assignment]
    move_rows(merge, table, table.c.person_id)


for _table, _mover in (("person_skills", _move_skills), ("qualifications", _move_qualifications), ("family_pairs", _move_pairs),
                       ("possible_duplicates", _drop_suspicions), ("service_records", _keep_service)):
    register_mover(_table, _mover)


def differing(one: Person, other: Person) -> list[str]:
    """The fields in which two whole files differ: columns of the person, and of the service record as `service.rank`."""
    found = [name for name in PERSON_FIELDS if (getattr(one, name) or None) != (getattr(other, name) or None)]
    pair = [{name: getattr(p.service, name) for name in SERVICE_FIELDS} if p.service else {} for p in (one, other)]
    return found + [f"service.{name}" for name in SERVICE_FIELDS if (pair[0].get(name) or None) != (pair[1].get(name) or None)]


def merge_files(actor: Actor, kept: Person, dropped: Person, taken: Collection[str], versions: tuple[int, int] | None = None) -> None:
    """Make two whole files one: `kept` stays with its number and takes over the fields `taken` (as `differing` names them) and everything that points to
    `dropped`, which goes and leaves a stub. `versions` are those of the two that staff saw.

    Raises:
        StaleEdit: one of the files was saved since.
        CannotMove: entries of the two exclude each other.

    """
    queries.locked_people(kept.id, dropped.id)
    kept, dropped = queries.whole_file(kept.id), queries.whole_file(dropped.id)
    for person, version in zip((kept, dropped), versions or (None, None), strict=True):
        check_version(person, version)
    merge = Merge(actor, kept.id, dropped.id)
    dropped_row = db.session.execute(select(PERSONS).where(PERSONS.c.id == dropped.id)).one()
    merge.leave(PERSONS, dropped_row)
    differs = differing(kept, dropped)
    before = _take_fields(kept, dropped, [name for name in (*taken, *_refused(kept, dropped)) if name in differs])
    numbers = {dropped_row.identity_index, before["identity_index"]} - {kept.identity_index, None}
    _move_everything(merge)
    numbers -= set(db.session.execute(select(MergedFile.identity_index).where(MergedFile.identity_index.in_(numbers))).scalars())
    db.session.expire_all()
    db.session.execute(delete(PERSONS).where(PERSONS.c.id == dropped.id))
    db.session.expunge(dropped)
    contents = {"rows": merge.left, "replaced": before["fields"]}
    db.session.add(MergedFile(old_id=merge.dropped_id, survivor_id=merge.kept_id, identity_index=next(iter(numbers), None), contents=contents,
                              merged_by=actor.account_id))
    db.session.flush()
    whole = queries.whole_file(merge.kept_id)
    refresh_evidence(whole)
    whole.updated_at = now()
    db.session.flush()
    audit.record(actor, Action.PERSONS_MERGED, "person", merge.kept_id, merged=merge.dropped_id, taken=sorted(before["fields"]))


def _refused(kept: Person, dropped: Person) -> list[str]:
    """What the person has refused in the file that goes stays refused, whatever staff choose: being seen, and being compared."""
    noted = db.session.get(ProfileProgress, dropped.id)
    if noted is None or PRIVACY not in noted.saved:
        return []
    order = list(Visibility)
    closes = order.index(Visibility(dropped.visibility)) < order.index(Visibility(kept.visibility))
    return [*(["visibility"] if closes else []), *(["personalised"] if kept.personalised and not dropped.personalised else [])]


def _take_fields(kept: Person, dropped: Person, taken: Collection[str]) -> dict[str, Any]:
    """Take fields over; returns what they replaced. A number or account is set free on the file that goes before it is taken."""
    own = {name: getattr(dropped, name) for name in taken if name in PERSON_FIELDS}
    replaced = {name: plain(getattr(kept, name)) for name in own}
    before = {"identity_index": kept.identity_index, "fields": replaced}
    freed = {"identity_number": None, "identity_index": None, "account_id": None}
    for name, value in freed.items():
        setattr(dropped, name, value)
    db.session.flush()
    account = {"account_id": own.pop("account_id")} if "account_id" in own else {}
    for name, value in {**with_derived(own), **account}.items():
        setattr(kept, name, value)
    service = [name.removeprefix("service.") for name in taken if name.startswith("service.")]
    if service and kept.service is not None and dropped.service is not None:
        for name in service:
            replaced[f"service.{name}"] = plain(getattr(kept.service, name))
            setattr(kept.service, name, getattr(dropped.service, name))
    db.session.flush()
    return before

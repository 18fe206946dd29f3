"""What a position asks of people, kept in step with its fields and its text. What people change of it: `relaxing.py`."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.audit import Actor
from core.db import db
from jobs.models import Position, PositionCondition, RelaxationEntry
from jobs.queries.conditions import conditions_of
from jobs.required import EVERYBODY, Required, lets_in_more, required_of
from jobs.required.kinds import PREFER

CHUNK = 400


def refresh_conditions(positions: Sequence[Position], actor: Actor) -> None:
    """Read the positions' conditions again; called in the transaction that changed what they say, before it is flushed.

    What somebody corrected stands until that which it was read from changes.
    """
    with db.session.no_autoflush:
        have = _stored([position.id for position in positions if position.id])
        for position in positions:
            _refresh(position, have.get(position.id or 0, []), actor)


def _stored(position_ids: Sequence[int]) -> dict[int, list[PositionCondition]]:
    out: dict[int, list[PositionCondition]] = {}
    for part in _portions(position_ids):
        for row in conditions_of(part):
            out.setdefault(row.position_id, []).append(row)
    return out


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return [ids[start:start + CHUNK] for start in range(0, len(ids), CHUNK)]


def _refresh(position: Position, have: list[PositionCondition], actor: Actor) -> None:
    left, kept = [row for row in have if row.reading is not None], [row for row in have if row.reading is None]
    for read in required_of(position):
        row = _same(left, read)
        if row is None:
            row = PositionCondition(position=position, **made(read))
            db.session.add(row)
            _note_new(position, row, actor)
        else:
            left.remove(row)
            _bring_up_to_date(position, row, read, actor)
        kept.append(row)
    for row in left:
        db.session.delete(row)
    position.is_relaxed = is_relaxed(position, kept)


def made(read: Required) -> dict[str, Any]:
    """Column values of a condition as it was read."""
    return {"name": read.name, "op": read.op, "value": read.value, "relaxed": dict(read.relaxed), "reading": read.reading(), "origin": read.origin,
            "phrase": read.phrase, "is_hard": read.is_hard, "is_dropped": False, "legal_basis": ""}


def is_relaxed(position: Position, rows: Iterable[PositionCondition]) -> bool:
    """Whether anything is relaxed for those who served or their families, in a condition or in other words."""
    return bool(position.relaxations) or any(row.relaxed for row in rows if row.is_hard and not row.is_dropped)


def _kind(name: str, op: str) -> tuple[str, bool]:
    return name, op == PREFER


def _same(rows: list[PositionCondition], read: Required) -> PositionCondition | None:
    """The stored condition that this reading is of: equal as read, else from the same words, else the only one of its name."""
    rows = [row for row in rows if _kind(row.name, row.op) == _kind(read.name, read.op)]
    equal = next((row for row in rows if _as_read(row) == (read.op, read.value)), None)
    phrased = next((row for row in rows if read.phrase and row.phrase == read.phrase), None)
    return equal or phrased or (rows[0] if rows and read.name != "certificate" else None)


def _as_read(row: PositionCondition) -> tuple[str, Any]:
    reading = row.reading or {}
    return reading["op"], reading["value"]


def _bring_up_to_date(position: Position, row: PositionCondition, read: Required, actor: Actor) -> None:
    was_value, was_relaxed, before = row.value, dict(row.relaxed), (row.reading or {})["relaxed"]
    same = _as_read(row) == (read.op, read.value)
    if not same and not (row.changed_at and read.origin == "text" and row.phrase == read.phrase):
        row.op, row.value, row.origin, row.is_dropped, row.is_hard = read.op, read.value, read.origin, False, read.is_hard
        row.changed_by = row.changed_at = None
        row.legal_basis = ""
    relaxed = {group: value for group, value in was_relaxed.items() if before.get(group) == read.relaxed.get(group)}
    relaxed |= {group: value for group, value in read.relaxed.items() if before.get(group) != value}
    row.relaxed = {group: value for group, value in relaxed.items() if lets_in_more(row.name, row.op, value, row.value)}
    row.reading, row.phrase = read.reading(), read.phrase
    _note_changes(position, row, was_value, was_relaxed, actor)


def _note_new(position: Position, row: PositionCondition, actor: Actor) -> None:
    for group, value in row.relaxed.items():
        note(position, row, group, row.value, value, actor)


def _note_changes(position: Position, row: PositionCondition, was_value: Any, was_relaxed: dict[str, Any], actor: Actor) -> None:
    """What a change of the fields or the text relaxes goes into the ledger; of the public value only once readers have seen it."""
    if not row.is_hard:
        return
    if position.published_at and row.value != was_value and row.op == (row.reading or {})["op"] and lets_in_more(row.name, row.op, row.value, was_value):
        note(position, row, EVERYBODY, was_value, row.value, actor)
    for group, value in row.relaxed.items():
        was = was_relaxed.get(group, row.value)
        if value != was and lets_in_more(row.name, row.op, value, was):
            note(position, row, group, was, value, actor)


def role_of(actor: Actor) -> str:
    """In which part somebody acts: for the bureau, for an enterprise, or nobody in person."""
    return "system" if actor.account_id is None else "staff" if actor.station_code else "employer"


def note(position: Position, row: PositionCondition, group: str, was: Any, becomes: Any, actor: Actor, **more: Any) -> RelaxationEntry:
    """Write a line of the ledger."""
    entry = RelaxationEntry(position=position, name=row.name, op=row.op, whom=group, was=was, becomes=becomes, account_id=actor.account_id,
                            role=role_of(actor), **{"occasion": "position", **more})
    db.session.add(entry)
    return entry

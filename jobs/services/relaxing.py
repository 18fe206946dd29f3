"""What people change of a position's conditions: corrected readings, a legal basis, and relaxations with their line in the ledger."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import BadInput, IllegalTransition, StaleEdit
from jobs.models import Position, PositionCondition, RelaxationEntry
from jobs.queries.conditions import conditions_of
from jobs.relaxations import phrases, read_phrases
from jobs.required import EVERYBODY, LATER, SERVICE, WAIVED, lets_in_more
from jobs.required.kinds import GROUPS, PREFER, VETERAN, span
from jobs.services.conditions import is_relaxed, note, role_of
from jobs.services.lifecycle import send_back_to_review
from jobs.states import CLOSED, LIVE, PAUSED, WRITABLE

LONGEST_BASIS = 120


def asked_of(condition: PositionCondition, group: str) -> Any:
    """What is asked of a group at present."""
    return condition.value if group == EVERYBODY else condition.relaxed.get(group, condition.value)


def refuse_unless_wider(condition: PositionCondition, group: str, value: Any) -> None:
    """Raise what `relax_condition` would raise about the value.

    Raises:
        BadInput: it is no condition, the group is unknown, or the value lets nobody in who is not let in already.

    """
    if not condition.is_hard or condition.is_dropped or condition.name == "sex":
        raise BadInput(_("This shuts nobody out; there is nothing to relax."))
    allowed = group in GROUPS or group == EVERYBODY and value not in (LATER, SERVICE)
    if not allowed or not lets_in_more(condition.name, condition.op, value, asked_of(condition, group)):
        raise BadInput(_("This asks for as much as now, or for more. Enter something that lets people in."))


def relax_condition(position: Position, condition: PositionCondition, group: str, value: Any, actor: Actor, lets_in: int | None, *,
                    reason: str = "", occasion: str = "position") -> RelaxationEntry:
    """Ask less of everybody or of a group, and write who did it and how many it lets in. An open position stays open.

    Inputs:
        value     what is asked instead, in the shape of the condition's value, or one of waived, later, service
        lets_in   how many people on file it lets in, as counted by the caller; null when nobody counted
        occasion  position, booth or adviser

    Raises:
        BadInput: see `refuse_unless_wider`.
        core.errors.IllegalTransition: the position has ended.

    """
    if position.state == CLOSED:
        raise IllegalTransition(state=position.state, action="relax")
    refuse_unless_wider(condition, group, value)
    entry = note(position, condition, group, asked_of(condition, group), value, actor, lets_in=lets_in, reason=reason, occasion=occasion)
    if group != EVERYBODY:
        condition.relaxed = {**condition.relaxed, group: value}
        _say_in_phrases(position, condition)
    elif value == WAIVED:
        condition.is_dropped = True
        _mark(condition, actor)
    else:
        _relax_for_everybody(position, condition, value, actor, occasion)
    _touch(position)
    record(actor, Action.CONDITION_RELAXED, "position", position.id, condition=condition.name, whom=group, lets_in=lets_in)
    return entry


def _relax_for_everybody(position: Position, condition: PositionCondition, value: Any, actor: Actor, occasion: str) -> None:
    condition.value = value
    condition.relaxed = {g: v for g, v in condition.relaxed.items() if lets_in_more(condition.name, condition.op, v, value)}
    if _write_field(position, condition):
        condition.reading = {**(condition.reading or {}), "value": value, "relaxed": dict(condition.relaxed)}
    else:
        condition.origin = "booth" if occasion == "booth" else role_of(actor)
        _mark(condition, actor)


def _write_field(position: Position, condition: PositionCondition) -> bool:
    """Bring the form's field in line, so that the form and the condition go on saying the same; whether there is one that can say it."""
    name, value = condition.name, condition.value
    if (condition.reading or {}).get("origin") != "field":
        return False
    if name == "age":
        position.age_min, position.age_max = (None if end is None else int(end) for end in span(condition.op, value))
    elif name == "education":
        position.education = value
    elif name == "experience" and value == int(value):
        position.experience_years = int(value)
    elif name == "licence":
        position.licences = list(value)
    else:
        return False
    return True


def _say_in_phrases(position: Position, condition: PositionCondition) -> None:
    """Put what is relaxed for veterans into the phrases that lists and the form show, where they have words for it."""
    value, relaxed = condition.relaxed.get(VETERAN), read_phrases(position.relaxations or [])
    if condition.name == "age" and value != WAIVED and (high := _only_older(condition, value)):
        relaxed = replace(relaxed, age=high)
    elif condition.name == "education" and value != WAIVED and condition.op == ">=":
        relaxed = replace(relaxed, education=str(value))
    elif condition.name == "experience" and value == SERVICE:
        relaxed = replace(relaxed, experience=True)
    elif condition.name == "certificate" and value == LATER and _all_later(condition):
        relaxed = replace(relaxed, certificate=True)
    else:
        return
    position.relaxations = phrases(relaxed)
    if condition.reading is not None:
        condition.reading = {**condition.reading, "relaxed": {**condition.reading["relaxed"], VETERAN: value}}


def _only_older(condition: PositionCondition, value: Any) -> int | None:
    """The highest age, when the lowest stays as it is."""
    low, high = span(condition.op, value)
    return int(high) if high is not None and low == span(condition.op, condition.value)[0] else None


def _all_later(condition: PositionCondition) -> bool:
    with db.session.no_autoflush:
        rows = conditions_of([condition.position_id])
    return all(row.relaxed.get(VETERAN) == LATER for row in rows if row.is_hard and row.name == "certificate")


def _mark(condition: PositionCondition, actor: Actor) -> None:
    condition.changed_by, condition.changed_at = actor.account_id, now()


def _touch(position: Position) -> None:
    """The position counts as changed: who has its form open is told, and what is kept of it elsewhere is made anew."""
    with db.session.no_autoflush:
        position.is_relaxed = is_relaxed(position, conditions_of([position.id]))
    position.updated_at = now()
    try:
        db.session.flush()
    except StaleDataError:
        raise StaleEdit(_("Somebody else saved this first.")) from None


def correct_condition(position: Position, condition: PositionCondition, op: str, value: Any, actor: Actor) -> None:
    """Put a reading right. What an enterprise tightens in an open posting goes back to review.

    Raises:
        core.errors.IllegalTransition: the position waits for review (for an enterprise) or has ended.

    """
    is_wider = op == condition.op and lets_in_more(condition.name, op, value, condition.value)
    if (op, value) == (condition.op, condition.value):
        return
    _change(position, actor, is_wider=is_wider)
    condition.op, condition.value, condition.origin = op, value, role_of(actor)
    condition.relaxed = {g: v for g, v in condition.relaxed.items() if _same_shape(op, v) and lets_in_more(condition.name, op, v, value)}
    _corrected(position, condition, actor, "value")


def _same_shape(op: str, value: Any) -> bool:
    return isinstance(value, str) or isinstance(value, list) == (op in ("between", "any"))


def drop_condition(position: Position, condition: PositionCondition, actor: Actor) -> None:
    """Say that what was read is no condition; it stays so until the words change."""
    _change(position, actor, is_wider=True)
    condition.is_dropped = True
    _corrected(position, condition, actor, "dropped")


def keep_condition(position: Position, condition: PositionCondition, actor: Actor) -> None:
    """Take back that it is no condition."""
    _change(position, actor, is_wider=False)
    condition.is_dropped = False
    _corrected(position, condition, actor, "kept")


def state_legal_basis(position: Position, condition: PositionCondition, basis: str, actor: Actor) -> None:
    """Name the rule that allows asking for the sex, or take it away again: with a basis it is shown as a condition, without it is dropped."""
    condition.legal_basis, condition.is_hard = basis, bool(basis)
    _corrected(position, condition, actor, "legal_basis")


def settle_sex(position: Position, basis: str, actor: Actor) -> None:
    """What the wording screen decided about asking for one sex holds for the condition that was read of it."""
    found = next((row for row in conditions_of([position.id]) if row.name == "sex" and row.op != PREFER), None)
    if found is not None and found.legal_basis != basis[:LONGEST_BASIS]:
        state_legal_basis(position, found, basis[:LONGEST_BASIS], actor)


def _change(position: Position, actor: Actor, *, is_wider: bool) -> None:
    by_owner = role_of(actor) == "employer"
    if position.state == CLOSED or by_owner and position.state not in WRITABLE:
        raise IllegalTransition(state=position.state, action="change")
    if by_owner and not is_wider and position.state in (LIVE, PAUSED):
        send_back_to_review(position, actor)


def _corrected(position: Position, condition: PositionCondition, actor: Actor, what: str) -> None:
    _mark(condition, actor)
    _touch(position)
    record(actor, Action.CONDITION_CORRECTED, "position", position.id, condition=condition.name, correction=what)

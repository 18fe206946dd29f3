"""An enterprise writes a posting: draft, change, copy, pattern."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from core.audit import Action, Actor, record
from core.db import db
from core.errors import IllegalTransition, StaleEdit
from employers.models import Employer
from jobs import queries
from jobs.models import Position, PositionTemplate
from jobs.posts import link_post
from jobs.services.conditions import refresh_conditions
from jobs.services.derived import refresh_derived
from jobs.services.lifecycle import refuse_incomplete, send_back_to_review
from jobs.states import DRAFT, LIVE, PAUSED, WRITABLE

CONTENT = (
    "title", "occupation_code", "headcount", "duties", "requirements", "skills", "certificates", "licences", "education", "experience_years", "age_min",
    "age_max", "pay_min", "pay_max", "pay_unit", "pay_note", "place", "township_code", "shift", "rest", "has_insurance", "has_meals", "has_lodging",
    "veteran_first", "family_welcome", "relaxations", "contact_name", "contact_phone",
)
FIELDS = (*CONTENT, "valid_until")
PATTERN = tuple(name for name in CONTENT if name not in ("contact_name", "contact_phone"))  # a template holds nobody's name


def add_position(employer: Employer, fields: Mapping[str, Any], nonce: str | None, actor: Actor, *, post_id: int | None = None) -> Position:
    """Keep a new draft; anything may still be missing. The same form sent twice gives the same draft (`nonce` names the form)."""
    made = queries.position_by_nonce(employer.id, nonce) if nonce else None
    if made is not None:
        return made
    position = Position(employer=employer, employer_id=employer.id, state=DRAFT, nonce=nonce, post_id=post_id, **{k: fields[k] for k in FIELDS if k in fields})
    _fill_blanks(position)
    refresh_derived(position, employer)
    try:
        with db.session.begin_nested():
            db.session.add(position)
            refresh_conditions([position], actor)
    except IntegrityError:
        made = queries.position_by_nonce(employer.id, nonce or "")
        if made is None:
            raise
        return made
    record(actor, Action.POSITION_ADDED, "position", position.id)
    return position


def _fill_blanks(position: Position) -> None:
    """Column defaults come at flush; what is derived needs them before."""
    for name in ("title", "duties", "requirements"):
        if getattr(position, name) is None:
            setattr(position, name, "")


def change_position(position: Position, fields: Mapping[str, Any], version: int, actor: Actor) -> list[str]:
    """Change a posting as read at `version`; one that was open or paused goes back to review. Returns the names of what changed.

    Raises:
        StaleEdit: somebody saved it since `version`.
        IllegalTransition: it waits for review or has ended.
        ElementsMissing: it was open or paused, and now lacks what every posting must state.

    """
    if position.version != version:
        raise StaleEdit(_("Somebody else saved this first."))
    if position.state not in WRITABLE:
        raise IllegalTransition(state=position.state, action="change")
    changed = [name for name in FIELDS if name in fields and getattr(position, name) != fields[name]]
    if not changed:
        return changed
    for name in changed:
        setattr(position, name, fields[name])
    if position.state in (LIVE, PAUSED):
        refuse_incomplete(position)
        send_back_to_review(position, actor)
        link_post(position)
    refresh_derived(position, position.employer)
    refresh_conditions([position], actor)
    try:
        db.session.flush()
    except StaleDataError:
        raise StaleEdit(_("Somebody else saved this first.")) from None
    record(actor, Action.POSITION_CHANGED, "position", position.id, fields=changed)
    return changed


def copy_position(position: Position, nonce: str | None, actor: Actor) -> Position:
    """A new draft with the same content and no deadline; it stays linked as the same post."""
    content = {name: getattr(position, name) for name in CONTENT}
    return add_position(position.employer, content, nonce, actor, post_id=position.post_id)


def keep_template(position: Position, name: str, actor: Actor) -> PositionTemplate:
    """Keep a posting's content as a pattern, without contact and deadline. The same name replaces the former."""
    db.session.execute(delete(PositionTemplate).where(PositionTemplate.employer_id == position.employer_id, PositionTemplate.name == name))
    template = PositionTemplate(employer_id=position.employer_id, name=name, fields={k: getattr(position, k) for k in PATTERN})
    db.session.add(template)
    db.session.flush()
    record(actor, Action.POSITION_TEMPLATE_KEPT, "position_template", template.id, position=position.id)
    return template


def drop_template(template: PositionTemplate, actor: Actor) -> None:
    """Forget a pattern."""
    record(actor, Action.POSITION_TEMPLATE_DROPPED, "position_template", template.id)
    db.session.delete(template)
    db.session.flush()

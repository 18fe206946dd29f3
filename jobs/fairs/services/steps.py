"""One step of anything at a fair: the state from its table, its time, its audit entry."""

from collections.abc import Mapping
from typing import Any

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.states import advance
from jobs.fairs.models import Booth, Fair, FairEmployer, FairRegistration
from jobs.fairs.states import BOOTH, BOOTH_STAMPS, EXHIBITOR, EXHIBITOR_STAMPS, FAIR, FAIR_STAMPS, VISITOR, VISITOR_STAMPS


def _move(row: Any, table: Mapping[tuple[str, str], str], stamps: Mapping[str, str], step: str) -> None:
    row.state = advance(table, row.state, step)
    if row.state in stamps:
        setattr(row, stamps[row.state], now())
    db.session.flush()


def move_fair(fair: Fair, step: str, actor: Actor) -> None:
    """One step of a fair."""
    _move(fair, FAIR, FAIR_STAMPS, step)
    record(actor, Action.FAIR_MOVED, "fair", fair.id, step=step)


def move_exhibitor(row: FairEmployer, step: str, actor: Actor, **detail: Any) -> None:
    """One step of an enterprise at a fair."""
    _move(row, EXHIBITOR, EXHIBITOR_STAMPS, step)
    record(actor, Action.FAIR_EMPLOYER_MOVED, "fair_employer", row.id, step=step, fair=row.fair_id, **detail)


def move_booth(booth: Booth, step: str, actor: Actor, **detail: Any) -> None:
    """One step of a booth."""
    _move(booth, BOOTH, BOOTH_STAMPS, step)
    record(actor, Action.BOOTH_MOVED, "booth", booth.id, step=step, booth=booth.number, **detail)


def move_visitor(row: FairRegistration, step: str, actor: Actor, **detail: Any) -> None:
    """One step of a person at a fair."""
    _move(row, VISITOR, VISITOR_STAMPS, step)
    record(actor, Action.FAIR_VISITOR_MOVED, "fair_registration", row.id, step=step, fair=row.fair_id, **detail)

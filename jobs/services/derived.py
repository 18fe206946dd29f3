"""What follows from a position and its employer: until when it is live, its pay by the month, the tokens it is found by. Conditions: `conditions.py`."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, select, update

from core.db import db
from core.text import search_tokens
from employers.models import Employer
from employers.states import VERIFIED
from jobs.models import Position
from jobs.states import LIVE

MONTHS = {"month": 1.0, "year": 1 / 12, "day": 26.0, "hour": 208.0}


def refresh_derived(position: Position, employer: Employer) -> None:
    """Keep what is derived. The caller has just changed the position or its employer."""
    verified = employer.verified_until if employer.state == VERIFIED else None
    may_show = position.state == LIVE and verified is not None and position.valid_until is not None
    position.live_until = min(position.valid_until, verified) if may_show else None  # type: ignore[type-var]
    pay = position.pay_max or position.pay_min
    position.monthly_pay = round(pay * MONTHS[position.pay_unit]) if pay and position.pay_unit in MONTHS else None
    text = " ".join((position.title, position.duties, position.requirements, *(position.skills or []), *(position.certificates or []), employer.name))
    position.search_text = " ".join(dict.fromkeys(search_tokens(text)))


def refresh_live_until(employer: Employer) -> None:
    """Bring `live_until` of all the employer's positions in line with its standing: one statement, in the transaction that changed it.

    The version stays: what people edit has not changed.
    """
    until = employer.verified_until if employer.state == VERIFIED else None
    db.session.execute(
        update(Position).where(Position.employer_id == employer.id).values(live_until=_shown_until(until), updated_at=Position.updated_at)
        .execution_options(synchronize_session="fetch")
    )


def _shown_until(verified_until: date | None) -> ColumnElement[Any] | None:
    """A live position's last day: its own or its employer's, whichever is sooner."""
    if verified_until is None:
        return None
    shown = and_(Position.state == LIVE, Position.valid_until.is_not(None))
    return case((and_(shown, Position.valid_until < verified_until), Position.valid_until), (shown, verified_until))


def refresh_search_text(employer: Employer) -> None:
    """After a new name: the tokens of the employer's positions hold it."""
    for position in db.session.execute(select(Position).where(Position.employer_id == employer.id)).scalars():
        refresh_derived(position, employer)
    db.session.flush()

"""What people and stations think of positions: kept in mind, not wanted, recommended."""

from collections.abc import Collection
from contextlib import suppress

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from core.audit import Action, Actor, record
from core.db import db
from core.errors import BadInput
from core.outbox import Template
from core.telling import tell
from jobs.models import Dismissal, Favourite, Recommendation
from jobs.queries import applications as queries
from jobs.states.applications import DISMISS_REASONS
from veterans.models import Person
from veterans.queries import hold_person


def keep_favourite(account_id: int, position_id: int) -> None:
    """Keep a position in mind; pressing twice keeps it once."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(Favourite(account_id=account_id, position_id=position_id))


def drop_favourite(account_id: int, position_id: int) -> None:
    """Forget a kept position."""
    found = queries.favourite_of(account_id, position_id)
    if found is not None:
        db.session.delete(found)
        db.session.flush()


def dismiss(person_id: int, position_id: int, reason: str) -> None:
    """Leave a position out of the person's matches. `reason` is a key of DISMISS_REASONS; a new one replaces the old.

    Raises:
        BadInput: the reason is none of them.

    """
    if reason not in DISMISS_REASONS:
        raise BadInput(_("Choose one of the reasons."))
    hold_person(person_id)
    found = queries.dismissal_of(person_id, position_id)
    if found is None:
        db.session.add(Dismissal(person_id=person_id, position_id=position_id, reason=reason))
    else:
        found.reason = reason
    db.session.flush()


def restore(person_id: int, position_id: int) -> None:
    """Show a dismissed position among the matches again."""
    found = queries.dismissal_of(person_id, position_id)
    if found is not None:
        db.session.delete(found)
        db.session.flush()


def recommend(person: Person, position_ids: Collection[int], actor: Actor, *, tells: bool) -> int:
    """Put positions before a person, each once; `tells` sends word of it. Returns how many are new."""
    hold_person(person.id)
    known = queries.recommended_ids(person.id)
    fresh = [one for one in dict.fromkeys(position_ids) if one not in known]
    if not fresh:
        return 0
    rows = [Recommendation(person_id=person.id, position_id=one, station_code=actor.station_code, account_id=actor.account_id) for one in fresh]
    db.session.add_all(rows)
    db.session.flush()
    record(actor, Action.POSITIONS_RECOMMENDED, "person", person.id, positions=fresh)
    if tells:
        tell(f"recommended:{rows[0].id}", queries.reach_of_person(person.id), Template.POSITIONS_RECOMMENDED)
    return len(fresh)

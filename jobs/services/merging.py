"""What becomes of a person's applications when two files turn out to be one person's."""

from typing import Any

from sqlalchemy import Table, select, update

from core.clock import now
from core.db import db
from jobs.models import Application
from jobs.states import APPLICATION_ORDER
from veterans.services.merging import Merge, move_rows

APPLICATIONS: Table = Application.__table__  # type: ignore[assignment]


def move_applications(merge: Merge) -> None:
    """Every application moves. Where both files applied for one position and both still run, the one that got less far ends as withdrawn."""
    running = {number: _running(number) for number in (merge.kept_id, merge.dropped_id)}
    for position_id in running[merge.kept_id].keys() & running[merge.dropped_id].keys():
        both = [running[number][position_id] for number in (merge.kept_id, merge.dropped_id)]
        less = min(both, key=lambda row: (APPLICATION_ORDER.index(row.state), -row.id))
        ended = {"state": "withdrawn", "withdrawn_at": now(), "state_since": now(), "ended_at": now()}
        db.session.execute(update(APPLICATIONS).where(APPLICATIONS.c.id == less.id).values(**ended))
    move_rows(merge, APPLICATIONS, APPLICATIONS.c.person_id)


def _running(person_id: int) -> dict[int, Any]:
    """The applications of a person that run, by position."""
    columns = (APPLICATIONS.c.id, APPLICATIONS.c.position_id, APPLICATIONS.c.state)
    query = select(*columns).where(APPLICATIONS.c.person_id == person_id, APPLICATIONS.c.ended_at.is_(None))
    return {row.position_id: row for row in db.session.execute(query)}

"""What becomes of a person's applications when two files turn out to be one person's."""

from sqlalchemy import Table, select

from core.db import db
from jobs.models import Application, Position
from jobs.services.applications import decline, withdraw
from jobs.states.applications import OFFERED, RUNNING
from veterans.services.merging import Merge, move_rows

APPLICATIONS: Table = Application.__table__  # type: ignore[assignment]


def move_applications(merge: Merge) -> None:
    """Every application moves. Where both files applied for one position and both still run, the one that got less far is taken back first."""
    kept, dropped = (_running(number) for number in (merge.kept_id, merge.dropped_id))
    for position_id in sorted(kept.keys() & dropped.keys()):
        less = min((dropped[position_id], kept[position_id]), key=lambda one: RUNNING.index(one.state))
        position = db.session.get_one(Position, position_id)
        if less.state == OFFERED:
            decline(less, position, "other", merge.actor)
        else:
            withdraw(less, position, merge.actor)
    move_rows(merge, APPLICATIONS, APPLICATIONS.c.person_id)


def _running(person_id: int) -> dict[int, Application]:
    """The applications of a person that run, by position."""
    query = select(Application).where(Application.person_id == person_id, Application.ended_at.is_(None))
    return {one.position_id: one for one in db.session.execute(query).scalars()}

"""How many visitors each enterprise may expect: registered people on file go where they are sent, everybody else who comes to the five booths that suit them
best, as the people on file who are known stand for them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import func, select

from core.db import db
from jobs.fairs.models import Fair, FairRegistration
from jobs.fairs.queries import exhibitors as queries
from jobs.fairs.queries import guides
from jobs.fairs.services.guiding import BOOTHS_EACH, Pace, field_of
from jobs.fairs.states import CANCELLED, HAS_PLACE
from jobs.matching.capacity import plain, send
from jobs.matching.queries import is_rankable
from veterans.models import Person, Seeking

MOST_PEOPLE = 600


def expected_visitors(fair: Fair, folder: Path, pace: Pace) -> dict[int, float]:
    """Expected visitors by the enterprise's place at the fair. Before anybody on file has registered, those who look for work stand for them.

    How many come is how many are registered or expected, whichever is more. Of those who look for work more than 600 are represented by every n-th.
    """
    owner, guided = guides.owners(fair.id, HAS_PLACE), list(guides.guided_people(fair.id).values())
    out = {row.id: 0.0 for row in queries.with_place(fair.id)}
    if not owner:
        return out
    field = field_of(guided or _stand_ins(), owner, folder, pace.talks(fair))
    wishes, known = plain(field.fits, BOOTHS_EACH).sum(axis=0), int((field.fits > 0).any(axis=1).sum()) if guided else 0
    sent = send(field.fits, field.capacity, BOOTHS_EACH).sent.sum(axis=0) if guided else 0 * wishes
    others = max(0, max(_registered(fair), fair.expected) - known)
    factor = BOOTHS_EACH * others / wishes.sum() if wishes.any() else 0.0
    return out | {one: round(float(load), 2) for one, load in zip(field.exhibitors, sent + wishes * factor, strict=True)}


def _registered(fair: Fair) -> int:
    query = select(func.count()).select_from(FairRegistration).where(FairRegistration.fair_id == fair.id, FairRegistration.state != CANCELLED)
    return db.session.execute(query).scalar_one()


def _stand_ins() -> Sequence[int]:
    query = select(Person.id).where(is_rankable(), Person.seeking == Seeking.YES, Person.personalised)
    found = list(db.session.execute(query.order_by(Person.id)).scalars())
    return found[::max(1, -(-len(found) // MOST_PEOPLE))]


def keep_demand(fair: Fair, demand: Mapping[int, float]) -> None:
    """Write the expected visitors down with each enterprise."""
    for line in queries.lines(fair.id, HAS_PLACE):
        line.row.demand = demand.get(line.row.id, 0.0)
    db.session.flush()

"""How many visitors each enterprise may expect: everybody registered goes to the five booths whose positions suit them best."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import func, select

from core.db import db
from jobs.fairs.models import Fair, FairRegistration
from jobs.fairs.queries import exhibitors as queries
from jobs.fairs.states import CANCELLED, HAS_PLACE
from jobs.matching.queries import is_rankable
from jobs.matching.services.ranking import positions_for_person
from veterans.models import Person, Seeking

BOOTHS_EACH = 5
LOOKED_AT = 40
MOST_PEOPLE = 600


def expected_visitors(fair: Fair, folder: Path) -> dict[int, float]:
    """Expected visitors by the enterprise's place at the fair. Before anybody on file has registered, those who look for work stand for them.

    The numbers are scaled to how many people are registered or expected, whichever is more. More than 600 people are represented by every n-th.
    """
    rows = queries.with_place(fair.id)
    owner = {found.position_id: found.fair_employer_id for found, _position in queries.positions_at(fair.id, [row.id for row in rows])}
    visits: dict[int, int] = defaultdict(int)
    for person_id in _people(fair) if owner else ():
        for booth in best_booths(person_id, owner, folder):
            visits[booth] += 1
    registered = select(func.count()).select_from(FairRegistration).where(FairRegistration.fair_id == fair.id, FairRegistration.state != CANCELLED)
    people = max(db.session.execute(registered).scalar_one() or 0, fair.expected)
    factor = BOOTHS_EACH * people / sum(visits.values()) if visits else 0.0
    return {row.id: round(visits.get(row.id, 0) * factor, 2) for row in rows}


def best_booths(person_id: int, owner: Mapping[int, int], folder: Path, number: int = BOOTHS_EACH) -> list[int]:
    """The booths whose positions suit a person best, the best first; `owner` says by position whose booth it is."""
    ranking = positions_for_person(person_id, folder, top=LOOKED_AT, only=owner.keys())
    return list(dict.fromkeys(owner[found.id] for found in ranking.results if found.eligible and found.score))[:number]


def _people(fair: Fair) -> Sequence[int]:
    registered = select(FairRegistration.person_id).where(FairRegistration.fair_id == fair.id, FairRegistration.state != CANCELLED,
                                                          FairRegistration.person_id.is_not(None))
    found = [person_id for person_id in db.session.execute(registered.order_by(FairRegistration.person_id)).scalars() if person_id is not None]
    if not found:
        found = list(db.session.execute(select(Person.id).where(is_rankable(), Person.seeking == Seeking.YES).order_by(Person.id)).scalars())
    return found[::max(1, -(-len(found) // MOST_PEOPLE))]


def keep_demand(fair: Fair, demand: Mapping[int, float]) -> None:
    """Write the expected visitors down with each enterprise."""
    for line in queries.lines(fair.id, HAS_PLACE):
        line.row.demand = demand.get(line.row.id, 0.0)
    db.session.flush()

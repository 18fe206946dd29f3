"""Reading where people are sent at a fair, and what that is worked out from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from core.db import db
from jobs.fairs.models import Fair, FairEmployer, FairGuide, FairPosition, FairRegistration, FairSuggestion
from jobs.fairs.queries import visitors
from jobs.fairs.states import CHECKED_IN, CONFIRMED, LEFT
from veterans.models import Person

GUIDED = (CONFIRMED, CHECKED_IN, LEFT)


@dataclass(frozen=True)
class Loads:
    """A run as staff see it: by enterprise how many wish to go there and how many are sent, how many people it is for, and how many found nothing.

    `unfit` suit nothing at the fair; `squeezed` suit something, but every place there went to others.
    """

    guide: FairGuide
    wished: Counter[int]
    sent: Counter[int]
    people: int
    unfit: list[int]
    squeezed: int
    with_best: int

    @property
    def fullest(self) -> tuple[int, int]:
        """The highest number at any booth: wished and sent."""
        return max(self.wished.values(), default=0), max(self.sent.values(), default=0)

    @property
    def beyond(self) -> int:
        """Talks wished for that no booth could have held."""
        return sum(max(0, n - self.guide.talks) for n in self.wished.values())


def guided_people(fair_id: int) -> dict[int, int]:
    """Who has a ticket or came, is on file and does not refuse suggestions made by computing: person by registration, in order."""
    query = select(FairRegistration.id, Person.id).join(Person, Person.id == FairRegistration.person_id)
    query = query.where(FairRegistration.fair_id == fair_id, FairRegistration.state.in_(GUIDED), Person.personalised)
    return dict(db.session.execute(query.order_by(FairRegistration.id)).all())


def owners(fair_id: int, states: Sequence[str]) -> dict[int, int]:
    """Whose booth each position brought to the fair is at, of enterprises in these states."""
    query = select(FairPosition.position_id, FairPosition.fair_employer_id).join(FairEmployer, FairEmployer.id == FairPosition.fair_employer_id)
    return dict(db.session.execute(query.where(FairPosition.fair_id == fair_id, FairEmployer.state.in_(states))).all())


def guide(fair_id: int) -> FairGuide | None:
    """The last run."""
    return db.session.get(FairGuide, fair_id)


def suggestion(registration_id: int) -> FairSuggestion | None:
    """Where a visitor is sent."""
    return db.session.get(FairSuggestion, registration_id)


def drop_suggestions(fair_id: int) -> None:
    """Take the rows of the last run away, before the next is written."""
    db.session.execute(delete(FairSuggestion).where(FairSuggestion.fair_id == fair_id))
    db.session.expire_all()


def loads(fair_id: int) -> Loads | None:
    """The last run by enterprise; None before there is one."""
    found = guide(fair_id)
    if found is None:
        return None
    rows = db.session.execute(select(FairSuggestion).where(FairSuggestion.fair_id == fair_id).order_by(FairSuggestion.registration_id)).scalars().all()
    return Loads(found, Counter(one for row in rows for one in row.wished), Counter(one for row in rows for one in row.sent), len(rows),
                 [row.registration_id for row in rows if not row.wished], sum(bool(row.wished) and not row.sent for row in rows),
                 sum(bool(set(row.wished[:2]) & set(row.sent)) for row in rows))


def unfit_people(station_code: str, fair: Fair, limit: int = 50) -> list[FairRegistration]:
    """Visitors whom nothing at the fair suits, of those the station may see, in the order they registered."""
    query = select(FairRegistration).join(FairSuggestion, FairSuggestion.registration_id == FairRegistration.id)
    query = query.where(FairSuggestion.fair_id == fair.id, FairSuggestion.wished == [], visitors.seen_by(station_code, fair))
    return list(db.session.execute(query.order_by(FairRegistration.id).limit(limit)).scalars())

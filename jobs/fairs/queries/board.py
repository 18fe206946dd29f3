"""The live board: what may stand on a screen in the hall. Numbers and booths, nobody's name."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import and_, func, select

from core.db import db
from employers.models import Employer
from jobs.fairs.models import Booth, BoothVisit, FairEmployer, FairPosition
from jobs.fairs.queries.door import Heads, heads
from jobs.fairs.queries.visits import goes_on
from jobs.fairs.states import ATTENDED, CALLED, COMES, IN_TALK, QUEUED
from jobs.models import Intention
from jobs.states.outcomes import COUNTED


@dataclass(frozen=True)
class Stand:
    """One booth on the board: its number, whose it is, the numbers called there, how many wait and whether somebody talks."""

    number: str
    employer: str
    has_arrived: bool
    called: tuple[int, ...] = ()
    waiting: int = 0
    talking: int = 0


@dataclass(frozen=True)
class Board:
    """Everything on the board at one moment."""

    heads: Heads
    expected_employers: int
    arrived_employers: int
    positions: int
    headcount: int
    talks: int
    intentions: int
    stands: tuple[Stand, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for a fingerprint."""
        return asdict(self)


def board(fair_id: int) -> Board:
    """The fair as it stands now; eight queries, however large the fair."""
    states = dict(db.session.execute(select(FairEmployer.state, func.count()).where(FairEmployer.fair_id == fair_id).group_by(FairEmployer.state)).all())
    positions, headcount = _offered(fair_id)
    return Board(heads(fair_id), sum(states.get(s, 0) for s in COMES), sum(states.get(s, 0) for s in ATTENDED), positions, headcount, _talks(fair_id),
                 intentions(fair_id), tuple(_stands(fair_id)))


def _offered(fair_id: int) -> tuple[int, int]:
    """Positions of the enterprises that came, and the headcount they ask for."""
    query = select(func.count(), func.coalesce(func.sum(FairPosition.headcount), 0)).join(FairEmployer, FairEmployer.id == FairPosition.fair_employer_id)
    row = db.session.execute(query.where(FairPosition.fair_id == fair_id, FairEmployer.state.in_(ATTENDED))).one()
    return int(row[0] or 0), int(row[1] or 0)


def _talks(fair_id: int) -> int:
    query = select(func.count()).select_from(BoothVisit).join(FairEmployer, FairEmployer.id == BoothVisit.fair_employer_id)
    return int(db.session.execute(query.where(FairEmployer.fair_id == fair_id, BoothVisit.done_at.is_not(None))).scalar_one())


def intentions(fair_id: int) -> int:
    """Intentions that both sides signed at this fair, once for each pair and position."""
    query = select(func.count()).select_from(Intention).where(Intention.fair_id == fair_id, Intention.state.in_(COUNTED))
    return int(db.session.execute(query).scalar_one())


def _stands(fair_id: int) -> list[Stand]:
    query = select(Booth.number, Employer.name, FairEmployer.id, FairEmployer.state).join(FairEmployer, FairEmployer.id == Booth.fair_employer_id)
    query = query.join(Employer, Employer.id == FairEmployer.employer_id).where(Booth.fair_id == fair_id, FairEmployer.state.in_(COMES))
    rows = db.session.execute(query.order_by(Booth.number)).all()
    called, counts = _queues(fair_id)
    return [Stand(number, name, state in ATTENDED, tuple(called.get(row_id, ())), counts.get((row_id, QUEUED), 0), counts.get((row_id, IN_TALK), 0))
            for number, name, row_id, state in rows]


def _queues(fair_id: int) -> tuple[dict[int, list[int]], dict[tuple[int, str], int]]:
    """By enterprise: the numbers called, oldest first; how many wait and talk."""
    mine = (FairEmployer.id == BoothVisit.fair_employer_id, and_(FairEmployer.fair_id == fair_id, goes_on()))
    out: dict[int, list[int]] = {}
    query = select(BoothVisit.fair_employer_id, BoothVisit.number).join(FairEmployer, mine[0]).where(mine[1], BoothVisit.state == CALLED)
    for row_id, number in db.session.execute(query.order_by(BoothVisit.called_at, BoothVisit.id)):
        out.setdefault(row_id, []).append(number)
    counted = select(BoothVisit.fair_employer_id, BoothVisit.state, func.count()).join(FairEmployer, mine[0])
    counted = counted.where(mine[1], BoothVisit.state.in_((QUEUED, IN_TALK)))
    return out, {(row_id, state): n for row_id, state, n in db.session.execute(counted.group_by(BoothVisit.fair_employer_id, BoothVisit.state))}

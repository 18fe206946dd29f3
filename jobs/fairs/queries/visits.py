"""Reading what happens at booths: queues, talks, intentions. An enterprise reads its own booth; a visitor what their ticket names."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from core.db import db
from employers.models import Employer
from jobs.fairs.models import Booth, BoothVisit, Fair, FairEmployer, FairPosition, FairRegistration
from jobs.fairs.states import ARRIVED, CALLED, COMES, DONE, IN_TALK, QUEUED, RUNNING
from jobs.models import Intention, Position

RUNNING_VISITS = (QUEUED, CALLED, IN_TALK)


def goes_on() -> ColumnElement[bool]:
    """A visit that runs, at a booth that has not packed up, while the fair is on: what was left of a line when it ended is nobody's turn any more."""
    there = select(FairEmployer.id).join(Fair, Fair.id == FairEmployer.fair_id).where(FairEmployer.state == ARRIVED, Fair.state == RUNNING)
    return and_(BoothVisit.state.in_(RUNNING_VISITS), BoothVisit.fair_employer_id.in_(there))


def queue(exhibitor_id: int) -> list[tuple[BoothVisit, FairRegistration]]:
    """Everybody who waits, is called or talks at a booth, by number."""
    query = select(BoothVisit, FairRegistration).join(FairRegistration, FairRegistration.id == BoothVisit.registration_id)
    query = query.where(BoothVisit.fair_employer_id == exhibitor_id, BoothVisit.state.in_(RUNNING_VISITS)).order_by(BoothVisit.number)
    return [(visit, visitor) for visit, visitor in db.session.execute(query)]


def visit_of(exhibitor_id: int, visit_id: int) -> BoothVisit | None:
    """A visit to this booth."""
    return db.session.execute(select(BoothVisit).where(BoothVisit.id == visit_id, BoothVisit.fair_employer_id == exhibitor_id)).scalar_one_or_none()


def visit_by_nonce(exhibitor_id: int, nonce: str) -> BoothVisit | None:
    """The visit that a form at this booth made."""
    return db.session.execute(select(BoothVisit).where(BoothVisit.fair_employer_id == exhibitor_id, BoothVisit.nonce == nonce)).scalar_one_or_none()


def running_visit(exhibitor_id: int, registration_id: int) -> BoothVisit | None:
    """The visitor's running place at a booth."""
    query = select(BoothVisit).where(BoothVisit.fair_employer_id == exhibitor_id, BoothVisit.registration_id == registration_id,
                                     BoothVisit.state.in_(RUNNING_VISITS))
    return db.session.execute(query).scalar_one_or_none()


def visit_about(exhibitor_id: int, registration_id: int, position_id: int) -> BoothVisit | None:
    """The finished talk of a visitor about a position."""
    query = select(BoothVisit).where(BoothVisit.fair_employer_id == exhibitor_id, BoothVisit.registration_id == registration_id,
                                     BoothVisit.position_id == position_id, BoothVisit.state == DONE)
    return db.session.execute(query.order_by(BoothVisit.id.desc()).limit(1)).scalar_one_or_none()


def running_places(registration_id: int) -> int:
    """At how many booths a visitor waits, is called or talks."""
    query = select(func.count()).select_from(BoothVisit).where(BoothVisit.registration_id == registration_id, goes_on())
    return int(db.session.execute(query).scalar_one())


def last_number(exhibitor_id: int) -> int:
    """The highest number given out at a booth."""
    return int(db.session.execute(select(func.coalesce(func.max(BoothVisit.number), 0)).where(BoothVisit.fair_employer_id == exhibitor_id)).scalar_one())


def visitor_of(exhibitor_id: int, registration_id: int) -> FairRegistration | None:
    """A visitor who was at this booth, or waits there; nobody else's row is an enterprise's business."""
    was = select(1).where(BoothVisit.fair_employer_id == exhibitor_id, BoothVisit.registration_id == FairRegistration.id).exists()
    return db.session.execute(select(FairRegistration).where(FairRegistration.id == registration_id, was)).scalar_one_or_none()


def visitor_by_number(fair_id: int, number: str) -> FairRegistration | None:
    """Whose number it is, exactly."""
    query = select(FairRegistration).where(FairRegistration.fair_id == fair_id, FairRegistration.door_code == number)
    return db.session.execute(query).scalar_one_or_none()


def outcomes(exhibitor_id: int, registration_id: int) -> dict[int, str]:
    """By position, what came of the visitor's talks at a booth."""
    query = select(BoothVisit.position_id, BoothVisit.outcome).where(BoothVisit.fair_employer_id == exhibitor_id, BoothVisit.state == DONE,
                                                                     BoothVisit.registration_id == registration_id, BoothVisit.position_id.is_not(None))
    return {int(position_id or 0): outcome for position_id, outcome in db.session.execute(query.order_by(BoothVisit.id))}


def tally(exhibitor_id: int) -> dict[str, int]:
    """How many finished talks of a booth came to what."""
    query = select(BoothVisit.outcome, func.count()).where(BoothVisit.fair_employer_id == exhibitor_id, BoothVisit.state == DONE)
    return dict(db.session.execute(query.group_by(BoothVisit.outcome)).all())


def visits_of(*registration_ids: int) -> Sequence[Any]:
    """The running places of a visitor, registered once or more: (visit, booth's number, enterprise, how many wait before)."""
    other = BoothVisit.__table__.alias("other")
    before = select(func.count()).select_from(other).where(other.c.fair_employer_id == BoothVisit.fair_employer_id, other.c.state == QUEUED,
                                                           other.c.number < BoothVisit.number).scalar_subquery()
    query = select(BoothVisit, Booth.number, Employer.name, before).join(FairEmployer, FairEmployer.id == BoothVisit.fair_employer_id)
    query = query.join(Employer, Employer.id == FairEmployer.employer_id).outerjoin(Booth, Booth.fair_employer_id == FairEmployer.id)
    return db.session.execute(query.where(BoothVisit.registration_id.in_(registration_ids), goes_on())
                              .order_by(BoothVisit.id)).all()


def intentions_of(visitor: FairRegistration) -> Sequence[Any]:
    """A visitor's intentions at the fair: (intention, position, enterprise), the newest first."""
    mine = Intention.registration_id == visitor.id
    if visitor.person_id is not None:
        mine = or_(mine, Intention.person_id == visitor.person_id)
    query = select(Intention, Position, Employer.name).join(Position, Position.id == Intention.position_id).join(Employer, Employer.id == Position.employer_id)
    return db.session.execute(query.where(mine, Intention.fair_id == visitor.fair_id).order_by(Intention.id.desc())).all()


def intention_of_employer(fair_id: int, employer_id: int, intention_id: int) -> Intention | None:
    """An intention about a position of this enterprise at this fair."""
    query = select(Intention).join(Position, Position.id == Intention.position_id)
    query = query.where(Intention.id == intention_id, Intention.fair_id == fair_id, Position.employer_id == employer_id)
    return db.session.execute(query).scalar_one_or_none()


def intention_by_slip(fair_id: int, number: int) -> Intention | None:
    """The intention that the slip with this number stands for."""
    return db.session.execute(select(Intention).where(Intention.fair_id == fair_id, Intention.slip_number == number)).scalar_one_or_none()


def slips(fair_id: int, limit: int = 30) -> Sequence[Any]:
    """Intentions kept from paper, the last first: (intention, position, enterprise, visitor)."""
    query = select(Intention, Position.title, Employer.name, FairRegistration).join(Position, Position.id == Intention.position_id)
    query = query.join(Employer, Employer.id == Position.employer_id).outerjoin(FairRegistration, FairRegistration.id == Intention.registration_id)
    return db.session.execute(query.where(Intention.fair_id == fair_id, Intention.slip_number.is_not(None)).order_by(Intention.id.desc()).limit(limit)).all()


def offers_of(exhibitor_id: int) -> list[Position]:
    """The positions an enterprise brought, by title."""
    query = select(Position).join(FairPosition, FairPosition.position_id == Position.id).where(FairPosition.fair_employer_id == exhibitor_id)
    return list(db.session.execute(query.order_by(Position.title, Position.id)).scalars())


def exhibitor_at(fair_id: int, number: str) -> FairEmployer | None:
    """The enterprise at a booth of the fair, by the booth's number."""
    query = select(FairEmployer).join(Booth, Booth.fair_employer_id == FairEmployer.id)
    return db.session.execute(query.where(Booth.fair_id == fair_id, Booth.number == number.upper(), FairEmployer.state.in_(COMES))).scalar_one_or_none()


def waiting(fair_id: int) -> dict[int, int]:
    """How many wait, are called or talk at each booth."""
    query = select(BoothVisit.fair_employer_id, func.count()).join(FairEmployer, FairEmployer.id == BoothVisit.fair_employer_id)
    query = query.where(FairEmployer.fair_id == fair_id, goes_on())
    return dict(db.session.execute(query.group_by(BoothVisit.fair_employer_id)).all())


def minutes_of_talks(fair_id: int, least: int = 3) -> dict[int, float]:
    """By enterprise, how many minutes its talks took on average, once it has had `least`."""
    query = select(BoothVisit.fair_employer_id, BoothVisit.began_at, BoothVisit.done_at).join(FairEmployer, FairEmployer.id == BoothVisit.fair_employer_id)
    query = query.where(FairEmployer.fair_id == fair_id, BoothVisit.state == DONE)
    found: dict[int, list[float]] = {}
    for exhibitor_id, began, done in db.session.execute(query):
        if began and done:
            found.setdefault(exhibitor_id, []).append((done - began).total_seconds() / 60)
    return {exhibitor_id: sum(each) / len(each) for exhibitor_id, each in found.items() if len(each) >= least}

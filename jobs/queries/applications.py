"""Reading applications, favourites and recommendations. A person's queries carry the person, an employer's the employer, staff's the station."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import Account, Station
from accounts.stations import in_scope
from core.clock import now, today
from core.db import db
from core.telling import Reach
from employers.models import Employer
from employers.queries import members
from jobs.models import Application, Dismissal, Favourite, Position, PositionViews, Recommendation
from jobs.queries import is_live
from jobs.states import CLOSED, LIVE, PAUSED
from jobs.states.applications import INTERVIEWING, OFFERED
from veterans.models import Person

NO_ANSWER = timedelta(days=7)
WEEK = timedelta(days=7)


def reach_of_person(person_id: int) -> Reach:
    """Where a person hears of things: on the phone of their account, else the one on file; and on the site, when they have an account."""
    query = select(Account.phone, Person.phone, Account.id).select_from(Person).outerjoin(Account, Account.id == Person.account_id)
    row = db.session.execute(query.where(Person.id == person_id)).one_or_none()
    return Reach(None, None) if row is None else Reach(row[0] or row[1], row[2])


def application_by_nonce(person_id: int, nonce: str) -> Application | None:
    """The application that a form made."""
    return db.session.execute(select(Application).where(Application.person_id == person_id, Application.nonce == nonce)).scalar_one_or_none()


def running_application(person_id: int, position_id: int) -> Application | None:
    """The person's running application for a position."""
    query = select(Application).where(Application.person_id == person_id, Application.position_id == position_id, Application.ended_at.is_(None))
    return db.session.execute(query).scalar_one_or_none()


def running_application_of_account(account_id: int, position_id: int) -> Application | None:
    """The same for the person whose account it is."""
    query = select(Application).join(Person, Person.id == Application.person_id).where(Person.account_id == account_id)
    return db.session.execute(query.where(Application.position_id == position_id, Application.ended_at.is_(None))).scalar_one_or_none()


def _with_position() -> Select[Application]:
    return select(Application).options(joinedload(Application.position).joinedload(Position.employer))


def applications_of_person(person_id: int, page: int, size: int) -> tuple[list[Application], int]:
    """A page of a person's applications, running ones first, then the newest; and how many there are."""
    total = db.session.execute(select(func.count()).select_from(Application).where(Application.person_id == person_id)).scalar_one()
    query = _with_position().where(Application.person_id == person_id).order_by(Application.ended_at.is_not(None), Application.id.desc())
    return list(db.session.execute(query.limit(size).offset((page - 1) * size)).scalars()), total


def application_of_person(person_id: int, application_id: int) -> Application | None:
    """A person's own application with its position."""
    return db.session.execute(_with_position().where(Application.id == application_id, Application.person_id == person_id)).scalar_one_or_none()


def application_of_employer(employer_id: int, application_id: int) -> Application | None:
    """An application for one of the employer's positions."""
    query = select(Application).join(Application.position).options(contains_eager(Application.position).joinedload(Position.employer))
    return db.session.execute(query.where(Application.id == application_id, Position.employer_id == employer_id)).scalar_one_or_none()


def application_states(position_id: int) -> dict[int, Application]:
    """By person, the latest application for a position."""
    query = select(Application).where(Application.position_id == position_id).order_by(Application.id)
    return {found.person_id: found for found in db.session.execute(query).scalars()}


def view_counts(position_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By position, how often its page was opened in all, and in the last seven days."""
    recent = func.sum(PositionViews.times).filter(PositionViews.day > today() - WEEK)
    query = select(PositionViews.position_id, func.sum(PositionViews.times), recent).where(PositionViews.position_id.in_(position_ids))
    return {position_id: (int(total), int(week or 0)) for position_id, total, week in db.session.execute(query.group_by(PositionViews.position_id))}


def _unanswered() -> ColumnElement[bool]:
    """The person asked for help, or it is the employer's turn and nothing has moved for NO_ANSWER."""
    asked = and_(Application.help_asked_at.is_not(None), Application.helped_at.is_(None))
    ahead = and_(Application.state == INTERVIEWING, Application.interview_at > now())
    waits = and_(Application.state != OFFERED, ~ahead)  # an offer waits for the person, an interview for its day
    stuck = and_(waits, Application.state_since < now() - NO_ANSWER, or_(Application.helped_at.is_(None), Application.helped_at < now() - NO_ANSWER))
    return and_(Application.ended_at.is_(None), or_(asked, stuck))


def unanswered_applications(scope: str, page: int, size: int) -> Sequence[Any]:
    """A page of the applications a station has to follow up, those asked for first, then the longest waiting."""
    columns = (Application.id, Application.person_id, Application.state, Application.state_since, Application.help_asked_at, Application.helped_at,
               Person.name, Position.title, Position.id.label("position_id"), Employer.name.label("employer_name"), Employer.id.label("employer_id"))
    query = select(*columns).join(Person, Person.id == Application.person_id).join(Position, Position.id == Application.position_id)
    query = query.join(Employer, Employer.id == Position.employer_id).where(in_scope(Person.station_code, scope), _unanswered())
    waits = and_(Application.help_asked_at.is_not(None), Application.helped_at.is_(None))
    return db.session.execute(query.order_by(waits.desc(), Application.state_since, Application.id).limit(size).offset((page - 1) * size)).all()


def unanswered_count(scope: str) -> tuple[int, datetime | None]:
    """How many applications a station has to follow up, and since when the longest waits."""
    query = select(func.count(), func.min(Application.state_since)).select_from(Application).join(Person, Person.id == Application.person_id)
    count, since = db.session.execute(query.where(in_scope(Person.station_code, scope), _unanswered())).one()
    return count, since


def application_in_scope(scope: str, application_id: int) -> Application | None:
    """An application of a person whom the station looks after, with person, position and employer."""
    query = _with_position().join(Application.person).options(contains_eager(Application.person))
    return db.session.execute(query.where(Application.id == application_id, in_scope(Person.station_code, scope))).scalar_one_or_none()


def favourite_of(account_id: int, position_id: int) -> Favourite | None:
    """Whether an account keeps a position in mind."""
    query = select(Favourite).where(Favourite.account_id == account_id, Favourite.position_id == position_id)
    return db.session.execute(query).scalar_one_or_none()


def favourites_of(account_id: int, page: int, size: int) -> tuple[list[Position], int]:
    """A page of the positions an account keeps in mind, the last kept first, ended ones too; and how many there are."""
    shown = and_(Favourite.account_id == account_id, Position.published_at.is_not(None), Position.state.in_((LIVE, PAUSED, CLOSED)))
    joined = select(Position).join(Favourite, Favourite.position_id == Position.id).where(shown)
    total = db.session.execute(select(func.count()).select_from(joined.subquery())).scalar_one()
    query = joined.options(joinedload(Position.employer)).order_by(Favourite.id.desc())
    return list(db.session.execute(query.limit(size).offset((page - 1) * size)).scalars()), total


def dismissal_of(person_id: int, position_id: int) -> Dismissal | None:
    """Whether a person does not want a position, and why."""
    query = select(Dismissal).where(Dismissal.person_id == person_id, Dismissal.position_id == position_id)
    return db.session.execute(query).scalar_one_or_none()


def dismissed_ids(person_id: int) -> set[int]:
    """The positions a person does not want to be shown."""
    return set(db.session.execute(select(Dismissal.position_id).where(Dismissal.person_id == person_id)).scalars())


def dismissals_of(person_id: int) -> Sequence[Any]:
    """What a person does not want of what may be read, the last first (at most 100): position_id, reason, title, employer_name."""
    columns = (Dismissal.position_id, Dismissal.reason, Position.title, Employer.name.label("employer_name"))
    query = select(*columns).join(Position, Position.id == Dismissal.position_id).join(Employer, Employer.id == Position.employer_id)
    shown = (Dismissal.person_id == person_id, Position.published_at.is_not(None), Position.state.in_((LIVE, PAUSED, CLOSED)))
    return db.session.execute(query.where(*shown).order_by(Dismissal.id.desc()).limit(100)).all()


def recommended_ids(person_id: int) -> set[int]:
    """The positions a station has put before the person."""
    return set(db.session.execute(select(Recommendation.position_id).where(Recommendation.person_id == person_id)).scalars())


def recommendations_of(person_id: int) -> Sequence[Any]:
    """The live positions a station has put before the person, the last first (at most 20): position_id, made_at, title, employer_name, station_name."""
    columns = (Recommendation.position_id, Recommendation.made_at, Position.title, Employer.name.label("employer_name"), Station.name.label("station_name"))
    query = select(*columns).join(Position, Position.id == Recommendation.position_id).join(Employer, Employer.id == Position.employer_id)
    query = query.join(Station, Station.code == Recommendation.station_code).where(Recommendation.person_id == person_id, is_live())
    return db.session.execute(query.order_by(Recommendation.id.desc()).limit(20)).all()


def applied_ids(person_id: int) -> dict[int, str]:
    """By position, the state of a person's running applications."""
    query = select(Application.position_id, Application.state).where(Application.person_id == person_id, Application.ended_at.is_(None))
    return dict(db.session.execute(query).all())


def reachable(employer_id: int) -> list[tuple[str, str]]:
    """Name and phone of those who speak for an employer, for staff who call them."""
    return [(member.name, member.phone) for member in members(employer_id) if member.phone]

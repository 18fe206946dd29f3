"""Reading employers. Staff queries carry the station's subtree; an enterprise that has not said its township is the city's to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from accounts.models import Account
from accounts.stations import in_scope
from core.clock import today
from core.db import db
from core.telling import Reach
from employers.models import Employer, EmployerConduct, EmployerMember, EmployerPaper
from employers.names import name_key
from employers.states import VERIFIED

CITY_CODE_LENGTH = 6
PAPER_KINDS = ("licence", "authorisation")


def employer_in(station_code: str) -> ColumnElement[bool]:
    """Employers a member of staff at `station_code` may see."""
    at_city = literal(len(station_code) == CITY_CODE_LENGTH)
    return or_(in_scope(Employer.township_code, station_code), and_(Employer.township_code.is_(None), at_city))


def is_verified() -> ColumnElement[bool]:
    """Verified today."""
    return and_(Employer.state == VERIFIED, Employer.verified_until >= today())


def is_verified_today(employer: Employer) -> bool:
    """The same rule for an employer at hand."""
    return employer.state == VERIFIED and employer.verified_until is not None and employer.verified_until >= today()


def employer(employer_id: int) -> Employer | None:
    """The employer with this id; for its own members, whose id comes from the session."""
    return db.session.get(Employer, employer_id)


def employer_for_staff(station_code: str, employer_id: int) -> Employer | None:
    """An employer in the station's subtree."""
    return db.session.execute(select(Employer).where(Employer.id == employer_id, employer_in(station_code))).scalar_one_or_none()


def employer_id_of(account_id: int) -> int | None:
    """The id of the employer an account speaks for."""
    return db.session.execute(select(EmployerMember.employer_id).where(EmployerMember.account_id == account_id)).scalar_one_or_none()


def employer_by_code(credit_code: str) -> Employer | None:
    """The employer with this credit code."""
    return db.session.execute(select(Employer).where(Employer.credit_code == credit_code)).scalar_one_or_none()


def employer_by_name_without_code(name: str) -> Employer | None:
    """The oldest employer of this name whose credit code is not on file."""
    query = select(Employer).where(Employer.name_key == name_key(name), Employer.credit_code.is_(None)).order_by(Employer.id).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def namesakes(employer: Employer) -> list[Employer]:
    """Other employers with the same name, oldest first (at most 10)."""
    query = select(Employer).where(Employer.name_key == employer.name_key, Employer.id != employer.id).order_by(Employer.id).limit(10)
    return list(db.session.execute(query).scalars())


@dataclass(frozen=True)
class Member:
    """Somebody who speaks for the employer."""

    account_id: int
    name: str
    phone: str | None
    title: str


def members(employer_id: int) -> list[Member]:
    """Who speaks for the employer, in the order they joined."""
    query = (select(EmployerMember.account_id, Account.name, Account.phone, EmployerMember.title)
             .join(Account, Account.id == EmployerMember.account_id).where(EmployerMember.employer_id == employer_id).order_by(EmployerMember.id))
    return [Member(*row) for row in db.session.execute(query)]


def has_members(employer_id: int) -> bool:
    """Whether somebody speaks for the employer already."""
    query = select(EmployerMember.id).where(EmployerMember.employer_id == employer_id).limit(1)
    return db.session.execute(query).scalar_one_or_none() is not None


def member_reaches(employer_id: int) -> list[Reach]:
    """Where those who speak for the employer hear of things; a closed account hears nothing."""
    return _reaches(EmployerMember.employer_id == employer_id)


def reaches_for_people(employer_id: int) -> list[Reach]:
    """Where those hear of things who speak for the employer and want to know when new people fit."""
    return _reaches(EmployerMember.employer_id == employer_id, EmployerMember.hears_of_people.is_(True))


def _reaches(*which: ColumnElement[bool]) -> list[Reach]:
    query = select(Account.phone, Account.id).join(EmployerMember, EmployerMember.account_id == Account.id).where(*which, Account.is_active)
    return [Reach(phone, account_id) for phone, account_id in db.session.execute(query.order_by(EmployerMember.id))]


def membership(account_id: int) -> EmployerMember | None:
    """An account's place in its enterprise."""
    return db.session.execute(select(EmployerMember).where(EmployerMember.account_id == account_id)).scalar_one_or_none()


def papers(employer_id: int) -> dict[str, EmployerPaper]:
    """The latest paper of each kind."""
    query = select(EmployerPaper).where(EmployerPaper.employer_id == employer_id).order_by(EmployerPaper.id)
    return {paper.kind: paper for paper in db.session.execute(query).scalars()}


def paper_of_employer(employer_id: int, paper_id: int) -> EmployerPaper | None:
    """An employer's own paper."""
    query = select(EmployerPaper).where(EmployerPaper.id == paper_id, EmployerPaper.employer_id == employer_id)
    return db.session.execute(query).scalar_one_or_none()


def paper_for_staff(station_code: str, paper_id: int) -> EmployerPaper | None:
    """A paper of an employer in the station's subtree."""
    query = select(EmployerPaper).join(Employer).where(EmployerPaper.id == paper_id, employer_in(station_code))
    return db.session.execute(query).scalar_one_or_none()


def mark_of_employer(employer_id: int, mark_id: int) -> EmployerConduct | None:
    """A mark in an employer's own conduct."""
    return db.session.execute(select(EmployerConduct).where(EmployerConduct.id == mark_id, EmployerConduct.employer_id == employer_id)).scalar_one_or_none()


def objecting(station_code: str) -> list[Employer]:
    """Employers in the station's subtree whose objection waits for an answer, who waits longest first (at most 20)."""
    since = func.min(EmployerConduct.objected_at)
    query = select(Employer).join(EmployerConduct, EmployerConduct.employer_id == Employer.id).where(
        EmployerConduct.objected_at.is_not(None), EmployerConduct.answered_at.is_(None), employer_in(station_code))
    return list(db.session.execute(query.group_by(Employer.id).order_by(since, Employer.id).limit(20)).scalars())


def stored_paper_names() -> set[str]:
    """The names of all files that a row points to."""
    return set(db.session.execute(select(EmployerPaper.stored_name)).scalars())


def _matching(query: Select[Any], words: str, state: str) -> Select[Any]:
    if state:
        query = query.where(Employer.state == state)
    if not words:
        return query
    key = name_key(words)
    by_name = Employer.name_key.contains(key, autoescape=True) if key else literal(False)
    return query.where(or_(by_name, Employer.credit_code.startswith(words.upper(), autoescape=True)))


def employers_for_staff(station_code: str, words: str, state: str, page: int, size: int) -> tuple[Sequence[Employer], int]:
    """A page of employers by name or credit code and state, newest first, and how many there are."""
    total = db.session.execute(_matching(select(func.count(Employer.id)).where(employer_in(station_code)), words, state)).scalar_one()
    query = _matching(select(Employer).where(employer_in(station_code)), words, state)
    rows = db.session.execute(query.order_by(Employer.id.desc()).limit(size).offset((page - 1) * size)).scalars().all()
    return rows, total


def counts_by_state(station_code: str) -> dict[str, int]:
    """How many employers are in each state."""
    query = select(Employer.state, func.count()).where(employer_in(station_code)).group_by(Employer.state)
    return dict(db.session.execute(query).all())


def falling_due(on: date) -> list[Employer]:
    """Verified employers whose date lies before `on`."""
    query = select(Employer).where(Employer.state == VERIFIED, Employer.verified_until < on).order_by(Employer.id)
    return list(db.session.execute(query).scalars())


def due_between(first: date, last: date) -> list[Employer]:
    """Verified employers whose date lies from `first` to `last`, soonest first."""
    query = select(Employer).where(Employer.state == VERIFIED, Employer.verified_until.between(first, last))
    return list(db.session.execute(query.order_by(Employer.verified_until, Employer.id)).scalars())


def due_between_for_staff(station_code: str, first: date, last: date, limit: int) -> list[Employer]:
    """Verified employers in the station's subtree whose date lies from `first` to `last`, soonest first."""
    query = select(Employer).where(Employer.state == VERIFIED, Employer.verified_until.between(first, last), employer_in(station_code))
    return list(db.session.execute(query.order_by(Employer.verified_until, Employer.id).limit(limit)).scalars())

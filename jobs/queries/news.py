"""Which enterprises are due to hear of new people for which positions."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from core.db import db
from employers.models import Employer, EmployerMember
from jobs.models import PeopleNews, Position
from jobs.queries import is_live


def _is_due(day: date) -> ColumnElement[bool]:
    """A live position that was not looked through since Monday."""
    monday = day - timedelta(days=day.weekday())
    return and_(is_live(), or_(PeopleNews.position_id.is_(None), PeopleNews.ran_on < monday))


def due_employer_ids(day: date) -> list[int]:
    """Employers with a position whose week has come, and somebody who wants to hear."""
    listens = select(EmployerMember.id).where(EmployerMember.employer_id == Position.employer_id, EmployerMember.hears_of_people).exists()
    query = select(Position.employer_id).outerjoin(PeopleNews, PeopleNews.position_id == Position.id).where(_is_due(day), listens)
    return list(db.session.execute(query.distinct().order_by(Position.employer_id)).scalars())


def due_positions(employer_id: int, day: date) -> dict[int, str]:
    """By id, the titles of an employer's positions whose week has come."""
    query = select(Position.id, Position.title).outerjoin(PeopleNews, PeopleNews.position_id == Position.id)
    return dict(db.session.execute(query.where(Position.employer_id == employer_id, _is_due(day)).order_by(Position.id)).all())


def hold_employer(employer_id: int) -> None:
    """Let processes that tell the same employer go one after the other."""
    db.session.execute(select(Employer.id).where(Employer.id == employer_id).with_for_update())


def news_of(position_ids: Collection[int]) -> dict[int, PeopleNews]:
    """By position, whom its enterprise has heard of."""
    return {row.position_id: row for row in db.session.execute(select(PeopleNews).where(PeopleNews.position_id.in_(position_ids))).scalars()}

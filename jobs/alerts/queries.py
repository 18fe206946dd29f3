"""Reading saved searches: an account's own, and those whose day has come."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from accounts.models import Account
from core.db import db
from jobs.models import SavedSearch
from jobs.models.alerts import DAILY, WEEKLY


def searches_of(account_id: int) -> Sequence[SavedSearch]:
    """The searches an account keeps, the first kept first."""
    return db.session.execute(select(SavedSearch).where(SavedSearch.account_id == account_id).order_by(SavedSearch.id)).scalars().all()


def hold_account(account_id: int) -> None:
    """Let what two requests of one account do to its searches happen one after the other."""
    db.session.execute(select(Account.id).where(Account.id == account_id).with_for_update())


def search_count(account_id: int) -> int:
    """How many searches an account keeps."""
    return db.session.execute(select(func.count()).select_from(SavedSearch).where(SavedSearch.account_id == account_id)).scalar_one()


def search_of(account_id: int, search_id: int) -> SavedSearch | None:
    """An account's own saved search."""
    query = select(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.account_id == account_id)
    return db.session.execute(query).scalar_one_or_none()


def search_with_key(account_id: int, key: bytes) -> SavedSearch | None:
    """The account's search with these criteria."""
    query = select(SavedSearch).where(SavedSearch.account_id == account_id, SavedSearch.criteria_key == key)
    return db.session.execute(query).scalar_one_or_none()


def search_of_link(search_id: int) -> SavedSearch | None:
    """The search that a sealed link names; the seal is who may see it."""
    return db.session.execute(select(SavedSearch).where(SavedSearch.id == search_id)).scalar_one_or_none()


def _runs() -> ColumnElement[bool]:
    """Not paused; whoever was closed out hears nothing."""
    return and_(SavedSearch.paused_at.is_(None), Account.is_active)


def _is_due(day: date) -> ColumnElement[bool]:
    """Not looked through yet today, or since Monday."""
    monday = day - timedelta(days=day.weekday())
    turn = or_(and_(SavedSearch.frequency == DAILY, SavedSearch.ran_on < day), and_(SavedSearch.frequency == WEEKLY, SavedSearch.ran_on < monday))
    return and_(_runs(), turn)


def due_search_ids(day: date, limit: int) -> list[int]:
    """Some of the searches whose day has come."""
    query = select(SavedSearch.id).join(Account, Account.id == SavedSearch.account_id).where(_is_due(day))
    return list(db.session.execute(query.order_by(SavedSearch.id).limit(limit)).scalars())


def locked_due_search(day: date, search_id: int) -> tuple[SavedSearch, Account] | None:
    """The search if its day has still come, held until the transaction ends, and whose it is."""
    query = select(SavedSearch, Account).join(Account, Account.id == SavedSearch.account_id).where(SavedSearch.id == search_id, _is_due(day))
    row = db.session.execute(query.with_for_update(of=SavedSearch).execution_options(populate_existing=True)).one_or_none()
    return None if row is None else (row[0], row[1])


def _held(wanted: ColumnElement[bool], limit: int) -> list[tuple[SavedSearch, Account]]:
    """Some running searches and whose they are, held until the transaction ends; one that another process was faster with is not among them."""
    query = select(SavedSearch, Account).join(Account, Account.id == SavedSearch.account_id).where(_runs(), wanted).order_by(SavedSearch.id).limit(limit)
    return [(row[0], row[1]) for row in db.session.execute(query.with_for_update(of=SavedSearch).execution_options(populate_existing=True))]


def held_old_searches(before: datetime, limit: int) -> list[tuple[SavedSearch, Account]]:
    """Searches whose owner last said before this moment that they are wanted, and was not asked since."""
    return _held(and_(SavedSearch.wanted_at < before, SavedSearch.answer_by.is_(None)), limit)


def held_unanswered_searches(day: date, limit: int) -> list[tuple[SavedSearch, Account]]:
    """Searches whose last day for an answer is over."""
    return _held(SavedSearch.answer_by < day, limit)

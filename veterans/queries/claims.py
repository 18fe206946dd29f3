"""Requests to join an account to a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from accounts.models import Account, Station
from accounts.stations import in_scope
from core import crypto
from core.db import db
from core.errors import NotFound
from core.validators import clean_identity
from veterans.models import LinkRequest, MergedFile, Person
from veterans.states import WAITING


def claimed_file(number: str) -> Any:
    """What deciding a claim needs of the file with this number, or into which one with it was merged: id, name, phone_index, account_id, station_code."""
    columns = (Person.id, Person.name, Person.phone_index, Person.account_id, Person.station_code)
    index = crypto.blind_index(clean_identity(number), "identity")
    merged = select(MergedFile.survivor_id).where(MergedFile.identity_index == index)
    return db.session.execute(select(*columns).where(or_(Person.identity_index == index, Person.id.in_(merged)))).one_or_none()


def locked_account(account_id: int) -> Account:
    """The account, locked until the transaction ends, so that two requests of one account follow each other."""
    return db.session.execute(select(Account).where(Account.id == account_id).with_for_update()).scalar_one()


def recent_claims(account_id: int, since: datetime) -> int:
    """How often the account has named an identity number since then."""
    query = select(func.count()).select_from(LinkRequest).where(LinkRequest.account_id == account_id, LinkRequest.asked_at >= since)
    return db.session.execute(query).scalar_one()


def waiting_claim(account_id: int) -> LinkRequest | None:
    """The account's request that waits for the station."""
    return db.session.execute(select(LinkRequest).where(LinkRequest.account_id == account_id, LinkRequest.state == WAITING)).scalar_one_or_none()


def latest_claim(account_id: int) -> LinkRequest | None:
    """The account's newest request, whatever became of it."""
    query = select(LinkRequest).where(LinkRequest.account_id == account_id).order_by(LinkRequest.id.desc()).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def waiting_claims(scope: str, page: int = 1, size: int = 20) -> Sequence[Any]:
    """Requests that wait for a station in `scope`, oldest first: id, name, asked_at, differs, station_name."""
    columns = (LinkRequest.id, LinkRequest.name, LinkRequest.asked_at, LinkRequest.differs, Station.name.label("station_name"))
    query = select(*columns).join(Station, Station.code == LinkRequest.station_code)
    query = query.where(LinkRequest.state == WAITING, in_scope(LinkRequest.station_code, scope))
    return db.session.execute(query.order_by(LinkRequest.id).limit(size).offset((page - 1) * size)).all()


def waiting_claims_count(scope: str) -> int:
    """How many requests wait for a station in `scope`."""
    query = select(func.count()).select_from(LinkRequest).where(LinkRequest.state == WAITING, in_scope(LinkRequest.station_code, scope))
    return db.session.execute(query).scalar_one()


def oldest_waiting_claim(scope: str) -> datetime | None:
    """Since when the longest waiting request waits."""
    query = select(func.min(LinkRequest.asked_at)).where(LinkRequest.state == WAITING, in_scope(LinkRequest.station_code, scope))
    return db.session.execute(query).scalar_one()


def claim_in_scope(scope: str, claim_id: int) -> tuple[LinkRequest, Account]:
    """A request for a station in `scope`, with the account that asks.

    Raises:
        NotFound: there is no such request, or it is for another station.

    """
    query = select(LinkRequest, Account).join(Account, Account.id == LinkRequest.account_id)
    row = db.session.execute(query.where(LinkRequest.id == claim_id, in_scope(LinkRequest.station_code, scope))).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]

"""Finding accounts, sessions and invitations."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from accounts.models import Account, Invitation, SignIn, Station
from accounts.stations import in_scope
from core import crypto
from core.clock import now
from core.db import db
from core.facts import is_demo


def account_by_phone(phone: str) -> Account | None:
    """The account that signs in with this phone."""
    return db.session.execute(select(Account).where(Account.phone_index == crypto.blind_index(phone, "phone"))).scalar_one_or_none()


def shows_code(phone: str) -> bool:
    """Whether a code for this phone is shown on the page: on demo data only, and never for real staff."""
    if not is_demo():
        return False
    account = account_by_phone(phone)
    return account is None or account.staff_role is None or account.is_demo


@dataclass(frozen=True)
class Credentials:
    """What signing in with a password needs to know of an account."""

    account_id: int
    password_hash: str | None
    station_code: str | None
    is_active: bool


def _credentials(which: ColumnElement[bool]) -> Credentials | None:
    row = db.session.execute(select(Account.id, Account.password_hash, Account.station_code, Account.is_active).where(which)).one_or_none()
    return None if row is None else Credentials(*row)


def credentials_of_name(name: str) -> Credentials | None:
    """The account whose phone or login name this is. Both are looked for and few columns read, so that finding takes as long as not finding."""
    by_login = _credentials(Account.login == name.lower())
    return _credentials(Account.phone_index == crypto.blind_index(name, "phone")) or by_login


def credentials_of_account(account_id: int) -> Credentials | None:
    """The same by id, as they are now."""
    return _credentials(Account.id == account_id)


def account_by_id(account_id: int) -> Account:
    """An account known to exist."""
    return db.session.get_one(Account, account_id)


def account_names(account_ids: Collection[int]) -> dict[int, str]:
    """Names of accounts by number, for members of staff who read what others of them did."""
    return dict(db.session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids))).all())


def open_sign_ins(account_id: int) -> list[SignIn]:
    """The sessions of an account that nobody ended, the latest used first."""
    query = select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None)).order_by(SignIn.seen_at.desc()).limit(50)
    return list(db.session.execute(query).scalars())


def _staff(scope: str | None) -> Select[Account, Station]:
    return select(Account, Station).join(Station, Station.code == Account.station_code).where(
        Account.staff_role.is_not(None), in_scope(Account.station_code, scope))


def staff_page(scope: str | None, number: int, size: int) -> tuple[list[tuple[Account, Station]], int]:
    """One page of the staff in a subtree with their stations, open accounts first, and how many there are."""
    total = db.session.execute(select(func.count()).select_from(_staff(scope).subquery())).scalar_one()
    query = _staff(scope).order_by(Account.is_active.desc(), Account.station_code, Account.id).limit(size).offset((number - 1) * size)
    return [(account, place) for account, place in db.session.execute(query)], total


def staff_member(scope: str | None, account_id: int) -> Account | None:
    """A member of staff in a subtree."""
    query = _staff(scope).where(Account.id == account_id).with_only_columns(Account)
    return db.session.execute(query).scalar_one_or_none()


def open_invitations(scope: str | None) -> list[tuple[Invitation, Station]]:
    """Invitations into a subtree that were neither accepted nor withdrawn, the latest first."""
    query = select(Invitation, Station).join(Station, Station.code == Invitation.station_code).where(
        in_scope(Invitation.station_code, scope), Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    ).order_by(Invitation.id.desc()).limit(100)
    return [(invitation, place) for invitation, place in db.session.execute(query)]


def open_invitation(token: str) -> Invitation | None:
    """The invitation behind a link's token, while it can be accepted."""
    query = select(Invitation).where(Invitation.token_hash == crypto.digest(token), Invitation.accepted_at.is_(None),
                                     Invitation.withdrawn_at.is_(None), Invitation.expires_at > now())
    return db.session.execute(query).scalar_one_or_none()

"""Signing in and out: the password's verdict, the sessions kept on the server."""

import secrets

from sqlalchemy import select, update

from accounts.models import Account, SignIn
from accounts.queries import Credentials, credentials_of_account
from accounts.services.tries import count_try
from core import crypto
from core.audit import Action, Actor, record
from core.clock import now
from core.db import db


def tries_name(account_id: int | None, name: str = "") -> str:
    """What wrong passwords are counted under: the account whatever name was typed, or the name when there is no account."""
    return f"name:{name}" if account_id is None else f"account:{account_id}"


def judge_password(checked: Credentials | None, name: str, matches: bool) -> bool:
    """Whether the one who typed `name` may enter. `matches` was found against `checked` before the transaction, as hashing takes long.

    A hash that changed meanwhile, a closed account and a name that must wait are refused like a wrong password.
    """
    account_id = checked.account_id if checked else None
    present = credentials_of_account(account_id or 0)
    is_right = matches and present is not None and present.is_active and present == checked
    entered = count_try(tries_name(account_id, name), is_right)
    if not entered:
        record(Actor(account_id, present.station_code if present else None), Action.SIGN_IN_FAILED, "account", account_id)
    return entered


def needs_second_factor(account: Account, is_demanded: bool) -> bool:
    """Whether a one-time password is asked: of staff, where the setting demands it or the account has one."""
    return bool(account.staff_role and (is_demanded or account.totp_secret))


def start_sign_in(account: Account, device: str, has_passed: bool) -> tuple[SignIn, str]:
    """A new session and its token. `has_passed` is false while the second factor is to come."""
    token = secrets.token_urlsafe(32)
    sign_in = SignIn(token_hash=crypto.digest(token), account_id=account.id, device=device, totp_passed=has_passed)
    db.session.add(sign_in)
    account.last_seen_at = now()
    db.session.flush()
    if has_passed:
        record(Actor(account.id, account.station_code), Action.SIGNED_IN, "account", account.id)
    return sign_in, token


def end_sign_in(actor: Actor, sign_in_id: int) -> None:
    """End one of the actor's own sessions."""
    ended = update(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == actor.account_id, SignIn.ended_at.is_(None)).values(ended_at=now())
    if db.session.execute(ended.returning(SignIn.id)).scalar_one_or_none() is not None:
        record(actor, Action.SIGNED_OUT, "account", actor.account_id)


def end_all_sign_ins(actor: Actor, account_id: int, keep: int | None = None) -> int:
    """End every session of an account but `keep`; returns how many ended."""
    still_open = select(SignIn.id).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != (keep or 0))
    ids = list(db.session.execute(still_open).scalars())
    if ids:
        db.session.execute(update(SignIn).where(SignIn.id.in_(ids)).values(ended_at=now()))
        record(actor, Action.SESSION_REVOKED, "account", account_id, sessions=len(ids))
    return len(ids)

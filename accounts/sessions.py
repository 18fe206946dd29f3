"""Sessions kept on the server: the cookie holds a random token, the database its keyed hash."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app
from flask_login import LoginManager
from sqlalchemy import select, update

from accounts.models import Account, SignIn
from core import crypto
from core.clock import now
from core.db import db, transaction

SEEN_EVERY = timedelta(minutes=1)
login_manager = LoginManager()


@dataclass(frozen=True)
class Viewer:
    """What Flask-Login carries: the account and its session row."""

    account: Account
    sign_in: SignIn
    token: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """The cookie's content."""
        return self.token


def load_viewer(token: str) -> Viewer | None:
    """The account behind a session token, or None when the session ended, idled too long, is too old or the account is closed."""
    query = select(SignIn, Account).join(Account, Account.id == SignIn.account_id).where(SignIn.token_hash == crypto.digest(token))
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    sign_in, account = row
    moment, limits = now(), current_app.config
    too_old = moment - sign_in.started_at > limits["SESSION_LONGEST"] or moment - sign_in.seen_at > limits["SESSION_IDLE"]
    if sign_in.ended_at is not None or too_old or not account.is_active:
        return None
    if moment - sign_in.seen_at > SEEN_EVERY:
        _note_seen(sign_in.id)
    return Viewer(account, sign_in, token)


def _note_seen(sign_in_id: int) -> None:
    with transaction() as session:
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now()))


def init_sessions(app: Flask) -> None:
    """Wire Flask-Login to the session rows."""
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.user_loader(load_viewer)

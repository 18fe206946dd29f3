"""Sessions kept on the server: the cookie holds a random token, the database its keyed hash."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, current_app, request, session
from flask_login import LoginManager, login_user
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from accounts.models import Account, SignIn
from core import crypto
from core.clock import now
from core.db import db, transaction

SEEN_EVERY = timedelta(minutes=1)
_BROWSERS = (("MicroMessenger", "微信"), ("HuaweiBrowser", "Huawei Browser"), ("MQQBrowser", "QQ Browser"), ("UCBrowser", "UC"), ("Edg", "Edge"),
             ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2000-\u200f\u2028-\u202f\ufeff]")
login_manager = LoginManager()


@dataclass(frozen=True)
class Viewer:
    """What Flask-Login carries: the account and its session row."""

    account: Account
    sign_in: SignIn
    token: str
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def is_authenticated(self) -> bool:
        """Whether the session may be used: the second factor was shown, or is not asked for."""
        return self.sign_in.totp_passed

    def get_id(self) -> str:
        """The cookie's content."""
        return self.token


def load_viewer(token: str) -> Viewer | None:
    """The account behind a session token, or None when the session ended, idled too long, is too old or the account is closed."""
    query = select(SignIn, Account).join(Account, Account.id == SignIn.account_id).where(SignIn.token_hash == crypto.digest(token))
    row = db.session.execute(query).one_or_none()
    if row is None or not _is_open(row[0], row[1]):
        return None
    sign_in, account = row
    if now() - sign_in.seen_at > SEEN_EVERY:
        _note_seen(sign_in.id, account.id)
    return Viewer(account, sign_in, token)


def _is_open(sign_in: SignIn, account: Account) -> bool:
    limits, moment = current_app.config, now()
    idle = limits["SESSION_IDLE"] if account.staff_role else limits["PERSON_SESSION_IDLE"]
    is_fresh = moment - sign_in.started_at <= limits["SESSION_LONGEST"] and moment - sign_in.seen_at <= idle
    return sign_in.ended_at is None and is_fresh and account.is_active


def _note_seen(sign_in_id: int, account_id: int) -> None:
    """Move the idle clock on. Touches nothing else, so that a request under way never revives a session that was ended meanwhile.

    Inside somebody's transaction, or when the database is busy, it waits for the next request.
    """
    if db.session().info.get("writing"):
        return
    try:
        with transaction() as work:
            work.execute(update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(seen_at=now()))
            work.execute(update(Account).where(Account.id == account_id).values(last_seen_at=now()))
    except OperationalError:
        db.session.rollback()


def enter(account: Account, sign_in: SignIn, token: str) -> None:
    """Give the browser a new session: what its cookie held before is dropped, the form token included."""
    session.clear()
    login_user(Viewer(account, sign_in, token), force=True)


def leave() -> None:
    """Empty the browser's cookie; the row is ended by `accounts.services.end_sign_in`."""
    session.clear()


def device_name() -> str:
    """The browser and system of this request in a few words, for the list of signed-in devices."""
    agent = request.user_agent.string
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)[:40]


def safe_next(target: str | None) -> str | None:
    """`target` when it is a path on this site, else None. What browsers might read as another host is refused."""
    if not target or not target.startswith("/") or target.startswith("//") or _UNSAFE.search(target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc or parts.path.startswith("//") else target


def init_sessions(app: Flask) -> None:
    """Wire Flask-Login to the session rows."""
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.user_loader(load_viewer)

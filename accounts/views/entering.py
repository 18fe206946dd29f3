"""The last step of every way in: a new session, the second factor where one is asked, and where to go then."""

from datetime import timedelta

from flask import current_app, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import passwords, services, sessions
from accounts.models import Account
from accounts.permissions import home_endpoint
from accounts.queries import account_by_id, credentials_of_name
from core.clock import now
from core.db import transaction

OLD_PASSWORD = timedelta(days=90)


def account_with_password(name: str, password: str) -> Account | None:
    """The account that `name` and `password` open, or None; the answer takes as long and counts as much for names nobody has."""
    found = credentials_of_name(name)
    stored = found.password_hash if found else None
    matches = passwords.password_matches(stored, password)
    renewed = passwords.hash_password(password) if matches and stored and passwords.is_outdated(stored) else None
    with transaction():
        entered = services.judge_password(found, name, matches)
        if entered and found and renewed:
            services.renew_hash(found.account_id, renewed)
    return account_by_id(found.account_id) if entered and found else None


def _wait_minutes(name: str) -> int:
    found = credentials_of_name(name)
    until = services.waits_until(services.tries_name(found.account_id if found else None, name))
    return 0 if until is None else max(1, -(-int((until - now()).total_seconds()) // 60))


def refusal(name: str) -> tuple[str, int]:
    """The sentence and the status after a password that opened nothing: the same whether or not there is such an account."""
    minutes = _wait_minutes(name)
    if minutes:
        return _("Too many wrong tries. Please wait %(n)s minutes, or sign in by a code.", n=minutes), 429
    return _("The name and the password do not fit. Please check both, or sign in by a code."), 422


def let_in(account: Account, following: str | None = None, *, has_passed: bool = False) -> ResponseReturnValue:
    """Start a session for a proved account and send it on; a pending one goes to the second factor first."""
    is_asked = services.needs_second_factor(account, current_app.config["STAFF_TOTP"]) and not has_passed
    with transaction():
        sign_in, token = services.start_sign_in(account, sessions.device_name(), not is_asked)
    sessions.enter(account, sign_in, token)
    if is_asked:
        session["following"] = following
        return redirect(url_for("accounts.second_factor"), 303)
    if account.staff_role and account.password_changed_at and now() - account.password_changed_at > OLD_PASSWORD:
        flash(_("Your password is older than 90 days. Please change it under Account."), "wait")
    return redirect(following or url_for(home_endpoint(account)), 303)

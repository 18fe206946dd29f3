"""What must hold before real people are let in: each check names one unsafe thing and what to do about it.

In production an application with an unsafe setting does not start; `flask doctor` lists the same findings on any machine.
"""

import stat
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any

import click
from flask_babel import gettext as _

from core.config import UNSAFE_SECRETS
from core.senders import TRIAL, kind_of

Settings = Mapping[str, Any]
MAX_SKEW = 60.0


class UnsafeSettings(click.ClickException):
    """Production settings that would put people's data at risk; the message lists every one. A command prints it plainly and ends with status 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Only the reasons, on standard error."""
        click.echo(self.message, file=file, err=file is None)


@dataclass(frozen=True)
class Problem:
    """One finding: a short code, what is wrong and what to do; `fatal` ones stop production."""

    code: str
    message: str
    fatal: bool = True


def _readable_by_others(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH))


def secret_key(settings: Settings) -> Problem | None:
    """The key that signs cookies is set, long and not a known one."""
    key = str(settings["SECRET_KEY"])
    if key.lower() in UNSAFE_SECRETS or len(key) < 32:
        return Problem("secret_key", _("RONGQIAO_SECRET_KEY is a known or short value. Give it at least 32 random characters."))
    return None


def debug(settings: Settings) -> Problem | None:
    """No debugger."""
    return Problem("debug", _("Debug mode is on. Turn FLASK_DEBUG off.")) if settings.get("DEBUG") else None


def cookies(settings: Settings) -> Problem | None:
    """Session cookies travel over HTTPS alone."""
    if settings["SESSION_COOKIE_SECURE"]:
        return None
    return Problem("cookies", _("Session cookies may travel unencrypted. Serve over HTTPS and set RONGQIAO_HTTPS=1."))


def trusted_hosts(settings: Settings) -> Problem | None:
    """Links are built from known host names."""
    if settings["TRUSTED_HOSTS"] and "*" not in settings["TRUSTED_HOSTS"]:
        return None
    return Problem("trusted_hosts", _("RONGQIAO_TRUSTED_HOSTS is empty. Name the host names that people use."))


def public_url(settings: Settings) -> Problem | None:
    """Links in messages lead to the HTTPS site."""
    if str(settings["PUBLIC_URL"]).startswith("https://"):
        return None
    return Problem("public_url", _("RONGQIAO_PUBLIC_URL does not begin with https://. Links in messages would be unsafe."))


def keys_file(settings: Settings) -> Problem | None:
    """Only the service's account reads the keys."""
    if _readable_by_others(Path(settings["KEYS_FILE"])):
        return Problem("keys_file", _("Others on this machine can read the encryption keys. Run: chmod 600 %(file)s", file=settings["KEYS_FILE"]))
    return None


def database_file(settings: Settings) -> Problem | None:
    """Only the service's account reads the database file."""
    uri = str(settings["SQLALCHEMY_DATABASE_URI"])
    path = Path(uri.removeprefix("sqlite:///"))
    if uri.startswith("sqlite:///") and _readable_by_others(path):
        return Problem("database_file", _("Others on this machine can read the database. Run: chmod 600 %(file)s", file=path))
    return None


def proxy(settings: Settings) -> Problem | None:
    """A buffering proxy stands in front of the workers."""
    if settings["BEHIND_PROXY"]:
        return None
    text = _("No proxy stands in front of the workers: slow readers would hold them. Put one there and set RONGQIAO_BEHIND_PROXY=1.")
    return Problem("proxy", text, fatal=False)


def idle_limit(settings: Settings) -> Problem | None:
    """Staff sessions end when idle."""
    if settings["SESSION_IDLE"].total_seconds() <= 3600:
        return None
    return Problem("idle_limit", _("Idle sessions stay open for over an hour. Lower RONGQIAO_SESSION_IDLE_MINUTES."))


def second_factor(settings: Settings) -> Problem | None:
    """Staff sign in with a second factor."""
    if settings["STAFF_TOTP"]:
        return None
    return Problem("second_factor", _("Staff sign in with a password alone. Set RONGQIAO_STAFF_TOTP=1 (graded protection asks for it)."), fatal=False)


def sender(settings: Settings) -> Problem | None:
    """Text messages are delivered by somebody."""
    kind = kind_of(str(settings["SMS_SENDER"]))
    if kind is None:
        return Problem("no_sender", _("Nobody delivers text messages: codes and invitations wait. Set RONGQIAO_SMS_SENDER."))
    if kind == TRIAL:
        return Problem("trial_sender", _("Text messages are written to a file instead of being sent. That is for trial runs alone."), fatal=False)
    return None


SETTING_CHECKS: tuple[Callable[[Settings], Problem | None], ...] = (
    secret_key, debug, cookies, trusted_hosts, public_url, keys_file, database_file, idle_limit, proxy, second_factor, sender,
)


def setting_problems(settings: Settings) -> list[Problem]:
    """Every finding about the settings."""
    return [problem for check in SETTING_CHECKS if (problem := check(settings))]


def refuse_unsafe(settings: Settings) -> None:
    """Stop an unsafe production start.

    Raises:
        UnsafeSettings: one line for every fatal finding.

    """
    if settings["MODE"] != "production":
        return
    fatal = [problem for problem in setting_problems(settings) if problem.fatal]
    if fatal:
        raise UnsafeSettings("\n".join(f"[{problem.code}] {problem.message}" for problem in fatal))


def clock_skew(url: str, timeout: float = 3.0) -> float | None:
    """Seconds between this clock and the `Date` header of our own public address; None when it cannot be asked."""
    if not url.startswith(("http://", "https://")):
        return None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=timeout) as answer:  # noqa: S310
            header = answer.headers.get("Date")
    except (OSError, urllib.error.URLError, ValueError):
        return None
    return abs(time.time() - parsedate_to_datetime(header).timestamp()) if header else None

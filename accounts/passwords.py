"""Passwords: argon2id hashes, a hash to burn when there is no account, and what a new password must be like."""

import re
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _

SHORTEST, LONGEST = 8, 128
SHORTEST_STAFF = 10
CLASSES = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^A-Za-z0-9]"))
ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/")
_DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")


@cache
def _hasher(cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=cost, memory_cost=65536 if cost > 1 else 1024, parallelism=2 if cost > 1 else 1)


@cache
def _burnt_hash(cost: int) -> str:
    return _hasher(cost).hash("nobody has this password")


def hasher() -> PasswordHasher:
    """The hasher at the configured cost."""
    return _hasher(current_app.config["ARGON2_COST"])


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return hasher().hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the one that was hashed. Without a stored hash as much time is spent, and the answer is no."""
    try:
        hasher().verify(stored or _burnt_hash(current_app.config["ARGON2_COST"]), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return hasher().check_needs_rehash(stored)


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split()
    return frozenset(lines)


def _is_walk(password: str) -> bool:
    """Whether it only walks along a row of keys, forwards or backwards: 12345678, qwertyui."""
    return any(password in row * 2 or password in row[::-1] * 2 for row in ROWS)


def _is_common(password: str) -> bool:
    bare = password.lower()
    return bare in _common() or len(set(bare)) < 4 or _is_walk(bare) or _DATE.fullmatch(bare) is not None


def _misses_classes(password: str) -> bool:
    return sum(bool(kind.search(password)) for kind in CLASSES) < 3


def password_problem(password: str, profile: str, own: tuple[str, ...] = ()) -> str | None:
    """Why `password` cannot be a new password, or None.

    Profile `dengbao` asks for length and kinds of characters, `asvs` for length alone; neither takes one that is common or that
    contains one of the person's `own` words (phone, name, login).
    """
    shortest = SHORTEST_STAFF if profile == "dengbao" else SHORTEST
    if len(password) < shortest:
        return str(_("A password needs at least %(n)s characters", n=shortest))
    if len(password) > LONGEST:
        return str(_("A password has at most %(n)s characters", n=LONGEST))
    if _is_common(password):
        return str(_("Many people use this password and it is easy to guess; please choose another"))
    if any(len(word) > 2 and word.lower() in password.lower() for word in own if word):
        return str(_("The password must not contain your phone number or name"))
    if profile == "dengbao" and _misses_classes(password):
        return str(_("Use at least three of these: small letters, capital letters, digits, other signs"))
    return None

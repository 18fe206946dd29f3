"""Six-digit codes sent to a phone. A code proves the phone for one purpose, once.

Whether an account exists for the phone is never asked here, so that sending a code tells nobody.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select, update

from accounts.models import OneTimeCode
from accounts.services.tries import hold_name
from core import crypto
from core.clock import now
from core.db import db
from core.errors import BadInput, Refusal
from core.outbox import Template, queue_message

LIFETIME = timedelta(minutes=10)
PROOF_LIFETIME = timedelta(minutes=30)
TRIES = 5
BUDGETS = ((timedelta(hours=1), 5), (timedelta(days=1), 10))


class Purpose(StrEnum):
    """What a code is for; a code for one purpose is worth nothing for another."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    RESET = "reset"
    NEW_PHONE = "new_phone"
    INTENTION = "intention"


TEMPLATES = {Purpose.SIGN_UP: Template.SIGN_UP_CODE, Purpose.SIGN_IN: Template.SIGN_IN_CODE, Purpose.RESET: Template.RESET_CODE,
             Purpose.NEW_PHONE: Template.NEW_PHONE_CODE, Purpose.INTENTION: Template.INTENTION_CODE}


class TooManyCodes(Refusal):
    """The phone's budget of codes is spent for now."""

    status = 429


class ProofIsGone(BadInput):
    """The code was used for its step already, was replaced, or was entered too long ago."""


@dataclass(frozen=True)
class SentCode:
    """The row's id, and the digits (for demo data's page; nobody else may see them)."""

    id: int
    digits: str


def _hash(phone: str, purpose: str, digits: str, about: str = "") -> bytes:
    return crypto.blind_index(f"{phone}:{purpose}:{digits}:{about}" if about else f"{phone}:{purpose}:{digits}", "code")


def _within_budget(phone_index: bytes) -> bool:
    for period, most in BUDGETS:
        query = select(func.count()).select_from(OneTimeCode).where(OneTimeCode.phone_index == phone_index, OneTimeCode.made_at > now() - period)
        if db.session.execute(query).scalar_one() >= most:
            return False
    return True


def _withdraw(*which: ColumnElement[bool]) -> None:
    db.session.execute(update(OneTimeCode).where(*which, OneTimeCode.spent_at.is_(None)).values(used_at=now(), spent_at=now()))


def send_code(phone: str, purpose: Purpose, *, about: str = "") -> SentCode:
    """Send a fresh code to `phone`; earlier ones for the same purpose stop working. With `about` it is good for that one thing alone.

    Raises:
        TooManyCodes: five were sent this hour, or ten today.

    """
    index = crypto.blind_index(phone, "phone")
    hold_name(f"codes:{phone}")
    if not _within_budget(index):
        raise TooManyCodes(_("This phone was sent many codes already. Please try again in an hour, or ask at a station."))
    _withdraw(OneTimeCode.phone_index == index, OneTimeCode.purpose == str(purpose))
    digits = f"{secrets.randbelow(10 ** 6):06d}"
    row = OneTimeCode(phone_index=index, purpose=str(purpose), code_hash=_hash(phone, purpose, digits, about))
    db.session.add(row)
    db.session.flush()
    queue_message(f"code:{row.id}", phone, TEMPLATES[purpose], code=digits, minutes=LIFETIME.seconds // 60)
    db.session.flush()
    return SentCode(row.id, digits)


def check_code(code_id: int, phone: str, purpose: Purpose, digits: str, *, about: str = "") -> bool:
    """Whether `digits` is the code, still open, with a try left. Every call uses up a try, a right one uses up the code."""
    is_open = (OneTimeCode.id == code_id, OneTimeCode.used_at.is_(None), OneTimeCode.tries < TRIES, OneTimeCode.made_at > now() - LIFETIME)
    taken = update(OneTimeCode).where(*is_open).values(tries=OneTimeCode.tries + 1).returning(OneTimeCode.code_hash)
    stored = db.session.execute(taken).scalar_one_or_none()
    if stored is None or not hmac.compare_digest(bytes(stored), _hash(phone, purpose, digits, about)):
        return False
    db.session.execute(update(OneTimeCode).where(OneTimeCode.id == code_id).values(used_at=now()))
    return True


def spend_proof(code_id: int) -> None:
    """Use up the proof that a rightly entered code gave, for the one step it was for.

    Raises:
        ProofIsGone: it was spent, withdrawn or is too old.

    """
    is_good = (OneTimeCode.id == code_id, OneTimeCode.spent_at.is_(None), OneTimeCode.used_at > now() - PROOF_LIFETIME)
    changed = db.session.execute(update(OneTimeCode).where(*is_good).values(spent_at=now()).returning(OneTimeCode.id)).scalar_one_or_none()
    if changed is None:
        raise ProofIsGone(_("The code you entered is no longer good. Please ask for a new one."))


def withdraw_codes(phone: str | None) -> None:
    """Make every code and every proof of a phone worthless: its password or its account changed."""
    if phone:
        _withdraw(OneTimeCode.phone_index == crypto.blind_index(phone, "phone"))

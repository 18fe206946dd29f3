"""Time-based one-time passwords for staff. Each is accepted once."""

import pyotp
from sqlalchemy import or_, update

from accounts.models import Account
from accounts.services.tries import count_try
from core.audit import Action, Actor, record
from core.clock import now
from core.db import db

STEP = 30
ISSUER = "Rongqiao"


def new_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


def enrolment_address(secret: str, label: str) -> str:
    """The otpauth:// address an authenticator app scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=ISSUER)


def _step_of(secret: str, digits: str) -> int | None:
    """The time step `digits` belongs to, among the present one and its neighbours."""
    present = int(now().timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    return next((step for step in (present, present - 1, present + 1) if pyotp.utils.strings_equal(digits, totp.generate_otp(step))), None)


def enrol_second_factor(account: Account, secret: str, digits: str) -> bool:
    """Keep `secret` when `digits` shows that the app has it; returns whether it does."""
    step = _step_of(secret, digits)
    if step is None:
        return False
    account.totp_secret, account.totp_last_step = secret, step
    db.session.flush()
    record(Actor(account.id, account.station_code), Action.TOTP_CHANGED, "account", account.id, enrolled=True)
    return True


def check_second_factor(account: Account, digits: str) -> bool:
    """Whether `digits` is right and was not used before; wrong ones delay the account like wrong passwords."""
    step = _step_of(account.totp_secret or "", digits) if account.totp_secret else None
    is_right = step is not None and _take_step(account.id, step)
    return count_try(f"totp:{account.id}", is_right)


def _take_step(account_id: int, step: int) -> bool:
    unused = or_(Account.totp_last_step.is_(None), Account.totp_last_step < step)
    taken = update(Account).where(Account.id == account_id, unused).values(totp_last_step=step).returning(Account.id)
    return db.session.execute(taken).scalar_one_or_none() is not None


def drop_second_factor(actor: Actor, account: Account) -> None:
    """Forget the account's secret: the phone with the app is lost."""
    account.totp_secret = account.totp_last_step = None
    db.session.flush()
    record(actor, Action.TOTP_CHANGED, "account", account.id, enrolled=False)

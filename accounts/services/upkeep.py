"""What is forgotten after a while."""

from datetime import timedelta

from sqlalchemy import delete, or_

from accounts.models import OneTimeCode, SignIn, WrongTries
from core.clock import now
from core.db import db

KEEP_CODES = timedelta(days=1)
KEEP_SIGN_INS = timedelta(days=30)


def forget_expired() -> None:
    """Delete codes and wrong tries older than a day, and sessions that ended or began over 30 days ago."""
    codes, sign_ins = now() - KEEP_CODES, now() - KEEP_SIGN_INS
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.made_at < codes))
    db.session.execute(delete(WrongTries).where(WrongTries.failed_at < codes))
    db.session.execute(delete(SignIn).where(or_(SignIn.ended_at < sign_ins, SignIn.started_at < sign_ins)))

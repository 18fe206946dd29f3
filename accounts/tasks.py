"""What runs once a day."""

from accounts.services import forget_expired
from core.db import transaction


def forget_expired_sign_ins() -> None:
    """Drop codes, wrong tries and sessions past their time."""
    with transaction():
        forget_expired()

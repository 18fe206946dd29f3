"""What time does to positions."""

from core.db import transaction
from jobs.services import lifecycle


def expire_positions() -> None:
    """Postings whose day has passed end, some hundreds at a time."""
    more = True
    while more:
        with transaction():
            more = lifecycle.expire_positions() > 0


def remind_of_expiry() -> None:
    """Employers hear of postings that end within a week."""
    with transaction():
        lifecycle.remind_of_expiry()

"""The daily round of the saved searches."""

from core.clock import today
from core.db import transaction
from jobs.alerts import queries, services

SOME = 100


def send_digests() -> int:
    """Look through every search whose day has come, some a transaction; returns how many have a new digest."""
    told = 0
    while due := queries.due_search_ids(today(), SOME):
        with transaction():
            told += sum(services.send_digest(one) for one in due)
    return told

"""The daily rounds of the saved searches."""

from flask import current_app

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


def ask_after_old_searches() -> int:
    """Ask after searches kept for a year, and stop those that nobody wanted to keep, some a transaction; returns how many were asked after or stopped."""
    done, days = 0, current_app.config["SEARCH_ANSWER_DAYS"]
    while True:
        with transaction():
            some = services.stop_unanswered(SOME) + services.ask_after_old(days, SOME)
        if not some:
            return done
        done += some

"""Keeping a search, changing how often it speaks, and the digest."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from flask_babel import gettext as _

from core.clock import now, today
from core.db import db
from core.errors import BadInput, Refusal
from core.outbox import Template
from core.telling import Reach, tell
from jobs.alerts import queries
from jobs.alerts.links import address_of
from jobs.models import SavedSearch
from jobs.models.alerts import DAILY, WEEKLY
from jobs.search.criteria import Criteria, Kept, criteria_from
from jobs.search.finder import published, says_something
from jobs.search.queries import township_names

MOST = 10
YEAR = timedelta(days=365)
SETTLED = timedelta(minutes=5)
"""What was published in the last minutes waits for the next digest: a transaction that set the time may not have ended yet."""


class AlreadyKept(Refusal):
    """The account keeps the same search."""


class TooManyKept(Refusal):
    """The account keeps as many searches as it may."""


def _settled() -> datetime:
    return (now() - SETTLED).replace(second=0, microsecond=0)


def _canonical(wanted: Criteria) -> dict[str, str | list[str]]:
    """The same search in whatever order its values were chosen."""
    return {name: value if isinstance(value, str) else sorted(value) for name, value in sorted(wanted.arguments().items())}


def key_of(criteria: Mapping[str, str | list[str]]) -> bytes:
    """What equal criteria have in common."""
    return sha256(json.dumps(criteria, ensure_ascii=False, sort_keys=True).encode()).digest()


def keep_search(account_id: int, wanted: Criteria, name: str, frequency: str) -> SavedSearch:
    """Keep a search; what is published from now on is told.

    Raises:
        BadInput: it asks for nothing, or the frequency is unknown.
        AlreadyKept: the account keeps it already.
        TooManyKept: the account keeps MOST.

    """
    criteria = _canonical(wanted)
    if not says_something(wanted) or frequency not in (DAILY, WEEKLY):
        raise BadInput(_("Say first what you look for: words or a filter."))
    key = key_of(criteria)
    queries.hold_account(account_id)
    if queries.search_with_key(account_id, key) is not None:
        raise AlreadyKept(_("You keep this search already."))
    if queries.search_count(account_id) >= MOST:
        raise TooManyKept(_("You keep %(n)s searches already. Delete one first.", n=MOST))
    row = SavedSearch(account_id=account_id, name=name, criteria=criteria, criteria_key=key, frequency=frequency, ran_on=today(), looked_until=_settled())
    db.session.add(row)
    db.session.flush()
    return row


def criteria_of(search: SavedSearch) -> Criteria:
    """What a saved search looks for; a township or a filter that is gone is left out."""
    return criteria_from(Kept(search.criteria), township_names())


def set_frequency(search: SavedSearch, frequency: str) -> None:
    """How often it speaks from now on."""
    search.frequency = frequency
    db.session.flush()


def set_sms(search: SavedSearch, *, by_sms: bool) -> None:
    """Whether the digest comes to the phone, or stands on the site alone."""
    search.by_sms = by_sms
    db.session.flush()


def pause(search: SavedSearch) -> None:
    """Stop the digests; stopping twice stops once."""
    search.paused_at = search.paused_at or now()
    db.session.flush()


def resume(search: SavedSearch) -> None:
    """It is wanted for another year. A paused one starts again with what is published from now on: nobody gets the backlog of a pause."""
    db.session.refresh(search, with_for_update=True)  # the daily round may be stopping it just now
    search.wanted_at, search.answer_by = now(), None
    if search.paused_at is not None:
        search.paused_at, search.ran_on, search.looked_until = None, today(), _settled()
    db.session.flush()


def drop(search: SavedSearch) -> None:
    """Forget a search."""
    db.session.delete(search)
    db.session.flush()


def send_digest(search_id: int) -> bool:
    """Tell of what is new in a search if its day has come and something is; True when there is a new digest.

    A search of which nothing is left, its township or filter being gone, finds nothing: it would find everything.
    The row is held meanwhile and its day set with the message, so that of any number that try, one tells.
    """
    found = queries.locked_due_search(today(), search_id)
    if found is None:
        return False
    search, account = found
    until = _settled()
    wanted = criteria_of(search)
    count = len(published(wanted, search.looked_until, until)) if says_something(wanted) else 0
    if count:
        search.told_from, search.told_at, search.told_count = search.looked_until, now(), count
        reach = Reach(account.phone if search.by_sms else None, account.id)
        tell(f"saved_search:{search.id}:{today()}", reach, Template.SEARCH_DIGEST, count=count, site=address_of("jobs_alerts.fresh", search.id),
             stop=address_of("jobs_alerts.stop", search.id))
    search.looked_until, search.ran_on = max(search.looked_until, until), today()
    db.session.flush()
    return count > 0


def ask_after_old(answer_days: int, limit: int) -> int:
    """Ask after some searches kept for a year whether they are still wanted, each once; returns how many were asked after."""
    found = queries.held_old_searches(now() - YEAR, limit)
    for search, account in found:
        search.answer_by = today() + timedelta(days=answer_days)
        reach = Reach(account.phone if search.by_sms else None, account.id)
        tell(f"saved_search:{search.id}:wanted:{search.wanted_at:%Y%m%d}", reach, Template.SEARCH_STILL_WANTED, until=str(search.answer_by),
             site=address_of("jobs_alerts.keep", search.id))
    db.session.flush()
    return len(found)


def stop_unanswered(limit: int) -> int:
    """Stop some searches whose owner was asked and has not answered in time; returns how many."""
    found = queries.held_unanswered_searches(today(), limit)
    for search, _account in found:
        pause(search)
    return len(found)

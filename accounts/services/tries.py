"""Wrong passwords in a row delay the next try under that name: one account waits, nobody else."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from accounts.models import WrongTries
from core import crypto
from core.clock import now
from core.db import db

FREE_TRIES = 5
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def delay_after(failures: int) -> timedelta:
    """How long to wait after so many wrong tries in a row: nothing, then 1, 2, 4, 8 and at most 15 minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(FIRST_DELAY * (1 << min(failures - FREE_TRIES, 10)), LONGEST_DELAY)


def hold_name(name: str) -> WrongTries:
    """The tries under `name`, made when missing and locked until the transaction ends: two requests for one name go one after the other."""
    index = crypto.blind_index(name, "tries")
    insert = postgresql_insert if db.session.connection().dialect.name == "postgresql" else sqlite_insert
    fresh = {"name_index": index, "failures": 0, "failed_at": now()}
    db.session.execute(insert(WrongTries).values(fresh).on_conflict_do_nothing(index_elements=["name_index"]))
    query = select(WrongTries).where(WrongTries.name_index == index).with_for_update().execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one()


def waits_until(name: str) -> datetime | None:
    """The instant before which no try under `name` is taken; None when tries are taken."""
    query = select(WrongTries.locked_until).where(WrongTries.name_index == crypto.blind_index(name, "tries"))
    until = db.session.execute(query).scalar_one_or_none()
    return until if until is not None and until > now() else None


def count_try(name: str, is_right: bool) -> bool:
    """Take a try into account; returns whether it counts as right. While the name must wait, none does, and none is counted.

    The count is read under a lock, so that many tries at once are no way round it.
    """
    tries, moment = hold_name(name), now()
    if tries.locked_until is not None and tries.locked_until > moment:
        return False
    if is_right:
        tries.failures, tries.locked_until = 0, None
        return True
    tries.failures = 1 if moment - tries.failed_at > FORGOTTEN_AFTER else tries.failures + 1
    delay = delay_after(tries.failures)
    tries.failed_at, tries.locked_until = moment, moment + delay if delay else None
    db.session.flush()
    return False


def forget_tries(name: str) -> None:
    """Start counting anew: the password was changed by its owner."""
    db.session.execute(delete(WrongTries).where(WrongTries.name_index == crypto.blind_index(name, "tries")))

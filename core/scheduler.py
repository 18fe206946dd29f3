"""The one scheduler process: a file lock keeps a second one away, a claim row keeps a tick from running twice all the same.

A task is a function without arguments that opens its own transactions and may run again without harm.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from traceback import extract_tb

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from filelock import FileLock, Timeout
from flask import Flask
from sqlalchemy import Integer, String, UniqueConstraint, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import outbox, work
from core.clock import CITY_ZONE, in_city, now
from core.db import Base, db, transaction
from core.errors import Refusal
from core.facts import fact, keep_fact
from core.senders import trouble_of
from core.types import Instant

HEARTBEAT = "scheduler.heartbeat"
KEEP_RUNS = timedelta(days=400)
ATTEMPTS = 5
STALE = timedelta(hours=1)
log = structlog.get_logger("scheduler")


class SchedulerIsRunning(Refusal):
    """Another process holds the scheduler's lock."""


class TaskRun(Base):
    """A tick of a task that some process took. The unique pair is the claim."""

    __tablename__ = "task_runs"
    __table_args__ = (UniqueConstraint("task", "tick"),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(String(60))
    tick: Mapped[str] = mapped_column(String(30))
    started_at: Mapped[datetime] = mapped_column(Instant, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=1)


@dataclass(frozen=True)
class Daily:
    """A task run once a day after `hour:minute` city time, claimed by date."""

    name: str
    function: Callable[[], object]
    hour: int
    minute: int = 0


_daily: dict[str, Daily] = {}


def register_daily(name: str, function: Callable[[], object], *, hour: int, minute: int = 0) -> None:
    """Add a daily task; the name is its identity in the claims."""
    _daily[name] = Daily(name, function, hour, minute)


_often: dict[str, tuple[Callable[[], object], int]] = {}


def register_often(name: str, function: Callable[[], object], *, seconds: int) -> None:
    """Add a task that looks every so many seconds whether there is something to do; what it does, it does once however many look."""
    _often[name] = (function, seconds)


def claim_tick(task: str, tick: str) -> int | None:
    """Take a tick; None when it was taken before."""
    try:
        with transaction() as session:
            run = TaskRun(task=task, tick=tick)
            session.add(run)
            session.flush()
            return run.id
    except IntegrityError:
        return None


def _take_again(task: str, tick: str) -> int | None:
    """Take a tick whose run failed, or whose runner died an hour ago, while it has attempts left."""
    open_again = TaskRun.failed_at.is_not(None) | (TaskRun.started_at < now() - STALE)
    which = (TaskRun.task == task, TaskRun.tick == tick, TaskRun.finished_at.is_(None), TaskRun.attempts < ATTEMPTS, open_again)
    taken = update(TaskRun).where(*which).values(attempts=TaskRun.attempts + 1, started_at=now(), failed_at=None).returning(TaskRun.id)
    with transaction() as session:
        return session.execute(taken.execution_options(synchronize_session=False)).scalar_one_or_none()


def _note_run(run_id: int, **values: datetime) -> None:
    with transaction() as session:
        session.execute(update(TaskRun).where(TaskRun.id == run_id).values(**values).execution_options(synchronize_session=False))


def _where(error: BaseException) -> str:
    """The line that failed. The error's own words stay out of the log: they may quote a row."""
    frame = extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def _run_daily(task: Daily, run_id: int) -> bool:
    try:
        task.function()
    except Exception as error:
        db.session.rollback()
        log.error("task_failed", task=task.name, kind=type(error).__name__, where=_where(error))
        _note_run(run_id, failed_at=now())
        return False
    _note_run(run_id, finished_at=now())
    return True


def run_due(moment: datetime) -> list[str]:
    """Run every daily task whose time has passed today and whose day nobody claimed; returns the names that ran.

    One that fails stops no other and is tried again at the next call, five times that day.
    """
    wall = in_city(moment)
    ran = []
    for task in _daily.values():
        if (wall.hour, wall.minute) < (task.hour, task.minute):
            continue
        tick = wall.date().isoformat()
        run_id = claim_tick(task.name, tick) or _take_again(task.name, tick)
        if run_id is not None and _run_daily(task, run_id):
            ran.append(task.name)
    return ran


def beat() -> None:
    """Leave a sign of life for the health page."""
    with transaction():
        keep_fact(HEARTBEAT, now().isoformat())


def heartbeat_age() -> float | None:
    """Seconds since the scheduler's last sign of life; None when there never was one."""
    value = fact(HEARTBEAT)
    return None if value is None else (now() - datetime.fromisoformat(value)).total_seconds()


def _send(message_id: int) -> bool:
    with transaction():
        message = outbox.claim_message(message_id)
    if message is None:
        return False
    try:
        outbox.deliver(message)
    except Exception as error:
        db.session.rollback()
        log.error("message_not_sent", message=message_id, tries=message.tries, kind=type(error).__name__, where=_where(error))
        with transaction():
            outbox.note_failure(message, trouble_of(error))
    else:
        with transaction():
            outbox.note_sent(message)
    return True


def send_messages() -> int:
    """Send what waits in the outbox, one by one, no lock held meanwhile; returns how many were taken.

    What an earlier run took and never brought to an end is marked first: whether it arrived is unknown.
    """
    if lost := outbox.lost_message_ids():
        with transaction():
            outbox.note_lost(lost)
        log.error("messages_unknown", count=len(lost))
    return sum(_send(message_id) for message_id in outbox.due_message_ids())


def do_work() -> int:
    """Do the long work that waits; returns how many items were done."""
    done = 0
    while work.run_next():
        done += 1
    return done


def forget_old_runs() -> None:
    """Drop claims older than the retention."""
    with transaction() as session:
        session.execute(delete(TaskRun).where(TaskRun.started_at < now() - KEEP_RUNS))


def forget_old_messages() -> None:
    """Drop messages older than the retention."""
    with transaction():
        outbox.forget_old_messages()


def _guarded(app: Flask, name: str, function: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            try:
                function()
            except Exception as error:
                db.session.rollback()
                log.error("task_failed", task=name, kind=type(error).__name__, where=_where(error))
    return run


def run_scheduler(app: Flask) -> None:
    """Run until stopped.

    Raises:
        SchedulerIsRunning: another process has the lock.

    """
    lock = FileLock(str(Path(app.config["INSTANCE"]) / "scheduler.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SchedulerIsRunning from None
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # a turn is passed over while the one before still runs: as it should be
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
    scheduler = BlockingScheduler(timezone=CITY_ZONE, job_defaults=defaults)
    every = {"work": (do_work, 1), "messages": (send_messages, 3), "heartbeat": (beat, 60), "daily": (lambda: run_due(now()), 60), **_often}
    for name, (function, seconds) in every.items():
        scheduler.add_job(_guarded(app, name, function), IntervalTrigger(seconds=seconds), id=name, next_run_time=now())
    scheduler.add_job(_guarded(app, "old_runs", forget_old_runs), CronTrigger(hour=3, timezone=CITY_ZONE), id="old_runs")
    try:
        scheduler.start()
    finally:
        lock.release()

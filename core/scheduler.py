"""The one scheduler process: a file lock keeps a second one away, a claim row keeps a tick from running twice all the same.

A task is a function without arguments that opens its own transactions and may run again without harm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from filelock import FileLock, Timeout
from flask import Flask
from sqlalchemy import String, UniqueConstraint, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import outbox, work
from core.clock import CITY_ZONE, in_city, now
from core.db import Base, db, transaction
from core.errors import Refusal
from core.facts import fact, keep_fact
from core.types import Instant

HEARTBEAT = "scheduler.heartbeat"
KEEP_RUNS = timedelta(days=400)
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


def run_due(moment: datetime) -> list[str]:
    """Run every daily task whose time has passed today and whose day nobody claimed; returns the names that ran."""
    wall = in_city(moment)
    ran = []
    for task in _daily.values():
        if (wall.hour, wall.minute) < (task.hour, task.minute):
            continue
        run_id = claim_tick(task.name, wall.date().isoformat())
        if run_id is None:
            continue
        task.function()
        with transaction() as session:
            run = session.get(TaskRun, run_id)
            if run is not None:
                run.finished_at = now()
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


def send_messages() -> int:
    """Send what waits in the outbox, each in its own transaction; returns how many were taken."""
    taken = 0
    for message_id in outbox.due_message_ids():
        with transaction():
            message = outbox.claim_message(message_id)
        if message is None:
            continue
        taken += 1
        with transaction() as session:
            outbox.deliver(session.merge(message))
    return taken


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


def _guarded(app: Flask, name: str, function: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            try:
                function()
            except Exception as error:
                db.session.rollback()
                log.error("task_failed", task=name, exc_info=error)
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
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
    scheduler = BlockingScheduler(timezone=CITY_ZONE, job_defaults=defaults)
    every = {"work": (do_work, 1), "messages": (send_messages, 3), "heartbeat": (beat, 60), "daily": (lambda: run_due(now()), 60)}
    for name, (function, seconds) in every.items():
        scheduler.add_job(_guarded(app, name, function), IntervalTrigger(seconds=seconds), id=name, next_run_time=now())
    scheduler.add_job(_guarded(app, "old_runs", forget_old_runs), CronTrigger(hour=3, timezone=CITY_ZONE), id="old_runs")
    try:
        scheduler.start()
    finally:
        lock.release()

"""Long work: a row with progress, taken by the scheduler process; the page that asked for it polls the row.

A kind of work is a function `(parameters, progress) -> result` registered under a name. It opens its own transactions, so that a killed
run leaves nothing half-written; an item whose runner died is taken again once, then marked failed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, db, transaction
from core.errors import Refusal
from core.types import Instant, JSONText

Progress = Callable[[int, int], None]
Handler = Callable[[dict[str, Any], Progress], dict[str, Any]]
STALE = timedelta(minutes=2)
ATTEMPTS = 2
KEEP = timedelta(days=30)


class WorkItem(Base):
    """One piece of long work and how far it is. `parameters` and `result` hold ids and counts, never personal data."""

    __tablename__ = "work_items"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONText)
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONText)
    message: Mapped[str] = mapped_column(String(300), default="")
    account_id: Mapped[int | None] = mapped_column(Integer, index=True)
    queued_at: Mapped[datetime] = mapped_column(Instant, default=now)
    heartbeat_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


_handlers: dict[str, Handler] = {}


def register_work(kind: str, handler: Handler) -> None:
    """Name the function that does a kind of work."""
    _handlers[kind] = handler


def queue_work(kind: str, parameters: dict[str, Any], account_id: int | None) -> WorkItem:
    """Write an item to be taken by the scheduler; the caller's transaction commits it."""
    item = WorkItem(kind=kind, parameters=parameters, account_id=account_id)
    db.session.add(item)
    db.session.flush()
    return item


def work_item(item_id: int) -> WorkItem | None:
    """The item with this id."""
    return db.session.get(WorkItem, item_id)


def latest_work(kind: str) -> WorkItem | None:
    """The newest item of a kind."""
    return db.session.execute(select(WorkItem).where(WorkItem.kind == kind).order_by(WorkItem.id.desc()).limit(1)).scalar_one_or_none()


def _claim() -> tuple[int, str, dict[str, Any]] | None:
    stale = (WorkItem.state == "running") & (WorkItem.heartbeat_at < now() - STALE)
    with transaction() as session:
        query = select(WorkItem).where((WorkItem.state == "queued") | stale).order_by(WorkItem.id).limit(1)
        item = session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()
        if item is None:
            return None
        if item.attempts >= ATTEMPTS:
            item.state, item.message, item.finished_at = "failed", "interrupted", now()
            return (0, "", {})
        item.state, item.heartbeat_at, item.attempts = "running", now(), item.attempts + 1
        return (item.id, item.kind, item.parameters)


def _report(item_id: int) -> Progress:
    def progress(done: int, total: int) -> None:
        with transaction() as session:
            values = {"done": done, "total": total, "heartbeat_at": now()}
            session.execute(update(WorkItem).where(WorkItem.id == item_id).values(**values))
    return progress


def _finish(item_id: int, **values: Any) -> None:
    with transaction() as session:
        session.execute(update(WorkItem).where(WorkItem.id == item_id).values(finished_at=now(), **values))


def run_next() -> bool:
    """Take one waiting item and do it; False when nothing waits."""
    claimed = _claim()
    if claimed is None:
        return False
    item_id, kind, parameters = claimed
    if not kind:
        return True
    try:
        result = _handlers[kind](parameters, _report(item_id))
    except Refusal as refusal:
        _finish(item_id, state="failed", message=str(refusal.message)[:300])
    except Exception:
        _finish(item_id, state="failed", message="error")
        raise
    else:
        _finish(item_id, state="done", result=result)
    return True


def forget_finished_work() -> None:
    """Drop items that were finished longer ago than the retention."""
    with transaction() as session:
        session.execute(delete(WorkItem).where(WorkItem.finished_at < now() - KEEP))

"""What happens to a batch: kept, checked, confirmed, undone, discarded. Each step is one transaction of the caller."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import delete, insert

from core import audit, work
from core.audit import Action, Actor
from core.clock import now
from core.db import db
from core.errors import Refusal
from core.importing import queries
from core.importing.kinds import ImportContext, kind_named
from core.importing.models import ImportBatch, ImportRow
from core.importing.report import WRITTEN, Outcome, Report, RowResult
from core.importing.states import BATCH
from core.states import advance

UNDO_FOR = timedelta(days=7)
NAMED_ROWS = 8
FILE_NAME = 120


class RowsChanged(Refusal):
    """Rows of the file meet something else than when they were checked or written; names them by their Excel rows."""

    def __init__(self, rows: Sequence[int], message: str) -> None:
        super().__init__(message)
        self.rows = list(rows)


class UndoIsOver(Refusal):
    """A batch can be undone for seven days."""

    def __init__(self) -> None:
        super().__init__(_("This import was confirmed more than 7 days ago and can no longer be undone as a whole."))


def named_rows(rows: Sequence[int]) -> str:
    """`3, 7, 12 …` for a message."""
    return "、".join(str(r) for r in rows[:NAMED_ROWS]) + (" …" if len(rows) > NAMED_ROWS else "")


def changed_since_writing(rows: Sequence[int]) -> RowsChanged:
    """The refusal to undo because somebody went on working with what these rows wrote."""
    return RowsChanged(rows, _("Nothing was undone: what rows %(rows)s wrote was changed since. Correct those by hand.", rows=named_rows(rows)))


def new_batch(kind: str, context: ImportContext, file_name: str, file_hash: str, stored_name: str) -> ImportBatch:
    """A batch for a file just kept."""
    station = None if context.owner_id is not None else context.station_code
    batch = ImportBatch(kind=kind, file_name=file_name[-FILE_NAME:], file_hash=file_hash, stored_name=stored_name, owner_id=context.owner_id,
                        station_code=station, subject_id=context.subject_id, account_id=context.actor.account_id, state="uploaded")
    db.session.add(batch)
    db.session.flush()
    return batch


def context_of(batch: ImportBatch) -> ImportContext:
    """The context a batch was uploaded in."""
    return ImportContext(Actor(batch.account_id, batch.station_code), batch.owner_id, batch.station_code, batch.subject_id)


def queue(batch: ImportBatch, step: str, actor: Actor) -> None:
    """Have the scheduler process do a step: check, confirm or undo. It speaks the asker's language."""
    action = {"check": None, "confirm": "queue", "undo": "queue undo"}[step]
    if action:
        batch.state = advance(BATCH, batch.state, action)
    batch.message = ""
    parameters = {"batch": batch.id, "account": actor.account_id, "station": actor.station_code, "language": str(get_locale())}
    batch.work_id = work.queue_work(f"import.{step}", parameters, actor.account_id).id


def stage(kind: str, context: ImportContext, file_name: str, file_hash: str, stored_name: str) -> ImportBatch:
    """Note an uploaded file (kept as `stored_name`) and queue its check."""
    batch = new_batch(kind, context, file_name, file_hash, stored_name)
    queue(batch, "check", context.actor)
    return batch


def recheck(batch: ImportBatch, actor: Actor) -> None:
    """Check the kept file again, against the store as it is now."""
    batch.state = advance(BATCH, batch.state, "recheck")
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    queue(batch, "check", actor)


def _row_values(batch_id: int, result: RowResult) -> dict[str, Any]:
    return {"batch_id": batch_id, "row": result.row, "outcome": str(result.outcome), "fields": result.fields, "missing": result.missing,
            "findings": [asdict(f) for f in result.findings], "finding_count": len(result.findings), "changes": [asdict(c) for c in result.changes],
            "target_id": result.target_id, "target_version": result.target_version}


def keep_report(batch: ImportBatch, report: Report) -> None:
    """Write what the check found: the batch can be confirmed now."""
    batch.state = advance(BATCH, batch.state, "finish")
    batch.checked_at, batch.message = now(), ""
    batch.counts, batch.columns, batch.header_row = report.counts, report.columns, report.header_row
    batch.findings = [asdict(f) for f in report.findings]
    batch.skipped = [list(pair) for pair in report.skipped]
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    if report.rows:
        db.session.execute(insert(ImportRow), [_row_values(batch.id, r) for r in report.rows])
    db.session.flush()


def fail(batch: ImportBatch, message: str) -> None:
    """The file cannot be used; `message` says why."""
    batch.state = advance(BATCH, batch.state, "fail")
    batch.failed_at, batch.message = now(), message[:300]
    db.session.flush()


def _compared_again(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[int]:
    """Excel rows that would come out otherwise now than when they were checked."""
    results = [RowResult(r.row, dict(r.fields), list(r.missing)) for r in rows]
    kind_named(batch.kind).compare(results, context_of(batch))
    return [row.row for row, result in zip(rows, results, strict=True)
            if (row.outcome, row.target_id, row.target_version) != (_outcome(result), result.target_id, result.target_version)]


def _outcome(result: RowResult) -> str:
    return str(Outcome.WRONG if result.is_wrong else result.outcome or Outcome.NEW)


def confirm(batch: ImportBatch, actor: Actor) -> dict[str, int]:
    """Write the right rows of a checked batch; wrong and duplicate ones are left. Returns the counts.

    Raises:
        RowsChanged: since the check the store changed under some rows; nothing is written.
        IllegalTransition: the batch was confirmed or discarded before.

    """
    state = advance(BATCH, batch.state, "confirm")
    rows = queries.rows_of(batch.id, (*WRITTEN, Outcome.DUPLICATE))
    stale = _compared_again(batch, rows)
    if stale:
        raise RowsChanged(stale, _("Nothing was imported: since the check, rows %(rows)s meet other data on file. Check the file again.",
                                   rows=named_rows(stale)))
    kind_named(batch.kind).apply([r for r in rows if r.outcome in WRITTEN], batch, actor)
    batch.state, batch.confirmed_at, batch.message = state, now(), ""
    db.session.flush()
    audit.record(actor, Action.IMPORT_CONFIRMED, "import", batch.id, kind=batch.kind, **batch.counts)
    return batch.counts


def undo(batch: ImportBatch, actor: Actor) -> None:
    """Take back a confirmed batch as a whole.

    Raises:
        UndoIsOver: more than seven days have passed.
        RowsChanged: what some rows wrote was changed since; nothing is undone.
        IllegalTransition: the batch is not confirmed.

    """
    state = advance(BATCH, batch.state, "undo")
    if not can_undo(batch):
        raise UndoIsOver
    kind_named(batch.kind).undo(queries.rows_of(batch.id), batch, actor)
    batch.state, batch.undone_at, batch.message = state, now(), ""
    db.session.flush()
    audit.record(actor, Action.IMPORT_UNDONE, "import", batch.id, kind=batch.kind, **batch.counts)


def can_undo(batch: ImportBatch) -> bool:
    """Whether a batch is confirmed, its rows are kept, and seven days have not passed."""
    return batch.state in ("confirmed", "undoing") and batch.purged_at is None and batch.confirmed_at is not None and now() - batch.confirmed_at < UNDO_FOR


def discard(batch: ImportBatch, actor: Actor) -> list[str]:
    """Give a batch up before it was confirmed. Returns the kept files' names, to be dropped once this is committed."""
    batch.state, batch.discarded_at = advance(BATCH, batch.state, "discard"), now()
    audit.record(actor, Action.IMPORT_DISCARDED, "import", batch.id, kind=batch.kind)
    return forget(batch)


def forget(batch: ImportBatch) -> list[str]:
    """Drop the rows of a batch and its claim on the kept files, whose names are returned."""
    names = [name for name in (batch.stored_name, batch.marked_name) if name]
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    batch.stored_name, batch.marked_name, batch.purged_at = "", "", now()
    batch.findings, batch.skipped = [], []
    db.session.flush()
    return names


def forget_old(batch_ids: Iterable[int]) -> list[str]:
    """Forget the rows and files of batches nobody touched for seven days; those not confirmed are discarded. Returns the files' names."""
    names: list[str] = []
    for batch_id in batch_ids:
        batch = db.session.get(ImportBatch, batch_id)
        if batch is None or batch.purged_at is not None:
            continue
        if (batch.state, "discard") in BATCH:
            batch.state, batch.discarded_at = "discarded", now()
        names += forget(batch)
    return names

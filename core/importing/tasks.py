"""Long steps, done in the scheduler process: the check, large confirmations and undos; and the daily purge."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from core.audit import Actor
from core.clock import now
from core.db import db, transaction
from core.errors import Refusal
from core.importing import queries, services
from core.importing.kinds import kind_named
from core.importing.models import ImportBatch
from core.importing.precheck import Progress, precheck_with_table
from core.importing.report import Report
from core.importing.services import UNDO_FOR
from core.importing.states import BATCH
from core.scheduler import register_daily
from core.spreadsheet.model import Table, UnreadableFile
from core.spreadsheet.reading import annotated_copy
from core.states import advance
from core.uploads import drop_strays, drop_upload, keep_upload, opened_upload
from core.work import register_work

STRAY = timedelta(days=9)
LANGUAGE = "zh"  # of whoever left none with the step


def _batch(batch_id: int) -> ImportBatch | None:
    return db.session.get(ImportBatch, batch_id)


def check_batch(parameters: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Check a kept file and write what was found; a file that cannot be used leaves its reason on the batch."""
    with force_locale(parameters.get("language", LANGUAGE)):
        return _check(parameters, progress)


def _check(parameters: dict[str, Any], progress: Progress) -> dict[str, Any]:
    with transaction():
        batch = _batch(parameters["batch"])
        if batch is None or (batch.state, "check") not in BATCH:
            return {}
        batch.state = advance(BATCH, batch.state, "check")
        stored, file_name, context, kind = batch.stored_name, batch.file_name, services.context_of(batch), kind_named(batch.kind)
    try:
        with opened_upload(stored, Path(file_name).suffix.lower()) as path:
            report, table = precheck_with_table(kind, path, file_name, context, progress)
            marked = _marked_copy(path, file_name, report, table)
    except Exception as failure:
        _note_failure(parameters["batch"], failure)
        if isinstance(failure, UnreadableFile):
            return {"refused": failure.code}
        raise
    with transaction():
        batch = _batch(parameters["batch"])
        if batch is None or (batch.state, "finish") not in BATCH:
            drop_upload(marked)
            return {}
        old = batch.marked_name
        services.keep_report(batch, report)
        batch.marked_name = marked
    drop_upload(old)
    return report.counts


def _note_failure(batch_id: int, failure: Exception) -> None:
    db.session.rollback()
    with transaction():
        batch = _batch(batch_id)
        if batch is not None and (batch.state, "fail") in BATCH:
            message = failure.message if isinstance(failure, UnreadableFile) else ""
            services.fail(batch, message or _("The file could not be checked. Save it as .xlsx and try again; if that does not help, call the hotline."))


def _marked_copy(path: Path, file_name: str, report: Report, table: Table) -> str:
    """Keep the user's file with red cells; empty when nothing is wrong. A file too large to be marked goes without."""
    marks = [(f.row, f.column, f.message) for f in report.all_findings() if f.row]
    if not marks:
        return ""
    try:
        return keep_upload(io.BytesIO(annotated_copy(path, file_name, table, marks, _("Error reasons"))))
    except UnreadableFile:
        return ""


def _step(parameters: dict[str, Any], action: str) -> dict[str, Any]:
    """Confirm or undo in one transaction; a refusal is left on the batch, where the page shows it."""
    try:
        with transaction():
            batch = _batch(parameters["batch"])
            if batch is None or (batch.state, action) not in BATCH:
                return {}
            work_actor = Actor(parameters.get("account", batch.account_id), parameters.get("station"))
            (services.confirm if action == "confirm" else services.undo)(batch, work_actor)
            return dict(batch.counts)
    except Refusal as refusal:
        refuse_step(parameters["batch"], str(refusal.message))
        return {"refused": type(refusal).__name__}
    except Exception:
        db.session.rollback()
        refuse_step(parameters["batch"], _("This step failed and nothing was written. Please try again; if it happens again, call the hotline."))
        raise


def refuse_step(batch_id: int, message: str) -> None:
    """Leave on the batch why a step was refused; it goes back to where it was before."""
    with transaction():
        batch = _batch(batch_id)
        if batch is not None:
            batch.message = message[:300]
            if (batch.state, "refuse") in BATCH:
                batch.state = advance(BATCH, batch.state, "refuse")


def confirm_batch(parameters: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """Confirm a large batch."""
    with force_locale(parameters.get("language", LANGUAGE)):
        return _step(parameters, "confirm")


def undo_batch(parameters: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """Undo a large batch."""
    with force_locale(parameters.get("language", LANGUAGE)):
        return _step(parameters, "undo")


def purge_old() -> None:
    """Forget rows and files of imports older than seven days."""
    with transaction():
        names = services.forget_old(queries.stale_batch_ids(now() - UNDO_FOR))
    for name in names:
        drop_upload(name)
    drop_strays(STRAY)


def register_importing() -> None:
    """Make the steps and the purge known to the scheduler process."""
    register_work("import.check", check_batch)
    register_work("import.confirm", confirm_batch)
    register_work("import.undo", undo_batch)
    register_daily("import.purge", purge_old, hour=2, minute=30)

"""The backup of every night: one file a day in the folder the operator names, old ones dropped, the last one remembered."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from core.audit import SYSTEM, Action, record
from core.backup import Manifest, make_backup
from core.clock import now, today
from core.db import db, transaction
from core.facts import fact, keep_fact
from core.startup import Problem

LAST = "backup.last"
NAME = "rongqiao-%Y-%m-%d.backup"
TOO_OLD = timedelta(hours=48)


def note_backup(manifest: Manifest) -> None:
    """Keep that a backup was made, for the audit and for the doctor."""
    record(SYSTEM, Action.BACKUP_MADE, "installation", None, sha256=manifest.sha256, rows=sum(manifest.rows.values()))
    keep_fact(LAST, manifest.made_at)


def _day_of(path: Path) -> date | None:
    try:
        return datetime.strptime(path.name, NAME).date()  # noqa: DTZ007 - a name holds a day, no moment
    except ValueError:
        return None


def prune(folder: Path, days: int) -> list[str]:
    """Drop nightly backups older than so many days; returns their names. Files with other names stay."""
    oldest = today() - timedelta(days=max(days, 1))
    old = [path for path in sorted(folder.iterdir()) if (day := _day_of(path)) is not None and day < oldest]
    for path in old:
        path.unlink()
    return [path.name for path in old]


def back_up_nightly() -> Path | None:
    """Write tonight's backup, then drop old ones; nothing happens unless RONGQIAO_BACKUP_DIR names a folder.

    Raises:
        core.backup.BadBackup: it could not be written; the old ones stay.

    """
    if not current_app.config["BACKUP_DIR"]:
        return None
    folder = Path(current_app.config["BACKUP_DIR"])
    path = folder / today().strftime(NAME)
    manifest = make_backup(path, current_app.config["INSTANCE"])
    with transaction():
        note_backup(manifest)
    prune(folder, current_app.config["BACKUP_DAYS"])
    return path


def backup_problem(settings: Mapping[str, Any]) -> Problem | None:
    """In production: no backup younger than two days."""
    if settings["MODE"] != "production" or not db.inspect(db.engine).has_table("facts"):
        return None
    last = fact(LAST)
    if last is not None and now() - datetime.fromisoformat(last) < TOO_OLD:
        return None
    return Problem("backup", _("There is no backup younger than 48 hours. Set RONGQIAO_BACKUP_DIR, or run flask backup every night."), fatal=False)

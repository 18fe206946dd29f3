"""Large exports, written in the scheduler process and kept encrypted for a day; what is looked after every night."""

import io
from datetime import timedelta
from typing import Any

from core.audit import SYSTEM
from core.clock import now
from core.db import transaction
from core.uploads import drop_upload, keep_upload
from core.work import Progress, queue_work
from veterans.exporting import WORK, roster_workbook
from veterans.importing.columns import FIELDS
from veterans.queries import RosterFilter
from veterans.services import duplicates, profile
from veterans.services.disclosure import forget_exports
from veterans.services.progress import drop_old_drafts

KEPT = timedelta(days=1)
DRAFTS_KEPT = timedelta(days=180)


def export_roster(parameters: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Write the workbook an account asked for and keep it."""
    wanted = RosterFilter(**parameters["filter"])
    book = roster_workbook(parameters["scope"], wanted, FIELDS, is_full=parameters["full"], progress=progress)
    return {"stored": keep_upload(io.BytesIO(book))}


def drop_exports() -> None:
    """Delete exports that are older than a day."""
    with transaction():
        names = forget_exports(WORK, now() - KEPT)
    for name in names:
        drop_upload(name)


def drop_drafts() -> None:
    """Forget drafts nobody came back to for half a year."""
    with transaction():
        drop_old_drafts(now() - DRAFTS_KEPT)


def lower_expired() -> None:
    """Let certificates that ran out prove nothing more."""
    with transaction():
        profile.lower_expired(SYSTEM)


def find_doubles(_parameters: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """Compare everybody, and note who may be on file twice."""
    pairs = duplicates.found_pairs()
    with transaction():
        return {"new": duplicates.keep_pairs(pairs), "pairs": len(pairs)}


def compare_everybody() -> None:
    """The same every night."""
    with transaction():
        queue_work(duplicates.WORK, {}, None)

"""Imports that every package shares: pre-check, staging, confirming in one transaction, undo.

A package writes one subclass of `ImportKind` and thin views over `core.importing.flow`; the rest is here.

`precheck(kind, path, filename, context, progress=None) -> Report` (writes nothing) · `stage(kind, path, filename, context) -> ImportBatch` (keeps the
file, queues the check) · `confirm(batch, actor)` · `undo(batch, actor)` · `discard(batch, actor)` · `import_now(kind, path, filename, context) -> Report`
(pre-check, then confirm at once: for commands) · `purge_old()`.
"""

from core.importing.kinds import ImportContext, ImportKind, kind_named, register_kind
from core.importing.models import ImportBatch, ImportRow
from core.importing.queries import Owner
from core.importing.report import WRITTEN, Change, Finding, Outcome, Report, RowResult, Severity

__all__ = ["WRITTEN", "Change", "Finding", "ImportBatch", "ImportContext", "ImportKind", "ImportRow", "Outcome", "Owner", "Report", "RowResult", "Severity",
           "kind_named", "register_kind"]

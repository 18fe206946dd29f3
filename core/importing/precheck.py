"""The pre-check: a file is read, understood and compared; nothing is written."""

from collections.abc import Callable
from pathlib import Path

from flask_babel import gettext as _

from core.importing.kinds import ImportContext, ImportKind
from core.importing.report import Finding, Outcome, Report, Severity
from core.spreadsheet.model import Table
from core.spreadsheet.reading import read_table

Progress = Callable[[int, int], None]
EVERY = 200


def _about_file(table: Table) -> list[Finding]:
    if not table.other_sheets:
        return []
    names = "、".join(f"“{n}”" for n in table.other_sheets)
    message = _("Only the sheet “%(read)s” was read; %(others)s also holds a table. Upload that one as a file of its own.", read=table.sheet.name, others=names)
    return [Finding(0, "", "", "other_sheets", message, Severity.WARNING)]


def check_table(kind: ImportKind, table: Table, context: ImportContext, progress: Progress | None = None) -> Report:
    """Understand and compare every record of a table. Each row counts once, by the first that holds: wrong, duplicate, updated, draft, new."""
    kind.prepare(table, context)
    results = []
    for number, record in enumerate(table.records, 1):
        results.append(kind.interpret(record, context))
        if progress and (number % EVERY == 0 or number == len(table.records)):
            progress(number, len(table.records))
    kind.compare(results, context)
    for result in results:
        result.outcome = Outcome.WRONG if result.is_wrong else result.outcome or Outcome.NEW
    return Report(table.columns, results, _about_file(table), table.header_row, table.skipped)


def precheck_with_table(kind: ImportKind, path: Path, filename: str, context: ImportContext, progress: Progress | None = None) -> tuple[Report, Table]:
    """The report, and the table it is about.

    Raises:
        UnreadableFile: the file cannot be used.

    """
    table = read_table(path, filename, kind.fields)
    return check_table(kind, table, context, progress), table


def precheck(kind: ImportKind, path: Path, filename: str, context: ImportContext, progress: Progress | None = None) -> Report:
    """Check the file at `path`, uploaded as `filename`; writes nothing. `progress(done, total)` is called now and then.

    Raises:
        UnreadableFile: the file cannot be used.

    """
    return precheck_with_table(kind, path, filename, context, progress)[0]

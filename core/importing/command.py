"""`flask <things> import FILE`: check, and unless only that was asked for, confirm in one transaction."""

import json
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _
from rich.console import Console
from rich.progress import Progress

from core.cli import require_tables
from core.db import transaction
from core.errors import BadInput
from core.importing import services
from core.importing.kinds import ImportContext, ImportKind
from core.importing.precheck import precheck
from core.importing.report import Outcome, Report, Severity
from core.uploads import drop_upload, file_hash, keep_upload

SHOWN = 50


class AllWrong(BadInput):
    """Not one row can be imported."""


def _checked(kind: ImportKind, path: Path, context: ImportContext) -> Report:
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Checking"), total=None)
        return precheck(kind, path, path.name, context, lambda done, total: bar.update(task, completed=done, total=total))


def _written(kind: ImportKind, path: Path, context: ImportContext, report: Report) -> None:
    """Keep the batch and confirm it in one transaction."""
    with path.open("rb") as source:
        stored = keep_upload(source)
    try:
        with transaction():
            batch = services.new_batch(kind.name, context, path.name, file_hash(path), stored)
            services.keep_report(batch, report)
            services.confirm(batch, context.actor)
    except BaseException:
        drop_upload(stored)
        raise


def _refuse_all_wrong(report: Report) -> None:
    """A file whose every row is wrong is refused; the first reason stands for the rest."""
    wrong = report.counts[Outcome.WRONG]
    if not wrong or wrong < len(report.rows):
        return
    first = next(f for row in report.rows for f in row.findings if f.severity == Severity.ERROR)
    raise AllWrong(_("Nothing was imported: all %(n)s rows are wrong. The first is row %(row)s, %(column)s: %(why)s --check shows them all.",
                     n=wrong, row=first.row, column=first.column, why=first.message))


def _told(kind: ImportKind, report: Report, *, only_check: bool) -> None:
    counts: dict[str, Any] = report.counts
    click.echo(_("%(rows)s rows: %(new)s new, %(updated)s updated, %(duplicate)s duplicate, %(draft)s draft, %(wrong)s wrong.", **counts))
    findings = report.all_findings()
    for finding in findings[:SHOWN]:
        mark = "✗" if finding.severity == Severity.ERROR else "·"
        place = _("Row %(n)s", n=finding.row)
        click.echo(f"{mark} {place} {finding.column} {kind.show(finding.field, finding.value)} {finding.message}")
    if len(findings) > SHOWN:
        click.echo(_("… and %(n)s more; --json gives them all.", n=len(findings) - SHOWN))
    click.echo(_("Nothing was written.") if only_check else _("Written."))


def run_import(kind: ImportKind, path: Path, context: ImportContext, *, only_check: bool, as_json: bool) -> None:
    """The whole command; a refusal is told by `core.cli`."""
    require_tables()
    report = _checked(kind, path, context)
    if not only_check:
        _refuse_all_wrong(report)
        _written(kind, path, context, report)
    if as_json:
        click.echo(json.dumps(report.as_json(kind.show, kind.told), ensure_ascii=False))
    else:
        _told(kind, report, only_check=only_check)

"""`flask <things> import FILE`: check, and unless only that was asked for, confirm in one transaction."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _
from rich.console import Console
from rich.progress import Progress

from core.db import transaction
from core.errors import Refusal
from core.importing import services
from core.importing.kinds import ImportContext, ImportKind
from core.importing.precheck import precheck
from core.importing.report import Report, Severity
from core.uploads import drop_upload, file_hash, keep_upload

SHOWN = 50


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


def _refused(refusal: Refusal, *, as_json: bool) -> None:
    message = str(refusal.message) or type(refusal).__name__
    if as_json:
        click.echo(json.dumps({"error": getattr(refusal, "code", type(refusal).__name__), "message": message}, ensure_ascii=False))
    click.echo(message, err=True)
    sys.exit(1)


def _told(kind: ImportKind, report: Report, *, only_check: bool) -> None:
    counts: dict[str, Any] = report.counts
    click.echo(_("%(rows)s rows: %(new)s new, %(updated)s updated, %(duplicate)s duplicate, %(draft)s draft, %(wrong)s wrong.", **counts))
    findings = report.all_findings()
    for finding in findings[:SHOWN]:
        mark = "✗" if finding.severity == Severity.ERROR else "·"
        click.echo(f"{mark} {_('Row %(n)s', n=finding.row)} {finding.column} {kind.show(finding.field, finding.value)} {finding.message}")
    if len(findings) > SHOWN:
        click.echo(_("… and %(n)s more; --json gives them all.", n=len(findings) - SHOWN))
    click.echo(_("Nothing was written.") if only_check else _("Written."))


def run_import(kind: ImportKind, path: Path, context: ImportContext, *, only_check: bool, as_json: bool) -> None:
    """The whole command. Ends the process with status 1 when the file is refused."""
    try:
        report = _checked(kind, path, context)
        if not only_check:
            _written(kind, path, context, report)
    except Refusal as refusal:
        _refused(refusal, as_json=as_json)
        return
    if as_json:
        click.echo(json.dumps(report.as_json(kind.show, kind.told), ensure_ascii=False))
    else:
        _told(kind, report, only_check=only_check)

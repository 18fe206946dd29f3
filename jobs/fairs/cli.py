"""`flask fairs`: list them, import enterprises and positions for one from a spreadsheet."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from core.audit import SYSTEM
from core.cli import require_tables
from core.errors import NotFound
from core.importing import ImportContext
from core.importing.command import run_import
from jobs.fairs.importing import FairImport
from jobs.fairs.queries.fairs import fair, listed_fairs
from jobs.fairs.states import COMING

fairs = AppGroup("fairs", help="Fairs: list, import.")


@fairs.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_fairs(as_json: bool) -> None:
    """List fairs: id, title, state, whether announced and to come."""
    items = [{"id": row.id, "title": row.title, "state": row.state, "live": row.state in COMING} for row in listed_fairs()]
    if as_json:
        click.echo(json.dumps({"items": items}, ensure_ascii=False))
        return
    for item in items:
        click.echo(f"{item['id']}\t{item['state']}\t{item['title']}")


@fairs.command("import")
@click.argument("fair_id", metavar="FAIR", type=click.IntRange(min=1))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Check only; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def import_for_fair(fair_id: int, file: Path, only_check: bool, as_json: bool) -> None:
    """Import enterprises and positions for the fair with the id FAIR from an .xlsx, .xls or .csv FILE."""
    require_tables()
    if fair(fair_id) is None:
        raise NotFound(_("There is no fair %(id)s.", id=fair_id))
    context = ImportContext(SYSTEM, station_code=current_app.config["CITY_CODE"], subject_id=fair_id)
    run_import(FairImport(), file, context, only_check=only_check, as_json=as_json)

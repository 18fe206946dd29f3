"""Commands about people: import a roster, list files by id and state."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from core.audit import SYSTEM
from core.importing import ImportContext, kind_named
from core.importing.command import run_import
from core.types import LARGEST_ID
from veterans import queries
from veterans.importing import ROSTER

veterans = AppGroup("veterans", help="People on file.")


@veterans.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Check only; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON document.")
def import_roster(file: Path, only_check: bool, as_json: bool) -> None:
    """Put the people of a roster (.xlsx, .xls, .csv) on file, or change their files."""
    run_import(kind_named(ROSTER), file, ImportContext(SYSTEM, station_code=current_app.config["CITY_CODE"]), only_check=only_check, as_json=as_json)


@veterans.command("list")
@click.option("--seeking", is_flag=True, help="Only people who look for work.")
@click.option("--limit", type=click.IntRange(1, LARGEST_ID), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_people(seeking: bool, limit: int | None, as_json: bool) -> None:
    """List files by id and state; no personal data."""
    rows = queries.file_states(current_app.config["CITY_CODE"], seeking=seeking, limit=limit)
    items = [{"id": row.id, "number": f"{row.id:06d}", "state": row.seeking, "live": row.seeking == "yes"} for row in rows]
    if as_json:
        click.echo(json.dumps({"items": items}))
        return
    for item in items:
        click.echo(f"{item['number']}\t{item['state']}")

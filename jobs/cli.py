"""`flask positions`: list them, import them from a spreadsheet, read what they require."""

import json
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from core.audit import SYSTEM
from core.importing import ImportContext
from core.importing.command import run_import
from core.types import LARGEST_ID
from jobs.conditions import parse_requirements
from jobs.importing import PositionImport
from jobs.queries import listed_positions

positions = AppGroup("positions", help="Positions: list, import, conditions.")


@positions.command("list")
@click.option("--live", "only_live", is_flag=True, help="Only those the public sees.")
@click.option("--limit", type=click.IntRange(1, LARGEST_ID), default=None, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_positions(only_live: bool, limit: int | None, as_json: bool) -> None:
    """List positions: id, title, state, whether live."""
    rows = listed_positions(only_live=only_live, limit=limit)
    items = [{"id": row.id, "title": row.title, "state": row.state, "live": bool(row.live)} for row in rows]
    if as_json:
        click.echo(json.dumps({"items": items}, ensure_ascii=False))
        return
    live = _("live")
    for item in items:
        click.echo(f"{item['id']}\t{item['state']}\t{live if item['live'] else '-'}\t{item['title']}")


@positions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Check only; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def import_positions(file: Path, only_check: bool, as_json: bool) -> None:
    """Import positions from an .xlsx, .xls or .csv FILE."""
    run_import(PositionImport(), file, ImportContext(SYSTEM, station_code=current_app.config["CITY_CODE"]), only_check=only_check, as_json=as_json)


@positions.command("conditions")
@click.option("--text", "lines", type=click.File(encoding="utf-8-sig", errors="replace"), required=True,
              help="A file of requirements, one line each; - is standard input.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def read_conditions(lines: Iterable[str], as_json: bool) -> None:
    """Read the conditions that each line of requirements states."""
    written = [line.rstrip("\n") for line in lines]
    read = [(line, [condition.as_dict() for condition in parse_requirements(line)]) for line in written]
    if as_json:
        click.echo(json.dumps([{"line": line, "conditions": conditions} for line, conditions in read], ensure_ascii=False))
        return
    for line, conditions in read:
        click.echo(line)
        for condition in conditions:
            click.echo(f"  {condition['name']}\t{condition['op']}\t{json.dumps(condition['value'], ensure_ascii=False)}")

"""Commands that run the installation: init, doctor, backup, restore, keys, scheduler."""

import json
import sys
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _
from flask_migrate import upgrade

from bureau.installation import add_first_administrator, database_problems, plant_reference, rotate_keys
from bureau.nightly import backup_problem, note_backup
from core import backup as backups
from core.audit import SYSTEM, Action, record
from core.cli import require_tables
from core.crypto import active_key
from core.db import db, transaction
from core.facts import forget_fact
from core.scheduler import HEARTBEAT, SchedulerIsRunning, run_scheduler
from core.startup import setting_problems


@click.command("init")
def init() -> None:
    """Migrate the database, load the code tables, make the first administrator."""
    upgrade(directory=str(current_app.config["MIGRATIONS"]))
    database = Path(str(db.engine.url.database))
    if db.engine.dialect.name == "sqlite" and database.exists():
        database.chmod(0o600)
    with transaction():
        planted = plant_reference(current_app.config["CITY_CODE"], current_app.config["CITY_NAME"])
        made = add_first_administrator(current_app.config["CITY_CODE"])
    click.echo(_("The database is ready; %(n)s stations added.", n=planted))
    if made is not None:
        click.echo(_("First administrator: sign in as %(login)s with the password %(password)s and change it. It is shown only now.",
                     login=made.login, password=made.password))


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--quiet", is_flag=True, help="Say nothing unless the application would refuse to start.")
def doctor(as_json: bool, quiet: bool) -> None:
    """Say what is unsafe or missing; exit status 1 when production would refuse to start."""
    production = current_app.config["MODE"] == "production"
    found = setting_problems(current_app.config) + database_problems(current_app.config)
    found += [problem for problem in [backup_problem(current_app.config)] if problem]
    fatal = [p for p in found if p.fatal]
    if as_json:
        click.echo(json.dumps([{"code": p.code, "message": p.message, "fatal": p.fatal} for p in found], ensure_ascii=False))
    elif not quiet or (production and fatal):
        for problem in found:
            click.echo(f"{'✗' if problem.fatal else '·'} [{problem.code}] {problem.message}")
        if not found:
            click.echo(_("Nothing unsafe was found."))
    if fatal and (production or not quiet):
        sys.exit(1)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write an encrypted copy of the database and the stored files to FILE while the service runs."""
    require_tables()
    manifest = backups.make_backup(file, current_app.config["INSTANCE"])
    with transaction():
        note_backup(manifest)
    click.echo(_("Backup written: %(n)s rows, schema %(revision)s.", n=sum(manifest.rows.values()), revision=manifest.revision or "-"))


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what is there without asking.")
def restore(file: Path, yes: bool) -> None:
    """Replace the database and the stored files by those in FILE (stop the service first). Asks on a terminal only."""
    if not yes and sys.stdin.isatty():
        click.confirm(_("Everything in the present database will be replaced. Go on?"), abort=True, err=True)
    manifest = backups.restore_backup(file, current_app.config["INSTANCE"])
    with transaction():
        forget_fact(HEARTBEAT)
        record(SYSTEM, Action.BACKUP_RESTORED, "installation", None, made_at=manifest.made_at, sha256=manifest.sha256, rows=sum(manifest.rows.values()))
    click.echo(_("Restored the backup of %(when)s: %(n)s rows.", when=manifest.made_at, n=sum(manifest.rows.values())))


@click.command("rotate-keys")
def rotate() -> None:
    """Make a new encryption key and write every encrypted column with it; old backups keep needing the old keyring file, kept beside it."""
    require_tables()
    values = rotate_keys(current_app.config["KEYS_FILE"], current_app.config["CIPHER"])
    with transaction():
        record(SYSTEM, Action.KEYS_ROTATED, "installation", None, key=active_key(), values=values)
    click.echo(_("%(n)s values were encrypted with the new key.", n=values))


@click.group("scheduler")
def scheduler() -> None:
    """The one process that sends messages and does long and timed work."""


@scheduler.command("run")
def scheduler_run() -> None:
    """Run until stopped; a second one refuses."""
    try:
        run_scheduler(current_app._get_current_object())  # type: ignore[attr-defined]
    except SchedulerIsRunning:
        raise SchedulerIsRunning(_("A scheduler is running already; only one may.")) from None

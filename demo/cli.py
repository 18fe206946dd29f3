"""Commands of the demo city."""

from datetime import date
from typing import Any

import click
from flask import current_app
from flask_babel import gettext as _
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import exists, select

from core.cli import require_tables
from core.clock import today
from core.db import db
from core.errors import Refusal
from core.facts import fact, stale_demo_notice
from demo.clear import clear_city
from demo.load import is_loaded, load_city
from demo.plan import Plan
from employers.models import Employer
from jobs.matching.upkeep import refit
from veterans.models import Person

SEED = 211_382


@click.group("demo")
def demo() -> None:
    """A made-up city to try everything on."""


@demo.command("load")
@click.option("--scale", type=click.FloatRange(0.001, 1.0), default=1.0, show_default=True, help="Part of the full size.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same seed on the same day gives the same city.")
@click.option("--if-empty", is_flag=True, help="Do nothing when anybody is on file already.")
def load(scale: float, seed: int, if_empty: bool) -> None:
    """Load the demo city: people on file, enterprises, ten past fairs' postings, live postings and demo accounts."""
    require_tables()
    if if_empty and (is_loaded() or _has_rows()):
        return
    _refuse_or_go_on()
    plan = Plan(seed, scale, today())
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Demo city"), total=None)
        counts = load_city(plan, lambda done, total: bar.update(task, completed=done, total=total))
        bar.update(task, description=_("Ranking"), total=None)
        refit()
    click.echo(_("The demo city is loaded: %(people)s people, %(employers)s enterprises, %(positions)s postings.",
                 people=counts["persons"], employers=counts["employers"], positions=counts["positions"]))
    _print_accounts(fact("demo"), plan.day)


@demo.command("clear")
def clear() -> None:
    """Remove the demo city and what was hung on it; real people and enterprises stay."""
    require_tables()
    if not is_loaded():
        raise Refusal(_("No demo city is loaded."))
    click.echo(_("The demo city is removed: %(n)s rows.", n=clear_city()))


def _has_rows() -> bool:
    return bool(db.session.execute(select(exists().where(Person.id > 0) | exists().where(Employer.id > 0))).scalar_one())


def _refuse_or_go_on() -> None:
    if is_loaded():
        raise Refusal(stale_demo_notice() or _("A demo city is loaded already. To load it anew: flask demo clear, then flask demo load."))
    if current_app.config["MODE"] == "production":
        raise Refusal(_("The demo city is not loaded in production: its accounts' passwords are known to everybody."))


def _print_accounts(note: dict[str, Any], day: date) -> None:
    click.echo(_("Loaded for %(day)s. Accounts to sign in with:", day=day.isoformat()))
    for account in note["accounts"]:
        click.echo(f"  {account['login']:<22} {account['password']:<20} {account['label']}")

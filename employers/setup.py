"""Joins the package to the application."""

from flask import Flask, g

from accounts.models import Account
from accounts.permissions import register_home, register_recruiter_check
from core.reference import INDUSTRIES, NATURES, SIZES
from core.scheduler import register_daily
from employers import queries, tasks
from employers.labels import place_name
from employers.views import employer, public, staff


def _employer_of(who: Account) -> int | None:
    return queries.employer_id_of(who.id)


def _home(who: Account) -> str | None:
    return "bureau_employer.home" if _employer_of(who) is not None else None


def _own_employer() -> dict[str, object]:
    """The enterprise whose desk it is, for the layout of every recruiter's page."""
    employer_id = g.get("employer_id")
    return {} if employer_id is None else {"employer": queries.employer(employer_id)}


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    register_recruiter_check(_employer_of)
    register_home(_home)
    app.context_processor(_own_employer)
    app.jinja_env.globals.update(natures=NATURES, industries=INDUSTRIES, sizes=SIZES, place_name=place_name)
    for module in (employer, public, staff):
        app.register_blueprint(module.bp)
    register_daily("employers.fall_due", tasks.fall_due_employers, hour=0, minute=10)
    register_daily("employers.sweep_papers", tasks.sweep_papers, hour=3, minute=20)

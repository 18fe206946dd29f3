"""Joins the package to the application."""

from flask import Flask

from core.scheduler import register_daily, register_often
from core.web.slots import fill_slot
from core.work import register_work
from jobs.above import register_counter, register_standing
from jobs.matching.cli import match
from jobs.matching.ddl import follow_tables
from jobs.matching.following import follow
from jobs.matching.services import LEARN, REFIT
from jobs.matching.services.widening import count_let_in
from jobs.matching.tasks import follow_changes, learn_now, refit, refit_now, run_city, tell_employers
from jobs.matching.views import employer, employer_steps, staff, unseen, veteran, weights  # noqa: F401 - the steps add their pages to employer
from jobs.matching.views.conditions import likely, standing
from jobs.matching.views.slots import my_matches, person_matches, position_why


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks, and the parts of other packages' pages that it fills."""
    for module in (employer, staff, unseen, veteran, weights):
        app.register_blueprint(module.bp)
    follow_tables()
    follow()
    app.cli.add_command(match)
    register_daily("ranking.refit", refit, hour=2, minute=30)
    register_daily("ranking.city", run_city, hour=3, minute=30)
    register_daily("ranking.tell_employers", tell_employers, hour=9)
    register_often("ranking.changes", follow_changes, seconds=30)
    register_work(REFIT, refit_now)
    register_work(LEARN, learn_now)
    register_counter(count_let_in)
    register_standing(standing)
    fill_slot("candidates.whatif", likely)
    fill_slot("position.why", position_why)
    fill_slot("my.matches", my_matches)
    fill_slot("person.matches", person_matches)

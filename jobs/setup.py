"""Joins the package to the application."""

from flask import Flask

from core.importing import register_kind
from core.reference import CLOSE_REASONS, EDUCATION, INDUSTRIES, NATURES, RESTS, SHIFTS, SIZES
from core.scheduler import register_daily
from core.web.slots import fill_slot
from employers.signals import name_changed, standing_changed
from jobs import tasks
from jobs.alerts import tasks as alert_tasks
from jobs.cli import positions
from jobs.importing import OwnPositionImport, PositionImport
from jobs.search.cards import cards, headline
from jobs.services.derived import refresh_live_until, refresh_search_text
from jobs.services.merging import move_applications
from jobs.states.applications import UNSUCCESSFUL_REASONS
from jobs.views import alerts, conditions, employer, importing, public, staff, staff_applications, veteran, wording  # noqa: F401 - two add pages to others
from veterans.services.merging import register_mover


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    for module in (alerts, employer, public, staff, staff_applications, veteran, wording):
        app.register_blueprint(module.bp)
    app.cli.add_command(positions)
    register_kind(PositionImport())
    register_kind(OwnPositionImport())
    fill_slot("employer.positions", staff.employer_positions)
    fill_slot("my.waiting", veteran.my_latest)
    register_mover("applications", move_applications)
    standing_changed.connect(refresh_live_until)
    name_changed.connect(refresh_search_text)
    register_daily("jobs.expire_positions", tasks.expire_positions, hour=0, minute=5)
    register_daily("jobs.ask_after_old_searches", alert_tasks.ask_after_old_searches, hour=9)
    register_daily("jobs.send_digests", alert_tasks.send_digests, hour=9)
    register_daily("jobs.remind_of_expiry", tasks.remind_of_expiry, hour=8)
    app.jinja_env.globals.update(cards=cards, headline=headline, educations=EDUCATION, shifts=SHIFTS, rests=RESTS, natures=NATURES,
                                 industries=INDUSTRIES, sizes=SIZES, close_reasons=CLOSE_REASONS, unsuccessful_reasons=UNSUCCESSFUL_REASONS)

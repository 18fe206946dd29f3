"""Joins the package to the application."""

from flask import Flask

from core.reference import EDUCATION, INDUSTRIES, NATURES, PAY_UNITS, RESTS, SHIFTS, SIZES
from core.scheduler import register_daily
from employers.signals import name_changed, standing_changed
from jobs import tasks
from jobs.services.derived import refresh_live_until, refresh_search_text
from jobs.views import employer, public, staff


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    for module in (employer, public, staff):
        app.register_blueprint(module.bp)
    standing_changed.connect(refresh_live_until)
    name_changed.connect(refresh_search_text)
    register_daily("jobs.expire_positions", tasks.expire_positions, hour=0, minute=5)
    register_daily("jobs.remind_of_expiry", tasks.remind_of_expiry, hour=8)
    app.jinja_env.globals.update(pay_units=PAY_UNITS, educations=EDUCATION, shifts=SHIFTS, rests=RESTS, natures=NATURES, industries=INDUSTRIES, sizes=SIZES)

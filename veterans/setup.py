"""Joins the package to the application."""

from datetime import datetime

from flask import Flask

from core.importing import register_kind
from core.scheduler import register_daily
from core.work import register_work
from veterans import tasks
from veterans.cli import veterans
from veterans.exporting import WORK
from veterans.importing import RosterImport
from veterans.labels import label, next_name, place_names, short_place
from veterans.services import duplicates
from veterans.views import importing, pairs, staff, staff_claims, staff_doubles, staff_export, staff_file, veteran


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    for module in (importing, staff, staff_file, staff_claims, staff_doubles, staff_export, veteran, pairs):
        app.register_blueprint(module.bp)
    app.jinja_env.filters.update(label=label, place_names=place_names, short_place=short_place, next_name=next_name,
                                 instant=datetime.fromisoformat)
    app.cli.add_command(veterans)
    register_kind(RosterImport())
    register_work(WORK, tasks.export_roster)
    register_daily("veterans.drop_exports", tasks.drop_exports, hour=3, minute=40)
    register_daily("veterans.drop_drafts", tasks.drop_drafts, hour=3, minute=42)
    register_work(duplicates.WORK, tasks.find_doubles)
    register_daily("veterans.compare_everybody", tasks.compare_everybody, hour=2, minute=10)
    register_daily("veterans.lower_expired", tasks.lower_expired, hour=0, minute=20)

"""Joins the package to the application."""

from flask import Flask

from core.web.slots import fill_slot
from jobs.matching.cli import match
from jobs.matching.views.slots import my_matches, position_why


def init_app(app: Flask) -> None:
    """Register the package's commands and the parts of other packages' pages that it fills."""
    app.cli.add_command(match)
    fill_slot("position.why", position_why)
    fill_slot("my.matches", my_matches)

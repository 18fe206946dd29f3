"""Joins the package to the application."""

from flask import Flask

from bureau.views import employer, public, staff, veteran


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    for module in (employer, public, staff, veteran):
        app.register_blueprint(module.bp)

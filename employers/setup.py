"""Joins the package to the application."""

from flask import Flask

from employers.views import employer, public, staff


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    for module in (employer, public, staff):
        app.register_blueprint(module.bp)

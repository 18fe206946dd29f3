"""Joins the package to the application."""

from flask import Flask

from veterans.views import staff, veteran


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    for module in (staff, veteran):
        app.register_blueprint(module.bp)

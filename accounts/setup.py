"""Joins the package to the application."""

from flask import Flask

from accounts.permissions import init_permissions
from accounts.sessions import init_sessions
from accounts.views import account, public, staff


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    init_sessions(app)
    init_permissions(app)
    for module in (account, public, staff):
        app.register_blueprint(module.bp)

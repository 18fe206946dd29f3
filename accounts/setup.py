"""Joins the package to the application."""

from flask import Flask

from accounts.permissions import init_permissions
from accounts.sessions import init_sessions
from accounts.tasks import forget_expired_sign_ins
from accounts.views import account, codes, public, settings, stations
from core.scheduler import register_daily


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    init_sessions(app)
    init_permissions(app)
    for bp in (account.bp, codes.bp, public.bp, settings.bp, stations.bp):
        app.register_blueprint(bp)
    register_daily("accounts.forget_expired", forget_expired_sign_ins, hour=3, minute=10)

"""Joins the package to the application."""

from flask import Flask

from bureau import cli, nightly, tasks
from bureau.dictionary import preview
from bureau.labels import action_label, detail_label, role_label, subject_label
from bureau.queries import VERIFY
from bureau.views import delivery, dictionary, employer, health, inbox, public, review, veteran
from core.scheduler import register_daily
from core.work import register_work


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""
    for module in (delivery, dictionary, employer, health, inbox, public, review, veteran):  # review adds to the staff desk's blueprint
        app.register_blueprint(module.bp)
    for command in (cli.init, cli.doctor, cli.backup, cli.restore, cli.rotate, cli.scheduler):
        app.cli.add_command(command)
    app.jinja_env.filters.update(action_label=action_label, detail_label=detail_label, role_label=role_label, subject_label=subject_label)
    inbox.init_unread(app)
    register_daily("backup.nightly", nightly.back_up_nightly, hour=1, minute=30)
    register_work(VERIFY, tasks.verify_trail)
    register_work(preview.WORK, preview.compare)

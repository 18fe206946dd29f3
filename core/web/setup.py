"""Joins `core` to the application."""

from flask import Flask

from core.importing.tasks import register_importing
from core.scheduler import forget_old_messages, register_daily
from core.work import forget_finished_work


def init_app(app: Flask) -> None:
    """Make known what the scheduler process does for imports and what it forgets; the rest is wired by the composition root by name."""
    register_importing()
    register_daily("messages.forget", forget_old_messages, hour=3, minute=50)
    register_daily("work.forget", forget_finished_work, hour=3, minute=55)

"""Joins `core` to the application."""

from flask import Flask

from core.importing.tasks import register_importing


def init_app(app: Flask) -> None:
    """Make known what the scheduler process does for imports; the rest is wired by the composition root by name."""
    register_importing()

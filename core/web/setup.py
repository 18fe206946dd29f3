"""Joins `core` to the application."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing beyond what the composition root wires by name."""

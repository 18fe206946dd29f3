"""Joins the package to the application."""

from flask import Flask

from jobs.fairs import models  # noqa: F401 - the tables exist with the application


def init_app(app: Flask) -> None:
    """Make the package's tables known."""

"""Joins the package to the application."""

from flask import Flask

from jobs.disclosure import models  # noqa: F401 - its tables belong to the schema


def init_app(_app: Flask) -> None:
    """Register the package's pages."""

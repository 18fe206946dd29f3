"""Joins the package to the application."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the package's pages, commands and tasks."""

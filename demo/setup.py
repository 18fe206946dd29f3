"""Joins the package to the application."""

from flask import Flask

from demo import cli


def init_app(app: Flask) -> None:
    """Register the package's commands."""
    app.cli.add_command(cli.demo)

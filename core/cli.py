"""What every command says when it cannot do its work: one sentence on standard error, or one JSON document, and status 1; never a traceback."""

import functools
import json
import re
import sqlite3
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click
from flask import Flask
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError, ProgrammingError

from core.db import db
from core.errors import Refusal

DATABASE_ERRORS = (OperationalError, ProgrammingError, sqlite3.OperationalError)


class EmptyDatabase(Refusal):
    """The tables were never made."""


class NoDatabase(Refusal):
    """The database does not answer."""


def require_tables() -> None:
    """Refuse where `flask init` was not run.

    Raises:
        EmptyDatabase: there are no tables.

    """
    if not db.inspect(db.engine).has_table("accounts"):
        raise EmptyDatabase(_("The database is empty. Run: flask init"))


def refusal_code(refusal: Refusal) -> str:
    """The refusal's own code, or its name in snake case."""
    return str(getattr(refusal, "code", "")) or re.sub(r"(?<!^)(?=[A-Z])", "_", type(refusal).__name__).lower()


def refuse(refusal: Refusal, *, as_json: bool) -> NoReturn:
    """Say why and end with status 1."""
    code, message = refusal_code(refusal), str(refusal.message) or _("This step is not possible now")
    if as_json:
        click.echo(json.dumps({"error": code, "message": message}, ensure_ascii=False))
    else:
        click.echo(message, err=True)
    sys.exit(1)


def _explained(error: Exception) -> Refusal | None:
    """What a failure of the database means for whoever typed the command; None when it means a fault of ours."""
    try:
        db.session.rollback()
        require_tables()
    except EmptyDatabase as refusal:
        return refusal
    except DATABASE_ERRORS:
        return NoDatabase(_("The database does not answer. Check DATABASE_URL and that the database is running."))
    return NoDatabase(_("The database is busy. Try again in a moment.")) if "locked" in str(error) else None


def _telling(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def told(*args: Any, **kwargs: Any) -> Any:
        as_json = bool(click.get_current_context().params.get("as_json"))
        try:
            return function(*args, **kwargs)
        except Refusal as refusal:
            refuse(refusal, as_json=as_json)
        except DATABASE_ERRORS as error:
            reason = _explained(error)
            if reason is None:
                raise
            refuse(reason, as_json=as_json)
    told.tells_refusals = True  # type: ignore[attr-defined]
    return told


def _wrap(command: click.Command) -> None:
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _wrap(inner)
    elif command.callback is not None and not hasattr(command.callback, "tells_refusals"):
        command.callback = _telling(command.callback)


def init_cli(app: Flask) -> None:
    """Let every command of the application end this way; called when all are registered."""
    _wrap(app.cli)

"""Error pages: what happened, whether the input is safe, whom to call. No code, no jargon, nothing personal."""

import secrets

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from core.db import db
from core.errors import NotFound, Refusal

log = structlog.get_logger()


def _texts(code: int) -> tuple[str, str]:
    texts = {
        400: (_("This page was open for too long"), _("Please press the button once more. What you entered is still in the form.")),
        401: (_("Please sign in"), _("This page is for people who have signed in.")),
        403: (_("You may not open this page"), _("Your account has no permission for it. If you need it, ask the bureau.")),
        404: (_("There is no such page"), _("The address may be mistyped, or the page was removed.")),
        405: (_("This cannot be opened here"), _("Please go back and use the button on the page.")),
        409: (_("This step is not possible now"), _("Somebody may have changed it meanwhile. Please go back, look at the page again and decide anew.")),
        422: (_("Something does not fit"), _("Please go back and check what you entered.")),
        410: (_("This page is gone"), _("It was removed and will not come back.")),
        413: (_("The file is too large"), _("A file may have up to 10 MB. Please split it and upload the parts one by one.")),
        429: (_("Too many tries"), _("Please wait a minute and try again. Nothing was lost.")),
        503: (_("The service is busy"), _("Please try again in half a minute. Nothing was saved from this step.")),
    }
    return texts.get(code, (_("Something went wrong on our side"), _("Nothing was saved from this step. Please try again; if it happens again, "
                                                                    "call the hotline and give the number below.")))


def error_page(code: int, message: str = "", reference: str = "") -> tuple[str, int]:
    """Render the page for a status code."""
    title, text = _texts(code)
    return render_template("core/error.html", title=title, text=message or text, code=code, reference=reference), code


def _on_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    return error_page(error.code)


def _on_refusal(error: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(error.status, "" if isinstance(error, NotFound) else str(error.message))


def _on_csrf(_error: CSRFError) -> ResponseReturnValue:
    return error_page(400)


def _on_database(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    log.error("database_unavailable", kind=type(error.orig).__name__)
    return (*error_page(503), {"Retry-After": "5"})


def _on_stale(_error: StaleDataError) -> ResponseReturnValue:
    """Two steps met in one row and the other was first: nothing of this one was written."""
    db.session.rollback()
    return error_page(409)


def _on_crash(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    reference = secrets.token_hex(4)
    log.error("crash", reference=reference, endpoint=request.endpoint, exc_info=error)
    return error_page(500, reference=reference)


def init_errors(app: Flask) -> None:
    """Register a page for every failure; an unforeseen one is rolled back, logged under a reference and shown without detail."""
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(OperationalError, _on_database)
    app.register_error_handler(StaleDataError, _on_stale)
    app.register_error_handler(Exception, _on_crash)

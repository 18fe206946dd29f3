"""What a page at a fair does and says about it."""

from collections.abc import Callable

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.db import transaction
from core.errors import IllegalTransition, NotFound, Refusal


def do(address: str, deed: Callable[[], object], done: str = "") -> ResponseReturnValue:
    """Do it in one transaction, say what came of it, show the page at `address`."""
    try:
        with transaction():
            deed()
    except NotFound:
        raise
    except IllegalTransition:
        flash(_("Nothing was changed: it is in another state by now."), "wait")
    except Refusal as refusal:
        flash(refusal.message, "stop")
    else:
        if done:
            flash(done, "ok")
    return redirect(address, 303)

"""The front page, and what the site says about itself."""

from flask import Blueprint, render_template

from accounts.permissions import open_to_all
from jobs.search.finder import front

bp = Blueprint("bureau_public", __name__)


@bp.get("/")
@open_to_all
def home() -> str:
    shown = front(5)
    return render_template("bureau/home.html", rows=shown.rows, live=shown.live, common=shown.common)


@bp.get("/accessibility")
@open_to_all
def accessibility() -> str:
    return render_template("bureau/accessibility.html")


@bp.get("/privacy")
@open_to_all
def privacy() -> str:
    return render_template("bureau/privacy.html")

"""The front page."""

from flask import Blueprint, render_template

from accounts.permissions import open_to_all

bp = Blueprint("bureau_public", __name__)


@bp.get("/")
@open_to_all
def home() -> str:
    return render_template("core/blank.html")


@bp.get("/accessibility")
@open_to_all
def accessibility() -> str:
    return render_template("core/blank.html")


@bp.get("/privacy")
@open_to_all
def privacy() -> str:
    return render_template("core/blank.html")

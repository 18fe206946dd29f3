"""Finding and reading positions."""

from flask import Blueprint, render_template

from accounts.permissions import open_to_all

bp = Blueprint("jobs_public", __name__)


@bp.get("/positions")
@open_to_all
def search() -> str:
    return render_template("core/blank.html")

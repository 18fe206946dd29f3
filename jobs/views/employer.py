"""An enterprise's own positions."""

from flask import Blueprint, render_template

from accounts.permissions import recruiters_only

bp = Blueprint("jobs_employer", __name__)


@bp.get("/employer/positions/new")
@recruiters_only
def add() -> str:
    return render_template("core/blank.html")


@bp.get("/employer/positions/import")
@recruiters_only
def import_file() -> str:
    return render_template("core/blank.html")

"""Positions under review."""

from flask import Blueprint, render_template

from accounts.permissions import Right, staff_with

bp = Blueprint("jobs_staff", __name__)


@bp.get("/bureau/positions/import")
@staff_with(Right.POSITIONS_IMPORT)
def import_file() -> str:
    return render_template("core/blank.html")

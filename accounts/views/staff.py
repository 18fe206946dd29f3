"""Staff and stations."""

from flask import Blueprint, render_template

from accounts.permissions import Right, staff_with

bp = Blueprint("accounts_staff", __name__)


@bp.get("/bureau/staff")
@staff_with(Right.STAFF)
def staff() -> str:
    return render_template("core/blank.html")


@bp.get("/bureau/stations")
@staff_with(Right.STATIONS)
def stations() -> str:
    return render_template("core/blank.html")

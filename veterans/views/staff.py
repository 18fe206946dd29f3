"""The roster."""

from flask import Blueprint, render_template

from accounts.permissions import Right, staff_with

bp = Blueprint("veterans_staff", __name__)


@bp.get("/bureau/people")
@staff_with(Right.PEOPLE)
def roster() -> str:
    return render_template("core/blank.html")

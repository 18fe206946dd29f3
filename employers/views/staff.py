"""The verification desk."""

from flask import Blueprint, render_template

from accounts.permissions import Right, staff_with

bp = Blueprint("employers_staff", __name__)


@bp.get("/bureau/employers")
@staff_with(Right.REVIEW)
def employers() -> str:
    return render_template("core/blank.html")

"""The staff desk."""

from flask import Blueprint, render_template

from accounts.permissions import Right, staff_with

bp = Blueprint("bureau_staff", __name__)


@bp.get("/bureau")
@staff_with(Right.DESK)
def today() -> str:
    return render_template("core/blank.html")


@bp.get("/bureau/review")
@staff_with(Right.REVIEW)
def review() -> str:
    return render_template("core/blank.html")


@bp.get("/bureau/imports")
@staff_with(Right.PEOPLE_EDIT)
def imports() -> str:
    return render_template("core/blank.html")


@bp.get("/bureau/audit")
@staff_with(Right.AUDIT)
def audit_log() -> str:
    return render_template("core/blank.html")

"""A person's home."""

from flask import Blueprint, render_template

from accounts.permissions import signed_in

bp = Blueprint("bureau_veteran", __name__)


@bp.get("/my")
@signed_in
def home() -> str:
    return render_template("core/blank.html")

"""A person's own file."""

from flask import Blueprint, render_template

from accounts.permissions import signed_in

bp = Blueprint("veterans_veteran", __name__)


@bp.get("/my/profile")
@signed_in
def profile() -> str:
    return render_template("core/blank.html")

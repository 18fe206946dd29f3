"""An enterprise's own file."""

from flask import Blueprint, render_template

from accounts.permissions import recruiters_only

bp = Blueprint("employers_employer", __name__)


@bp.get("/employer/profile")
@recruiters_only
def profile() -> str:
    return render_template("core/blank.html")

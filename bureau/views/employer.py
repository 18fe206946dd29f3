"""An enterprise's home."""

from flask import Blueprint, render_template

from accounts.permissions import recruiters_only

bp = Blueprint("bureau_employer", __name__)


@bp.get("/employer")
@recruiters_only
def home() -> str:
    return render_template("core/blank.html")

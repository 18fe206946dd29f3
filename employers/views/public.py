"""Joining."""

from flask import Blueprint, render_template

from accounts.permissions import open_to_all

bp = Blueprint("employers_public", __name__)


@bp.get("/employer/join")
@open_to_all
def join() -> str:
    return render_template("core/blank.html")

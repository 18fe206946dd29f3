"""Stations, for everyone."""

from flask import Blueprint, render_template

from accounts.permissions import open_to_all

bp = Blueprint("accounts_public", __name__)


@bp.get("/stations")
@open_to_all
def stations() -> str:
    return render_template("core/blank.html")

"""Stations, for everyone."""

from flask import Blueprint, render_template, request

from accounts.permissions import open_to_all
from accounts.stations import station_tree

bp = Blueprint("accounts_public", __name__)


@bp.get("/stations")
@open_to_all
def stations() -> str:
    asked = request.args.get("q", "").strip()[:40]
    city, tree = station_tree(asked)
    return render_template("accounts/stations.html", asked=asked, city=city, tree=tree)

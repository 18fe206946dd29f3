"""What programs ask for: signs of life (no numbers about people), what search engines may read, the icon."""

from flask import Blueprint, Response, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from accounts.permissions import open_to_all
from core.db import db
from core.scheduler import heartbeat_age

bp = Blueprint("bureau_health", __name__)
LATE = 15 * 60
ROBOTS = """User-agent: *
Allow: /
Allow: /positions
Allow: /stations
Disallow: /my
Disallow: /employer
Disallow: /bureau
Disallow: /account
"""


@bp.get("/healthz")
@open_to_all
def health() -> ResponseReturnValue:
    db.session.execute(text("SELECT 1"))
    age = heartbeat_age()
    return jsonify(database="ok", scheduler="ok" if age is not None and age < LATE else "late", heartbeat_seconds=None if age is None else round(age))


@bp.get("/robots.txt")
@open_to_all
def robots() -> ResponseReturnValue:
    return Response(ROBOTS, mimetype="text/plain")


@bp.get("/favicon.ico")
@open_to_all
def favicon() -> ResponseReturnValue:
    return current_app.send_static_file("look/bridge.svg")

"""Signs of life for whoever watches the service: no numbers about people."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from accounts.permissions import open_to_all
from core.db import db
from core.scheduler import heartbeat_age

bp = Blueprint("bureau_health", __name__)
LATE = 15 * 60


@bp.get("/healthz")
@open_to_all
def health() -> ResponseReturnValue:
    db.session.execute(text("SELECT 1"))
    age = heartbeat_age()
    return jsonify(database="ok", scheduler="ok" if age is not None and age < LATE else "late", heartbeat_seconds=None if age is None else round(age))

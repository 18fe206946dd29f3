"""A wide ceiling on requests from one address, in each process: a whole fair hall is one address, so it only stops floods.

What protects accounts and phones is counted in the database, by account and phone (`accounts`).
"""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address


def init_limits(app: Flask) -> None:
    """Put the ceiling on everything but the signs of life; `RONGQIAO_RATELIMIT=0` takes it off."""
    limiter = Limiter(get_remote_address, app=app, application_limits=[app.config["ADDRESS_CEILING"]])
    health = app.view_functions.get("bureau_health.health")
    if health is not None:
        limiter.exempt(health)

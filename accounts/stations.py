"""The station tree and the one way to limit a query to a subtree."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import InstrumentedAttribute

from accounts.models import Station
from core.db import db

LEVELS = {6: "city", 9: "township", 12: "village"}
AFTER_DIGITS = ":"  # the character after '9'


def in_scope(column: InstrumentedAttribute[Any], station_code: str | None) -> ColumnElement[bool]:
    """Rows whose station code lies in the subtree of `station_code`; no station, no rows."""
    if not station_code:
        return false()
    return and_(column >= station_code, column < station_code + AFTER_DIGITS)


def covers(station_code: str | None, other: str | None) -> bool:
    """Whether `other` lies in the subtree of `station_code`."""
    return bool(station_code and other and other.startswith(station_code))


def station(code: str) -> Station | None:
    """The station with this code."""
    return db.session.get(Station, code)


def child_stations(code: str) -> list[Station]:
    """The stations right under `code`, by code."""
    query = select(Station).where(Station.parent_code == code, Station.is_active).order_by(Station.code)
    return list(db.session.execute(query).scalars())


def townships() -> list[Station]:
    """All townships and subdistricts, by code."""
    query = select(Station).where(Station.level == "township", Station.is_active).order_by(Station.code)
    return list(db.session.execute(query).scalars())

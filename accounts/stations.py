"""The station tree and the one way to limit a query to a subtree."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
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


def _named(words: str) -> ColumnElement[bool]:
    return or_(Station.name.contains(words, autoescape=True), Station.code.startswith(words, autoescape=True))


def _in_subtree(scope: str | None, words: str) -> Select[Any]:
    query = select(Station).where(in_scope(Station.code, scope))
    return query.where(_named(words)) if words else query


def station_page(scope: str | None, words: str, number: int, size: int) -> tuple[list[Station], int]:
    """One page of the stations in a subtree, closed ones too, by code; and how many there are."""
    query = _in_subtree(scope, words)
    total = db.session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    found = db.session.execute(query.order_by(Station.code).limit(size).offset((number - 1) * size)).scalars()
    return list(found), total


def station_names(codes: set[str | None]) -> dict[str, str]:
    """Names by code."""
    query = select(Station.code, Station.name).where(Station.code.in_(codes - {None}))
    return {row.code: row.name for row in db.session.execute(query)}


def station_choices(scope: str | None) -> list[tuple[str, str]]:
    """(code, name indented by level) of the open stations in a subtree, in the order of the tree, for a select."""
    query = select(Station.code, Station.name, Station.level).where(in_scope(Station.code, scope), Station.is_active).order_by(Station.code)
    indent = {"city": "", "township": "　", "village": "　　"}
    return [(code, indent[level] + name) for code, name, level in db.session.execute(query)]


def parent_choices(scope: str | None) -> list[tuple[str, str]]:
    """(code, name with code) of the open stations in a subtree that may have stations below them."""
    query = select(Station.code, Station.name).where(in_scope(Station.code, scope), Station.is_active, Station.level != "village").order_by(Station.code)
    return [(code, f"{name} {code}") for code, name in db.session.execute(query)]


def station_tree(words: str = "") -> tuple[Station | None, list[tuple[Station, list[Station]]]]:
    """The city's centre, and the open townships with their open villages, by code; for everyone.

    With `words`, only places whose name contains them: a township that does stands with all its villages, otherwise with those that do.
    """
    rows = list(db.session.execute(select(Station).where(Station.is_active).order_by(Station.code)).scalars())
    below: dict[str, list[Station]] = {}
    for row in rows:
        if row.level == "village" and row.parent_code:
            below.setdefault(row.parent_code, []).append(row)
    tree = []
    for place in (row for row in rows if row.level == "township"):
        villages = below.get(place.code, [])
        kept = villages if words in place.name else [village for village in villages if words in village.name]
        if kept or words in place.name:
            tree.append((place, kept))
    return next((row for row in rows if row.level == "city"), None), tree

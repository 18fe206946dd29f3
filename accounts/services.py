"""Stations, accounts, sessions: what changes them."""

from sqlalchemy import insert, select

from accounts.models import Station
from core.db import db
from core.reference import townships, villages


def plant_stations(city_code: str = "211382", city_name: str = "凌源市") -> int:
    """Write the station tree of the division tables (1 + 27 + 285); stations that exist are kept. Returns how many were added."""
    known = set(db.session.execute(select(Station.code)).scalars())
    rows = [{"code": city_code, "parent_code": None, "level": "city", "name": city_name}]
    rows += [{"code": t["code"], "parent_code": city_code, "level": "township", "name": t["name"]} for t in townships()]
    rows += [{"code": v["code"], "parent_code": v["streetCode"], "level": "village", "name": v["name"]} for v in villages()]
    fresh = [row for row in rows if row["code"] not in known]
    if fresh:
        db.session.execute(insert(Station), fresh)
    return len(fresh)

"""What changes the station tree."""

from flask_babel import gettext as _
from sqlalchemy import func, insert, select

from accounts.models import Account, Invitation, Station
from accounts.services.staff import close_invitations
from accounts.stations import LEVELS, child_stations, covers, station
from core.audit import Action, Actor, record
from core.db import db
from core.errors import BadInput, NotFound, Refusal
from core.reference import townships, villages

CODE_LENGTHS = {6: 9, 9: 12}


class StationCodeTaken(BadInput):
    """Another station has the code."""


class StationCodeMisplaced(BadInput):
    """The code does not begin with its parent's code, or is not of the level below."""


class StationAboveIsClosed(Refusal):
    """Nobody would find it: the station above it is closed."""


class StationInUse(Refusal):
    """Stations below it or its staff are still active."""


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


def _station_in_scope(actor: Actor, code: str) -> Station:
    found = station(code) if covers(actor.station_code, code) else None
    if found is None:
        raise NotFound
    return found


def add_station(actor: Actor, parent_code: str, code: str, name: str) -> Station:
    """Add a station under `parent_code`, which lies in the actor's subtree.

    Raises:
        NotFound: no such parent in scope. StationCodeMisplaced, StationCodeTaken: the code cannot be used. StationAboveIsClosed: the parent is closed.

    """
    parent = _station_in_scope(actor, parent_code)
    _refuse_under_closed(parent.code)
    if len(code) != CODE_LENGTHS.get(len(parent_code)) or not code.isascii() or not code.isdigit() or not code.startswith(parent_code):
        raise StationCodeMisplaced(_("The code must begin with %(parent)s and have three digits more", parent=parent_code))
    if station(code) is not None:
        raise StationCodeTaken(_("Another station has this code"))
    added = Station(code=code, parent_code=parent.code, level=LEVELS[len(code)], name=name)
    db.session.add(added)
    db.session.flush()
    record(actor, Action.STATION_CHANGED, "station", None, code=code, added=True)
    return added


def change_station(actor: Actor, code: str, values: dict[str, str]) -> None:
    """Set phone, address, hours or name of a station in the actor's subtree."""
    found = _station_in_scope(actor, code)
    changed = [field for field, value in values.items() if getattr(found, field) != value]
    for field in changed:
        setattr(found, field, values[field])
    db.session.flush()
    if changed:
        record(actor, Action.STATION_CHANGED, "station", None, code=code, fields=changed)


def set_station_active(actor: Actor, code: str, is_active: bool) -> None:
    """Close a station, or open it again. Its files stay; it leaves the public list, and invitations to work there are withdrawn.

    Raises:
        StationInUse: stations below it or its staff are still active. StationAboveIsClosed: it would open under a closed one.

    """
    found = _station_in_scope(actor, code)
    if found.is_active == is_active:
        return
    if not is_active and (child_stations(code) or _active_staff(code)):
        raise StationInUse(_("Move its staff and close the stations below it first"))
    if is_active and found.parent_code:
        _refuse_under_closed(found.parent_code)
    if not is_active:
        close_invitations(Invitation.station_code == code)
    found.is_active = is_active
    db.session.flush()
    record(actor, Action.STATION_CHANGED, "station", None, code=code, active=is_active)


def _refuse_under_closed(code: str) -> None:
    above = station(code)
    if above is None or not above.is_active:
        raise StationAboveIsClosed(_("The station above it is closed. Open that one first."))


def _active_staff(code: str) -> int:
    query = select(func.count()).select_from(Account).where(Account.station_code == code, Account.is_active)
    return db.session.execute(query).scalar_one()

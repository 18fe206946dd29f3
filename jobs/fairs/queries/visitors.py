"""Reading the people at a fair. Staff see those of their own subtree; who runs the fair sees all of them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select

from accounts.models import Station
from accounts.stations import in_scope
from core import crypto
from core.db import db
from jobs.fairs.models import Fair, FairInvitation, FairRegistration
from jobs.fairs.queries.fairs import is_public
from jobs.fairs.states import CANCELLED, CONFIRMED
from veterans.models import Person, Seeking


def registration(fair_id: int, registration_id: int) -> FairRegistration | None:
    """Somebody's registration at this fair."""
    query = select(FairRegistration).where(FairRegistration.id == registration_id, FairRegistration.fair_id == fair_id)
    return db.session.execute(query).scalar_one_or_none()


def lock(registration_id: int) -> None:
    """One booking or line of a visitor at a time: what is counted for them stays true until the transaction ends."""
    db.session.execute(select(FairRegistration.id).where(FairRegistration.id == registration_id).with_for_update())


def standing(fair_id: int, phone: str) -> FairRegistration | None:
    """The registration under a phone that is not cancelled."""
    query = select(FairRegistration).where(FairRegistration.fair_id == fair_id, FairRegistration.phone_index == crypto.blind_index(phone, "phone"),
                                           FairRegistration.state != CANCELLED)
    return db.session.execute(query).scalar_one_or_none()


def standing_of_account(fair_id: int, account_id: int) -> FairRegistration | None:
    """An account's own registration that is not cancelled, the latest."""
    query = select(FairRegistration).where(FairRegistration.fair_id == fair_id, FairRegistration.account_id == account_id, FairRegistration.state != CANCELLED)
    return db.session.execute(query.order_by(FairRegistration.id.desc()).limit(1)).scalar_one_or_none()


def standing_of_person(fair_id: int, person_id: int) -> FairRegistration | None:
    """A person's registration that is not cancelled."""
    query = select(FairRegistration).where(FairRegistration.fair_id == fair_id, FairRegistration.person_id == person_id, FairRegistration.state != CANCELLED)
    return db.session.execute(query).scalar_one_or_none()


def own_registrations(account_id: int, person_id: int | None, most: int) -> list[tuple[FairRegistration, Fair]]:
    """The last fairs somebody registered for and did not cancel, with their account or by their file, the latest first."""
    own = FairRegistration.account_id == account_id
    if person_id is not None:
        own = or_(own, FairRegistration.person_id == person_id)
    query = select(FairRegistration, Fair).join(Fair, Fair.id == FairRegistration.fair_id).where(own, FairRegistration.state != CANCELLED, is_public())
    found = db.session.execute(query.order_by(Fair.starts_at.desc(), FairRegistration.id.desc()).limit(most)).all()
    return [(row, fair) for row, fair in found]


def registration_with_place(place_id: int) -> FairRegistration:
    """Whose place it is."""
    return db.session.execute(select(FairRegistration).where(FairRegistration.place_id == place_id)).scalar_one()


def door_codes(fair_id: int) -> set[str]:
    """The numbers given out."""
    query = select(FairRegistration.door_code).where(FairRegistration.fair_id == fair_id, FairRegistration.door_code.is_not(None))
    return {code for code in db.session.execute(query).scalars() if code}


def seen_by(station_code: str, fair: Fair) -> ColumnElement[bool]:
    """Who holds the fair sees everybody; a station below those who live with it."""
    runs = fair.station_code.startswith(station_code)
    return FairRegistration.id.is_not(None) if runs else in_scope(FairRegistration.township_code, station_code)


def registrations(station_code: str, fair: Fair, state: str, page: int, size: int) -> tuple[list[FairRegistration], int]:
    """A page of registrations, the newest first, and how many there are."""
    which = [FairRegistration.fair_id == fair.id, seen_by(station_code, fair)]
    if state:
        which.append(FairRegistration.state == state)
    total = db.session.execute(select(func.count()).select_from(FairRegistration).where(*which)).scalar_one()
    query = select(FairRegistration).where(*which).order_by(FairRegistration.id.desc()).limit(size).offset((page - 1) * size)
    return list(db.session.execute(query).scalars()), total


def registration_for_staff(station_code: str, fair: Fair, registration_id: int) -> FairRegistration | None:
    """Somebody's registration, where the station may see it."""
    query = select(FairRegistration).where(FairRegistration.id == registration_id, FairRegistration.fair_id == fair.id, seen_by(station_code, fair))
    return db.session.execute(query).scalar_one_or_none()


def counts_by_state(station_code: str, fair: Fair) -> dict[str, int]:
    """How many people are in each state."""
    query = select(FairRegistration.state, func.count()).where(FairRegistration.fair_id == fair.id, seen_by(station_code, fair))
    return dict(db.session.execute(query.group_by(FairRegistration.state)).all())


def counts_by_kind(fair_id: int) -> dict[str, int]:
    """How many veterans, families and others have registered and not cancelled."""
    query = select(FairRegistration.kind, func.count()).where(FairRegistration.fair_id == fair_id, FairRegistration.state != CANCELLED)
    return dict(db.session.execute(query.group_by(FairRegistration.kind)).all())


def coverage(station_code: str, fair_id: int) -> list[dict[str, Any]]:
    """By township of the subtree: people on file who look for work, how many of them were invited, how many registered, and everybody who registered."""
    town = func.substr(Person.station_code, literal_column("1"), literal_column("9"))  # spelt out: PostgreSQL must see one and the same expression
    seekers = select(town, func.count()).where(Person.seeking == Seeking.YES, in_scope(Person.station_code, station_code)).group_by(town)
    invited = select(town, func.count()).join(FairInvitation, FairInvitation.person_id == Person.id).group_by(town)
    invited = invited.where(FairInvitation.fair_id == fair_id, Person.seeking == Seeking.YES, in_scope(Person.station_code, station_code))
    on_file = select(town, func.count()).join(FairRegistration, FairRegistration.person_id == Person.id).group_by(town)
    on_file = on_file.where(FairRegistration.fair_id == fair_id, FairRegistration.state != CANCELLED, in_scope(Person.station_code, station_code))
    everybody = select(FairRegistration.township_code, func.count()).where(FairRegistration.fair_id == fair_id, FairRegistration.state != CANCELLED)
    everybody = everybody.where(in_scope(FairRegistration.township_code, station_code)).group_by(FairRegistration.township_code)
    parts: list[dict[str, int]] = [dict(db.session.execute(query).all()) for query in (seekers, invited, on_file, everybody)]
    towns = db.session.execute(select(Station.code, Station.name).where(Station.level == "township", in_scope(Station.code, station_code[:9])))
    rows = [{"code": code, "name": name, "seeking": parts[0].get(code, 0), "invited": parts[1].get(code, 0), "came_from_file": parts[2].get(code, 0),
             "registered": parts[3].get(code, 0)} for code, name in towns.all()]
    return sorted(rows, key=lambda r: str(r["code"]))


def on_file(station_code: str, name: str, phone: str) -> int | None:
    """The one person of the subtree on file under this name and phone, for who registers somebody at a station."""
    query = select(Person.id).where(Person.phone_index == crypto.blind_index(phone, "phone"), Person.name == name, in_scope(Person.station_code, station_code))
    found = db.session.execute(query.limit(2)).scalars().all()
    return found[0] if len(found) == 1 else None


def people_to_invite(station_code: str, fair_id: int, limit: int = 2000) -> Sequence[Person]:
    """People of the subtree who look for work, have a phone, and were neither invited nor registered."""
    asked = select(1).where(FairInvitation.fair_id == fair_id, FairInvitation.person_id == Person.id).exists()
    theirs = or_(FairRegistration.person_id == Person.id, FairRegistration.phone_index == Person.phone_index)
    comes = select(1).where(FairRegistration.fair_id == fair_id, theirs, FairRegistration.state != CANCELLED).exists()
    query = select(Person).where(Person.seeking == Seeking.YES, Person.phone_index.is_not(None), in_scope(Person.station_code, station_code), ~asked, ~comes)
    return db.session.execute(query.order_by(Person.id).limit(limit)).scalars().all()


def accounts_of(rows: Collection[FairRegistration]) -> dict[int, int | None]:
    """By registration, the account that hears of it on the site: the one that registered, else that of the person on file; None for neither."""
    people = {row.person_id for row in rows if row.account_id is None and row.person_id is not None}
    known: dict[int | None, int | None] = dict(db.session.execute(select(Person.id, Person.account_id).where(Person.id.in_(people))).all()) if people else {}
    return {row.id: row.account_id or known.get(row.person_id) for row in rows}


def ticket_holders(fair_id: int, *others: str) -> list[FairRegistration]:
    """Everybody with a ticket, with a phone or without, and those in the states of `others`."""
    query = select(FairRegistration).where(FairRegistration.fair_id == fair_id, FairRegistration.state.in_((CONFIRMED, *others)))
    return list(db.session.execute(query.order_by(FairRegistration.id)).scalars())


"""Pairs of files of one family."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from core import crypto
from core.db import db
from core.errors import NotFound
from veterans.models import FamilyPair, Person
from veterans.states import ASKED, LINKED

Asker = aliased(Person)
Other = aliased(Person)


def locked_people(*person_ids: int) -> dict[int, Person]:
    """These files, locked in the order of their numbers until the transaction ends."""
    query = select(Person).where(Person.id.in_(person_ids)).order_by(Person.id).with_for_update()
    return {person.id: person for person in db.session.execute(query.execution_options(populate_existing=True)).scalars()}


def hold_person(person_id: int) -> None:
    """Let what two requests do to one file happen one after the other, until the transaction ends."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def people_with_phone(phone: str) -> list[Person]:
    """Files with this phone, by number."""
    query = select(Person).where(Person.phone_index == crypto.blind_index(phone, "phone")).order_by(Person.id)
    return list(db.session.execute(query).scalars())


def open_pair(one_id: int, other_id: int) -> FamilyPair | None:
    """The request or link between two files, whoever asked."""
    both = or_((FamilyPair.asker_id == one_id) & (FamilyPair.other_id == other_id), (FamilyPair.asker_id == other_id) & (FamilyPair.other_id == one_id))
    query = select(FamilyPair).where(both, FamilyPair.state.in_((ASKED, LINKED))).order_by(FamilyPair.state.desc(), FamilyPair.id).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def open_pairs_of(asker_id: int) -> list[FamilyPair]:
    """Requests and links a person asked for."""
    query = select(FamilyPair).where(FamilyPair.asker_id == asker_id, FamilyPair.state.in_((ASKED, LINKED)))
    return list(db.session.execute(query).scalars())


def pair_of(person_id: int, pair_id: int) -> FamilyPair:
    """A pair in which a person is one of the two, locked until the transaction ends: two answers follow each other.

    Raises:
        NotFound: there is none, or it is other people's.

    """
    mine = or_(FamilyPair.asker_id == person_id, FamilyPair.other_id == person_id)
    query = select(FamilyPair).where(FamilyPair.id == pair_id, mine).with_for_update().execution_options(populate_existing=True)
    found = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def pairs_of(person_id: int) -> Sequence[Any]:
    """Requests and links of a person, newest first: id, state, relation, is_mine, asked_at, confirmed_at, ended_at, name as typed, other_kind, other_id and
    other_name of the file on the other side (None while the asker waits).
    """
    is_mine = (FamilyPair.asker_id == person_id).label("is_mine")
    tells = or_(FamilyPair.state == LINKED, FamilyPair.asker_id != person_id)  # the asker learns whose file it is only when they agree
    name = case((tells, case((FamilyPair.asker_id == person_id, Other.name), else_=Asker.name)), else_=None).label("other_name")
    kind = case((tells, case((FamilyPair.asker_id == person_id, Other.kind), else_=Asker.kind)), else_=None).label("other_kind")
    number = case((FamilyPair.asker_id == person_id, FamilyPair.other_id), else_=FamilyPair.asker_id).label("other_id")
    columns = (FamilyPair.id, FamilyPair.state, FamilyPair.relation, is_mine, FamilyPair.asked_at, FamilyPair.confirmed_at, FamilyPair.ended_at,
               FamilyPair.name, name, kind, number)
    query = select(*columns).join(Asker, Asker.id == FamilyPair.asker_id).outerjoin(Other, Other.id == FamilyPair.other_id)
    mine = or_(FamilyPair.asker_id == person_id, FamilyPair.other_id == person_id)
    return db.session.execute(query.where(mine).order_by(FamilyPair.id.desc()).limit(20)).all()


def asked_since(person_id: int, since: datetime) -> int:
    """How many requests a person has made since a moment."""
    query = select(func.count()).select_from(FamilyPair).where(FamilyPair.asker_id == person_id, FamilyPair.asked_at >= since)
    return db.session.execute(query).scalar_one()

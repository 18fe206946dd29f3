"""Files that may be one person's."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from accounts.stations import in_scope
from core.db import db
from core.errors import NotFound
from veterans.models import Person, PossibleDuplicate
from veterans.states import WAITING

One = aliased(Person)
Other = aliased(Person)


def facts_of_everybody() -> Sequence[Any]:
    """What is compared: id, name, name_key, birth_date, sex, station_code, identity_number, phone; by id."""
    columns = (Person.id, Person.name, Person.name_key, Person.birth_date, Person.sex, Person.station_code, Person.identity_number, Person.phone)
    return db.session.execute(select(*columns).order_by(Person.id)).all()


def known_pairs() -> dict[tuple[int, int], PossibleDuplicate]:
    """Every pair that was ever found, by its two numbers."""
    return {(pair.one_id, pair.other_id): pair for pair in db.session.execute(select(PossibleDuplicate)).scalars()}


def _both_in(scope: str) -> ColumnElement[bool]:
    return in_scope(One.station_code, scope) & in_scope(Other.station_code, scope)  # type: ignore[arg-type]


def duplicates_page(scope: str, page: int, size: int, state: str = WAITING) -> tuple[Sequence[Any], int]:
    """One page of the pairs in a state, both of whose files `scope` looks after, the surest first: id, reasons, found_at, of both name, birth_date, kind."""
    columns = (PossibleDuplicate.id, PossibleDuplicate.reasons, PossibleDuplicate.found_at, One.name.label("one_name"), Other.name.label("other_name"),
               One.birth_date.label("one_born"), Other.birth_date.label("other_born"), One.id.label("one_id"), Other.id.label("other_id"))
    query = select(*columns).join(One, One.id == PossibleDuplicate.one_id).join(Other, Other.id == PossibleDuplicate.other_id)
    query = query.where(PossibleDuplicate.state == state, _both_in(scope))
    total = db.session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    order = (func.length(PossibleDuplicate.reasons).desc(), PossibleDuplicate.id)
    return db.session.execute(query.order_by(*order).limit(size).offset((page - 1) * size)).all(), total


def duplicates_count(scope: str) -> int:
    """How many pairs wait to be decided, both of whose files `scope` looks after."""
    query = select(func.count()).select_from(PossibleDuplicate).join(One, One.id == PossibleDuplicate.one_id)
    query = query.join(Other, Other.id == PossibleDuplicate.other_id).where(PossibleDuplicate.state == WAITING, _both_in(scope))
    return db.session.execute(query).scalar_one()


def duplicate_in_scope(scope: str, pair_id: int) -> PossibleDuplicate:
    """A pair both of whose files `scope` looks after.

    Raises:
        NotFound: there is none, or one of the files is another station's.

    """
    query = select(PossibleDuplicate).join(One, One.id == PossibleDuplicate.one_id).join(Other, Other.id == PossibleDuplicate.other_id)
    found = db.session.execute(query.where(PossibleDuplicate.id == pair_id, _both_in(scope))).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def existing_ids(person_ids: Iterable[int]) -> set[int]:
    """Those of the numbers that are on file."""
    return set(db.session.execute(select(Person.id).where(Person.id.in_(list(person_ids)))).scalars())

"""What the search asks the database: the stamp, the live columns, the hits of words, the rows of one page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Engine, Integer, Row, Select, String, bindparam, cast, func, literal_column, select, text, type_coerce
from sqlalchemy.orm import joinedload

from accounts.models import Station
from core.clock import today
from core.db import db
from core.facts import Fact
from employers.models import Employer
from jobs.models import Position
from jobs.queries import is_live
from jobs.search.columns import FLAGS, LiveColumns, live_columns_from
from jobs.search.ddl import STAMP
from jobs.search.words import alternatives
from jobs.states import CLOSED, LIVE, PAUSED

_kept: WeakKeyDictionary[Engine, LiveColumns] = WeakKeyDictionary()
_FLAG_COLUMNS = {
    "relaxed": Position.is_relaxed, "first": Position.veteran_first, "family": Position.family_welcome,
    "meals": Position.has_meals, "lodging": Position.has_lodging, "insurance": Position.has_insurance,
}
_HITS = {
    "sqlite": text("SELECT group_concat(rowid) FROM position_search WHERE position_search MATCH :words"),
    "postgresql": text("SELECT string_agg(CAST(id AS text), ',') FROM positions WHERE live_until IS NOT NULL AND search_vector @@ CAST(:words AS tsquery)"),
}


_STAMP = select(Fact.value).where(Fact.name == STAMP)
_TOWNSHIPS = select(Station.code, Station.name).where(Station.level == "township").order_by(Station.code)


def _dialect() -> str:
    return str(db.session.get_bind().dialect.name)


def _flags() -> ColumnElement[int]:
    total: ColumnElement[int] = literal_column("0", Integer)
    for name, bit in FLAGS.items():
        total = total + cast(_FLAG_COLUMNS[name], Integer) * bit
    return total


def stamp() -> str | None:
    """The mark of the last change of what may be shown; None before the first."""
    return db.session.execute(_STAMP).scalar()


def live_columns() -> LiveColumns:
    """The live positions as columns: the kept copy while the stamp and the day are the same, else read anew.

    The stamp is read first: rows read after it can only be newer than it says, which the next request notices.
    """
    engine, mark, day = db.engine, stamp(), today()
    kept = _kept.get(engine)
    if kept is not None and mark is not None and (kept.stamp, kept.day) == (mark, day):
        return kept
    query = (
        select(Position.id, Position.township_code, Position.monthly_pay, Position.education, Position.shift, Position.rest, _flags(),
               type_coerce(Position.licences, String))
        .where(is_live()).order_by(Position.published_at.desc(), Position.id.desc())
    )
    columns = live_columns_from(db.session.execute(query).all(), mark, day)
    _kept[engine] = columns
    return columns


def _one_of(word: str, sqlite: bool) -> str:
    """The expression that finds a word or one of its synonyms; a single Chinese character that stands for itself also finds what begins with it."""
    quote, prefix, both, either = ('"', "*", " AND ", " OR ") if sqlite else ("'", ":*", " & ", " | ")
    found = alternatives(word)
    if found == [[word]]:
        return f"{quote}{word}{quote}" + (prefix if len(word) == 1 and not word.isascii() else "")
    return "(" + either.join("(" + both.join(f"{quote}{token}{quote}" for token in tokens) + ")" for tokens in found) + ")"


def _asked(words: Sequence[str], sqlite: bool) -> str:
    return (" AND " if sqlite else " & ").join(_one_of(word, sqlite) for word in words)


def hits(words: Sequence[str]) -> NDArray[np.int64]:
    """Ids of positions whose text holds every one of `words`, or of each a synonym; a single Chinese character also finds the words that begin with it."""
    dialect = _dialect()
    found = db.session.execute(_HITS[dialect], {"words": _asked(words, dialect == "sqlite")}).scalar()
    return np.fromstring(found, np.int64, sep=",") if found else np.empty(0, np.int64)


def published_between(since: datetime, until: datetime | None = None) -> NDArray[np.int64]:
    """Ids of the live positions published after `since`, and not after `until` when it is given."""
    query = select(Position.id).where(is_live(), Position.published_at > since)
    query = query if until is None else query.where(Position.published_at <= until)
    return np.array(db.session.execute(query).scalars().all(), np.int64)


def _post_columns() -> Select[*tuple[Any, ...]]:
    return (
        select(Position.id, Position.title, Position.headcount, Position.pay_min, Position.pay_max, Position.pay_unit, Position.shift, Position.rest,
               Position.has_insurance, Position.has_meals, Position.has_lodging, Position.veteran_first, Position.family_welcome,
               Position.relaxations, Position.place, Position.published_at, Employer.name.label("employer_name"),
               Station.name.label("township_name"))
        .join(Employer, Employer.id == Position.employer_id)
        .outerjoin(Station, Station.code == Position.township_code)
    )


_POSTS = _post_columns().where(Position.id.in_(bindparam("ids", expanding=True)), Position.live_until >= bindparam("day"))


def posts(ids: Sequence[int]) -> list[Row[Any]]:
    """What a list shows of each live position, in the order of `ids`."""
    if not ids:
        return []
    found = {row.id: row for row in db.session.execute(_POSTS, {"ids": list(ids), "day": today()})}
    return [found[one] for one in ids if one in found]


def posts_of_employer(employer_id: int, number: int, size: int = 20) -> tuple[list[Row[Any]], int]:
    """One page of an employer's live positions, newest first, and how many there are."""
    query = _post_columns().where(Position.employer_id == employer_id, is_live()).order_by(Position.published_at.desc(), Position.id.desc())
    return list(db.session.execute(query.limit(size).offset((number - 1) * size))), live_count_of_employer(employer_id)


def live_count_of_employer(employer_id: int) -> int:
    """How many live positions an employer has."""
    query = select(func.count()).select_from(Position).where(Position.employer_id == employer_id, is_live())
    return db.session.execute(query).scalar_one()


def live_titles() -> dict[str, int]:
    """Titles of live positions and how many carry each."""
    rows = db.session.execute(select(Position.title, func.count()).where(is_live()).group_by(Position.title))
    return dict(rows.all())


def township_names() -> dict[str, str]:
    """Code and name of the townships, by code."""
    return dict(db.session.execute(_TOWNSHIPS).all())


def shown_position(position_id: int) -> Position | None:
    """A position anybody may read, with its employer: live, or published once and since paused, expired or closed.

    What is being reviewed (new, revised or taken back) is nobody's to read but its owner's and the staff's.
    """
    query = select(Position).options(joinedload(Position.employer)).where(
        Position.id == position_id, Position.published_at.is_not(None), Position.state.in_((LIVE, PAUSED, CLOSED)))
    return db.session.execute(query).scalar_one_or_none()


def shown_employer(employer_id: int) -> Employer | None:
    """An employer whose verification holds today."""
    query = select(Employer).where(Employer.id == employer_id, Employer.state == "verified", Employer.verified_until >= today())
    return db.session.execute(query).scalar_one_or_none()


def station_name(code: str | None) -> str:
    """A station's place name; empty when there is none."""
    return db.session.execute(select(Station.name).where(Station.code == code)).scalar() or "" if code else ""

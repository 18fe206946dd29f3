"""The same post, however often it is offered: postings of one employer with the same title at the same place share a `Post`.

So both numbers can be given: postings offered (rows of `positions`) and distinct posts (`count(distinct post_id)`).
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from core.db import db
from jobs.models import Position, Post
from jobs.parsing.title import place_key, title_key

CHUNK = 400
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def post_key(title: str, place: str) -> str:
    """What makes two postings of one employer the same post: title and place without blanks, marks and width."""
    return hashlib.sha256(f"{title_key(title)}|{place_key(place)}".encode()).hexdigest()[:32]


def link_post(position: Position) -> None:
    """Link one posting to its post, which is made when the employer has none like it."""
    link_posts([position])


def link_posts(positions: Sequence[Position]) -> None:
    """Link many postings: a query per 400 employers, one insert, none per posting."""
    wanted = {(p.employer_id, post_key(p.title, p.place or "")) for p in positions}
    known = _known(wanted)
    lacking = sorted(wanted - known.keys())
    if lacking:
        insert = INSERTS[db.engine.dialect.name]
        rows = [{"employer_id": employer_id, "key": key} for employer_id, key in lacking]
        db.session.execute(insert(Post).on_conflict_do_nothing(), rows)
        known |= _known(set(lacking))
    for position in positions:
        position.post_id = known[position.employer_id, post_key(position.title, position.place or "")]


def _known(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    out: dict[tuple[int, str], int] = {}
    for part in _chunks({employer_id for employer_id, _key in wanted}):
        rows = db.session.execute(select(Post.employer_id, Post.key, Post.id).where(Post.employer_id.in_(part)))
        out |= {(employer_id, key): post_id for employer_id, key, post_id in rows if (employer_id, key) in wanted}
    return out


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    pool = iter(sorted(ids))
    while part := list(islice(pool, CHUNK)):
        yield part


def count_posts(fair_number: int | None = None) -> tuple[int, int]:
    """Postings offered and distinct posts among them, overall or at one past fair."""
    query = select(func.count(Position.id), func.count(func.distinct(Position.post_id)))
    if fair_number is not None:
        query = query.where(Position.fair_number == fair_number)
    offered, distinct = db.session.execute(query).one()
    return offered, distinct

"""What an import has to know about the store: employers by code and name, postings by employer and post. One query a few hundred keys."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import or_, select

from core.db import db
from core.lazily import Lazily
from employers.models import Employer, EmployerMember
from employers.names import name_key
from employers.states import VERIFIED
from jobs.importing.matching import COLUMNS, Stored
from jobs.models import Position, Post
from jobs.posts import post_key
from jobs.queries import own_positions, seen_by_staff
from jobs.states import CLOSED

name_tables = Lazily("core.names")
CHUNK = 400
ALIKE = 85.0  # of a hundred: one character of seven is another, or one of four is missing


def portions(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """Keys in portions that fit into one statement."""
    pool = iter(keys)
    while part := list(islice(pool, CHUNK)):
        yield part


class Employers:
    """The employers a file names, looked up at once."""

    def __init__(self, found: Iterable[Employer]) -> None:
        self.by_code: dict[str, Employer] = {}
        self.by_key: dict[str, list[Employer]] = {}
        for employer in found:
            self.add(employer)

    def add(self, employer: Employer) -> None:
        """Make one more employer known."""
        if employer.credit_code:
            self.by_code[employer.credit_code] = employer
        self.by_key.setdefault(employer.name_key, []).append(employer)

    def find(self, name: str, credit_code: str = "") -> Employer | None:
        """The employer with this code; else the one of this name whose code is not another one, a verified one first."""
        if credit_code and credit_code in self.by_code:
            return self.by_code[credit_code]
        namesakes = self.by_key.get(name_key(name), ()) if name else ()
        fitting = [e for e in namesakes if not credit_code or not e.credit_code]
        return min(fitting, key=lambda e: (e.state != VERIFIED, e.id or 0), default=None)


def employers_named(names: Collection[str], codes: Collection[str]) -> Employers:
    """Employers by name or credit code."""
    found: dict[int, Employer] = {}
    for part in portions(sorted({name_key(name) for name in names if name})):
        found |= {e.id: e for e in db.session.execute(select(Employer).where(Employer.name_key.in_(part))).scalars()}
    for part in portions(sorted(filter(None, codes))):
        found |= {e.id: e for e in db.session.execute(select(Employer).where(Employer.credit_code.in_(part))).scalars()}
    return Employers(found[employer_id] for employer_id in sorted(found))


def alike_on_file(names: Collection[str], known: Employers) -> dict[str, str]:
    """For enterprises that are not on file the one that is and is called nearly the same: a slip of the pen, as a rule."""
    asked = sorted({name for name in names if name and known.find(name) is None})
    if not asked:
        return {}
    rows = db.session.execute(select(Employer.name, Employer.name_key).order_by(Employer.id)).all()
    found = name_tables.NameTable([row.name_key for row in rows]).nearest([name_key(name) for name in asked], cutoff=ALIKE)
    return {name: rows[one.place].name for name, one in zip(asked, found, strict=True) if one.place >= 0}


def stored_postings(groups: Collection[tuple[int, str]], own: Employer | None = None) -> dict[tuple[Any, str], list[Stored]]:
    """The postings of each group (employer, post key) that belong to no fair, oldest first: those that whoever imports may see."""
    found: dict[int, Position] = {}
    seen = own_positions(own) if own is not None else seen_by_staff()
    for part in portions(sorted(groups)):
        linked = or_(Post.id.is_(None), Post.key.in_(sorted({key for _employer, key in part})))
        query = select(Position).outerjoin(Post, Post.id == Position.post_id).where(
            Position.employer_id.in_(sorted({employer_id for employer_id, _key in part})), Position.fair_number.is_(None), linked, seen)
        found |= {position.id: position for position in db.session.execute(query).scalars()}
    out: dict[tuple[Any, str], list[Stored]] = {}
    for position_id in sorted(found):
        position = found[position_id]
        out.setdefault((position.employer_id, post_key(position.title, position.place or "")), []).append(_stored(position))
    return out


def _stored(position: Position) -> Stored:
    values = {name: getattr(position, name) for name in COLUMNS}
    return Stored(position.id, position.version, position.import_hash, values, position.state == CLOSED)


def positions_by_id(ids: Sequence[int], *, lock: bool = False) -> dict[int, Position]:
    """Positions with these ids; locked for the transaction when they are going to change."""
    out: dict[int, Position] = {}
    for part in portions(ids):
        query = select(Position).where(Position.id.in_(part)).execution_options(populate_existing=True)
        out |= {p.id: p for p in db.session.execute(query.with_for_update() if lock else query).scalars()}
    return out


def unused_employers_of_batch(batch_id: int) -> list[Employer]:
    """Employers a batch put on file that nobody speaks for, nobody changed and that offer nothing."""
    used = select(Position.id).where(Position.employer_id == Employer.id).exists()
    joined = select(EmployerMember.id).where(EmployerMember.employer_id == Employer.id).exists()
    query = select(Employer).where(Employer.batch_id == batch_id, Employer.version == 1, ~used, ~joined)
    return list(db.session.execute(query).scalars())


def employers_by_id(ids: Sequence[int]) -> list[Employer]:
    """Employers with these ids."""
    return list(db.session.execute(select(Employer).where(Employer.id.in_(ids))).scalars())

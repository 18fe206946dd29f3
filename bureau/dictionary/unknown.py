"""Names that people and enterprises write and the dictionary does not know, with the nearest that it knows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from flask_babel import gettext as _
from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, func, select

from core.db import db
from core.errors import NotFound
from core.lexicon import lexicon
from core.lexicon.checks import spelling
from core.lexicon.entries import Entry, Kind
from core.lexicon.names import stem
from core.lexicon.queries import as_entry, current_entries, current_row_named
from jobs.models import Position
from veterans.models import Person, PersonSkill, Qualification, ServiceRecord

MOST, NEAR = 30, 66
_REMARK = re.compile(r"[（(][^（()）]*[)）]$")  # 保洁（长白班）
KINDS = (Kind.SKILL, Kind.OCCUPATION, Kind.CERTIFICATE, Kind.SPECIALTY)


@dataclass(frozen=True)
class Unknown:
    """A name as it is most often written, how often it occurs, and the entry it may belong to."""

    kind: Kind
    name: str
    count: int
    near: str | None


def _grouped(column: Any, *where: ColumnElement[bool]) -> Iterator[tuple[str, int]]:
    """Each value of a column and how often it stands there."""
    return ((name, count) for name, count in db.session.execute(select(column, func.count()).where(*where).group_by(column)))


def _listed(column: Any) -> Iterator[tuple[str, int]]:
    """Each item of a column of lists."""
    return ((item, 1) for items in db.session.execute(select(column)).scalars() for item in items or ())


def _specialties() -> Iterator[tuple[str, int]]:
    """Specialties in people's own words."""
    for entry, count in _listed(ServiceRecord.specialties):
        if entry.get("name") and not entry.get("code"):  # type: ignore[attr-defined]
            yield entry["name"], count  # type: ignore[index]


def _written(kind: Kind) -> Iterable[tuple[str, int]]:
    """Every name of a kind on file with a count."""
    if kind == Kind.SKILL:
        return chain(_grouped(PersonSkill.name), _listed(Position.skills))
    if kind == Kind.OCCUPATION:
        titles = chain(_grouped(Position.title, Position.occupation_code.is_(None)), _listed(Person.wanted_occupations))
        return ((_REMARK.sub("", title), count) for title, count in titles)
    if kind == Kind.CERTIFICATE:
        return chain(_grouped(Qualification.name, Qualification.kind == "certificate"), _listed(Position.certificates))
    return _specialties()


def unknown(kind: Kind) -> list[Unknown]:
    """The names of a kind that the dictionary does not know, the most frequent first."""
    counted: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for name, count in _written(kind):
        spelt = spelling(kind, name)
        if spelt:
            counted[spelt] += count
            written.setdefault(spelt, Counter())[name] += count
    known = lexicon().known[kind]
    stems = {stem(name) for name in known} if kind in (Kind.SKILL, Kind.CERTIFICATE) else set()
    left = [spelt for spelt, _count in counted.most_common() if spelt not in known and stem(spelt) not in stems][:MOST]
    names = _entry_of(kind)
    return [Unknown(kind, written[spelt].most_common(1)[0][0], counted[spelt], _near(spelt, names)) for spelt in left]


def _entry_of(kind: Kind) -> dict[str, str]:
    """Every known spelling and the name of its entry."""
    entries = [entry for entry in current_entries() if entry.kind == kind]
    return {spelling(kind, word): entry.name for entry in entries for word in (entry.name, *entry.also)}


def _near(spelt: str, names: dict[str, str]) -> str | None:
    found = process.extractOne(spelt, list(names), scorer=fuzz.ratio, score_cutoff=NEAR)
    return names[found[0]] if found else None


def adoption(kind: Kind, name: str, under: str) -> tuple[Entry, int | None, int | None]:
    """The entry that takes a name in, its number and the version it was read in: the one called `under` with one more name; new when `under` is empty.

    Raises:
        NotFound: no entry is called so any more.

    """
    if not under:
        return Entry(kind, name), None, None
    row = current_row_named(kind, under)
    if row is None:
        raise NotFound(_("This entry is no longer in force."))
    entry = as_entry(row)
    return replace(entry, also=(*entry.also, name)), row.entry, row.from_version

"""Who and what on file mentions words: for what must follow when the dictionary changes."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import ColumnElement, String, false, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from core.db import db
from core.lexicon import lexicon
from core.lexicon.specialties import civil_work
from core.text import normalise, spellings
from jobs.models import Position
from veterans.models import Person, PersonSkill, Qualification, ServiceRecord

AT_ONCE = 20
_OF_PERSON: tuple[tuple[InstrumentedAttribute[int], tuple[object, ...]], ...] = (
    (Person.id, (Person.experience, Person.major, Person.wanted_occupations)), (ServiceRecord.person_id, (ServiceRecord.duty, ServiceRecord.specialties)),
    (PersonSkill.person_id, (PersonSkill.name,)), (Qualification.person_id, (Qualification.name,)))
_OF_POSITION = (Position.title, Position.duties, Position.requirements, Position.skills, Position.certificates)


def _holds(columns: Iterable[object], words: Iterable[str]) -> ColumnElement[bool]:
    """Whether one of the columns holds one of the normalised words, however it is written."""
    written = [spelling for word in words for spelling in spellings(word)]
    texts = [func.lower(type_coerce(column, String)) for column in columns]
    return or_(false(), *(text.contains(spelling, autoescape=True) for text in texts for spelling in written))


def _portions(words: Iterable[str]) -> Iterator[list[str]]:
    """A few words at a time: SQLite takes no expression of a thousand parts."""
    listed = sorted(set(words))
    return (listed[start:start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))


def _specialties_with(words: Collection[str]) -> set[str]:
    """Code and names of the specialties among whose civil work one of the words stands: a file holds it without writing it."""
    found: set[str] = set()
    for entry in lexicon().specialties:
        worth = [normalise(text) for text in civil_work({"name": entry.name}).words]
        if any(word in text for word in words for text in worth):
            found.update(normalise(one) for one in (entry.name, *entry.also, entry.detail.get("code", "")) if one)
    return found


def people_with(words: Iterable[str]) -> set[int]:
    """Ids of the people whose file holds one of the words, or a specialty to which the dictionary gives one of them."""
    listed = {*words}
    queries = (select(owner).where(_holds(columns, portion)) for portion in _portions({*listed, *_specialties_with(listed)}) for owner, columns in _OF_PERSON)
    return {person_id for query in queries for person_id in db.session.execute(query).scalars()}


def positions_with(words: Iterable[str]) -> set[int]:
    """Ids of the positions, in whatever state, whose text holds one of the words."""
    queries = (select(Position.id).where(_holds(_OF_POSITION, portion)) for portion in _portions(words))
    return {position_id for query in queries for position_id in db.session.execute(query).scalars()}

"""Rows for the ranking: columns only, a fixed number of queries whatever the size."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, func, or_, select, true, type_coerce

from accounts.models import Station
from accounts.stations import in_scope
from core.clock import today
from core.db import db
from core.lexicon.occupations import occupation_of
from core.lexicon.specialties import CivilWork, civil_work
from core.types import LARGEST_ID
from employers.models import Employer
from employers.queries import employer_in
from jobs.matching.crowd import frozen
from jobs.matching.rules import NAMES, WORKING_AGE, age_on, is_of_working_age
from jobs.matching.sides import PersonFacts, PositionFacts
from jobs.matching.subjects import Asked, Candidate, Paper, Posting, Skill
from jobs.models import Position, PositionCondition
from jobs.queries import is_live
from jobs.required import GROUPS
from jobs.states import CLOSED, LIVE, PAUSED
from veterans.models import Person, PersonSkill, ProfileProgress, Qualification, Seeking, ServiceRecord, SuggestionChoice

PUBLISHED = (LIVE, PAUSED, CLOSED)
AGE_BANDS = (30, 40, 50)
_PERSON = (Person.id, Person.kind, Person.birth_date, Person.education, Person.experience_years, Person.experience, Person.major, Person.wanted_occupations,
           Person.wanted_places, Person.wanted_pay, Person.wanted_shifts, Person.can_travel, Person.station_code)
_POSITION = (Position.id, Position.title, Position.duties, Position.requirements, Position.skills, Position.occupation_code, Position.township_code,
             Position.monthly_pay)
_CONDITION = (PositionCondition.position_id, PositionCondition.name, PositionCondition.op, type_coerce(PositionCondition.value, String),
              type_coerce(PositionCondition.relaxed, String), PositionCondition.legal_basis)


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; a leap day becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def is_rankable() -> ColumnElement[bool]:
    """Of working age (16 to 64, or the birth date is not on file) and not marked as not seeking."""
    least, most = WORKING_AGE
    day = today()
    of_age = and_(Person.birth_date <= years_before(day, least), Person.birth_date > years_before(day, most + 1))
    return and_(Person.seeking != Seeking.NO, or_(Person.birth_date.is_(None), of_age))


def _grouped(query: Select[*tuple[Any, ...]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(row)
    return found


def _papers(who: ColumnElement[bool]) -> dict[int, tuple[Paper, ...]]:
    columns = (Qualification.person_id, Qualification.kind, Qualification.name, Qualification.expires_on, Qualification.is_military)
    found = _grouped(select(*columns).join(Person, Person.id == Qualification.person_id).where(who).order_by(Qualification.id))
    return {person_id: tuple(Paper(*row[1:]) for row in rows) for person_id, rows in found.items()}


def _works(who: ColumnElement[bool]) -> dict[int, tuple[str, list[CivilWork], list[str], float | None]]:
    """By person: duty, the civil work of each specialty, the specialties' names, the years of service."""
    query = select(ServiceRecord.person_id, ServiceRecord.duty, ServiceRecord.specialties, ServiceRecord.enlisted_on, ServiceRecord.discharged_on)
    return {person_id: (duty, [civil_work(s) for s in specialties], [s.get("name") or "" for s in specialties], service_years(*dates))
            for person_id, duty, specialties, *dates in db.session.execute(query.join(Person, Person.id == ServiceRecord.person_id).where(who))}


def service_years(enlisted: date | None, discharged: date | None) -> float | None:
    """Years of service so far, to a tenth; None when the dates are not on file."""
    return round(max(0, (min(discharged, today()) - enlisted).days) / 365.25, 1) if enlisted and discharged else None


def _dropped(who: ColumnElement[bool]) -> dict[int, set[str]]:
    """By person: the occupations of the dictionary that they do not want counted for them."""
    query = select(SuggestionChoice.person_id, SuggestionChoice.value).join(Person, Person.id == SuggestionChoice.person_id)
    query = query.where(who, SuggestionChoice.kind == "occupation", SuggestionChoice.is_kept.is_(False))
    return {person_id: {value for _person_id, value in rows} for person_id, rows in _grouped(query).items()}


def _occupations(wanted: Sequence[str], civil: Sequence[CivilWork], dropped: Collection[str]) -> tuple[str, ...]:
    """The codes of what the person wants, and of what the service leads to unless the person dropped it."""
    codes = [code for name in wanted if (code := occupation_of(name))]
    return tuple(dict.fromkeys([*codes, *(code for work in civil for code in work.occupations if code not in dropped)]))


def candidates(who: ColumnElement[bool]) -> list[Candidate]:
    """The people for whom `who` holds, by id: five queries."""
    skills = _grouped(select(PersonSkill.person_id, PersonSkill.name, PersonSkill.level, PersonSkill.evidence)
                      .join(Person, Person.id == PersonSkill.person_id).where(who).order_by(PersonSkill.id))
    papers, works, dropped = _papers(who), _works(who), _dropped(who)
    nothing: tuple[str, list[CivilWork], list[str], float | None] = ("", [], [], None)
    out = []
    for row in db.session.execute(select(*_PERSON).where(who).order_by(Person.id)):
        duty, civil, names, served = works.get(row.id, nothing)
        texts = (row.experience, row.major, duty, *names, *(word for work in civil for word in work.words))
        out.append(Candidate(
            id=row.id, kind=row.kind, birth_date=row.birth_date, education=row.education, experience_years=row.experience_years,
            texts=tuple(filter(None, texts)),
            wishes=tuple(row.wanted_occupations or ()), skills=tuple(Skill(*s[1:]) for s in skills.get(row.id, ())),
            papers=papers.get(row.id, ()), occupations=_occupations(row.wanted_occupations or (), civil, dropped.get(row.id, ())),
            townships=tuple(row.wanted_places or (row.station_code,)), wanted_pay=row.wanted_pay,
            shifts=tuple(row.wanted_shifts or ()), service_years=served, can_travel=row.can_travel))
    return out


def candidates_among(ids: Sequence[int] | None) -> list[Candidate]:
    """The people with these ids, or all, by id."""
    return candidates(true() if ids is None else Person.id.in_(ids))


_FACTS = (Person.id, Person.kind, Person.birth_date, Person.education, Person.experience_years, Person.wanted_shifts, Person.can_travel, Person.seeking,
          Person.personalised, ServiceRecord.enlisted_on, ServiceRecord.discharged_on)


def _judged(who: ColumnElement[bool]) -> Iterator[tuple[Candidate, str, bool]]:
    """The people for whom `who` holds, with nothing but what conditions look at, whether each one seeks and lets be ranked: two queries."""
    papers = _papers(who)
    for r in db.session.execute(select(*_FACTS).outerjoin(ServiceRecord, ServiceRecord.person_id == Person.id).where(who).order_by(Person.id)):
        person = Candidate(id=r.id, kind=r.kind, birth_date=r.birth_date, education=r.education, experience_years=r.experience_years,
                           papers=papers.get(r.id, ()), shifts=tuple(r.wanted_shifts or ()), service_years=service_years(r.enlisted_on, r.discharged_on),
                           can_travel=r.can_travel)
        yield person, r.seeking, r.personalised


def judged_people() -> list[Candidate]:
    """Everybody a position is ranked against, with nothing but what conditions look at."""
    return [person for person, *_wishes in _judged(is_rankable())]


def person_facts(ids: Sequence[int] | None) -> dict[int, PersonFacts]:
    """What of each person decides whether and where they are listed: two queries."""
    day = today()
    return {person.id: PersonFacts(person, seeking != Seeking.NO and is_of_working_age(person.birth_date, day), seeking == Seeking.YES, personalised)
            for person, seeking, personalised in _judged(true() if ids is None else Person.id.in_(ids))}


def groups_among(ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By person the groups whose exposure a change of the weights must not cost: band of age, township, disability, kind."""
    day = today()
    found: dict[int, tuple[str, ...]] = {}
    columns = (Person.id, Person.kind, Person.birth_date, Person.station_code, Person.disability.is_not(None).label("is_disabled"))
    for r in db.session.execute(select(*columns).where(Person.id.in_(ids))):
        band = next((f"under {end}" for end in AGE_BANDS if r.birth_date and age_on(r.birth_date, day) < end), "older") if r.birth_date else "unknown"
        found[r.id] = (f"age:{band}", f"township:{r.station_code[:9]}", f"kind:{r.kind}", *(("disability",) if r.is_disabled else ()))
    return found


def candidate(person_id: int) -> Candidate | None:
    """One person, whatever their age and search."""
    return None if person_id > LARGEST_ID else next(iter(candidates(Person.id == person_id)), None)


def candidate_of_account(account_id: int) -> Candidate | None:
    """The person an account belongs to, unless they refuse suggestions made by computing (PIPL §24)."""
    return next(iter(candidates(and_(Person.account_id == account_id, Person.personalised))), None)


@lru_cache(maxsize=20_000)
def asked_from(name: str, op: str, value: str, relaxed: str, legal: str) -> Asked:
    """A stored condition as the rules take it; the same object for equal ones."""
    pairs = json.loads(relaxed)
    return Asked(name, op, frozen(json.loads(value)), tuple((group, frozen(pairs[group])) for group in GROUPS if group in pairs), legal)


def _asked(*where: ColumnElement[bool]) -> dict[int, list[Asked]]:
    """By position: the hard conditions."""
    query = select(*_CONDITION).join(Position, Position.id == PositionCondition.position_id).where(*where, *_firm())
    found: dict[int, list[Asked]] = defaultdict(list)
    for position_id, *condition in db.session.execute(query.order_by(PositionCondition.id)):
        found[position_id].append(asked_from(*condition))
    return found


def asked_by_id(position_id: int) -> dict[int, Asked]:
    """The hard conditions of one position by their number."""
    query = select(PositionCondition.id, *_CONDITION).where(*_firm(), PositionCondition.position_id == position_id).order_by(PositionCondition.id)
    return {condition_id: asked_from(*condition) for condition_id, _position_id, *condition in db.session.execute(query)}


def _firm() -> tuple[ColumnElement[bool], ...]:
    """Hard conditions that the ranking judges: the sex is none of them."""
    return PositionCondition.is_hard.is_(True), ~PositionCondition.is_dropped, PositionCondition.name.in_(NAMES)


def _postings(*where: ColumnElement[bool]) -> list[Posting]:
    asked = _asked(*where)
    return [Posting(id=r.id, title=r.title, texts=tuple(filter(None, (r.duties, r.requirements))), skills=tuple(r.skills or ()),
                    conditions=tuple(asked.get(r.id, ())), occupation=r.occupation_code, township=r.township_code, monthly_pay=r.monthly_pay)
            for r in db.session.execute(select(*_POSITION).where(*where).order_by(Position.id))]


def postings_among(ids: Sequence[int] | None) -> list[Posting]:
    """The positions with these ids, or all, by id."""
    return _postings(true() if ids is None else Position.id.in_(ids))


def position_facts(ids: Sequence[int] | None) -> dict[int, PositionFacts]:
    """What of each position decides whether and for whom it is listed: two queries."""
    which = true() if ids is None else Position.id.in_(ids)
    asked = _asked(which)
    return {one: PositionFacts(Posting(one, conditions=tuple(asked.get(one, ()))), state in PUBLISHED, last.toordinal() if last else 0)
            for one, state, last in db.session.execute(select(Position.id, Position.state, Position.live_until).where(which))}


def posting(position_id: int) -> Posting | None:
    """One position in any state."""
    return None if position_id > LARGEST_ID else next(iter(_postings(Position.id == position_id)), None)


def is_live_position(position_id: int) -> bool:
    """Whether the public sees it today."""
    return db.session.execute(select(Position.id).where(Position.id == position_id, is_live())).first() is not None


def titles(position_ids: Sequence[int]) -> dict[int, str]:
    """Titles by id."""
    return {row.id: row.title for row in db.session.execute(select(Position.id, Position.title).where(Position.id.in_(position_ids)))}


def sizes() -> tuple[int, int]:
    """How many people and positions there are."""
    people, positions = (db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in (Person, Position))
    return people, positions


def database_name() -> str:
    """Which database this is, without its password."""
    return db.engine.url.render_as_string(hide_password=True)


def is_personalised(account_id: int) -> bool:
    """Whether the person of an account has suggestions computed; refusing leaves plain search."""
    return bool(db.session.execute(select(Person.personalised).where(Person.account_id == account_id)).scalar())


def noted_steps() -> dict[int, tuple[str, int | None]]:
    """By person: the next item that was noted, and how many positions it opens."""
    rows = db.session.execute(select(ProfileProgress.person_id, ProfileProgress.next_item, ProfileProgress.next_unlocks))
    return {person_id: (item, unlocks) for person_id, item, unlocks in rows}


def people_shown(station_code: str, ids: Sequence[int]) -> list[Row[Any]]:
    """Those of the people whose file a station keeps, as a list shows them, by id."""
    query = select(Person.id, Person.name, Person.station_code, Station.name.label("station")).join(Station, Station.code == Person.station_code)
    return list(db.session.execute(query.where(Person.id.in_(ids), in_scope(Person.station_code, station_code)).order_by(Person.id)))


def positions_shown(station_code: str, ids: Sequence[int]) -> list[Row[Any]]:
    """Those of the positions that are live and whose enterprise a station may see, as a list shows them, by id."""
    query = select(Position.id, Position.title, Employer.name.label("employer")).join(Employer, Employer.id == Position.employer_id)
    return list(db.session.execute(query.where(Position.id.in_(ids), is_live(), employer_in(station_code)).order_by(Position.id)))

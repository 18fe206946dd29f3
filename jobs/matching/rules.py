"""Hard conditions, apart from the score: each is met, unmet, or unknown because a fact is not on file. Unknown never excludes.

Whoever belongs to a group for which a condition is relaxed meets it by the public or by the relaxed value. Sex is never among them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.lexicon import same_certificate
from core.reference import EDUCATION_RANK
from jobs.conditions.papers import COVERED_BY
from jobs.matching.subjects import Asked, Candidate, Paper, Posting
from jobs.required.kinds import LATER, SERVICE, WAIVED, span

AGE, HEIGHT, EDUCATION, EXPERIENCE, LICENCE, CERTIFICATE, SHIFT, VETERAN, PLACE = NAMES = (
    "age", "height", "education", "experience", "licence", "certificate", "shift", "veteran", "place")
WORKING_AGE = (16, 64)
MILITARY, ANY = "military", "any"
RELAXED, EXPIRED = "relaxed", "expired"
_KINDS = {"退役军人": ("veteran",), "军属": ("active_family", "bereaved_family")}

Verdict = tuple[Any, bool | None, str]  # what the person has, whether it will do, a note


@dataclass(frozen=True)
class Condition:
    """One condition of a position beside what a person has; `met` is None when the fact is not on file.

    `required` is what is asked of this person, the relaxed value for a group that has one. `note` is one of relaxed, waived, later, service (how it
    is met), military (a licence to be exchanged), expired.
    """

    name: str
    required: Any
    has: Any
    met: bool | None
    note: str = ""


def age_on(born: date, day: date) -> int:
    """Full years of age."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_of_working_age(born: date | None, day: date) -> bool:
    """16 to 64, whatever the sex; a person whose birth date is not on file stays in."""
    return born is None or WORKING_AGE[0] <= age_on(born, day) <= WORKING_AGE[1]


def _between(op: str, value: Any, own: float | None) -> Verdict:
    if own is None:
        return None, None, ""
    low, high = span(op, value)
    return own, (low is None or own >= low) and (high is None or own <= high), ""


def _age(op: str, value: Any, person: Candidate, day: date) -> Verdict:
    return _between(op, value, None if person.birth_date is None else age_on(person.birth_date, day))


def _height(op: str, value: Any, person: Candidate, _day: date) -> Verdict:
    return _between(op, value, person.height)


def _education(op: str, value: Any, person: Candidate, _day: date) -> Verdict:
    own, asked = EDUCATION_RANK.get(person.education), EDUCATION_RANK[value]
    return person.education or None, None if own is None else own <= asked if op == "<=" else own >= asked, ""


def _experience(_op: str, value: Any, person: Candidate, _day: date) -> Verdict:
    own = person.experience_years
    return own, None if own is None else own >= value, ""


def _valid(paper: Paper, day: date) -> bool:
    return paper.expires_on is None or paper.expires_on >= day


def _covers(paper: Paper, asked: str) -> bool:
    """Whether a licence is the asked one or includes it; a military one for a military licence, whatever its class."""
    held = paper.name.strip().upper()
    return asked == ANY or (paper.is_military if asked == MILITARY else held == asked.upper() or held in COVERED_BY.get(asked.upper(), ()))


def _papers(held: Sequence[Paper], fitting: Sequence[Paper], day: date) -> Verdict:
    valid = [p for p in fitting if _valid(p, day)]
    has = sorted({p.name for p in fitting or held}) or None
    return has, bool(valid) if held else None, EXPIRED if fitting and not valid else ""


def _licence(_op: str, value: Any, person: Candidate, day: date) -> Verdict:
    """Any of the asked classes will do; a military licence counts, to be exchanged unless it is asked for by name."""
    held = [p for p in person.papers if p.kind == "licence"]
    has, met, note = _papers(held, [p for p in held if any(_covers(p, asked) for asked in value)], day)
    civil = [p for p in held if not p.is_military and _valid(p, day) and any(_covers(p, asked) for asked in value)]
    return has, met, MILITARY if met and not civil and MILITARY not in value else note


def _certificate(op: str, value: Any, person: Candidate, day: date) -> Verdict:
    """One of the asked, or each of them with `all`; "any" is a certificate that is not named."""
    held = [p for p in person.papers if p.kind == "certificate"]
    fitting = {asked: [p for p in held if asked == ANY or same_certificate(asked, p.name)] for asked in value}
    each = [_papers(held, found, day) for found in fitting.values()]
    if op == "all":
        return next((one for one in each if one[1] is False), each[0])
    return next((one for one in each if one[1]), next((one for one in each if one[2]), each[0]))


def _shift(_op: str, value: Any, person: Candidate, _day: date) -> Verdict:
    return list(person.shifts) or None, bool(set(value) & set(person.shifts)) if person.shifts else None, ""


def _veteran(_op: str, value: Any, person: Candidate, _day: date) -> Verdict:
    asked = {kind for word in value for kind in _KINDS[word]}
    return person.kind or None, person.kind in asked if person.kind else None, ""


def _place(_op: str, _value: Any, person: Candidate, _day: date) -> Verdict:
    return person.can_travel, person.can_travel, ""


_JUDGES: dict[str, Callable[[str, Any, Candidate, date], Verdict]] = {
    AGE: _age, HEIGHT: _height, EDUCATION: _education, EXPERIENCE: _experience, LICENCE: _licence, CERTIFICATE: _certificate, SHIFT: _shift,
    VETERAN: _veteran, PLACE: _place}


def check(asked: Asked, person: Candidate, day: date) -> Condition:
    """One condition for one person on `day`."""
    has, met, note = _JUDGES[asked.name](asked.op, asked.value, person, day)
    public = Condition(asked.name, _plain(asked), has, met, note)
    if met or not asked.relaxed:
        return public
    return next((_relaxed(asked, value, public, person, day) for group, value in asked.relaxed if group == person.kind), public)


def _relaxed(asked: Asked, value: Any, public: Condition, person: Candidate, day: date) -> Condition:
    if value in (WAIVED, LATER):
        return Condition(asked.name, public.required, public.has, True, value)
    if value == SERVICE:
        return _with_service(asked, public, person)
    has, met, note = _JUDGES[asked.name](asked.op, value, person, day)
    return Condition(asked.name, _plain(Asked(asked.name, asked.op, value)), has, met, note or (RELAXED if met and public.met is False else ""))


def _with_service(asked: Asked, public: Condition, person: Candidate) -> Condition:
    if person.service_years is None:
        return public
    own = round((person.experience_years or 0) + person.service_years, 1)
    unknown = person.experience_years is None and own < asked.value
    return Condition(asked.name, asked.value, own, None if unknown else own >= asked.value, SERVICE if own >= asked.value else "")


def _plain(asked: Asked) -> Any:
    """What is asked for, as plain values: an age as [low, high], a single certificate by its name, lists as lists."""
    if asked.name in (AGE, HEIGHT):
        return list(span(asked.op, asked.value))
    if isinstance(asked.value, tuple):
        return asked.value[0] if asked.name == CERTIFICATE and len(asked.value) == 1 else list(asked.value)
    return asked.value


def conditions(posting: Posting, person: Candidate, day: date) -> list[Condition]:
    """Every condition of the position for this person on `day`."""
    return [check(asked, person, day) for asked in posting.conditions]


def unmet(found: list[Condition]) -> int:
    """How many conditions are known not to be met."""
    return sum(condition.met is False for condition in found)


def facts_of(name: str, person: Candidate, day: date) -> tuple[Any, ...]:
    """All that a condition of this name looks at: two people with equal facts meet the same conditions."""
    if name == AGE:
        return person.kind, person.birth_date and age_on(person.birth_date, day)
    if name in (LICENCE, CERTIFICATE):
        return person.kind, frozenset((p.name, p.is_military, _valid(p, day)) for p in person.papers if p.kind == name)
    facts = {HEIGHT: person.height, EDUCATION: person.education, EXPERIENCE: (person.experience_years, person.service_years), SHIFT: person.shifts,
             VETERAN: None, PLACE: person.can_travel}
    return person.kind, facts[name]

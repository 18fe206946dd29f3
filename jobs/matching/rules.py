"""Hard conditions, apart from the score: each is met, unmet, or unknown because a fact is not on file. Unknown never excludes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.lexicon import same_certificate
from core.reference import ANY_EDUCATION, EDUCATION_RANK
from jobs.matching.subjects import Candidate, Paper, Posting

AGE, EDUCATION, EXPERIENCE, LICENCE, CERTIFICATE = "age", "education", "experience", "licence", "certificate"
WORKING_AGE = (16, 64)

# which classes a class includes (驾驶证申领和使用规定, annex 1)
_CARS = frozenset({"C1", "C2"})
LICENCE_INCLUDES: dict[str, frozenset[str]] = {
    "A1": frozenset({"A3", "B1", "B2"}) | _CARS, "A2": frozenset({"B1", "B2"}) | _CARS, "A3": _CARS, "B1": _CARS, "B2": _CARS,
    "C1": frozenset({"C2"}), "D": frozenset({"E"}),
}


@dataclass(frozen=True)
class Condition:
    """One condition of a position beside what a person has; `met` is None when the fact is not on file."""

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


def _age(posting: Posting, person: Candidate, day: date) -> Iterator[Condition]:
    if posting.age_min is None and posting.age_max is None:
        return
    required = [posting.age_min, posting.age_max]
    if person.birth_date is None:
        yield Condition(AGE, required, None, None)
        return
    age = age_on(person.birth_date, day)
    met = (posting.age_min is None or age >= posting.age_min) and (posting.age_max is None or age <= posting.age_max)
    yield Condition(AGE, required, age, met)


def _education(posting: Posting, person: Candidate) -> Iterator[Condition]:
    if posting.education in ("", ANY_EDUCATION) or posting.education not in EDUCATION_RANK:
        return
    own = EDUCATION_RANK.get(person.education)
    yield Condition(EDUCATION, posting.education, person.education or None, None if own is None else own >= EDUCATION_RANK[posting.education])


def _experience(posting: Posting, person: Candidate) -> Iterator[Condition]:
    if not posting.experience_years:
        return
    own = person.experience_years
    yield Condition(EXPERIENCE, posting.experience_years, own, None if own is None else own >= posting.experience_years)


def _valid(paper: Paper, day: date) -> bool:
    return paper.expires_on is None or paper.expires_on >= day


def _covers(held: str, required: str) -> bool:
    return held == required or required in LICENCE_INCLUDES.get(held, ())


def _licence(posting: Posting, person: Candidate, day: date) -> Iterator[Condition]:
    """Any of the asked classes will do; a military licence counts, to be exchanged."""
    if not posting.licences:
        return
    held = [p for p in person.papers if p.kind == "licence"]
    fitting = [p for p in held if any(_covers(p.name.strip().upper(), asked.strip().upper()) for asked in posting.licences)]
    valid = [p for p in fitting if _valid(p, day)]
    note = "expired" if fitting and not valid else "military" if valid and all(p.is_military for p in valid) else ""
    yield Condition(LICENCE, list(posting.licences), sorted({p.name for p in held}) or None, bool(valid) if held else None, note)


def _certificates(posting: Posting, person: Candidate, day: date) -> Iterator[Condition]:
    """Each of them is asked for."""
    held = [p for p in person.papers if p.kind == "certificate"]
    for asked in posting.certificates:
        fitting = [p for p in held if same_certificate(asked, p.name)]
        valid = [p for p in fitting if _valid(p, day)]
        note = "expired" if fitting and not valid else ""
        yield Condition(CERTIFICATE, asked, sorted({p.name for p in fitting or held}) or None, bool(valid) if held else None, note)


def conditions(posting: Posting, person: Candidate, day: date) -> list[Condition]:
    """Every condition of the position for this person on `day`."""
    return [*_age(posting, person, day), *_education(posting, person), *_experience(posting, person), *_licence(posting, person, day),
            *_certificates(posting, person, day)]


def unmet(found: list[Condition]) -> int:
    """How many conditions are known not to be met."""
    return sum(condition.met is False for condition in found)

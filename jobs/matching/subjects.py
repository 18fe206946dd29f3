"""The two sides that are ranked: plain facts, frozen. Sex, name and ethnicity are not among them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Skill:
    """A skill of a person, its level (1 highest to 5) and how it is known."""

    name: str
    level: int | None = None
    evidence: str = "self"


@dataclass(frozen=True)
class Paper:
    """A certificate or driving licence of a person."""

    kind: str
    name: str
    expires_on: date | None = None
    is_military: bool = False


@dataclass(frozen=True)
class Candidate:
    """What the ranking may know of a person. What is None, or an empty list of papers or shifts, is not on file."""

    id: int
    kind: str = ""
    birth_date: date | None = None
    education: str = ""
    experience_years: float | None = None
    texts: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    papers: tuple[Paper, ...] = ()
    occupations: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    wanted_pay: int | None = None
    shifts: tuple[str, ...] = ()
    service_years: float | None = None
    height: int | None = None
    can_travel: bool | None = None


@dataclass(frozen=True)
class Asked:
    """A hard condition; equal ones are one condition of the whole city. Shapes of the values: `jobs.required.kinds`, lists as tuples.

    `relaxed` are pairs (group, value) in the order of the groups; the legal basis is shown and compared with nothing.
    """

    name: str
    op: str
    value: Any
    relaxed: tuple[tuple[str, Any], ...] = ()
    legal: str = field(default="", compare=False)


@dataclass(frozen=True)
class Posting:
    """What the ranking may know of a position."""

    id: int
    title: str = ""
    texts: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    conditions: tuple[Asked, ...] = ()
    occupation: str | None = None
    township: str | None = None
    monthly_pay: int | None = None

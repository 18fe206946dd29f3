"""The two sides that are ranked: plain facts, frozen. Sex, name and ethnicity are not among them."""

from dataclasses import dataclass
from datetime import date


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
    """What the ranking may know of a person."""

    id: int
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


@dataclass(frozen=True)
class Posting:
    """What the ranking may know of a position."""

    id: int
    title: str = ""
    texts: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    education: str = ""
    experience_years: int | None = None
    age_min: int | None = None
    age_max: int | None = None
    occupation: str | None = None
    township: str | None = None
    monthly_pay: int | None = None

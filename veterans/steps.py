"""The six steps of a file, what each asks for, how far it is and what comes next. Pure: reads a person and what was noted about the steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.text import normalise
from veterans.models import Person, PersonKind, Seeking, Visibility

IDENTITY, SERVICE, FAMILY, SKILLS, WORK, WISHES, PRIVACY = "basics", "service", "family", "skills", "work", "wishes", "privacy"
DONE, PARTLY, OPEN = "done", "partly", "open"


@dataclass(frozen=True)
class Item:
    """One thing a file should say. `weight` orders what is asked for next; `may_be_none` where a person may say there is nothing to enter."""

    key: str
    step: str
    is_there: Callable[[Person], Any]
    weight: int
    may_be_none: bool = False


ITEMS = (
    Item("phone", IDENTITY, lambda p: p.phone, 9),
    Item("education", IDENTITY, lambda p: p.education, 8),
    Item("service_dates", SERVICE, lambda p: p.service and p.service.discharged_on, 4),
    Item("branch", SERVICE, lambda p: p.service and p.service.branch, 2),
    Item("specialties", SERVICE, lambda p: p.service and p.service.specialties, 7),
    Item("relation", FAMILY, lambda p: p.relation, 4),
    Item("loss", FAMILY, lambda p: p.loss, 2),
    Item("skills", SKILLS, lambda p: p.skills, 9),
    Item("qualifications", SKILLS, lambda p: p.qualifications, 8, may_be_none=True),
    Item("employment", WORK, lambda p: p.employment, 3),
    Item("experience", WORK, lambda p: p.experience or p.experience_years, 6, may_be_none=True),
    Item("seeking", WISHES, lambda p: p.seeking != Seeking.UNKNOWN, 10),
    Item("wanted_occupations", WISHES, lambda p: p.wanted_occupations, 10),
    Item("wanted_places", WISHES, lambda p: p.wanted_places, 5),
    Item("wanted_pay", WISHES, lambda p: p.wanted_pay, 5),
    Item("visibility", PRIVACY, lambda p: p.visibility != Visibility.OFF, 1),
)
BY_KEY = {item.key: item for item in ITEMS}
NAMED = ("licence", "certificate", "skill")  # what ranking may name one by one: `licence:B2`
NEXT_KEYS = frozenset((*BY_KEY, *NAMED))


@dataclass(frozen=True)
class Step:
    """One of the six: how many of its items are there, who saved it last for the person and when."""

    key: str
    missing: tuple[str, ...]
    total: int
    saved_at: str = ""
    station: str = ""

    @property
    def state(self) -> str:
        """`done`, `partly` or `open`."""
        if not self.missing:
            return DONE
        return PARTLY if len(self.missing) < self.total else OPEN


@dataclass(frozen=True)
class Next:
    """What to fill in next, where, and how many more positions it opens (None: nobody has counted). `which` names one: B2."""

    key: str
    step: str
    which: str = ""
    unlocks: int | None = None


@dataclass(frozen=True)
class Completeness:
    """How far a file is."""

    steps: tuple[Step, ...] = ()
    next: Next | None = None
    percent: int = 0
    done: int = 0
    nothing: frozenset[str] = field(default_factory=frozenset)


def steps_of(kind: str) -> tuple[str, ...]:
    """The six steps, by kind of person: families say whom they belong to instead of how they served."""
    return (IDENTITY, SERVICE if kind == PersonKind.VETERAN else FAMILY, SKILLS, WORK, WISHES, PRIVACY)


def items_of(kind: str) -> tuple[Item, ...]:
    """What a file of this kind should say."""
    steps = steps_of(kind)
    return tuple(item for item in ITEMS if item.step in steps and (item.key != "loss" or kind == PersonKind.BEREAVED_FAMILY))


def completeness(person: Person, progress: Any = None) -> Completeness:
    """How far the file is. `progress` is what was noted about the steps (`ProfileProgress`), or None."""
    saved: Mapping[str, Mapping[str, str]] = progress.saved if progress else {}
    nothing = frozenset(progress.none_of if progress else ())
    items = items_of(person.kind)
    absent = [i for i in items if not _is_settled(i, person, saved, nothing)]
    steps = []
    for key in steps_of(person.kind):
        note = saved.get(key, {})
        missing = tuple(i.key for i in absent if i.step == key)
        steps.append(Step(key, missing, sum(i.step == key for i in items), note.get("at", ""), note.get("station", "")))
    whole = sum(i.weight for i in items)
    percent = round(100 * (whole - sum(i.weight for i in absent)) / whole)
    return Completeness(tuple(steps), _next(person, progress, absent), percent, sum(s.state == DONE for s in steps), nothing)


def _is_settled(item: Item, person: Person, saved: Mapping[str, Any], nothing: frozenset[str]) -> bool:
    """Whether the file says it, or says that there is nothing; who chose to stay unseen has chosen."""
    return bool(item.is_there(person)) or (item.may_be_none and item.key in nothing) or (item.key == "visibility" and PRIVACY in saved)


def _next(person: Person, progress: Any, absent: list[Item]) -> Next | None:
    if progress and progress.next_item and person.personalised and (named := _still_open(person, progress, absent)):
        return named
    best = max(absent, key=lambda i: i.weight, default=None)
    return Next(best.key, best.step) if best else None


def _still_open(person: Person, progress: Any, absent: list[Item]) -> Next | None:
    """What ranking found to open most, unless the file says it by now."""
    key, _colon, which = progress.next_item.partition(":")
    if which or key in NAMED:
        held = {normalise(q.name) for q in person.qualifications} | {normalise(s.name) for s in person.skills}
        return None if normalise(which) in held else Next(key, BY_KEY[key].step if key in BY_KEY else SKILLS, which, progress.next_unlocks)
    found = next((i for i in absent if i.key == key), None)
    return Next(key, found.step, "", progress.next_unlocks) if found else None

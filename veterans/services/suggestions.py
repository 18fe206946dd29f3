"""What a service record is worth in civil work: suggestions by the dictionary, kept or dropped by the person, weighed by what everybody made of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.audit import Actor
from core.clock import now
from core.db import db
from core.lexicon.specialties import civil_work
from core.text import normalise
from veterans import queries
from veterans.models import Evidence, Person, PersonSkill, SuggestionChoice
from veterans.services.people import note_change
from veterans.services.profile import refresh_evidence

SKILL, OCCUPATION = "skill", "occupation"
KINDS = (SKILL, OCCUPATION)
PRIOR_KEPT, PRIOR_DROPPED = 3.0, 1.0  # what a suggestion starts with: the dictionary is trusted until people disagree
LEAST = 0.2  # what nearly everybody drops is not suggested any more
AGREED = 8  # ... once so many have chosen


@dataclass(frozen=True)
class Suggestion:
    """One skill or occupation for one specialty; `value` is a skill's name or an occupation's code, `weight` the smoothed share that keeps it (0 to 1)."""

    specialty: str
    kind: str
    value: str
    name: str
    years: float | None
    weight: float

    @property
    def key(self) -> str:
        """How a page names it."""
        return f"{self.specialty}|{self.kind}|{self.value}"


def specialty_key(entry: Mapping[str, Any]) -> str:
    """Under what choices about a specialty are counted: its code, or its name where the dictionary has none."""
    return str(entry.get("code") or normalise(str(entry.get("name") or ""))[:40])


def _offered(entries: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str, str, float | None]]:
    found = []
    for entry in entries:
        work, key, years = civil_work(entry), specialty_key(entry), entry.get("years")
        found += [(key, OCCUPATION, code, name, years) for code, name in zip(work.occupations, work.names, strict=False)]
        found += [(key, SKILL, name, name, years) for name in work.skills]
    return found


def weight(kept: int, dropped: int) -> float:
    """The smoothed share of people who keep a suggestion."""
    return (kept + PRIOR_KEPT) / (kept + dropped + PRIOR_KEPT + PRIOR_DROPPED)


def suggestions(person: Person) -> list[Suggestion]:
    """What the person has not decided on yet, what most people keep first; without what the file holds or nearly everybody drops."""
    entries = person.service.specialties if person.service else []
    offered = _offered(entries)
    counts = queries.choice_counts(sorted({key for key, *_rest in offered}))
    decided = {(c.kind, normalise(c.value)) for c in queries.choices_of([person.id]).get(person.id, [])}
    decided |= {(SKILL, normalise(skill.name)) for skill in person.skills}
    out: dict[tuple[str, str], Suggestion] = {}
    for key, kind, value, name, years in offered:
        kept, dropped = counts.get((key, kind, value), (0, 0))
        share, same = weight(kept, dropped), (kind, normalise(value))
        if same in decided or (kept + dropped >= AGREED and share < LEAST) or (same in out and out[same].weight >= share):
            continue
        out[same] = Suggestion(key, kind, value, name, years, share)
    return sorted(out.values(), key=lambda s: (KINDS.index(s.kind), -round(s.weight, 6)))


def choose(actor: Actor, person: Person, kept: Sequence[str], dropped: Sequence[str]) -> int:
    """Keep or drop suggestions, named by their keys; a kept skill goes on file as known from service. Returns how many were kept."""
    queries.hold_person(person.id)
    open_ones = {s.key: s for s in suggestions(person)}
    taken = [open_ones[key] for key in dict.fromkeys(kept) if key in open_ones]
    refused = [open_ones[key] for key in dict.fromkeys(dropped) if key in open_ones and open_ones[key] not in taken]
    for one in (*taken, *refused):
        db.session.add(SuggestionChoice(person_id=person.id, specialty=one.specialty, kind=one.kind, value=one.value, is_kept=one in taken, chosen_at=now()))
    skills = [s for s in taken if s.kind == SKILL]
    person.skills.extend(PersonSkill(name=s.name, evidence=str(Evidence.SERVICE), own_evidence=str(Evidence.SERVICE)) for s in skills)
    refresh_evidence(person)
    db.session.flush()
    if not skills:
        _tell_followers(person)
    note_change(actor, person, ["skills"] if skills else [])
    return len(taken)


def reconsider(person: Person) -> int:
    """Forget what the person dropped, so that it is suggested again; how many."""
    dropped = [c for c in queries.choices_of([person.id]).get(person.id, []) if not c.is_kept]
    for choice in dropped:
        db.session.delete(choice)
    _tell_followers(person)
    return len(dropped)


def _tell_followers(person: Person) -> None:
    """What the service counts for has changed: who follows the file, as the ranking does, has to see a change of it."""
    person.updated_at = now()
    db.session.flush()


@dataclass(frozen=True)
class Civil:
    """An occupation the service counts for: code, name, years served in it (None: not said), whether the person kept it."""

    code: str
    name: str
    years: float | None
    is_kept: bool


def civil_occupations(entries: Sequence[Mapping[str, Any]], choices: Iterable[SuggestionChoice] = ()) -> list[Civil]:
    """Occupations the specialties lead to, with the years that count as experience in them: years of several specialties add up.

    What the person dropped is not among them; what they kept comes first, then the longest.
    """
    said = {c.value: c.is_kept for c in choices if c.kind == OCCUPATION}
    names: dict[str, str] = {}
    years: dict[str, float | None] = {}
    for entry in entries:
        work = civil_work(entry)
        for code, name in zip(work.occupations, work.names, strict=False):
            if said.get(code, True):
                names.setdefault(code, name)
                spent = entry.get("years")
                years[code] = years.get(code) if spent is None else (years.get(code) or 0.0) + float(spent)
    found = [Civil(code, name, years[code], bool(said.get(code))) for code, name in names.items()]
    return sorted(found, key=lambda c: (not c.is_kept, -(c.years or 0)))


def occupations_of(person: Person) -> list[Civil]:
    """The occupations a person's service counts for."""
    entries = person.service.specialties if person.service else []
    return civil_occupations(entries, queries.choices_of([person.id]).get(person.id, []))

"""Where registered people are sent at a fair: to five booths that suit them, no booth to more people than it can talk to."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.clock import now, today
from core.db import db
from jobs.disclosure.queries import visible_ids
from jobs.fairs.models import Fair, FairGuide, FairRegistration, FairSuggestion
from jobs.fairs.queries import guides
from jobs.fairs.states import COMES
from jobs.matching.capacity import Counts, Fits, Plan, Sent, booth_fits, capacity_of, plain, send
from jobs.matching.services.ranking import fits_among, fitting_counts

BOOTHS_EACH = 5


@dataclass(frozen=True)
class Pace:
    """How much a booth talks: tables, and talks in an hour at each."""

    tables: int = 2
    talks_per_hour: int = 6

    def talks(self, fair: Fair) -> int:
        """How many talks a booth can hold over the day."""
        return capacity_of((fair.ends_at - fair.starts_at).total_seconds() / 3600, self.tables, self.talks_per_hour)


@dataclass(frozen=True, eq=False)
class Field:
    """People and enterprises at a fair, both by id, how well each pair suits, and how many talks each booth can hold."""

    people: list[int]
    exhibitors: list[int]
    fits: Fits
    capacity: Counts


@dataclass(frozen=True, eq=False)
class Guided:
    """A run that is not written yet: from what it was worked out, for which registrations (in the order of the field's people), and the plan."""

    stamp: str
    registrations: list[int]
    talks: int
    field: Field
    plan: Plan


def field_of(people: Sequence[int], owner: Mapping[int, int], folder: Path, talks: int) -> Field:
    """How well people suit the enterprises; `owner` says by position whose booth it is."""
    exhibitors, positions = sorted(set(owner.values())), sorted(owner)
    column = {one: n for n, one in enumerate(exhibitors)}
    booth_of = np.array([column[owner[one]] for one in positions], np.int64)
    fits = booth_fits(fits_among(people, positions, folder), booth_of, len(exhibitors))
    return Field(list(people), exhibitors, fits, np.full(len(exhibitors), talks, np.int64))


def _standing(fair: Fair, pace: Pace) -> tuple[str, dict[int, int], dict[int, int]]:
    """The stamp of things as they stand, who comes (registration to person), and whose booth each position is at."""
    who, owner = guides.guided_people(fair.id), guides.owners(fair.id, COMES)
    facts = json.dumps([today().isoformat(), pace.talks(fair), sorted(who.items()), sorted(owner.items())])
    return hashlib.sha256(facts.encode()).hexdigest(), who, owner


def is_due(fair: Fair, pace: Pace) -> bool:
    """Whether the last run is of another day, or of other people, positions or capacity than those that stand."""
    kept = guides.guide(fair.id)
    return kept is None or kept.stamp != _standing(fair, pace)[0]


def guide(fair: Fair, folder: Path, pace: Pace) -> Guided:
    """Work out who is sent where. Writes nothing."""
    stamp, who, owner = _standing(fair, pace)
    field = field_of(list(who.values()), owner, folder, pace.talks(fair))
    return Guided(stamp, list(who), pace.talks(fair), field, send(field.fits, field.capacity, BOOTHS_EACH))


def keep_guide(fair: Fair, found: Guided) -> None:
    """Write a run in place of the last one. Who cancelled since has no row; who registered since gets one with the next run."""
    guides.drop_suggestions(fair.id)
    standing = guides.guided_people(fair.id)
    sent, wished = _best_first(found.field, found.plan.sent), _best_first(found.field, plain(found.field.fits, BOOTHS_EACH))
    db.session.add_all(FairSuggestion(registration_id=one, fair_id=fair.id, sent=sent[n], wished=wished[n])
                       for n, one in enumerate(found.registrations) if one in standing)
    row = guides.guide(fair.id) or FairGuide(fair_id=fair.id)
    row.stamp, row.talks, row.total, row.bound, row.planned_at = found.stamp, found.talks, found.plan.total, found.plan.bound, now()
    db.session.add(row)
    db.session.flush()


def _best_first(field: Field, sent: Sent) -> list[list[int]]:
    order = np.argsort(-field.fits, axis=1, kind="stable")
    return [[field.exhibitors[booth] for booth in row if chosen[booth]] for row, chosen in zip(order, sent, strict=True)]


def suggested_booths(fair: Fair, registration: FairRegistration, folder: Path) -> list[int]:
    """The enterprises' places at the fair a visitor is sent to, the best first, at most five; of those that still come.

    Who registered after the last run is sent where it suits them best. Who is not on file, or refuses suggestions made by computing, gets none.
    """
    owner = guides.owners(fair.id, COMES)
    if registration.id not in guides.guided_people(fair.id) or registration.person_id is None or not owner:
        return []
    kept = guides.suggestion(registration.id)
    if kept is None:
        field = field_of([registration.person_id], owner, folder, 1)
        return _best_first(field, plain(field.fits, BOOTHS_EACH))[0]
    comes = set(owner.values())
    return [one for one in kept.sent if one in comes]


def fit_counts(fair: Fair, employer_id: int, positions: Sequence[int], folder: Path) -> dict[int, int]:
    """By position an enterprise brings, how many of those with a ticket who are on file and whom it may be shown meet its conditions and suit it."""
    return fitting_counts(positions, visible_ids(employer_id, list(guides.guided_people(fair.id).values())), folder)

"""What a person should fill in or gain next: the paper that opens most live positions to them."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.facts import fact, keep_fact
from jobs.matching import memory, queries, store
from jobs.matching.models import PERSON, POSITION
from jobs.matching.rules import ANY, CERTIFICATE, LICENCE, MILITARY
from jobs.matching.services.models import model_in_force
from jobs.matching.sides import People, Positions
from jobs.matching.subjects import Asked
from veterans.services import set_next_step

SEEN = "ranking.next_steps"
PAPERS = (LICENCE, CERTIFICATE)


@dataclass(frozen=True)
class NextStep:
    """An item of the file (`licence:B2`; empty when no paper opens anything) and how many live positions it would open."""

    person_id: int
    item: str
    unlocks: int | None


def next_steps(folder: Path, ids: Collection[int] | None = None) -> list[NextStep]:
    """For each of these people, or all who may be ranked: the paper without which most live positions are shut to them, and for that alone."""
    model = model_in_force()
    people, positions = memory.people(model, folder), memory.positions(model, folder)
    listed = people.stands & people.rankable & people.personalised
    slots = np.flatnonzero(listed if ids is None else listed & np.isin(people.shelf.ids, list(ids)))
    papers, gains = _gains(positions, people, slots)
    if not papers:
        return [NextStep(int(one), "", None) for one in people.shelf.ids[slots]]
    best = gains.argmax(axis=0)
    most = np.take_along_axis(gains, best[None, :], axis=0)[0]
    return [NextStep(one, papers[place] if count else "", count or None)
            for one, place, count in zip(people.shelf.ids[slots].tolist(), best.tolist(), most.tolist(), strict=True)]


def _gains(positions: Positions, people: People, slots: NDArray[np.int64]) -> tuple[list[str], NDArray[np.int64]]:
    """The papers that live positions name, and how many positions each would open to each person."""
    live = positions.live & positions.stands
    chosen = live[positions.book.owners]
    asks, numbers = list(positions.book.asks), positions.book.numbers[chosen]
    rows = (np.cumsum(live) - 1)[positions.book.owners[chosen]]
    used, numbers = np.unique(numbers, return_inverse=True)
    unmet = np.stack([people.crowd.verdicts(asks[number])[slots] == 0 for number in used.tolist()]) if len(used) else np.zeros((0, len(slots)), bool)
    misses = np.zeros((int(live.sum()), len(slots)), np.uint8)
    np.add.at(misses, rows, unmet[numbers].astype(np.uint8))
    alone = np.zeros(unmet.shape, np.int64)
    for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
        if asks[used[number]].name in PAPERS:
            alone[number] += (misses[row] == 1) & unmet[number]
    papers = sorted({name for number in used.tolist() for name in _papers(asks[number])})
    gains = np.zeros((len(papers), len(slots)), np.int64)
    for place, number in enumerate(used.tolist()):
        for name in _papers(asks[number]):
            gains[papers.index(name)] += alone[place]
    return papers, gains


def _papers(asked: Asked) -> list[str]:
    """The items of a file that would meet a condition: each of the papers it names, where one is enough."""
    if asked.name not in PAPERS or (asked.op == "all" and len(asked.value) > 1):
        return []
    return [f"{asked.name}:{value}" for value in asked.value if value not in (ANY, MILITARY)]


def note_steps(found: Collection[NextStep]) -> int:
    """Write down what differs from what was noted before; returns for how many."""
    noted = queries.noted_steps()
    fresh = [step for step in found if noted.get(step.person_id, ("", None)) != (step.item, step.unlocks)]
    for step in fresh:
        set_next_step(step.person_id, step.item, step.unlocks)
    return len(fresh)


@dataclass(frozen=True)
class News:
    """Who was changed since this was last asked, whether a position was, and the numbers to go on from."""

    people: list[int]
    has_positions: bool
    numbers: list[int]


def news() -> News:
    """What was changed since `note_seen`; everybody when the numbers are those of another database."""
    numbers = [store.last_change(side).sequence for side in (PERSON, POSITION)]
    seen = fact(SEEN, [0, 0])
    if any(old > new for old, new in zip(seen, numbers, strict=True)):
        seen = [0, 0]
    return News(store.ids_changed_after(PERSON, seen[0]), numbers[1] > seen[1], numbers)


def note_seen(found: News) -> None:
    """Go on from here."""
    keep_fact(SEEN, found.numbers)

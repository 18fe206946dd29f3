"""What the last run says of its lists: who and what is in nobody's, each with the condition that shuts most out, and who is in each other's."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jobs.matching import memory, runs
from jobs.matching.models import PERSON, POSITION, CityRun
from jobs.matching.services.models import model_in_force
from jobs.matching.space import Ids


@dataclass(frozen=True)
class Block:
    """How many on the other side are open to a subject now, and the condition that is the only one to shut most of the others out."""

    open: int
    name: str = ""
    alone: int = 0


@dataclass(frozen=True, eq=False)
class Unseen:
    """The newest run over live positions, and who is in nobody's list."""

    run: CityRun
    people: Ids
    positions: Ids


def unseen() -> Unseen | None:
    """What the last run over live positions found; None before the first."""
    run = runs.last_run("live")
    return None if run is None else Unseen(run, runs.ids_in(run.unshown), runs.ids_in(run.unreached))


def mutual_of(person_id: int) -> set[int]:
    """The live positions that are in the person's list and have the person in theirs, by the last run."""
    run = runs.last_run("live")
    if run is None:
        return set()
    own = [position for position, _units in runs.lists_of(run, PERSON, [person_id]).get(person_id, [])]
    return {one for one, found in runs.lists_of(run, POSITION, own).items() if any(person == person_id for person, _units in found)}


def blocks_of_positions(ids: list[int], folder: Path) -> dict[int, Block]:
    """For each position, how many people who seek meet or may meet everything, and the condition that alone shuts most out."""
    model = model_in_force()
    positions, people = memory.positions(model, folder), memory.people(model, folder)
    listed = people.stands & people.seeking & people.personalised
    out = {}
    for one in ids:
        slot = positions.shelf.slot(one)
        if slot is None:
            continue
        asked = positions.facts[slot].posting.conditions
        misses = people.crowd.unmet(asked)
        alone: Counter[str] = Counter()
        for condition in asked:
            alone[condition.name] += int((listed & (misses == 1) & (people.crowd.verdicts(condition) == 0)).sum())
        out[one] = _block(int((listed & (misses == 0)).sum()), alone)
    return out


def blocks_of_people(ids: list[int], folder: Path) -> dict[int, Block]:
    """For each person, how many live positions are open, and the condition that alone shuts them out of most."""
    model = model_in_force()
    positions, people = memory.positions(model, folder), memory.people(model, folder)
    live, book = positions.live & positions.stands, positions.book
    out = {}
    for one in ids:
        slot = people.shelf.slot(one)
        if slot is None:
            continue
        unmet = np.array([bool(people.crowd.verdicts(asked)[slot] == 0) for asked in book.asks], bool)
        misses = np.bincount(book.owners[unmet[book.numbers]], minlength=book.slots) if len(unmet) else np.zeros(book.slots, np.int64)
        only = book.numbers[unmet[book.numbers] & (live & (misses == 1))[book.owners]] if len(unmet) else np.empty(0, np.int64)
        names = [asked.name for asked in book.asks]
        out[one] = _block(int((live & (misses == 0)).sum()), Counter(names[number] for number in only.tolist()))
    return out


def _block(count: int, alone: Counter[str]) -> Block:
    name, most = max(sorted(alone.items()), key=lambda pair: pair[1], default=("", 0))
    return Block(count, name if most else "", most)

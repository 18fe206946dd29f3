"""A visitor's route slip: the booths they are sent to, at most five, in walking order, with why and how long one waits there."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from flask_babel import gettext as _

from jobs.fairs.hall import Cell, walk
from jobs.fairs.models import Booth, Fair, FairRegistration
from jobs.fairs.queries import exhibitors, fairs
from jobs.fairs.queries import visits as queries
from jobs.fairs.services.guiding import suggested_booths
from jobs.fairs.states import RUNNING, STANDS
from jobs.matching.ranker import Ranked
from jobs.matching.services.ranking import positions_for_person
from jobs.matching.wording import condition_sentence, reason_sentence
from jobs.models import Position

TALK = 8.0  # minutes, until a booth has had three talks of its own
MOST_REASONS = 2


@dataclass(frozen=True)
class Stop:
    """One booth of the slip: its number, whose it is, the position that suits, why, and how many minutes one waits (None before the fair)."""

    booth: str
    exhibitor_id: int
    employer: str
    position: Position
    reasons: tuple[str, ...]
    minutes: int | None
    cell: Cell
    hall_id: int


@dataclass(frozen=True)
class Slip:
    """The stops in walking order, and by hall the booths in order and the cells one walks over."""

    stops: tuple[Stop, ...]
    ways: Mapping[int, tuple[tuple[Cell, ...], tuple[Cell, ...]]]

    @property
    def booths(self) -> str:
        """The way in one line."""
        return " → ".join(stop.booth for stop in self.stops)


def route_slip(fair: Fair, visitor: FairRegistration, folder: Path) -> Slip | None:
    """The slip of a visitor with a file; None without one, for who refused to be ranked, and while no booth suits."""
    sent = suggested_booths(fair, visitor, folder)
    if visitor.person_id is None or not sent:
        return None
    lines = {line.row.id: line for line in exhibitors.lines(fair.id, STANDS) if line.booth}
    brought = exhibitors.positions_at(fair.id, [one for one in sent if one in lines])
    offers = {position.id: (row.fair_employer_id, position) for row, position in brought if position.live_until is not None}
    found = _best(visitor.person_id, offers, folder)
    if not found:
        return None
    booths = {b.fair_employer_id or 0: b for b in fairs.booths(fair.id) if b.fair_employer_id in found}
    waits, pace = queries.waiting(fair.id), queries.minutes_of_talks(fair.id)
    stops = {}
    for exhibitor_id, (position, result) in found.items():
        booth = booths[exhibitor_id]
        wait = ceil(waits.get(exhibitor_id, 0) * pace.get(exhibitor_id, TALK)) if fair.state == RUNNING else None
        stops[booth.hall_id, booth.x, booth.y] = Stop(booth.number, exhibitor_id, lines[exhibitor_id].employer.name, position, _reasons(result), wait,
                                                      (booth.x, booth.y), booth.hall_id)
    return _in_order(fair, stops, booths)


def _in_order(fair: Fair, stops: Mapping[tuple[int, int, int], Stop], booths: Mapping[int, Booth]) -> Slip:
    ordered, ways = [], {}
    for hall in fairs.halls(fair.id):
        cells = [(b.x, b.y) for b in booths.values() if b.hall_id == hall.id]
        if cells:
            order, path = walk(hall.grid, cells)
            ordered += [stops[hall.id, *cell] for cell in order]
            ways[hall.id] = (tuple(order), tuple(path))
    return Slip(tuple(ordered), ways)


def _best(person_id: int, offers: Mapping[int, tuple[int, Position]], folder: Path) -> dict[int, tuple[Position, Ranked]]:
    """By enterprise, the position that suits best and why."""
    out: dict[int, tuple[Position, Ranked]] = {}
    if not offers:
        return out
    for result in positions_for_person(person_id, folder, top=len(offers), only=offers.keys()).results:
        exhibitor_id, position = offers[result.id]
        if result.eligible and result.score and exhibitor_id not in out:
            out[exhibitor_id] = (position, result)
    return out


def _reasons(result: Ranked) -> tuple[str, ...]:
    """What was relaxed for them first, then what speaks for the pair."""
    relaxed = [condition_sentence(c) for c in result.conditions if c.met and c.note in ("relaxed", "waived", "service")]
    found = [*relaxed[:1], *map(reason_sentence, result.explanation.reasons)][:MOST_REASONS]
    return tuple(found) or (str(_("Close to what stands in your file; nothing it asks shuts you out.")),)

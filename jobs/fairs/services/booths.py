"""Who gets which booth: by the plan, anew when somebody drops out, or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from core.audit import Action, Actor, record
from core.db import db
from core.errors import Refusal
from jobs.fairs.booth_plan import Draw, Planned, Spot, alphabetical, crowding, plan_booths
from jobs.fairs.hall import read_hall
from jobs.fairs.models import Booth, Fair, FairEmployer
from jobs.fairs.queries import exhibitors, fairs
from jobs.fairs.services.steps import move_booth
from jobs.fairs.states import ARRIVED, CONFIRMED, OCCUPIED, STANDS


class BoothIsTaken(Refusal):
    """Somebody else has the booth, or it is kept."""


class NotIn(Refusal):
    """The enterprise is not among those that get a booth."""


@dataclass(frozen=True)
class Outcome:
    """What a plan came to: how many enterprises were placed, how many found no booth, the highest crowding of it, of the alphabet and of the bound."""

    placed: int
    left_over: int
    peak: float
    alphabetical: float
    bound: float

    @property
    def gain(self) -> float:
        """By how much the highest crowding is lower than in alphabetical order."""
        return 1 - self.peak / self.alphabetical if self.alphabetical else 0.0


def areas_and_spots(fair: Fair) -> tuple[dict[int, int], list[Spot], dict[int, int]]:
    """Walkway cells by aisle (numbered over all halls), the booths that may be given, and each booth's aisle."""
    areas: dict[int, int] = {}
    offset: dict[int, int] = {}
    for hall in fairs.halls(fair.id):
        offset[hall.id] = len(areas)
        areas |= {offset[hall.id] + n: area for n, area in read_hall(hall.grid).aisles.items()}
    booths = fairs.booths(fair.id)
    aisles = {b.id: offset[b.hall_id] + b.aisle for b in booths}
    spots = [Spot(b.id, b.number, aisles[b.id], b.x, b.y, b.distance, b.is_accessible) for b in booths if not b.is_kept]
    return areas, spots, aisles


def draws(fair: Fair) -> list[Draw]:
    """The enterprises that are in or there, and the visitors they may expect."""
    return [Draw(line.row.id, line.employer.name, line.row.demand or 0.0, line.row.needs_access) for line in exhibitors.lines(fair.id, STANDS)]


def plan(fair: Fair) -> tuple[Planned, Outcome]:
    """Work a plan out without writing it. What was given by hand stays, and so does who stands at its booth already; one packed up leaves its booth empty."""
    areas, spots, _aisles = areas_and_spots(fair)
    who = draws(fair)
    known, held = {d.id for d in who}, {b.id: b for b in fairs.booths(fair.id) if b.fair_employer_id}
    spots = [s for s in spots if s.id not in held or held[s.id].fair_employer_id in known]
    planned = plan_booths(spots, who, areas, {b.fair_employer_id: b.id for b in held.values()  # type: ignore[misc]
                                              if b.fair_employer_id in known and (b.is_fixed or b.state == OCCUPIED)})
    usual = max(crowding(alphabetical(spots, who), spots, who, areas).values(), default=0.0)
    return planned, Outcome(len(planned.booths), len(planned.left_over), planned.peak, usual, planned.bound)


def plan_all(fair: Fair, actor: Actor) -> Outcome:
    """Plan the booths and write the plan."""
    fairs.booths(fair.id, lock=True)  # nobody gives or keeps one between planning and writing
    planned, outcome = plan(fair)
    moved = _write(fair, planned.booths, actor)
    record(actor, Action.BOOTHS_PLANNED, "fair", fair.id, moved=moved, people=len(planned.booths))
    return outcome


def _write(fair: Fair, wanted: Mapping[int, int], actor: Actor) -> int:
    booths = {b.id: b for b in fairs.booths(fair.id)}
    rows = {line.row.id: line.row for line in exhibitors.lines(fair.id, STANDS)}
    moving = [b for b in booths.values() if b.fair_employer_id in rows and wanted.get(b.fair_employer_id) != b.id]  # type: ignore[index,arg-type]
    for booth in moving:
        booth.fair_employer_id = None
        move_booth(booth, "free", actor)
    fresh = {who: booth for who, booth in wanted.items() if booths[booth].fair_employer_id != who}
    for who, booth_id in fresh.items():
        _settle(booths[booth_id], rows[who], fair, actor)
    return len(fresh)


def _settle(booth: Booth, row: FairEmployer, fair: Fair, actor: Actor) -> None:
    booth.fair_employer_id, booth.held_until = row.id, fair.cancel_until
    move_booth(booth, "hold", actor)
    if row.state in (CONFIRMED, ARRIVED):
        move_booth(booth, "assign" if row.state == CONFIRMED else "occupy", actor)


def give_booth(fair: Fair, row: FairEmployer, number: str, actor: Actor) -> None:
    """Give an enterprise a booth by hand; a new plan leaves it there.

    Raises:
        BoothIsTaken: somebody has it, it is kept, or there is none of this number.
        NotIn: the enterprise was not approved, or does not come any more.

    """
    if row.state not in STANDS:
        raise NotIn(_("Only an enterprise that is in gets a booth."))
    booth = next((b for b in fairs.booths(fair.id, lock=True) if b.number == number.strip().upper()), None)
    if booth is None or booth.is_kept or (booth.fair_employer_id not in (None, row.id)):
        raise BoothIsTaken(_("Booth %(number)s is not free.", number=number))
    former = exhibitors.booth_of(row.id)
    if former is not None and former.id != booth.id:
        former.fair_employer_id, former.is_fixed = None, False
        move_booth(former, "release" if former.state == OCCUPIED else "free", actor)
    if booth.fair_employer_id is None:
        _settle(booth, row, fair, actor)
    booth.is_fixed = True
    db.session.flush()


def crowds(fair: Fair) -> dict[int, float]:
    """Expected visitors for each walkway cell by aisle, as the booths are given now."""
    areas, spots, _aisles = areas_and_spots(fair)
    who = draws(fair)
    known = {d.id for d in who}
    given = {b.fair_employer_id: b.id for b in fairs.booths(fair.id) if b.fair_employer_id in known and not b.is_kept}
    return crowding(given, spots, who, areas)  # type: ignore[arg-type]

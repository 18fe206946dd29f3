"""What the pages of every audience show of a fair: its map, its list of enterprises with their positions."""

from collections.abc import Mapping
from typing import Any

from jobs.fairs.board import Drawing, draw
from jobs.fairs.hall import Cell
from jobs.fairs.models import Fair
from jobs.fairs.queries import exhibitors, fairs
from jobs.fairs.queries.exhibitors import Line
from jobs.fairs.states import ARRIVED, COMES, ENDED, PACKED, REPORTED


def coming(fair: Fair) -> list[Line]:
    """The enterprises to be shown: before and on the day those that come, afterwards those that came."""
    over = fair.state in (ENDED, REPORTED)
    return exhibitors.lines(fair.id, (ARRIVED, PACKED) if over else COMES)


Ways = Mapping[int, tuple[tuple[Cell, ...], tuple[Cell, ...]]]


def drawings(fair: Fair, lines: list[Line], mine: frozenset[int] = frozenset(), ways: Ways | None = None) -> list[Drawing]:
    """Every hall of the fair, drawn; with `ways` (by hall, the booths in order and the cells one walks over) those halls alone."""
    names = {line.row.id: line.employer.name for line in lines}
    by_hall: dict[int, dict[tuple[int, int], tuple[str, int | None, str]]] = {}
    for booth in fairs.booths(fair.id):
        who = booth.fair_employer_id if booth.fair_employer_id in names else None
        by_hall.setdefault(booth.hall_id, {})[booth.x, booth.y] = (booth.number, who, names[who] if who else "")
    return [draw(hall.name, hall.grid, hall.zones, by_hall.get(hall.id, {}), mine, *(ways or {}).get(hall.id, ((), ())))
            for hall in fairs.halls(fair.id) if not ways or hall.id in ways]


def offers(fair: Fair, lines: list[Line]) -> dict[int, list[Any]]:
    """Positions by enterprise, each a row of (brought, position)."""
    out: dict[int, list[Any]] = {}
    for brought, position in exhibitors.positions_at(fair.id, [line.row.id for line in lines]):
        if fair.state in (ENDED, REPORTED) or position.live_until is not None:
            out.setdefault(brought.fair_employer_id, []).append(position)
    return out


def totals(lines: list[Line], positions: dict[int, list[Any]]) -> dict[str, int]:
    """How many enterprises, positions and people asked for (若干 counts nothing)."""
    shown = [p for found in positions.values() for p in found]
    return {"employers": len(lines), "positions": len(shown), "headcount": sum(p.headcount or 0 for p in shown)}



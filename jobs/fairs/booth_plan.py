"""Who stands where: the enterprises that draw many people are spread over the aisles, and apart within each. Pure.

The crowding of an aisle is the expected visitors of its booths divided by its walkway cells; the plan lowers the highest one. It places the strongest
draw first, each where the aisle stays emptiest, then exchanges pairs between the fullest aisle and others as long as that helps. Somebody who needs a
wheelchair's way gets a booth that has one. What was given by hand stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.lazily import Lazily

pinyin = Lazily("pypinyin")


@dataclass(frozen=True)
class Spot:
    """A booth that may be given: which aisle it faces, its place in the hall, steps from the entrance."""

    id: int
    number: str
    aisle: int
    x: int
    y: int
    distance: int = 0
    is_accessible: bool = True


@dataclass(frozen=True)
class Draw:
    """An enterprise and how many visitors it is expected to have."""

    id: int
    name: str
    demand: float
    needs_access: bool = False


@dataclass(frozen=True)
class Planned:
    """Booth of each enterprise, those without one, the highest crowding, and what no plan can go below."""

    booths: dict[int, int]
    left_over: tuple[int, ...]
    peak: float
    bound: float

    @property
    def distance(self) -> float:
        """How far the plan is from the bound, as a share of it."""
        return self.peak / self.bound - 1 if self.bound else 0.0


def crowding(booths: Mapping[int, int], spots: Sequence[Spot], draws: Sequence[Draw], areas: Mapping[int, int]) -> dict[int, float]:
    """Expected visitors for each walkway cell, by aisle."""
    aisle, demand = {s.id: s.aisle for s in spots}, {d.id: d.demand for d in draws}
    out = dict.fromkeys(areas, 0.0)
    for who, booth in booths.items():
        out[aisle[booth]] += demand[who] / areas[aisle[booth]]
    return out


def alphabetical(spots: Sequence[Spot], draws: Sequence[Draw]) -> dict[int, int]:
    """The usual way: names in order, booths in order."""
    return {d.id: s.id for d, s in zip(sorted(draws, key=lambda d: pinyin.lazy_pinyin(d.name)), sorted(spots, key=lambda s: s.number), strict=False)}


def lower_bound(spots: Sequence[Spot], draws: Sequence[Draw], areas: Mapping[int, int]) -> float:
    """What the highest crowding cannot go below: everybody spread evenly over all walkways, or the strongest draw in the widest aisle, with the weakest
    ones beside it where there are not enough booths elsewhere.
    """
    if not draws or not spots:
        return 0.0
    room = {a: sum(s.aisle == a for s in spots) for a in areas}
    demands = sorted((d.demand for d in draws), reverse=True)
    even = sum(demands) / sum(areas[a] for a in areas if room[a])
    most = []
    for a in areas:
        if room[a]:
            beside = max(0, len(draws) - (len(spots) - room[a]) - 1)
            most.append((demands[0] + sum(demands[len(demands) - beside:] if beside else [])) / areas[a])
    return max(even, min(most))


def plan_booths(spots: Sequence[Spot], draws: Sequence[Draw], areas: Mapping[int, int], fixed: Mapping[int, int] | None = None) -> Planned:
    """Give every enterprise a booth. `areas` are walkway cells by aisle, `fixed` what was given by hand (enterprise → booth)."""
    by_id = {s.id: s for s in spots}
    booths = {who: booth for who, booth in (fixed or {}).items() if booth in by_id}
    held, movable = set(booths), [d for d in draws if d.id not in booths]
    free = {s.id for s in spots} - set(booths.values())
    load = crowding(booths, spots, draws, areas)
    movable.sort(key=lambda d: (not d.needs_access, -d.demand, d.id))
    left_over = []
    for draw in movable:
        open_ones = [by_id[b] for b in free if by_id[b].is_accessible or not draw.needs_access]
        if not open_ones:
            left_over.append(draw.id)
            continue
        spot = min(open_ones, key=lambda s: (round(load[s.aisle] + draw.demand / areas[s.aisle], 9), s.distance if draw.needs_access else 0, s.number))
        booths[draw.id] = spot.id
        free.discard(spot.id)
        load[spot.aisle] += draw.demand / areas[spot.aisle]
    _exchange(booths, held, by_id, {d.id: d for d in draws}, areas, free)
    _spread(booths, held, by_id, {d.id: d for d in draws}, areas)
    peak = max(crowding(booths, spots, draws, areas).values(), default=0.0)
    return Planned(booths, tuple(left_over), peak, lower_bound(spots, draws, areas))


def _fits(draw: Draw, spot: Spot) -> bool:
    return spot.is_accessible or not draw.needs_access


def _exchange(booths: dict[int, int], held: set[int], by_id: Mapping[int, Spot], draws: Mapping[int, Draw], areas: Mapping[int, int], free: set[int]) -> None:
    """Exchange a pair between the fullest aisle and another, or move one to a free booth, as long as the higher of the two becomes lower."""
    load = crowding(booths, list(by_id.values()), list(draws.values()), areas)
    for _round in range(200):
        fullest = max(load, key=lambda a: load[a])
        best: tuple[float, int, int | None, int] | None = None
        for mine in [d for d, b in booths.items() if by_id[b].aisle == fullest and d not in held]:
            others: list[tuple[int | None, int]] = [(d, b) for d, b in booths.items() if by_id[b].aisle != fullest and d not in held]
            others += [(None, b) for b in free if by_id[b].aisle != fullest]
            for other, booth in others:
                there = by_id[booth].aisle
                if not _fits(draws[mine], by_id[booth]) or (other is not None and not _fits(draws[other], by_id[booths[mine]])):
                    continue
                moved = draws[mine].demand - (draws[other].demand if other is not None else 0.0)
                higher = max(load[fullest] - moved / areas[fullest], load[there] + moved / areas[there])
                if higher < load[fullest] - 1e-9 and (best is None or higher < best[0]):
                    best = (higher, mine, other, booth)
        if best is None:
            return
        _higher, mine, other, booth = best
        freed, booths[mine] = booths[mine], booth
        if other is None:
            free.discard(booth)
            free.add(freed)
        else:
            booths[other] = freed
        load = crowding(booths, list(by_id.values()), list(draws.values()), areas)


def _spread(booths: dict[int, int], held: set[int], by_id: Mapping[int, Spot], draws: Mapping[int, Draw], areas: Mapping[int, int]) -> None:
    """Within each aisle put the strong draws as far from each other as its booths allow; who needs a wheelchair's way keeps the place."""
    for aisle in areas:
        here = {d: b for d, b in booths.items() if by_id[b].aisle == aisle}
        stay = {d: b for d, b in here.items() if d in held or draws[d].needs_access}
        open_ones = [by_id[b] for d, b in here.items() if d not in stay]
        placed = [(draws[d].demand, by_id[b]) for d, b in stay.items()]
        for who in sorted((d for d in here if d not in stay), key=lambda d: (-draws[d].demand, d)):
            spot = max(open_ones, key=lambda s: (-sum(w / (1 + abs(s.x - p.x) + abs(s.y - p.y)) for w, p in placed), -s.distance, s.number))
            open_ones.remove(spot)
            booths[who] = spot.id
            placed.append((draws[who].demand, spot))

"""The ten past fairs: which enterprise attended which, and how many postings it brought. The same seed gives the same fairs."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from demo.firms import Firm, past_firms
from demo.plan import ATTENDANCES, POSTINGS, Plan, share
from demo.vocabulary import table


@dataclass(frozen=True)
class PastFair:
    """A fair of the history: on site, online or joint with neighbours, and how many enterprises and postings it had."""

    number: int
    title: str
    mode: str
    held_on: date
    employers: int
    postings: int


@dataclass(frozen=True)
class Attendance:
    """One enterprise at one fair (家次), with the number of postings it brought."""

    fair: PastFair
    firm: Firm
    postings: int


@lru_cache(maxsize=2)
def past_fairs(plan: Plan) -> tuple[PastFair, ...]:
    """The fairs in order of time; their sizes sum to the yardstick's figures at scale 1."""
    rows = table("fairs")
    attended = _at_least_one(plan.count(ATTENDANCES), [float(row["employers"]) for row in rows])
    offered = share(max(plan.count(POSTINGS), sum(attended)), [float(row["postings"]) for row in rows])
    return tuple(PastFair(int(row["number"]), row["title"], row["mode"], date.fromisoformat(row["held_on"]), firms, max(firms, postings))
                 for row, firms, postings in zip(rows, attended, offered, strict=True))


def _at_least_one(total: int, weights: list[float]) -> list[int]:
    return [1 + part for part in share(max(0, total - len(weights)), weights)]


@lru_cache(maxsize=2)
def attendances(plan: Plan) -> tuple[Attendance, ...]:
    """Who attended which fair: every past enterprise at least one, none twice the same."""
    rng = plan.random("attendances")
    fairs, guests = past_fairs(plan), _first_visits(rng, plan)
    out: list[Attendance] = []
    for fair in fairs:
        own = guests[fair.number]
        others = [firm for firm in past_firms(plan) if firm not in own]
        loyal = sorted(others, key=lambda firm: -(rng.random() ** (1 / firm.reach)))
        present = sorted([*own, *loyal[:fair.employers - len(own)]], key=lambda firm: firm.ordinal)
        brought = share(fair.postings - len(present), [firm.reach * rng.uniform(0.6, 1.5) for firm in present])
        out += [Attendance(fair, firm, 1 + extra) for firm, extra in zip(present, brought, strict=True)]
    return tuple(out)


def _first_visits(rng: Random, plan: Plan) -> dict[int, list[Firm]]:
    """Each past enterprise at one fair, so that all of them came at least once."""
    fairs, waiting = past_fairs(plan), list(past_firms(plan))
    rng.shuffle(waiting)
    dealt: dict[int, list[Firm]] = {}
    for fair, number in zip(fairs, share(len(waiting), [fair.employers for fair in fairs]), strict=True):
        dealt[fair.number] = [waiting.pop() for _ in range(number)]
    return dealt

"""How much of everything the city holds: the yardstick's figures at scale 1, fewer at a smaller one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

HISTORY_FROM, HISTORY_TO = date(2019, 2, 1), date(2024, 9, 10)
PEOPLE, ACTIVE_FAMILIES, BEREAVED_FAMILIES, SEEKING = 14_785, 2_420, 725, 3_500
SELF_ARRANGED, SCANNED, ASSIGNED = 606, 523, 88
ASSIGNED_FLEXIBLE, ASSIGNED_CENTRAL = 1, 3
EMPLOYERS, ATTENDANCES, POSTINGS = 1_400, 2_775, 32_086
INTENTIONS, PLACEMENTS = 503, 465
NEW_PEOPLE, LIVE_POSTINGS, VERIFIED, VERIFIED_NEW, WAITING_EMPLOYERS = 40, 3_000, 300, 40, 18
SUBMITTED, RETURNED, DRAFTS, PAUSED, LINK_REQUESTS, JOINED = 46, 14, 24, 18, 6, 60

DOUBLES, PAIRS = 12, 24


@dataclass(frozen=True)
class Plan:
    """The seed, the scale and the day of loading: everything else follows from these three."""

    seed: int
    scale: float
    day: date

    def random(self, section: str) -> Random:
        """A stream of its own for each section, so that one may change without moving the others."""
        return Random(f"{self.seed}:{section}")

    def count(self, full: int) -> int:
        """A figure of scale 1 at this scale, at least one."""
        return max(1, round(full * self.scale))

    @property
    def people(self) -> dict[str, int]:
        """People on file at the end of the history, by kind."""
        families = {"active_family": self.count(ACTIVE_FAMILIES), "bereaved_family": self.count(BEREAVED_FAMILIES)}
        return {"veteran": self.count(PEOPLE) - sum(families.values()), **families}


def share(total: int, weights: Sequence[float]) -> list[int]:
    """`total` dealt out by weight in whole numbers that sum to it exactly (largest remainders first)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    dealt = [int(part) for part in exact]
    by_rest = sorted(range(len(weights)), key=lambda i: (dealt[i] - exact[i], i))
    for i in by_rest[:total - sum(dealt)]:
        dealt[i] += 1
    return dealt

"""What follows from the scans of one visitor, in whatever order they reached the server. Pure.

Doors work without a network and send later, twice, or mixed up. So nothing is decided by the order of arrival: a visitor's scans are laid out by the time
on the device (then by nonce), and each one's result and the visitor's state follow from that line alone. One head is one visitor, over all doors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jobs.fairs.states import ALREADY, LET_IN, WENT_OUT


@dataclass(frozen=True)
class Scan:
    """One scan that named the visitor: its row's id, when and by which nonce, and whether somebody leaves."""

    id: int
    at: datetime
    nonce: str
    is_out: bool


@dataclass(frozen=True)
class Settled:
    """The result of each scan by id, whether the visitor came at all and is inside now, and the first and the last time that count."""

    results: dict[int, str]
    came: bool
    is_inside: bool
    came_at: datetime | None
    left_at: datetime | None


def settle(scans: Iterable[Scan]) -> Settled:
    """Lay the scans of one visitor out in time."""
    results: dict[int, str] = {}
    is_inside, came_at, left_at = False, None, None
    for scan in sorted(scans, key=lambda s: (s.at, s.nonce)):
        if scan.is_out:
            results[scan.id] = WENT_OUT
            if is_inside:
                is_inside, left_at = False, scan.at
        else:
            results[scan.id] = ALREADY if is_inside else LET_IN
            is_inside, came_at = True, came_at or scan.at
    return Settled(results, came_at is not None, is_inside, came_at, left_at)

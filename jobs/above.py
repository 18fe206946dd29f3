"""What upper packages hand down to the pages of positions: how many people a change lets in, and how the reader meets each condition.

`jobs.matching` fills both once, in its `setup.py`; without it the pages do without.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LetIn:
    """Of the people on file whom a position is ranked for: how many nothing shuts out now, how many more a change lets in, and these by kind."""

    now: int
    more: int
    by_kind: Mapping[str, int]


@dataclass(frozen=True)
class Standing:
    """How a reader meets a condition: the kind of mark (ok, vet, wait, stop, off), what is on file, the verdict in a word."""

    mark: str
    has: str
    verdict: str


Counter = Callable[[int, int, str, Any], LetIn]
StandingReader = Callable[[int, int], Mapping[int, Standing]]
_counters: list[Counter] = []
_readers: list[StandingReader] = []


def register_counter(counter: Counter) -> None:
    """Name the function that counts for (position, condition, group, value)."""
    _counters[:] = [counter]


def register_standing(reader: StandingReader) -> None:
    """Name the function that gives (position, account) → a standing by condition; empty for an account without a file."""
    _readers[:] = [reader]


def count_let_in(position_id: int, condition_id: int, group: str, value: Any) -> LetIn | None:
    """How many people it lets in when a group is asked `value`; None when nobody counts."""
    return _counters[0](position_id, condition_id, group, value) if _counters else None


def standing(position_id: int, account_id: int) -> Mapping[int, Standing]:
    """How the person of an account meets each condition of a position."""
    return _readers[0](position_id, account_id) if _readers else {}

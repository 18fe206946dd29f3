"""The distinct conditions of all positions, and which position has which. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from jobs.matching.rules import check
from jobs.matching.subjects import Asked, Candidate, Posting


@dataclass(frozen=True)
class AskBook:
    """The conditions, numbered as they were met, and which of them each slot of the positions' shelf has."""

    asks: dict[Asked, int] = field(default_factory=dict)
    slots: int = 0
    owners: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    numbers: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def extended(self, postings: Sequence[Posting]) -> "AskBook":
        """A book of more slots at the end."""
        pairs = [(slot, self.asks.setdefault(asked, len(self.asks))) for slot, posting in enumerate(postings, self.slots) for asked in posting.conditions]
        owners, numbers = np.array(pairs, np.int64).reshape(-1, 2).T
        return AskBook(self.asks, self.slots + len(postings), np.concatenate((self.owners, owners)), np.concatenate((self.numbers, numbers)))

    def misses(self, person: Candidate, day: date) -> NDArray[np.int64]:
        """By slot, how many conditions the person is known not to meet."""
        unmet = np.array([check(asked, person, day).met is False for asked in self.asks], bool)
        return np.bincount(self.owners[unmet[self.numbers]], minlength=self.slots) if len(unmet) else np.zeros(self.slots, np.int64)

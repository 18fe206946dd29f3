"""The rows of one side in memory: a large base that stays as it is, what was added since, and which slots still stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jobs.matching.space import Rows, joined, no_rows

MOST_ADDED = 2_000


@dataclass(frozen=True, eq=False)
class Shelf:
    """Slots count through the base and then through the added rows. A changed subject leaves its slot and gets one at the end."""

    base: Rows
    added: Rows
    stands: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Rows) -> "Shelf":
        """A shelf on which every row stands."""
        return cls(rows, no_rows(), np.ones(len(rows.ids), bool))

    @property
    def parts(self) -> tuple[Rows, ...]:
        """The parts that hold rows, in the order of the slots."""
        return (self.base, self.added) if len(self.added.ids) else (self.base,)

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """The subject of each slot."""
        return np.concatenate([part.ids for part in self.parts])

    @cached_property
    def _slots(self) -> dict[int, int]:
        standing = np.flatnonzero(self.stands)
        return dict(zip(self.ids[standing].tolist(), standing.tolist(), strict=True))

    def slot(self, subject_id: int) -> int | None:
        """Where a subject stands; None when it does not."""
        return self._slots.get(subject_id)

    def row(self, slot: int) -> Rows:
        """One slot as rows of its own."""
        size = len(self.base.ids)
        part, index = (self.base, slot) if slot < size else (self.added, slot - size)
        return part.take(np.array([index]))

    def whole(self) -> Rows:
        """Every standing row, by id."""
        everything = joined(*self.parts) if len(self.parts) > 1 else self.base
        standing = np.flatnonzero(self.stands)
        order = standing[np.argsort(self.ids[standing], kind="stable")]
        return everything if len(order) == len(everything.ids) and (np.diff(everything.ids) > 0).all() else everything.take(order)

    def changed(self, ids: Iterable[int], rows: Rows) -> "Shelf":
        """The shelf after a change of `ids`: their old rows fall, the rows that are there now are added at the end."""
        fallen = [slot for one in ids if (slot := self.slot(one)) is not None]
        stands = np.concatenate((self.stands, np.ones(len(rows.ids), bool)))
        stands[fallen] = False
        return Shelf(self.base, joined(self.added, rows), stands)

    @property
    def is_scattered(self) -> bool:
        """Whether so much was added that the shelf should be put in order."""
        return len(self.added.ids) > MOST_ADDED

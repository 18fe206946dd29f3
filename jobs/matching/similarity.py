"""One sparse product over the blocks: a subject against every row of the other side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobs.matching.features import BLOCKS
from jobs.matching.space import Rows, Space

UNIT = 10_000  # scores are kept in whole ten-thousandths of a point, so that printed blocks sum to the printed score

Parts = NDArray[np.int64]


@dataclass(frozen=True)
class Scores:
    """For every row of the other side: the parts of its score in units, which parts can be compared at all, and their sum."""

    parts: Parts
    has: NDArray[np.bool_]

    @property
    def totals(self) -> NDArray[np.int64]:
        """The sum of the parts; -1 where nothing can be compared."""
        return np.where(self.has.any(axis=1), self.parts.sum(axis=1), -1)


def similarity(subject: Rows, others: Rows, space: Space) -> Scores:
    """Score the one row of `subject` against all rows of `others`; the pair's score is the same from either side.

    Both sides add the same products in the order of the columns, so that even the last digit agrees.
    """
    columns, values = subject.row(0)
    has = others.has & subject.has[0]
    n, width = has.shape
    spread = np.zeros(space.width)
    spread[columns] = values
    hit = np.flatnonzero((spread != 0)[others.columns])  # flags first: they are looked through in less than half the time of numbers
    met = others.columns[hit]
    cell = others.owners[hit] * np.int64(width) + space.block_of(met)
    parts = np.bincount(cell, spread[met] * others.values[hit], minlength=n * width).reshape(n, width)
    return Scores(np.rint(parts * UNIT).astype(np.int64), has)


def stacked(scores: list[Scores]) -> Scores:
    """Scores of one part after another."""
    return Scores(np.concatenate([s.parts for s in scores]), np.concatenate([s.has for s in scores])) if len(scores) > 1 else scores[0]


def block_values(parts: Parts, has: NDArray[np.bool_]) -> dict[str, float | None]:
    """One pair's blocks by name, None where one side has nothing to compare."""
    return {name: int(part) / UNIT if known else None for name, part, known in zip(BLOCKS, parts, has, strict=True)}

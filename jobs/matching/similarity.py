"""One sparse product over the blocks: a subject against every row of the other side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobs.matching.features import BLOCK_SHIFT, BLOCKS, Encoded

UNIT = 10_000  # scores are kept in whole ten-thousandths of a point, so that printed blocks sum to the printed score


@dataclass(frozen=True)
class Scores:
    """For every row of the other side: the parts of its score in units, which parts can be compared at all, and their sum."""

    parts: NDArray[np.int64]
    has: NDArray[np.bool_]

    @property
    def totals(self) -> NDArray[np.int64]:
        """The sum of the parts; -1 where nothing can be compared."""
        return np.where(self.has.any(axis=1), self.parts.sum(axis=1), -1)


def similarity(subject: Encoded, others: Encoded) -> Scores:
    """Score the one row of `subject` against all rows of `others`; the pair's score is the same from either side."""
    tokens, values = subject.row(0)
    has = others.has & subject.has[0]
    n, width = has.shape
    if not len(tokens) or not len(others.tokens):
        return Scores(np.zeros((n, width), np.int64), has)
    place = np.minimum(np.searchsorted(tokens, others.tokens), len(tokens) - 1)
    hit = tokens[place] == others.tokens
    cell = others.rows[hit] * width + (others.tokens[hit] >> BLOCK_SHIFT).astype(np.int64)
    parts = np.bincount(cell, values[place[hit]] * others.values[hit], minlength=n * width).reshape(n, width)
    return Scores(np.rint(parts * UNIT).astype(np.int64), has)


def block_values(parts: NDArray[np.int64], has: NDArray[np.bool_]) -> dict[str, float | None]:
    """One pair's blocks by name, None where one side has nothing to compare."""
    return {name: int(part) / UNIT if known else None for name, part, known in zip(BLOCKS, parts, has, strict=True)}

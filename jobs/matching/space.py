"""The columns of the space: every token the model knows has one, the rest share a few buckets of their block.

Columns lie block by block, so that the block of a column is found by five comparisons, and rows sorted by column are sorted by block.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jobs.matching.features import BLOCK_SHIFT, BLOCKS, Encoded
from jobs.matching.text import Tokens

UNSEEN = 1 << 18  # columns of a block for tokens the model has not seen: two of them hardly ever meet before the next fit

Columns = NDArray[np.uint32]
Values = NDArray[np.float32]
Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Space:
    """Which column a token has."""

    tokens: Tokens  # ascending

    @cached_property
    def firsts(self) -> NDArray[np.int64]:
        """The first column of each block, and the number of columns at the end."""
        edges = np.searchsorted(self.tokens, np.arange(len(BLOCKS), dtype=np.uint64) << BLOCK_SHIFT)
        return np.concatenate((edges, [len(self.tokens)])) + np.arange(len(BLOCKS) + 1) * UNSEEN

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self.firsts[-1])

    def columns(self, tokens: Tokens) -> Columns:
        """The column of each token."""
        block = (tokens >> BLOCK_SHIFT).astype(np.int64)
        place = np.searchsorted(self.tokens, tokens)
        known = self.tokens[np.minimum(place, len(self.tokens) - 1)] == tokens if len(self.tokens) else np.zeros(len(tokens), bool)
        bucket = self.firsts[block + 1] - UNSEEN + (tokens % np.uint64(UNSEEN)).astype(np.int64)
        return np.where(known, place + block * UNSEEN, bucket).astype(np.uint32)

    def block_of(self, columns: Columns) -> NDArray[np.int64]:
        """The block of each column."""
        return np.searchsorted(self.firsts[1:-1], columns, side="right")


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one side, one after another: `columns` ascending inside a row."""

    ids: Ids
    starts: NDArray[np.int64]
    columns: Columns
    values: Values
    has: NDArray[np.bool_]

    @cached_property
    def owners(self) -> NDArray[np.int32]:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.ids), dtype=np.int32), np.diff(self.starts))

    def row(self, index: int) -> tuple[Columns, Values]:
        """Columns and values of one row."""
        part = slice(self.starts[index], self.starts[index + 1])
        return self.columns[part], self.values[part]

    def take(self, rows: NDArray[np.int64]) -> "Rows":
        """Some of the rows, in the order given."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        places = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        return Rows(self.ids[rows], starts, self.columns[places], self.values[places], self.has[rows])


def no_rows() -> Rows:
    """Not one row."""
    return Rows(np.empty(0, np.int64), np.zeros(1, np.int64), np.empty(0, np.uint32), np.empty(0, np.float32), np.empty((0, len(BLOCKS)), bool))


def rows_of(encoded: Encoded, space: Space) -> Rows:
    """Encoded rows in the columns of a space; tokens that share a bucket are added up."""
    columns = space.columns(encoded.tokens)
    order = np.lexsort((columns, encoded.rows))
    rows, columns, values = encoded.rows[order], columns[order], encoded.values[order]
    if len(rows):
        new = np.flatnonzero(np.concatenate(([True], (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1]))))
        rows, columns, values = rows[new], columns[new], np.add.reduceat(values, new)
    starts = np.searchsorted(rows, np.arange(len(encoded.ids) + 1))
    return Rows(encoded.ids, starts, columns, values.astype(np.float32), encoded.has)


def joined(*parts: Rows) -> Rows:
    """All rows of the parts, one part after another."""
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    return Rows(np.concatenate([p.ids for p in parts]), np.concatenate(([0], np.cumsum(lengths))), np.concatenate([p.columns for p in parts]),
                np.concatenate([p.values for p in parts]), np.concatenate([p.has for p in parts]))

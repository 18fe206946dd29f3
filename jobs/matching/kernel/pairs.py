"""The exact score of chosen pairs, part by part, as a single ranking gives it: the same products, added in the same order."""

from typing import Any

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def score_pairs(begin: int, stop: int, starts: Any, columns: Any, values: Any, other_starts: Any, other_columns: Any, other_values: Any, firsts: Any,
                chosen: Any, unit: float, spread: Any, out: Any) -> None:
    """For the rows begin:stop, the score of each with the others in `chosen` (-1: none) in units, rounded block by block."""
    blocks = firsts.size - 1
    parts = np.zeros(blocks, np.float64)
    for row in range(begin, stop):
        for i in range(starts[row], starts[row + 1]):
            spread[columns[i]] = values[i]
        for place in range(chosen.shape[1]):
            other = chosen[row, place]
            if other < 0:
                continue
            parts[:] = 0.0
            block = 0
            for i in range(other_starts[other], other_starts[other + 1]):
                column = other_columns[i]
                while column >= firsts[block + 1]:
                    block += 1
                parts[block] += spread[column] * np.float64(other_values[i])
            total = 0
            for block in range(blocks):
                total += int(np.rint(parts[block] * unit))
            out[row, place] = total
        for i in range(starts[row], starts[row + 1]):
            spread[columns[i]] = 0.0

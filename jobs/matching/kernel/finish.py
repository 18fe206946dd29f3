"""Keys back into ids and scores."""

from typing import Any

import numpy as np
from numba import njit

from jobs.matching.kernel.keys import score_of, sort_keys

_LOW = np.uint64(0xFFFFFFFF)


@njit(nogil=True, cache=True)
def finish(keys: Any, filled: Any, begin: int, stop: int, ids: Any, scores: Any) -> None:
    """Sort the rows begin:stop of keys and write them as ids and scores; places that stay empty are -1 and 0."""
    for row in range(begin, stop):
        held = filled[row]
        flat = keys[row]
        sort_keys(flat, 0, held)
        for i in range(min(held, ids.shape[1])):
            ids[row, i] = np.int64(_LOW - (flat[i] & _LOW))
            scores[row, i] = score_of(flat[i])
        for i in range(held, ids.shape[1]):
            ids[row, i] = -1
            scores[row, i] = np.float32(0)

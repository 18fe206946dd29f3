"""The nearest of many names for each of many names: what RapidFuzz's `process.extractOne(…, scorer=fuzz.ratio)` finds, bounded exactly.

Two names share at most as many characters in order as they share in any order, so that the characters they share, counted through lists by
character, bound the ratio. Only names whose bound reaches the best found are compared, sixty-four characters at a time. Ratios are compared as
fractions: equal ones go to the earlier name, as in RapidFuzz.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Words = NDArray[np.uint64]

_ONE, _ALL = uint64(1), uint64(0xFFFFFFFFFFFFFFFF)
_BITS = 64


@njit(cache=True, nogil=True)
def _common_in_order(query: Numbers, masks: Words, blocks: int, other: Numbers) -> int:
    """The length of the longest common subsequence; `masks[c]` has a bit for each place of the query with the character c."""
    state = np.full(blocks, _ALL, np.uint64)
    for place in range(len(other)):
        character = other[place]
        carry = uint64(0)
        for block in range(blocks):
            old = state[block]
            hit = old & masks[character, block]
            added = old + hit
            overflow = _ONE if added < old else uint64(0)
            total = added + carry
            overflow |= _ONE if total < added else uint64(0)
            state[block] = total | (old - hit)
            carry = overflow
    count = 0
    for place in range(len(query)):
        if not (state[place // _BITS] >> uint64(place % _BITS)) & _ONE:
            count += 1
    return count


@njit(cache=True, nogil=True)
def _best(texts: Numbers, starts: Numbers, lists: Numbers, list_starts: Numbers, deepest: int, queries: Numbers, query_starts: Numbers,
          found: Numbers, scores: NDArray[np.float64]) -> None:
    """For each query the first name with the highest ratio."""
    names = len(starts) - 1
    characters = (len(list_starts) - 1) // deepest
    shared = np.zeros(names, np.int32)
    seen = np.zeros(characters, np.int32)
    blocks = 1
    for i in range(len(query_starts) - 1):
        blocks = max(blocks, (query_starts[i + 1] - query_starts[i] + _BITS - 1) // _BITS)
    masks = np.zeros((characters, blocks), np.uint64)
    for i in range(len(query_starts) - 1):
        query = queries[query_starts[i]:query_starts[i + 1]]
        shared[:] = 0
        for place in range(len(query)):
            character = query[place]
            if character < characters:
                if seen[character] < deepest:
                    row = character * deepest + seen[character]
                    for k in range(list_starts[row], list_starts[row + 1]):
                        shared[lists[k]] += 1
                seen[character] += 1
                masks[character, place // _BITS] |= _ONE << uint64(place % _BITS)
        first, top, total = -1, 0, 1
        for name in range(names):
            size = len(query) + starts[name + 1] - starts[name]
            if shared[name] * total > top * size:
                first, top, total = name, shared[name], size
        best, upper, lower = -1, 0, 1
        if first >= 0:
            words = (len(query) + _BITS - 1) // _BITS
            upper = _common_in_order(query, masks, words, texts[starts[first]:starts[first + 1]])
            best, lower = first, total
            for name in range(names):
                size = len(query) + starts[name + 1] - starts[name]
                bound = shared[name] * lower - upper * size
                if name != first and (bound > 0 or (bound == 0 and name < best)):
                    common = _common_in_order(query, masks, words, texts[starts[name]:starts[name + 1]])
                    ahead = common * lower - upper * size
                    if ahead > 0 or (ahead == 0 and name < best):
                        best, upper, lower = name, common, size
        found[i] = best if upper > 0 else -1
        scores[i] = 200.0 * upper / lower
        for place in range(len(query)):
            if query[place] < characters:
                seen[query[place]] = 0
                masks[query[place], :] = 0


def _flat(names: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    codes = np.frombuffer("".join(names).encode("utf-32-le", "surrogatepass"), np.uint32)
    return codes, np.concatenate(([0], np.cumsum([len(name) for name in names], dtype=np.int64)))


@dataclass(frozen=True)
class Nearest:
    """The place of a name in the table, -1 when none shares a character or reaches the cutoff, and the ratio from 0 to 100."""

    place: int
    ratio: float


class NameTable:
    """Names made ready to be looked up."""

    def __init__(self, names: Sequence[str]) -> None:
        codes, starts = _flat(names)
        self._characters = np.unique(codes)
        self._texts, self._starts = np.searchsorted(self._characters, codes).astype(np.int32), starts.astype(np.int32)
        owners = np.repeat(np.arange(len(names)), np.diff(starts))
        order = np.lexsort((owners, self._texts))
        text, owner = self._texts[order], owners[order]
        new = np.flatnonzero(np.concatenate(([True], (text[1:] != text[:-1]) | (owner[1:] != owner[:-1])))) if len(text) else np.empty(0, np.int64)
        times = np.arange(len(text)) - np.repeat(new, np.diff(np.concatenate((new, [len(text)]))))
        self._deepest = int(times.max()) + 1 if len(times) else 1
        rows = text.astype(np.int64) * self._deepest + times
        by_row = np.argsort(rows, kind="stable")
        self._lists = owner[by_row].astype(np.int32)
        self._list_starts = np.searchsorted(rows[by_row], np.arange(len(self._characters) * self._deepest + 1)).astype(np.int32)

    def nearest(self, names: Sequence[str], cutoff: float = 0.0) -> list[Nearest]:
        """For each name the nearest of the table by `fuzz.ratio`, the earlier one of equals."""
        codes, starts = _flat(names)
        place = np.minimum(np.searchsorted(self._characters, codes), max(len(self._characters) - 1, 0))
        known = self._characters[place] == codes if len(self._characters) else np.zeros(len(codes), bool)
        queries = np.where(known, place, len(self._characters)).astype(np.int32)
        found, ratios = np.full(len(names), -1, np.int32), np.zeros(len(names))
        if len(self._starts) > 1:
            _best(self._texts, self._starts, self._lists, self._list_starts, self._deepest, queries, starts.astype(np.int32), found, ratios)
        return [Nearest(one, ratio) if one >= 0 and ratio >= cutoff else Nearest(-1, 0.0) for one, ratio in zip(found.tolist(), ratios.tolist(), strict=True)]

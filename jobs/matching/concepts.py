"""Words of working life that mean the same, in Chinese and English: each group is one token more, so that 销售经理 meets "sales manager".

The table beside this file (`job_words.csv`) was written for this project. Its words are found over all texts at once, the longest first; a
shorter word inside a longer one does not count (工程 in 工程师).
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]
Tokens = NDArray[np.uint64]

FILE = Path(__file__).parent / "job_words.csv"
CONCEPT = np.uint64(1 << 59)
_BITS = (1 << 59) - 1
_PRIME = 0x9E3779B97F4A7C15
_LONGEST = 40
_POWERS = np.array([pow(_PRIME, i + 1, 1 << 64) for i in range(_LONGEST)], np.uint64)
_SLOTS = np.uint32((1 << 18) - 1)


def _plurals(form: str) -> Iterator[str]:
    """An English form as it may be written: with and without its hyphen, one and many."""
    for written in {form, form.replace("-", " ")}:
        yield written
        if written[-1:].isascii() and written[-1:].isalpha() and written[-1] not in "sxz":
            yield written + "s"
        if written[-1:] == "y" and written[-2:-1] not in "aeiou":
            yield written[:-1] + "ies"


def concept_token(name: str, table: str = "") -> int:
    """The token of a group, from the first of its words: the same today and next year."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8, person=table.encode()).digest(), "little") & _BITS | int(CONCEPT)


def is_latin(codes: Codes) -> NDArray[np.bool_]:
    """Which characters make up Latin words: letters, digits, + and #."""
    letter = (codes >= ord("a")) & (codes <= ord("z")) | (codes >= 0xDF) & (codes < 0x250)
    found: NDArray[np.bool_] = letter | (codes >= ord("0")) & (codes <= ord("9")) | (codes == ord("+")) | (codes == ord("#"))
    return found


def _hashes(codes: Codes, starts: Places, length: int) -> Tokens:
    sums = np.zeros(len(starts), np.uint64)
    for i in range(length):
        sums += codes[starts + i].astype(np.uint64) * _POWERS[i]
    return sums


def _slots(codes: Codes) -> Codes:
    """A number below 2^18 of each character and its follower."""
    return (codes[:-1] * np.uint32(40503) ^ codes[1:]) & _SLOTS


@dataclass(frozen=True)
class _Length:
    """All forms of one length: their hashes ascending, and the tokens of each from `first[i]` to `first[i + 1]`."""

    length: int
    hashes: Tokens
    first: Places
    tokens: Tokens


@dataclass(frozen=True)
class Concepts:
    """The forms by length, and for each slot of two characters the lengths of the forms that may begin with them, as bits."""

    lengths: tuple[_Length, ...]
    begins: Tokens

    @classmethod
    def of(cls, groups: Iterable[Sequence[str]], table: str = "") -> "Concepts":
        """Build from groups of words that mean the same; a word may stand in several groups. Tables of other names have other tokens."""
        forms: dict[str, set[int]] = {}
        for group in groups:
            for form in group:
                for written in _plurals(form):
                    if 1 < len(written) <= _LONGEST:
                        forms.setdefault(written, set()).add(concept_token(group[0], table))
        begins = np.zeros(int(_SLOTS) + 1, np.uint64)
        for form in forms:
            begins[_slots(np.array([ord(c) for c in form[:2]], np.uint32))] |= np.uint64(1 << len(form))
        return cls(tuple(_of_length(length, list(same), forms) for length, same in groupby(sorted(forms, key=len), key=len)), begins)

    def find(self, codes: Codes, latin: NDArray[np.bool_]) -> tuple[Places, Tokens]:
        """Where a group's word begins, and its token. `codes` holds all texts, each ended by a character that belongs to none of them."""
        if not self.lengths:
            return np.empty(0, np.int64), np.empty(0, np.uint64)
        possible = self.begins[_slots(codes)]
        possible[1:][latin[1:-1] & latin[:-2]] = 0
        starts = np.flatnonzero(possible)
        possible = possible[starts]
        found = [self._of_one_length(part, codes, latin, starts[possible >> np.uint64(part.length) & np.uint64(1) > 0]) for part in self.lengths]
        return _longest(*(np.concatenate(column) for column in zip(*found, strict=True)))

    @staticmethod
    def _of_one_length(part: _Length, codes: Codes, latin: NDArray[np.bool_], starts: Places) -> tuple[Places, Places, Tokens]:
        starts = starts[starts + part.length < len(codes)]
        starts = starts[~(latin[starts + part.length - 1] & latin[starts + part.length])]
        hashes = _hashes(codes, starts, part.length)
        place = np.minimum(np.searchsorted(part.hashes, hashes), len(part.hashes) - 1)
        hit = part.hashes[place] == hashes
        starts, place = starts[hit], place[hit]
        times = part.first[place + 1] - part.first[place]
        index = np.repeat(part.first[place] - np.cumsum(times) + times, times) + np.arange(int(times.sum()))
        return np.repeat(starts, times), np.full(int(times.sum()), part.length), part.tokens[index]


def _of_length(length: int, same: list[str], forms: dict[str, set[int]]) -> _Length:
    codes = np.array([[ord(c) for c in form] for form in same], np.uint32)
    hashes = _hashes(codes.ravel(), np.arange(len(same)) * length, length)
    order = np.argsort(hashes)
    tokens = [sorted(forms[same[i]]) for i in order.tolist()]
    return _Length(length, hashes[order], np.cumsum([0, *map(len, tokens)]), np.array([t for group in tokens for t in group], np.uint64))


def _longest(starts: Places, lengths: Places, tokens: Tokens) -> tuple[Places, Tokens]:
    """Without the words that lie inside a longer one."""
    order = np.lexsort((-lengths, starts))
    starts, ends, tokens = starts[order], (starts + lengths)[order], tokens[order]
    new = np.concatenate(([True], (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1]))) if len(starts) else np.empty(0, bool)
    reach = np.maximum.accumulate(ends) if len(ends) else ends
    before = np.concatenate(([0], reach[:-1]))
    outermost = (ends > before)[new]
    keep = outermost[np.cumsum(new) - 1]
    return starts[keep], tokens[keep]


@cache
def job_words() -> Concepts:
    """The table that comes with the product."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return Concepts.of([[*row["zh"].split(";"), *row["en"].split(";")] for row in csv.DictReader(file)])

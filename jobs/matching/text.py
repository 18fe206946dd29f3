"""Texts as weighted tokens: Chinese characters and neighbouring pairs, Latin words and the pieces inside them, groups of synonyms.

A token is 61 bits that depend on nothing but its characters (of a group: its name), so that rows encoded today and next year agree
without a shared vocabulary. The work runs over all texts at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.text import normalise_all
from jobs.matching.dictionary import groups_in, without_stop_words

Tokens = NDArray[np.uint64]
Floats = NDArray[np.float64]

_LATIN = np.uint64(1 << 60)
_KEPT = np.uint64((1 << 60) - 1)
_BASE = 0x9E3779B97F4A7C15 | 1
_LONGEST = 48
_PIECE = 4
_PAIR_SHIFT = np.uint64(21)


@dataclass(frozen=True)
class Occurrences:
    """Tokens in the order of their texts: `rows[i]` is the text in which `tokens[i]` occurs."""

    rows: NDArray[np.int64]
    tokens: Tokens
    texts: int


def _powers() -> Tokens:
    out = [1]
    for _ in range(_LONGEST):
        out.append(out[-1] * _BASE % (1 << 64))
    return np.array(out, np.uint64)


_POWERS = _powers()


def _mixed(sums: Tokens) -> Tokens:
    """Spread the polynomial's bits, so that the kept ones depend on every character."""
    mixed = (sums ^ (sums >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return (mixed ^ (mixed >> np.uint64(29))) & _KEPT | _LATIN


def _is_latin(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    letter = (codes >= ord("a")) & (codes <= ord("z")) | (codes >= 0xDF) & (codes < 0x250)
    found: NDArray[np.bool_] = letter | (codes >= ord("0")) & (codes <= ord("9")) | (codes == ord("+")) | (codes == ord("#"))
    return found


def _runs(inside: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and end of every run of True."""
    edges = np.diff(np.concatenate(([0], inside.view(np.int8), [0])))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _latin_words(codes: Tokens, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Tokens:
    lengths = ends - starts
    offset = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    place = np.repeat(starts, lengths) + offset
    terms = codes[place] * _POWERS[np.minimum(offset, _LONGEST)]
    firsts = np.cumsum(lengths) - lengths
    return _mixed(np.add.reduceat(terms, firsts)) if len(firsts) else np.empty(0, np.uint64)


def _latin_pieces(codes: Tokens, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], Tokens]:
    """Pieces of four characters inside longer words, for endings and compounds: mechan|ic, mechan|ical."""
    counts = np.maximum(ends - starts - _PIECE + 1, 0) * (ends - starts > _PIECE)
    offset = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    place = np.repeat(starts, counts) + offset
    sums = np.zeros(len(place), np.uint64)
    for i in range(_PIECE):
        sums += codes[place + i] * _POWERS[i + 1]
    return place, _mixed(sums ^ np.uint64(0xA5A5A5A5))


def occurrences(texts: Sequence[str]) -> Occurrences:
    """Cut every text into its tokens."""
    joined = without_stop_words("\n".join(normalise_all(texts)) + "\n")
    codes32 = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    line = np.concatenate(([0], np.cumsum(codes32 == 10)[:-1]))
    codes = codes32.astype(np.uint64)
    chinese = (codes32 >= 0x3400) & (codes32 <= 0x9FFF)
    single = np.flatnonzero(chinese)
    first = np.flatnonzero(chinese[:-1] & chinese[1:])
    starts, ends = _runs(_is_latin(codes32))
    piece, piece_tokens = _latin_pieces(codes, starts, ends)
    group, group_tokens = groups_in(joined, codes)
    place = np.concatenate((single, first, starts, piece, group))
    tokens = np.concatenate((codes[single], codes[first] << _PAIR_SHIFT | codes[first + 1], _latin_words(codes, starts, ends), piece_tokens, group_tokens))
    order = np.argsort(place, kind="stable")
    return Occurrences(line[place[order]], tokens[order], len(texts))


@dataclass(frozen=True)
class Counts:
    """How often each token occurs in each text: rows ascending, tokens ascending inside a row."""

    rows: NDArray[np.int64]
    tokens: Tokens
    times: Floats
    texts: int


def counts(found: Occurrences, weights: Floats | None = None) -> Counts:
    """Count tokens by text; `weights` counts an occurrence of a weightier field more than once."""
    order = np.lexsort((found.tokens, found.rows))
    rows, tokens = found.rows[order], found.tokens[order]
    if not len(rows):
        return Counts(rows, tokens, np.empty(0), found.texts)
    new = np.flatnonzero(np.concatenate(([True], (rows[1:] != rows[:-1]) | (tokens[1:] != tokens[:-1]))))
    ones = np.ones(len(rows)) if weights is None else weights[order]
    return Counts(rows[new], tokens[new], np.add.reduceat(ones, new), found.texts)


@dataclass(frozen=True)
class TermWeights:
    """How rare each token is over the texts it was fitted on; a token never seen counts as seen once."""

    terms: Tokens
    idf: Floats
    texts: int

    @classmethod
    def fit(cls, *sides: Counts) -> "TermWeights":
        """Count in how many texts each token occurs."""
        tokens = np.concatenate([side.tokens for side in sides]) if sides else np.empty(0, np.uint64)
        total = sum(side.texts for side in sides)
        terms, seen = np.unique(tokens, return_counts=True)
        return cls(terms, np.log((1 + total) / (1 + seen)) + 1, total)

    def of(self, tokens: Tokens) -> Floats:
        """The weight of each token."""
        unseen = np.log((1 + self.texts) / 2) + 1
        if not len(self.terms):
            return np.full(len(tokens), unseen)
        place = np.minimum(np.searchsorted(self.terms, tokens), len(self.terms) - 1)
        return np.where(self.terms[place] == tokens, self.idf[place], unseen)


def unit_rows(found: Counts, weights: TermWeights) -> Floats:
    """TF-IDF values of `found` with sublinear counts, each text scaled to length one."""
    values = (1 + np.log(np.maximum(found.times, 1.0))) * weights.of(found.tokens)
    length = np.sqrt(np.bincount(found.rows, values * values, minlength=found.texts))
    return np.asarray(values / length[found.rows], np.float64) if len(values) else values

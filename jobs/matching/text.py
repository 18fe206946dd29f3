"""Texts as weighted tokens: Chinese characters and neighbouring pairs, pieces of Latin words, and groups of words that mean the same.

A token is 61 bits that depend on nothing but its characters (of a group: its name), so that rows encoded today and next year agree
without a shared vocabulary. The work runs over all texts at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.text import normalise_all
from jobs.matching.concepts import Concepts, is_latin
from jobs.matching.dictionary import tables_in_force, without_stop_words

Tokens = NDArray[np.uint64]
Floats = NDArray[np.float64]

LATIN = np.uint64(1 << 60)
PIECES = (2, 3, 4)
PIECE_SHARE = 0.7  # a word has three times as many pieces as a Chinese word has characters and pairs
_KEPT = np.uint64((1 << 60) - 1)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_EDGE = 2
_INNER_BLANKS = re.compile(r"(?<=[\u3400-\u9fff])[ \u00a0]+(?=[\u3400-\u9fff])")  # 货 车 司 机 is 货车司机
_PAIR_SHIFT = np.uint64(21)


@dataclass(frozen=True)
class Occurrences:
    """Tokens in the order of their texts: `rows[i]` is the text in which `tokens[i]` occurs."""

    rows: NDArray[np.int64]
    tokens: Tokens
    texts: int


def _mixed(sums: Tokens) -> Tokens:
    """Spread the polynomial's bits, so that the kept ones depend on every character."""
    mixed = (sums ^ (sums >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return (mixed ^ (mixed >> np.uint64(29))) & _KEPT | LATIN


def _latin_pieces(codes: NDArray[np.uint32], latin: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Tokens]:
    """Pieces of two to four characters of each word with its edges: `<cad>` → <c ca ad d> <ca cad ad> <cad cad>. Endings and compounds still meet."""
    edges = np.diff(np.concatenate(([0], latin.view(np.int8), [0])))
    before, after = np.flatnonzero(edges == 1) - 1, np.flatnonzero(edges == -1)
    written = np.where(latin, codes, _EDGE).astype(np.uint64)
    places, tokens = [], []
    for length in PIECES:
        times = np.maximum(after - before - length + 2, 0)
        place = np.repeat(before - np.cumsum(times) + times, times) + np.arange(int(times.sum()))
        sums = np.full(len(place), length, np.uint64)
        for i in range(length):
            sums = sums * _BASE + written[place + i]
        places.append(np.minimum(place + 1, np.repeat(after - 1, times)))
        tokens.append(_mixed(sums))
    return np.concatenate(places), np.concatenate(tokens)


def occurrences(texts: Sequence[str], tables: Sequence[Concepts] | None = None) -> Occurrences:
    """Cut every text into its tokens, with those of the groups its words belong to, in `tables` or in those in force; stop words are left out."""
    joined = without_stop_words(_INNER_BLANKS.sub("", "\n" + "\n".join(normalise_all(texts)) + "\n"))
    codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    line = np.cumsum(codes == 10) - 1
    chinese, latin = (codes >= 0x3400) & (codes <= 0x9FFF), is_latin(codes)
    single = np.flatnonzero(chinese)
    first = np.flatnonzero(chinese[:-1] & chinese[1:])
    pairs = codes[first].astype(np.uint64) << _PAIR_SHIFT | codes[first + 1]
    piece, piece_tokens = _latin_pieces(codes, latin)
    groups = [table.find(codes, latin) for table in (tables_in_force() if tables is None else tables)]
    place = np.concatenate((single, first, piece, *(places for places, _ in groups)))
    tokens = np.concatenate((codes[single].astype(np.uint64), pairs, piece_tokens, *(found for _, found in groups)))
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


def rarity(seen: Floats, total: int) -> Floats:
    """What a token is worth that occurs in `seen` of `total` texts: next to nothing when it is everywhere."""
    return np.log1p((np.maximum(total - seen, 0) + 0.5) / (seen + 0.5))


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
        return cls(terms, rarity(seen.astype(np.float64), total), total)

    def of(self, tokens: Tokens) -> Floats:
        """The weight of each token."""
        unseen = float(rarity(np.ones(1), self.texts)[0])
        if not len(self.terms):
            return np.full(len(tokens), unseen)
        place = np.minimum(np.searchsorted(self.terms, tokens), len(self.terms) - 1)
        return np.where(self.terms[place] == tokens, self.idf[place], unseen)


def term_values(found: Counts, weights: TermWeights) -> Floats:
    """TF-IDF values of `found` with sublinear counts, not scaled."""
    share = np.where(found.tokens & LATIN, PIECE_SHARE, 1.0)
    return np.asarray((1 + np.log(np.maximum(found.times, 1.0))) * weights.of(found.tokens) * share, np.float64)


def lengths(found: Counts, values: Floats) -> Floats:
    """The length of each text's row."""
    return np.asarray(np.sqrt(np.bincount(found.rows, values * values, minlength=found.texts)), np.float64)


def unit_rows(found: Counts, weights: TermWeights) -> Floats:
    """Values of `found`, each text scaled to length one."""
    values = term_values(found, weights)
    return np.asarray(values / lengths(found, values)[found.rows], np.float64) if len(values) else values

"""What the dictionary adds to a text: words of one group share a token, words that say nothing are blanked.

The characters of a word stay, its group comes on top: measured better than writing one word of the group for all (`benchmarks/ranking.py`).
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from core.lexicon import lexicon
from core.lexicon.snapshot import Lexicon

_BITS = (1 << 60) - 1
_HASH_BITS, _SPREAD = 16, np.uint64(0x9E3779B97F4A7C15)


@lru_cache(maxsize=20_000)
def _token(group: str) -> int:
    return int.from_bytes(blake2b(group.encode(), digest_size=8, person=b"group").digest(), "little") & _BITS | 1 << 60


def without_stop_words(text: str) -> str:
    """A normalised text with a blank in place of every stop word."""
    return lexicon().blank_words.blank(text)


@lru_cache(maxsize=4)
def _beginnings(found: Lexicon) -> NDArray[np.bool_]:
    """By hash, whether a pair of characters may begin a word that has synonyms."""
    table = np.zeros(1 << _HASH_BITS, np.bool_)
    table[_hashed(np.array([[ord(word[0]), ord(word[1])] for word in found.synonyms if len(word) > 1], np.uint64).reshape(-1, 2).T)] = True
    return table


def _hashed(pairs: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashed: NDArray[np.uint64] = (pairs[0] << np.uint64(21) | pairs[1]) * _SPREAD >> np.uint64(64 - _HASH_BITS)
    return hashed


def groups_in(text: str, codes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Where words with synonyms begin in a normalised text, and the token of each one's group; `codes` are the text's characters.

    The few places where a pair of characters may begin such a word are picked out first: four times faster than scanning the text.
    """
    found = lexicon()
    places, tokens, end = [], [], 0
    for place in np.flatnonzero(_beginnings(found)[_hashed(np.stack((codes[:-1], codes[1:])))]).tolist():
        word = found.synonym_words.at(text, place) if place >= end else None
        if word:
            places.append(place)
            tokens.append(_token(found.synonyms[word]))
            end = place + len(word)
    return np.array(places, np.int64), np.array(tokens, np.uint64)

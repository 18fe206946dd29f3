"""Normalising and cutting Chinese: one analyser for search, import, people and ranking."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import rjieba
from opencc import OpenCC

_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[0-9a-z\u3400-\u9fff]+(?:[+#.-][0-9a-z]+)*[+#]*")
_LINE_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


def normalise(text: str) -> str:
    """Half width, simplified, lower case, single blanks: `ＣＮＣ  數控` → `cnc 数控`."""
    plain = unicodedata.normalize("NFKC", text)
    return _BLANKS.sub(" ", _to_simplified().convert(plain)).strip().lower()


def normalise_all(texts: Sequence[str]) -> list[str]:
    """Each text as `normalise` gives it but for its blanks, converted in one go: a city's texts take a second."""
    if not texts:
        return []
    plain = unicodedata.normalize("NFKC", "\n".join(_LINE_ENDS.sub(" ", text) for text in texts))
    lines: list[str] = _to_simplified().convert(plain).lower().split("\n")
    return lines


def spellings(word: str) -> list[str]:
    """A normalised word as it may stand in a text that nobody normalised: also in traditional characters and in full width, small and capital."""
    wide = ["".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in cased) for cased in (word, word.upper())]
    return list(dict.fromkeys((word, str(_to_traditional().convert(word)), *wide)))


def words(text: str) -> list[str]:
    """The words of `text` in order, normalised, without punctuation; HMM off, so that a word never depends on its neighbours."""
    return [w for w in rjieba.cut(normalise(text), False) if _WORD.fullmatch(w)]


def search_tokens(text: str) -> list[str]:
    """Words and the shorter words inside them, for an index: 起重装卸 → 起重 装卸 起重装卸."""
    return [w for w in rjieba.cut_for_search(normalise(text), False) if _WORD.fullmatch(w)]

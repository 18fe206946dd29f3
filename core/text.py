"""Normalising and cutting Chinese: one analyser for search, import, people and ranking."""

import re
import unicodedata
from functools import cache

import rjieba
from opencc import OpenCC

_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[0-9a-z\u3400-\u9fff]+(?:[+#.-][0-9a-z]+)*[+#]*")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _cutter() -> rjieba.Jieba:
    return rjieba.Jieba()


def normalise(text: str) -> str:
    """Half width, simplified, lower case, single blanks: `ＣＮＣ  數控` → `cnc 数控`."""
    plain = unicodedata.normalize("NFKC", text)
    return _BLANKS.sub(" ", _to_simplified().convert(plain)).strip().lower()


def words(text: str) -> list[str]:
    """The words of `text` in order, normalised, without punctuation; HMM off, so that a word never depends on its neighbours."""
    return [w for w in _cutter().cut(normalise(text), False) if _WORD.fullmatch(w)]


def search_tokens(text: str) -> list[str]:
    """Words and the shorter words inside them, for an index: 起重装卸 → 起重 装卸 起重装卸."""
    return [w for w in _cutter().cut_for_search(normalise(text), False) if _WORD.fullmatch(w)]

"""Finding any of many words in one pass over a text."""

import re
from collections.abc import Iterable
from re import Pattern
from typing import Any

_LATIN = re.compile(r"[0-9a-z]")
_END = ""


def _tree(words: Iterable[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[_END] = {}
    return root


def _branch(node: dict[str, Any]) -> str:
    """The expression for what may follow: longer words are tried before shorter ones."""
    parts = [re.escape(letter) + _branch(below) for letter, below in sorted(node.items()) if letter != _END]
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 and _END not in node else "(?:" + "|".join(parts) + ")"
    return joined + ("?" if _END in node else "")


def _edge(word: str, at: int, rule: str) -> str:
    return rule if word and _LATIN.match(word[at]) else ""


def any_of(words: Iterable[str]) -> Pattern[str] | None:
    """An expression that finds the longest of `words` at each place, as a tree of letters, so that a thousand words cost little more than ten.

    A word that begins or ends with a Latin letter or digit must end there: `cnc` is not found in `cncx`. None without words.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for word in sorted(set(words) - {""}):
        groups.setdefault((_edge(word, 0, "(?<![0-9a-z])"), _edge(word, -1, "(?![0-9a-z])")), []).append(word)
    if not groups:
        return None
    return re.compile("|".join(f"{before}(?:{_branch(_tree(listed))}){after}" for (before, after), listed in sorted(groups.items(), reverse=True)))

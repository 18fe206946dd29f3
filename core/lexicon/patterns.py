"""Finding any of many words in one pass over a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from re import Pattern
from typing import Any

_LATIN = re.compile(r"[0-9a-z]")
_END, _EDGE = "\n", "(?![0-9a-z])"


def _tree(words: Iterable[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[_END + _EDGE if _LATIN.match(word[-1]) else _END] = {}
    return root


def _branch(node: dict[str, Any]) -> str:
    """The expression for what may follow: longer words are tried before shorter ones."""
    parts = [re.escape(letter) + _branch(below) for letter, below in sorted(node.items()) if not letter.startswith(_END)]
    parts += [letter.removeprefix(_END) for letter in node if letter.startswith(_END)]
    return parts[0] if len(parts) == 1 else "(?:" + "|".join(parts) + ")"


@dataclass(frozen=True)
class Words:
    """Finds any of many words, the longest at each place, as trees of letters, so that a thousand words cost little more than ten.

    A word that begins or ends with a Latin letter or digit must end there: `cnc` is not found in `cncx`. Words that begin with a Chinese
    character have an expression of their own, which the engine scans for by their first characters: ten times faster than one for all.
    """

    patterns: tuple[Pattern[str], ...]

    def find(self, text: str) -> list[tuple[int, str]]:
        """Where each word begins, in order; none overlaps another."""
        hits = sorted((match.start(), -match.end(), match[0]) for pattern in self.patterns for match in pattern.finditer(text))
        found, end = [], 0
        for start, minus_end, word in hits:
            if start >= end:
                found.append((start, word))
                end = -minus_end
        return found

    def blank(self, text: str) -> str:
        """The text with a blank in place of every word."""
        for pattern in self.patterns:
            text = pattern.sub(" ", text)
        return text


def any_of(words: Iterable[str]) -> Words:
    """A finder of `words`, which are normalised."""
    starts: dict[bool, list[str]] = {}
    for word in sorted(set(words) - {""}):
        starts.setdefault(bool(_LATIN.match(word)), []).append(word)
    return Words(tuple(re.compile("(?<![0-9a-z])" * latin + f"(?:{_branch(_tree(listed))})") for latin, listed in sorted(starts.items())))

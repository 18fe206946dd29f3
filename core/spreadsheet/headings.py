"""Telling which field a heading means: exactly, then joined with the heading above it, then nearly."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.spreadsheet.model import FieldSpec

NEAR = 80
SHORTEST_NEAR = 3
LONGEST = 30
IGNORED = frozenset(("序号", "编号", "行号", "no", "错误原因", "errors", "errorreasons"))
SERIAL = frozenset(("序号", "编号", "行号", "no"))
_BRACKETS = re.compile(r"[(\[{【〔〈《][^)\]}】〕〉》]*[)\]}】〕〉》]")
_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(r"[^0-9a-z㐀-鿿/%]+")
_UNIT = re.compile(r"/(?:元|人|月|年|周岁|岁|个|名)$")


def display(text: str) -> str:
    """A heading as it is shown: blanks inside Chinese words dropped."""
    return _BLANKS.sub("", text) if re.search(r"[㐀-鿿]", text) else _BLANKS.sub(" ", text).strip()


def normalised(text: str) -> str:
    """A heading as it is compared: half width, no blanks, brackets, stars or units: `需求数（人） ★` → `需求数`."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).lower()
    bare = _BRACKETS.sub("", plain) or plain.strip("()[]【】")
    return _UNIT.sub("", _MARKS.sub("", bare)).strip("/")


@dataclass(frozen=True)
class Column:
    """A column's heading in one or two rows: what stands over it, and over that one."""

    column: int
    text: str
    group: str = ""

    def forms(self) -> list[str]:
        """The ways to read it, best first."""
        own, above = normalised(self.text), normalised(self.group)
        return [own, above + own, own + above] if above and above != own else [own]


class Dictionary:
    """The headings of some fields, ready to be compared."""

    def __init__(self, fields: Sequence[FieldSpec]) -> None:
        self.names: dict[str, str] = {}
        for spec in fields:
            for known in (spec.label, *spec.synonyms):
                self.names.setdefault(normalised(known), spec.name)

    def exact(self, column: Column) -> str | None:
        """The field one of the heading's forms names."""
        return next((self.names[form] for form in column.forms() if form in self.names), None)

    def nearest(self, column: Column, taken: set[str]) -> tuple[float, str | None]:
        """The free field whose heading is most alike, with the likeness; None below the limit."""
        own = column.forms()[0]
        if len(own) < SHORTEST_NEAR or own in IGNORED:
            return 0, None
        scored = [(fuzz.ratio(own, known), name) for known, name in self.names.items() if name not in taken and len(known) >= SHORTEST_NEAR]
        best = max(scored, default=(0, None))
        return best if best[0] >= NEAR else (0, None)

    def assign(self, columns: Sequence[Column]) -> dict[int, str]:
        """The field of each column; a field is given once, to the leftmost exact heading, else to the most alike."""
        found: dict[int, str] = {}
        for column in columns:
            name = self.exact(column)
            if name and name not in found.values():
                found[column.column] = name
        taken = set(found.values())
        near = [(*self.nearest(c, taken), c.column) for c in columns if c.column not in found and self.exact(c) is None]
        for _likeness, name, number in sorted(near, key=lambda n: (-n[0], n[2])):
            if name and name not in taken:
                found[number] = name
                taken.add(name)
        return found

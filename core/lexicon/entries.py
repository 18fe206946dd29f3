"""One line of the dictionary, whatever its kind."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.text import normalise


class Kind(StrEnum):
    """The tables of the dictionary."""

    SYNONYM = "synonym"
    ONE_WAY = "one_way"
    STOP_WORD = "stop_word"
    SKILL = "skill"
    OCCUPATION = "occupation"
    CERTIFICATE = "certificate"
    SPECIALTY = "specialty"


@dataclass(frozen=True)
class Entry:
    """A name, its other names, the occupation codes (2022 classification) it leads to, and what a specialty says besides.

    `detail` of a specialty: `code` (M01), `titles`, `certificates`, `transferable` (lists), `strength` (A direct, B after a short course or with
    another paper, C general), `note`. Other kinds have none.
    """

    kind: Kind
    name: str
    also: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return normalise(self.name)

    @property
    def words(self) -> tuple[str, ...]:
        """Every name and word of the entry, as compared: what an edit of it touches."""
        listed = (word for part in ("titles", "transferable", "certificates") for word in self.detail.get(part, ()))
        code = (self.detail["code"],) if "code" in self.detail else ()
        return unique(normalise(word) for word in (self.name, *self.also, *code, *listed))

    def values(self) -> dict[str, Any]:
        """The fields by name, as they are stored."""
        return {"kind": str(self.kind), "name": self.name, "key": self.key, "also": list(self.also), "codes": list(self.codes), "detail": self.detail}


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """The words in order, each once, without empty ones."""
    return tuple(dict.fromkeys(word for word in words if word))

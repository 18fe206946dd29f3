"""What a requirement amounts to: a name, a comparison, a value. Pure."""

from dataclasses import dataclass, field
from typing import Any

NAMES = ("age", "height", "education", "experience", "licence", "certificate", "sex", "shift", "veteran", "pay", "place")
PREFER = "prefer"
OFFERS = "offers"
ANY = "any"
MILITARY = "military"


@dataclass(frozen=True)
class Offer:
    """Pay in yuan per unit; an end that is not stated is null."""

    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True)
class Hours:
    """What a post offers beside the shifts it demands: a shift that some of its people work, the days off, the hours a day; null when not stated."""

    shift: str | None = None
    rest: str | None = None
    hours: float | None = None


@dataclass(frozen=True)
class Condition:
    """One condition; the values each name takes stand in docs/conditions.md. `source` is what it was read from, normalised."""

    name: str
    op: str
    value: Any
    is_preference: bool = False
    source: str = field(default="", compare=False)

    @property
    def is_hard(self) -> bool:
        """Whether it may exclude somebody: a preference, the sex, an offer (pay, days off) and the place of work never do."""
        return not self.is_preference and self.name != "sex" and self.op != OFFERS and (self.name, self.op) != ("place", "==")

    def as_dict(self) -> dict[str, Any]:
        """Name, comparison and value, as the command prints them."""
        return {"name": self.name, "op": self.op, "value": _plain(self.value)}


def _plain(value: Any) -> Any:
    if isinstance(value, Offer):
        return {"min": value.low, "max": value.high, "unit": value.unit}
    if isinstance(value, Hours):
        return {"shift": value.shift, "rest": value.rest, "hours": value.hours}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Found:
    """A phrase in the text of a line. `value` of an age or a height is (low, high).

    `soft`: not firm by its own words (左右). `relaxed`: a limit that others are relaxed to. `only_preferred`: says nothing unless it is preferred.
    """

    name: str
    value: Any
    start: int
    end: int
    op: str = ""
    soft: bool = False
    relaxed: bool = False
    only_preferred: bool = False

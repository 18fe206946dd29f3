"""The shape of a condition and of what relaxes it. Pure; values are plain JSON.

| name | op | value |
|---|---|---|
| age, height | between, <=, >= | [18, 45], or one number |
| education | >=, <= | a level |
| experience | >= | years |
| licence, certificate, shift | any | a list, any of which will do |
| veteran | only | a list of 退役军人, 军属 |
| place | accept | what one has to take on |
| sex | == | 男 or 女 |
| any | prefer | a wish |

A relaxed value has the shape of the public one, or is one of the words WAIVED, LATER, SERVICE.
"""

from dataclasses import dataclass, field
from typing import Any

from core.reference import EDUCATION_RANK

EVERYBODY, VETERAN, ACTIVE_FAMILY, BEREAVED_FAMILY = "everybody", "veteran", "active_family", "bereaved_family"
GROUPS = (VETERAN, ACTIVE_FAMILY, BEREAVED_FAMILY)
WAIVED, LATER, SERVICE = "waived", "later", "service"  # not asked; may be earned after starting; years of service count
LISTS = ("licence", "certificate", "shift")
SPANS = ("age", "height")
PREFER = "prefer"


@dataclass
class Required:
    """One condition as it was read; `phrase` is the text it was read from, or what the text says beside the field that won."""

    name: str
    op: str
    value: Any
    origin: str
    phrase: str = ""
    is_hard: bool = True
    relaxed: dict[str, Any] = field(default_factory=dict)

    def reading(self) -> dict[str, Any]:
        """What is compared when the posting is read again."""
        return {"op": self.op, "value": self.value, "relaxed": dict(self.relaxed), "origin": self.origin}


def span(op: str, value: Any) -> tuple[float | None, float | None]:
    """Lowest and highest, null where open."""
    if op == "between":
        return value[0], value[1]
    return (value, None) if op == ">=" else (None, value)


def _wider(op: str, new: Any, old: Any) -> bool:
    low, high = span(op, new)
    least, most = span(op, old)
    inside = (low is None or least is not None and low <= least) and (high is None or most is not None and high >= most)
    return inside and (low, high) != (least, most)


def lets_in_more(name: str, op: str, new: Any, old: Any) -> bool:
    """Whether `new` in the place of `old` can only let people in, and differs from it."""
    if old in (WAIVED, LATER):
        return False
    if new in (WAIVED, LATER):
        return True
    if SERVICE in (new, old):
        return name == "experience" and new == SERVICE and old != SERVICE
    if name in SPANS:
        return _wider(op, new, old)
    if name == "education":
        steps = EDUCATION_RANK[old] - EDUCATION_RANK[new]
        return steps > 0 if op == ">=" else steps < 0
    if name == "experience":
        return bool(new < old)
    return name in LISTS and set(new) > set(old)

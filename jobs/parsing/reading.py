"""What a parser gives back: the value, and a code when a person has to look. Pure."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Reading(Generic[Value]):
    """A value read from a cell. `code` is empty when it is plain: else `missing` (nothing stated), `unclear` (not understood) or `assumed`."""

    value: Value
    code: str = ""

    @property
    def is_unclear(self) -> bool:
        """Whether something is written that could not be understood."""
        return self.code == "unclear"


NOTHING = ("", "-", "--", "/", "\\", "无", "暂无", "空", "null", "none", "n/a", "na", "nan", "#n/a", "待定", "略", "详见", "见附件", "详见附件", "同上略")

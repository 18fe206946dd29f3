"""The name of a post as typed, and the key by which two spellings of one post are the same. Pure."""

import re
from typing import Any

from core.text import normalise
from jobs.parsing.plain import one_line

LENGTH = 80
_MARKS = re.compile(r"[^0-9a-z\u3400-\u9fff+#]+")
_NUMBERING = re.compile(r"^(?:\d{1,2}[、.．)]|[(（]\d{1,2}[)）]|[①-⑳])\s*")


def read_title(value: Any) -> str:
    """One line, as typed, without numbering in front: `1、电工` → 电工."""
    text = one_line(value)
    return _NUMBERING.sub("", text) or text


def title_key(title: str) -> str:
    """Simplified, lower case, without blanks and marks: `Ａ类 焊工（氩弧）` → a类焊工氩弧."""
    bare = normalise(title)
    return _MARKS.sub("", bare) or bare.replace(" ", "")


def place_key(place: str) -> str:
    """The same for a place, without 省, 市 and the like that one writes and the other leaves out."""
    return re.sub(r"辽宁省?|朝阳市|凌源市?", "", _MARKS.sub("", normalise(place)))

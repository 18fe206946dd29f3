"""Where the work is: the place as written, and the township of the city it lies in when that is plain. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jobs.parsing.plain import joined, text_of
from jobs.parsing.reading import NOTHING

LENGTH = 120
_SUFFIX = re.compile(r"(?:街道办事处|街道办|街道|满族蒙古族乡|蒙古族乡|满族乡|民族乡|乡|镇)$")
_HERE = re.compile(r"凌源")
_ELSEWHERE = re.compile(r"(?:省|自治区)(?!直)|北京|上海|天津|重庆|(?<!朝阳)市(?=.)")


def read_place(*parts: Any) -> str:
    """The parts (省市区, 详细地址) joined without saying anything twice; empty when nothing is stated."""
    out = ""
    for part in parts:
        text = joined(text_of(part)[:2 * LENGTH])
        if not text or text.lower() in NOTHING or text in out:
            continue
        shared = next((n for n in range(min(len(out), len(text)), 1, -1) if out.endswith(text[:n])), 0)
        out = text if text.startswith(out) else out + text[shared:]
    return out[:LENGTH]


def township_of(place: str, names: Mapping[str, str]) -> str | None:
    """The code of the one township (`names`: name → code) that `place` names; null when none or several do.

    The full name counts anywhere; the name without 街道, 镇, 乡 only where the city is named, so that 城关 elsewhere is not ours.
    """
    full = {code for name, code in names.items() if name in place}
    if full and not _is_elsewhere(place):
        return full.pop() if len(full) == 1 else None
    if not _HERE.search(place):
        return None
    short = {code for name, code in names.items() if len(bare := _SUFFIX.sub("", name)) > 1 and bare in place.replace("凌源", "", 1)}
    return short.pop() if len(short) == 1 else None


def _is_elsewhere(place: str) -> bool:
    if _HERE.search(place):
        return False
    return bool(_ELSEWHERE.search(place.replace("辽宁省", "").replace("朝阳市", "")))


def names_of(townships: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Name → code from the code table's rows."""
    return {row["name"]: row["code"] for row in townships}

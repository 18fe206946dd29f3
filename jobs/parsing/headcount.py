"""How many people a row asks for. 若干, 不限 and 数名 state no number, and none is invented. Pure."""

import re
from typing import Any

from jobs.parsing.plain import arabic, plain
from jobs.parsing.reading import NOTHING, Reading

_OPEN = re.compile(r"若干|数名|数人|多名|多人|不限|不定|不等|大量|长期|批量|常年|不详|[1一]些|[1一]批")
_IN_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_RANGE = re.compile(r"(\d+) *(?:人|名|个|位)? *(?:-|至|到) *(\d+)")
_COUNTED = re.compile(r"(\d+) *(?:人|名|个|位)")
_BY_SEX = re.compile(r"(?:男|女)性?(?:工|生|士)? *:? *(\d+)|(\d+) *(?:人|名)? *(?:男|女)")
_NUMBER = re.compile(r"(?<![\d.])(\d+)(?![\d.%])")
_UNIT = re.compile(r"^[ 共计约近招聘需求各:]*(?:人|名|个|位)*$")
MOST, LONGEST = 20_000, 200


def read_headcount(value: Any) -> Reading[int | None]:
    """`20人人` 20, `3-4名` 3 (the number that is certain), `男5女3` 8; 若干 is null: missing, not one."""
    text = arabic(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain(value)[:LONGEST]), 1)
    if not text or text.lower() in NOTHING or _UNIT.match(text):
        return Reading(None, "missing")
    found = _number(text)
    if found is None:
        return Reading(None, "missing" if _OPEN.search(text) else "unclear")
    return Reading(found) if 0 < found <= MOST else Reading(None, "missing" if found == 0 else "unclear")


_BEHIND_TITLE = re.compile(r"[\s:、,(\[【]*(?:共|招)?(\d{1,4})\s*[人名个位][)\]】]?$")


def split_title(title: str) -> tuple[str, int | None]:
    """`电工（3人）` is the title 电工 and the number 3; a title without a number stays as it is, and 0 is none."""
    found = _BEHIND_TITLE.search(plain(title))
    if not found or not found.start():
        return title, None
    return title[:-len(found[0])].rstrip(" :：、,，（([【"), int(found[1]) or None


def _number(text: str) -> int | None:
    if re.fullmatch(r"-\d+|\d+\.\d+", text):
        return None
    outside = _IN_BRACKETS.sub("", text)
    text = outside if _NUMBER.search(outside) else text
    if match := _RANGE.search(text):
        return min(int(match[1]), int(match[2]))
    sexes = [int(a or b) for a, b in _BY_SEX.findall(text)]
    if len(sexes) == 2:
        return sum(sexes)
    counted = [int(n) for n in _COUNTED.findall(text)]
    if counted:
        return sum(counted) if re.search(r"[,;、,;]", text) else counted[0]
    plain_number = _NUMBER.search(text)
    return int(plain_number[1]) if plain_number and not _OPEN.search(text) else None

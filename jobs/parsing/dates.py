"""The day until which a posting holds. 长期, 招满为止 and 1970-01-01 name no day. Pure; `today` is handed in."""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Any

from jobs.parsing.plain import arabic, plain
from jobs.parsing.reading import NOTHING, Reading

_OPEN = re.compile(r"长期|常年|全年|招满|满员|为止|不限|随时|待定|无期限|无限期|至今|面谈|永久|持续")
_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d|\d\d)\s*(?:[-/.年\\]|,)\s*(\d{1,2})\s*(?:[-/.月\\]|,)\s*(\d{1,2})(?!\d)")
_TIGHT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|$)\s*(底|末|中旬|上旬|初)?(?!\s*\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?(?!\d)|(?<!\d)(\d{1,2})[./](\d{1,2})(?!\d)")
_YEAR_END = re.compile(r"(?<!\d)(20\d\d)\s*年?\s*(?:年?底|末|全年|年内)|^(20\d\d)年$")
_AMERICAN = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(20\d\d)(?!\d)")
EPOCH = date(1899, 12, 30)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
LONGEST = 200
SERIALS = (32_874, 73_050)


def read_day(value: Any, today: date) -> Reading[date | None]:
    """A day from a cell: a date, an Excel serial, or text; of `2026.9.1-2026.12.31` the last. `9月30日` is of this year."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(float(value))
    text = plain(value)[:LONGEST]
    if not text or text.lower() in NOTHING:
        return Reading(None, "missing")
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _serial(float(text))
    return _from_text(arabic(text, 1) if re.search(r"[一二三四五六七八九十]月", text) else text, today)


def _plausible(day: date | None) -> Reading[date | None]:
    if day is None or day >= LATEST:
        return Reading(None, "unclear" if day is None else "missing")
    return Reading(day) if day >= EARLIEST else Reading(None, "missing")


def _serial(number: float) -> Reading[date | None]:
    if SERIALS[0] <= number <= SERIALS[1]:
        return Reading(EPOCH + timedelta(days=int(number)))
    tight = _TIGHT.fullmatch(str(int(number)))
    if tight:
        return _plausible(_day(*tight.groups()))
    return Reading(None, "missing" if number == 0 else "unclear")


def _day(year: Any, month: Any, day: Any) -> date | None:
    number = int(year)
    try:
        return date(number + 2000 if number < 100 else number, int(month), int(day))
    except ValueError:
        return None


def _month_end(year: str, month: str, part: str | None) -> date | None:
    if not 1 <= int(month) <= 12:
        return None
    last = calendar.monthrange(int(year), int(month))[1]
    return date(int(year), int(month), {"初": 10, "上旬": 10, "中旬": 20}.get(part or "", last))


def _from_text(text: str, today: date) -> Reading[date | None]:
    full = [_day(*found) for found in _FULL.findall(text)] + [_day(*found) for found in _TIGHT.findall(text)]
    full += [_day(year, month, day) for month, day, year in _AMERICAN.findall(text)]
    known = [day for day in full if day is not None]
    tail = _FULL.sub(" ", text)
    if known:
        later = [_day(max(known).year, a or c, b or d) for a, b, c, d in _DAY.findall(tail)]
        return _plausible(max([*known, *(d for d in later if d is not None)]))
    if full:
        return Reading(None, "unclear")
    if months := _MONTH.findall(text):
        return _plausible(_month_end(*months[-1]))
    if year := _YEAR_END.search(text):
        return _plausible(date(int(year[1] or year[2]), 12, 31))
    if days := _DAY.findall(text):
        a, b, c, d = days[-1]
        return _plausible(_day(today.year, a or c, b or d))
    if re.search(r"年底|年末|年内", text) and not re.search(r"\d", text):
        return Reading(date(today.year, 12, 31))
    return Reading(None, "missing" if _OPEN.search(text) else "unclear")

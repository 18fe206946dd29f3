"""Reading dates as offices write them."""

import re
import unicodedata
from datetime import date, timedelta

from core.spreadsheet.model import Cell

EPOCH = date(1899, 12, 30)
SERIALS = range(7_306, 73_051)  # 1920-01-01 to 2099-12-31
_SEPARATED = re.compile(r"(\d{4})[-./年\s](\d{1,2})(?:[-./月\s](\d{1,2}))?[日号]?月?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?$")
_CLOCK = re.compile(r"[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")


def _made(year: str, month: str, day: str | None) -> date | None:
    try:
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        return None


def date_in(text: str) -> date | None:
    """The date in 2019-09-01, 2019.9.1, 2019/9/1, 2019年9月1日, 20190901; without a day the first of the month; None for anything else."""
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip())
    plain = re.sub(r"\s*([-./年月日])\s*", r"\1", plain)
    found = _SEPARATED.match(plain) or _COMPACT.match(plain)
    return _made(*found.groups()) if found else None


def as_date(cell: Cell) -> date | None:
    """The date of a cell: a real one, a text, a number Excel shows as a date, or 201909; None when it is none."""
    if isinstance(cell.value, date):
        return cell.value
    if cell.kind == "number" and isinstance(cell.value, int | float) and float(cell.value).is_integer():
        number = int(cell.value)
        return EPOCH + timedelta(days=number) if number in SERIALS else date_in(str(number))
    if cell.kind == "number":
        return date_in(f"{cell.value:.2f}".rstrip("0")) if isinstance(cell.value, float) else None
    return date_in(cell.text) if cell.kind == "text" else None

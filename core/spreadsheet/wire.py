"""How sheets travel from the child: JSON, with what JSON lacks as small objects; never pickle."""

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from core.spreadsheet.model import Broken, Sheet

REFUSED, SECONDS = 3, 60
LONGEST_CELL = 32_767
MOST_TEXT = 40 * 1024 * 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class ChildRefusal(Exception):
    """Raised in the child: a code of `refusals.REASONS` and its facts."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def clean_text(text: str) -> str:
    """Without characters that neither a page nor a database takes."""
    if len(text) > LONGEST_CELL:
        raise ChildRefusal("too_much")
    if "_x" in text:
        text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
    return _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def plain_value(value: Any) -> Any:
    """A value of any reader as one of ours: None, str, int, float, bool, date, Broken."""
    if value is None or isinstance(value, bool | Broken):
        return value
    if isinstance(value, str):
        return clean_text(value) or None
    if isinstance(value, float):
        return _plain_float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | date):
        return value
    return str(value) if isinstance(value, time | timedelta) else clean_text(str(value))


def _plain_float(value: float) -> Any:
    if not math.isfinite(value):
        return Broken("#NUM!")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def pack(value: Any) -> Any:
    """One value for JSON."""
    if isinstance(value, Broken):
        return {"e": value.text}
    return {"d": value.isoformat()} if isinstance(value, date) else value


def unpack(value: Any) -> Any:
    """Undo `pack`."""
    if not isinstance(value, dict):
        return value
    return Broken(value["e"]) if "e" in value else date.fromisoformat(value["d"])


def pack_sheet(sheet: Sheet) -> dict[str, Any]:
    """A sheet for JSON."""
    rows = [[pack(v) for v in row] for row in sheet.rows]
    return {"name": sheet.name, "rows": rows, "merges": sheet.merges, "widths": sorted(sheet.widths.items())}


def unpack_sheet(raw: dict[str, Any]) -> Sheet:
    """Undo `pack_sheet`."""
    rows = [[unpack(v) for v in row] for row in raw["rows"]]
    return Sheet(raw["name"], rows, [(m[0], m[1], m[2], m[3]) for m in raw["merges"]], {int(k): float(v) for k, v in raw["widths"]})


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without empty cells at the end of rows and empty rows at the end."""
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows

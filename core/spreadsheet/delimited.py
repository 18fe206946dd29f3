"""Reading .csv, in the child: as Excel, WPS and the offices' older systems write it."""

import codecs
import csv
import io
import re
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from core.spreadsheet.model import MAX_COLUMNS, MAX_ROWS, Sheet
from core.spreadsheet.wire import LONGEST_CELL, ChildRefusal, clean_text, trimmed

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DELIMITERS = (",", "\t", ";", "，")
_QUOTED_TEXT = re.compile(r'="([^"]*)"$')


def decoded(data: bytes) -> str:
    """The text: by its byte order mark, else UTF-8, else GB 18030."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "gb18030")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ChildRefusal("encoding") from None


def _delimiter(text: str) -> str:
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:30] if line.strip()]
    return max(DELIMITERS, key=lambda d: (sum(line.count(d) for line in lines), -DELIMITERS.index(d)))


def _value(text: str) -> Any:
    found = _QUOTED_TEXT.match(text.strip())
    text = found[1] if found else text
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        text = text[1:]
    return clean_text(text).strip() or None


def read_csv(path: Path) -> list[Sheet]:
    """The one sheet; every value is text."""
    text = decoded(path.read_bytes())
    csv.field_size_limit(LONGEST_CELL * 4)
    rows: list[list[Any]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))):
            values = trimmed([[_value(v) for v in row]])
            if values and (number >= MAX_ROWS or len(values[0]) > MAX_COLUMNS):
                raise ChildRefusal("far_cell", cell=f"{get_column_letter(len(values[0]))}{number + 1}")
            rows.append(values[0] if values else [])
    except csv.Error:
        raise ChildRefusal("damaged") from None
    return [Sheet(path.stem, trimmed(rows))]

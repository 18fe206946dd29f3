"""Reading .xls, in the child."""

import sys
from pathlib import Path
from typing import Any

import xlrd
from openpyxl.utils import get_column_letter

from core.spreadsheet.model import MAX_COLUMNS, MAX_ROWS, Broken, Sheet
from core.spreadsheet.wire import ChildRefusal, plain_value, trimmed

SHEETS = 12


def _open(path: Path) -> Any:
    """Open with formats, which hold the merged ranges; without, where a writer left them out or broke them."""
    try:
        return xlrd.open_workbook(path, formatting_info=True, logfile=sys.stderr)
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise ChildRefusal("encrypted") from None
        raise
    except (AssertionError, IndexError, KeyError, NotImplementedError):
        return xlrd.open_workbook(path, logfile=sys.stderr)


def _value(cell: Any, datemode: int) -> Any:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Broken(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return plain_value(xlrd.xldate.xldate_as_datetime(cell.value, datemode))
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return Broken("#NUM!")
    return plain_value(cell.value)


def _sheet(raw: Any, datemode: int) -> Sheet:
    rows = [[_value(cell, datemode) for cell in raw.row(number)] for number in range(raw.nrows)]
    rows = trimmed(rows)
    for number, row in enumerate(rows):
        if len(row) > MAX_COLUMNS or (row and number >= MAX_ROWS):
            column = len(row) if len(row) > MAX_COLUMNS else next(c + 1 for c, v in enumerate(row) if v is not None)
            raise ChildRefusal("far_cell", cell=f"{get_column_letter(column)}{number + 1}")
    merges = [(low, left, high - 1, right - 1) for low, high, left, right in raw.merged_cells]
    widths = {column: info.width / 256 for column, info in raw.colinfo_map.items() if column < MAX_COLUMNS}
    return Sheet(raw.name, rows, merges, widths)


def read_xls(path: Path) -> list[Sheet]:
    """The visible sheets with their values."""
    book = _open(path)
    return [_sheet(raw, book.datemode) for raw in book.sheets()[:SHEETS] if raw.visibility == 0]

"""Reading .xlsx, in the child: openpyxl's streaming parser for values, the sheet's own XML for merged ranges and what lies far out."""

import re
import warnings
from pathlib import Path
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser

from core.spreadsheet.model import MAX_COLUMNS, MAX_ROWS, Broken, Sheet
from core.spreadsheet.wire import ChildRefusal, plain_value, trimmed

SHEETS = 12
NO_RESULT = "#VALUE!"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")


class Layout(ContentHandler):
    """Reads merged ranges, column widths, formulas without a stored result, and the first filled cell out of reach."""

    def __init__(self) -> None:
        super().__init__()
        self.merges: list[tuple[int, int, int, int]] = []
        self.widths: dict[int, float] = {}
        self.unsolved: set[str] = set()
        self._cell, self._is_filled, self._is_formula, self._is_value = "", False, False, False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (the library's name)
        """Note where we are."""
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell, self._is_filled, self._is_formula = attrs.get("r", ""), False, False
        elif name in ("v", "t"):
            self._is_value = True
        elif name == "f":
            self._is_formula = True
        elif name == "mergeCell":
            self._merge(attrs.get("ref", ""))
        elif name == "col":
            self._width(attrs)

    def characters(self, content: str) -> None:
        """A value makes its cell filled."""
        if self._is_value and not self._is_filled and content.strip():
            self._is_filled = True

    def endElement(self, name: str) -> None:  # noqa: N802 (the library's name)
        """Judge the cell that ends."""
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self._is_value = False
        elif name == "c":
            if self._is_filled:
                refuse_far(self._cell)
            elif self._is_formula:
                self.unsolved.add(self._cell)

    def _merge(self, reference: str) -> None:
        first, _colon, last = reference.replace("$", "").partition(":")
        start, end = position(first), position(last or first)
        if start and end and len(self.merges) < MAX_ROWS:
            self.merges.append((start[0], start[1], min(end[0], MAX_ROWS - 1), min(end[1], MAX_COLUMNS - 1)))

    def _width(self, attrs: AttributesImpl) -> None:
        first, last = int(attrs.get("min", "1")), int(attrs.get("max", "1"))
        for column in range(first, min(last, MAX_COLUMNS) + 1):
            self.widths[column - 1] = min(float(attrs.get("width", "9")), 80.0)


def position(reference: str) -> tuple[int, int] | None:
    """B7 as (6, 1); None for what is no reference."""
    found = _REFERENCE.match(reference)
    return (int(found[2]) - 1, column_index_from_string(found[1]) - 1) if found else None


def refuse_far(reference: str) -> None:
    """Refuse a filled cell beyond the rows and columns that are read, so that nothing is lost silently."""
    if len(reference) < 3:
        return
    place = position(reference)
    if place and (place[0] >= MAX_ROWS or place[1] >= MAX_COLUMNS):
        raise ChildRefusal("far_cell", cell=reference)


def _layout(worksheet: Any) -> Layout:
    layout = Layout()
    with worksheet._get_source() as source:
        defusedxml.sax.parse(source, layout, forbid_dtd=True)
    return layout


def _rows(worksheet: Any, layout: Layout) -> list[list[Any]]:
    workbook = worksheet.parent
    rows: list[list[Any]] = []
    with worksheet._get_source() as source:
        parser = WorkSheetParser(source, worksheet._shared_strings, data_only=True, epoch=workbook.epoch,
                                 date_formats=workbook._date_formats, timedelta_formats=workbook._timedelta_formats)
        for number, cells in parser.parse():
            if number > MAX_ROWS:
                break
            while len(rows) < number:
                rows.append([])
            _fill(rows[number - 1], cells, layout.unsolved)
    return trimmed(rows)


def _fill(row: list[Any], cells: list[dict[str, Any]], unsolved: set[str]) -> None:
    for cell in cells:
        column, value = cell["column"] - 1, cell["value"]
        if unsolved and f"{get_column_letter(cell['column'])}{cell['row']}" in unsolved:
            value = Broken(NO_RESULT)
        if value is None or column >= MAX_COLUMNS:
            continue
        row.extend([None] * (column + 1 - len(row)))
        row[column] = Broken(str(value)) if cell["data_type"] == "e" else plain_value(value)


def read_xlsx(path: Path) -> list[Sheet]:
    """The visible sheets with their values; formulas by their stored results."""
    warnings.simplefilter("ignore")
    workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    visible = [w for w in workbook.worksheets if w.sheet_state == "visible"]
    sheets = []
    for worksheet in visible[:SHEETS]:
        layout = _layout(worksheet)
        sheets.append(Sheet(worksheet.title, _rows(worksheet, layout), layout.merges, layout.widths))
    return sheets

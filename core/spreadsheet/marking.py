"""The user's own workbook with red cells, written in the child: values as they were, never a formula."""

import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.spreadsheet.model import UNSAFE_INTEGER, Sheet, shown

NOTES = 2_000
REASON_WIDTH = 60
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
Mark = Sequence[Any]


class _Formats:
    """One format for each look that occurs."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[bool, bool, bool], Format] = {}

    def get(self, *, red: bool = False, head: bool = False, day: bool = False) -> Format:
        key = (red, head, day)
        if key not in self.made:
            look: dict[str, Any] = {"valign": "top", "text_wrap": True, "num_format": "yyyy-mm-dd" if day else "General"}
            look |= {"bg_color": "#F8D7D3", "border": 1, "border_color": "#A1221B"} if red else {}
            look |= {"num_format": "@"} if red and not day else {}
            look |= {"bold": True, "bg_color": "#E3EDE8"} if head else {}
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def _write(target: Worksheet, row: int, column: int, value: Any, formats: _Formats, *, red: bool, head: bool) -> None:
    look = formats.get(red=red, head=head, day=isinstance(value, date))
    if value is None:
        if red:
            target.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        target.write_boolean(row, column, value, look)
    elif isinstance(value, date):
        target.write_datetime(row, column, value, look) if value.year >= 1900 else target.write_string(row, column, shown(value), look)
    elif isinstance(value, int | float) and not red and abs(value) < UNSAFE_INTEGER:
        target.write_number(row, column, value, look)
    else:
        target.write_string(row, column, value if isinstance(value, str) else shown(value), look)


def _merges(sheet: Sheet) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Merged ranges by their first cell, overlapping ones left out, and the cells they cover."""
    ranges: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        end = (min(bottom, len(sheet.rows) - 1), right)
        cells = {(r, c) for r in range(top, end[0] + 1) for c in range(left, right + 1)}
        if len(cells) > 1 and not cells & covered:
            ranges[top, left] = end
            covered |= cells
    return ranges, covered


def _copy(book: Workbook, sheet: Sheet, marked: dict[tuple[int, int], list[str]], header_row: int, formats: _Formats) -> Worksheet:
    target = book.add_worksheet()
    ranges, covered = _merges(sheet)
    owner = {(r, c): start for start, end in ranges.items() for r in range(start[0], end[0] + 1) for c in range(start[1], end[1] + 1)}
    red = {owner.get(place, place) for place in marked}
    for (top, left), (bottom, right) in ranges.items():
        target.merge_range(top, left, bottom, right, "", formats.get(red=(top, left) in red, head=top < header_row))
    cells = {(r, c): v for r, row in enumerate(sheet.rows) for c, v in enumerate(row) if v is not None}
    for place in sorted(cells.keys() | red):
        if place not in covered or place in ranges:
            _write(target, *place, cells.get(place), formats, red=place in red, head=place[0] == header_row - 1)
    for column, width in sheet.widths.items():
        target.set_column(column, column, width)
    for place, messages in list(marked.items())[:NOTES]:
        target.write_comment(*place, "\n".join(messages), {"x_scale": 2})
    return target


def marked_workbook(sheets: Sequence[Sheet], name: str, header_row: int, marks: Sequence[Mark], heading: str) -> bytes:
    """All sheets again, that named `name` with red cells and a last column of reasons.

    `marks` are (Excel row, column from 1 or 0 for the whole row, the column's heading, sentence).
    """
    out = io.BytesIO()
    with Workbook(out, PLAIN) as book:
        formats = _Formats(book)
        for sheet in sheets:
            if sheet.name != name:
                _copy(book, sheet, {}, 0, formats)
                continue
            marked: dict[tuple[int, int], list[str]] = defaultdict(list)
            reasons: dict[int, list[str]] = defaultdict(list)
            for row, column, title, message in marks:
                reasons[row].append(f"{title}：{message}" if title else message)
                if column and row > 0:
                    marked[row - 1, column - 1].append(message)
            target = _copy(book, sheet, marked, header_row, formats)
            _reasons(target, sheet, header_row, reasons, heading, formats)
            target.freeze_panes(header_row, 0)
            target.activate()
    return out.getvalue()


def _reasons(target: Worksheet, sheet: Sheet, header_row: int, reasons: dict[int, list[str]], heading: str, formats: _Formats) -> None:
    titles = sheet.rows[header_row - 1]
    known = next((c for c, v in enumerate(titles) if v == heading), None)
    column = max(len(row) for row in sheet.rows) if known is None else known
    target.set_column(column, column, REASON_WIDTH)
    target.write_string(header_row - 1, column, heading, formats.get(head=True))
    for row in range(header_row, len(sheet.rows)):
        target.write_string(row, column, "；".join(reasons.get(row + 1, ())), formats.get())

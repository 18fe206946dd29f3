"""Workbooks that we write: values as text or numbers, never a formula, identity numbers and phones as text."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from core.spreadsheet.model import FieldSpec, shown
from core.spreadsheet.table import EXAMPLE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
LISTS = "选项"
TEMPLATE_ROWS = 2_000
FORMATS = {"text": "@", "date": "yyyy-mm-dd", "number": "General"}
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ColumnSpec:
    """A column to write: heading, type, width in characters, drop-down choices, a note on the heading, and whether it must be filled."""

    label: str
    kind: Literal["text", "number", "date"] = "text"
    width: int = 14
    choices: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False


def csv_cell(value: Any) -> str:
    """A value for a CSV file: what a spreadsheet would take for a formula gets an apostrophe in front (our reader takes it off again)."""
    text = value if isinstance(value, str) else shown(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class _Sheet:
    """One sheet being written."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[ColumnSpec]) -> None:
        self.book, self.columns = book, columns
        self.sheet: Worksheet = book.add_worksheet(name[:31])
        self.looks: list[Format] = [book.add_format({"num_format": FORMATS[c.kind], "valign": "top", "text_wrap": True}) for c in columns]

    def head(self, row: int) -> None:
        """Headings, widths, notes; the pane frozen under them."""
        for number, column in enumerate(self.columns):
            look = {"bold": True, "bg_color": "#1F5243", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
            self.sheet.set_column(number, number, column.width, self.looks[number])
            self.sheet.write_string(row, number, column.label + ("*" if column.required else ""), self.book.add_format(look))
            if column.hint:
                self.sheet.write_comment(row, number, column.hint, {"x_scale": 2})
        self.sheet.freeze_panes(row + 1, 0)

    def write(self, row: int, values: Sequence[Any]) -> None:
        """One row of values."""
        for number, value in enumerate(values):
            look = self.looks[number]
            if value is None or value == "":
                continue
            if isinstance(value, date):
                self.sheet.write_datetime(row, number, value, look)
            elif isinstance(value, int | float) and not isinstance(value, bool) and self.columns[number].kind == "number":
                self.sheet.write_number(row, number, value, look)
            else:
                self.sheet.write_string(row, number, value if isinstance(value, str) else shown(value), look)

    def offer(self, first: int, last: int, lists: Worksheet) -> None:
        """Drop-down lists, their entries on a hidden sheet, so that long ones work too."""
        for number, column in enumerate(self.columns):
            if not column.choices:
                continue
            lists.write_column(0, number, column.choices)
            name = xl_col_to_name(number)
            source = f"='{LISTS}'!${name}$1:${name}${len(column.choices)}"
            self.sheet.data_validation(first, number, last, number, {"validate": "list", "source": source, "error_type": "warning"})


def write_workbook(columns: Sequence[ColumnSpec], rows: Iterable[Sequence[Any]], *, name: str = "Sheet1", notes: Sequence[str] = (),
                   blank_rows: int = 0) -> bytes:
    """An .xlsx of `rows` (None leaves a cell empty) under `columns`; `notes` are lines above the headings; `blank_rows` get the drop-down lists too."""
    out = io.BytesIO()
    with Workbook(out, PLAIN) as book:
        sheet = _Sheet(book, name, columns)
        for number, note in enumerate(notes):
            sheet.sheet.merge_range(number, 0, number, max(len(columns) - 1, 1), note, book.add_format({"text_wrap": True, "valign": "top"}))
            sheet.sheet.set_row(number, 15 * (1 + len(note) // 60))
        top = len(notes)
        sheet.head(top)
        row = top
        for row, values in enumerate(rows, top + 1):
            sheet.write(row, values)
        if any(c.choices for c in columns):
            lists = book.add_worksheet(LISTS)
            lists.hide()
            sheet.offer(top + 1, row + blank_rows + 1, lists)
        sheet.sheet.activate()
    return out.getvalue()


def template_workbook(fields: Sequence[FieldSpec], *, name: str, notes: Sequence[str] = ()) -> bytes:
    """The template of an import: its headings, what they take, one example row that the reader leaves out."""
    fields = [f for f in fields if f.offered]
    columns = [ColumnSpec("序号", width=8)]
    columns += [ColumnSpec(f.label, f.kind, f.width, f.choices, f.hint, f.required) for f in fields]
    examples = [[EXAMPLE, *(f.example for f in fields)]] if any(f.example for f in fields) else []
    return write_workbook(columns, examples, name=name, notes=notes, blank_rows=TEMPLATE_ROWS)

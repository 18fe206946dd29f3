"""What a spreadsheet is to the rest of the program: cells with their types, a table with headings and records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from core.errors import BadInput

Kind = Literal["xlsx", "xls", "csv"]
CellKind = Literal["blank", "text", "number", "date", "boolean", "error"]
MAX_ROWS, MAX_COLUMNS = 20_000, 60
UNSAFE_INTEGER = 1e15


class UnreadableFile(BadInput):
    """The file cannot be used; the message says why and what to do."""

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell without a usable value: `#REF!`, or a formula whose result the file does not hold."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a record: its value as the file holds it, and the heading and column number (from 1) it stands under.

    `value` is str, int, float, bool, date or None; of an error it is the text shown. A number is never turned into text silently:
    look at `kind` where digits matter (an identity number stored as a number has lost its last digits).
    """

    value: str | int | float | bool | date | None = None
    kind: CellKind = "blank"
    heading: str = ""
    column: int = 0

    @property
    def text(self) -> str:
        """The value as a person sees it: trimmed text, 3000, 2019-09-01, 2.11382E+17; empty for a blank cell."""
        return shown(self.value)

    def __bool__(self) -> bool:
        return self.kind != "blank"


def shown(value: Any) -> str:
    """A raw value as a person sees it in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Broken):
        return value.text
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, int | float):
        return _number(value)
    return str(value).strip()


def _number(value: int | float) -> str:
    if abs(value) >= UNSAFE_INTEGER:
        return f"{value:.5E}"
    if float(value).is_integer():
        return str(int(value))
    return f"{value:.10g}"


def is_blank(value: Any) -> bool:
    """Whether a raw value is nothing, or only blanks."""
    return value is None or (isinstance(value, str) and not value.strip(" \t\r\n\u3000\u00a0\ufeff\u200b"))


def cell(value: Any, heading: str = "", column: int = 0) -> Cell:
    """Wrap a raw value."""
    if is_blank(value):
        return Cell(None, "blank", heading, column)
    if isinstance(value, Broken):
        return Cell(value.text, "error", heading, column)
    kinds: tuple[tuple[type | tuple[type, ...], CellKind], ...] = ((bool, "boolean"), ((int, float), "number"), (date, "date"))
    kind: CellKind = next((name for types, name in kinds if isinstance(value, types)), "text")
    return Cell(value.strip() if isinstance(value, str) else value, kind, heading, column)


@dataclass(frozen=True)
class Sheet:
    """A sheet as read: raw values by row, both counted from 0; merged ranges as (first row, first column, last row, last column)."""

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)

    def value(self, row: int, column: int) -> Any:
        """The raw value, None outside."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else []
        return cells[column] if 0 <= column < len(cells) else None


@dataclass(frozen=True)
class FieldSpec:
    """A column an import understands and a template offers.

    `name` is the field's name in records; `label` the heading in the template (Chinese, it is data); `synonyms` other headings that mean
    the same; `required` that the file must have the column at all; `kind` how the template formats the column (text, number, date); `choices` its
    drop-down list; `hint` the note on the template's heading; a field not `offered` is read where a file has it and stands in no template.
    """

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    kind: Literal["text", "number", "date"] = "text"
    choices: tuple[str, ...] = ()
    width: int = 14
    hint: str = ""
    example: str = ""
    offered: bool = True


@dataclass(frozen=True)
class Heading:
    """A heading in the file: as shown, its column (from 1), the field it means, and whether it is known to mean nothing (序号)."""

    text: str
    column: int
    field: str | None
    is_ignored: bool = False


@dataclass(frozen=True)
class Record:
    """One data row: its row number in Excel (from 1) and its cells by field. `record["pay"]` is a blank cell when there is none."""

    row: int
    cells: dict[str, Cell]

    def __getitem__(self, name: str) -> Cell:
        return self.cells.get(name, Cell())

    def text(self, name: str) -> str:
        """The cell as text."""
        return self[name].text


@dataclass(frozen=True)
class Table:
    """The table found in a sheet. `header_row` is the Excel row of the (last) heading row; `skipped` are rows that are notes or sums, with their text;
    `stated` are the cells above the table that hold for all of it, by field.
    """

    sheet: Sheet
    headings: list[Heading]
    header_row: int
    records: list[Record]
    skipped: list[tuple[int, str]] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)
    stated: dict[str, Cell] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str | None]:
        """Each heading and the field it means."""
        return {h.text: h.field for h in self.headings}

    def heading_of(self, name: str) -> str:
        """The file's own heading of a field, empty when the file has none."""
        return next((h.text for h in self.headings if h.field == name), "")

    def lacks(self, fields: Sequence[FieldSpec]) -> list[FieldSpec]:
        """The required fields that no column means and nothing above it states."""
        found = {h.field for h in self.headings} | self.stated.keys()
        return [f for f in fields if f.required and f.name not in found]

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

"""Finding the table in a sheet: headings below titles, merged cells filled down, notes and sums left out."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.spreadsheet.headings import IGNORED, LONGEST, SERIAL, Column, Dictionary, display, normalised
from core.spreadsheet.model import Cell, FieldSpec, Heading, Record, Sheet, Table, cell, is_blank, shown
from core.spreadsheet.refusals import refusal

SEARCHED = 40
FEWEST = 2
LONGEST_LONE = 10
EXAMPLE = "示例"
_NOTE = re.compile(r"[*※★]?\s*(?:(?:注|备注|说明|填表说明|填报说明|注意事项|合计|总计|小计|共计)\s*(?:[:、,.。;\d一]|$)"
                   r"|(?:制表|填表|填报|审核|负责|联系)(?:人|单位|日期|时间)?\s*:|以上(?:信息|岗位|数据|人员))")


_STOPS = re.compile(r"\s{2,}|\s+(?=\S{2,8}:)")


@dataclass(frozen=True)
class _Header:
    top: int
    rows: int
    columns: list[Column]
    fields: dict[int, str]

    @property
    def rank(self) -> tuple[int, int, int]:
        return (len(self.fields), -self.rows, -self.top)


class _Merges:
    """Which cells a merged range covers."""

    def __init__(self, sheet: Sheet) -> None:
        self.ranges = sheet.merges
        self.across: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in sheet.merges:
            if right > left:
                for row in range(top, min(bottom, top + SEARCHED) + 1):
                    self.across[row, left] = (left, right)

    def span(self, row: int, column: int) -> int:
        left, right = self.across.get((row, column), (column, column))
        return right - left + 1

    def filled_down(self, sheet: Sheet, below: int) -> dict[tuple[int, int], Any]:
        """Values for the cells of ranges that reach over several rows, in their first column, under row `below`."""
        values: dict[tuple[int, int], Any] = {}
        for top, left, bottom, _right in self.ranges:
            value = sheet.value(top, left)
            if bottom > top and top > below and not is_blank(value):
                values.update({(row, left): value for row in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1)})
        return values


def _heading_text(value: Any) -> str | None:
    """The text of a cell that may be a heading, "" for a blank one, None for anything else."""
    if is_blank(value):
        return ""
    return display(value) if isinstance(value, str) and len(display(value)) <= LONGEST else None


def _one_row(sheet: Sheet, row: int) -> list[Column]:
    texts = [(column, _heading_text(value)) for column, value in enumerate(sheet.rows[row])]
    return [Column(column, text) for column, text in texts if text]


def _two_rows(sheet: Sheet, merges: _Merges, row: int) -> list[Column] | None:
    """Headings that stand in this row and the one under it; None where the second row is no part of them."""
    upper, lower = sheet.rows[row], sheet.rows[row + 1]
    width = max(len(upper), len(lower))
    columns: list[Column] = []
    group, reach = "", -1
    has_groups = any(merges.span(row, number) > 1 for number in range(width))
    for number in range(width):
        above, below = _heading_text(sheet.value(row, number)), _heading_text(sheet.value(row + 1, number))
        if above is None or below is None:
            return None
        if above:
            span = merges.span(row, number)
            group, reach = above, number + span - 1
            if below and span == 1 and not has_groups:
                if sheet.value(row, number + 1) is not None or is_blank(sheet.value(row + 1, number + 1)):
                    return None
                reach = width
        elif number > reach:
            group = ""
        if below:
            columns.append(Column(number, below, group))
        elif above:
            columns.append(Column(number, above))
    return columns


def _headers(sheet: Sheet, dictionary: Dictionary) -> Iterator[_Header]:
    merges = _Merges(sheet)
    for row in range(min(len(sheet.rows), SEARCHED)):
        columns = _one_row(sheet, row)
        yield _Header(row, 1, columns, dictionary.assign(columns))
        both = _two_rows(sheet, merges, row) if row + 1 < len(sheet.rows) else None
        if both:
            yield _Header(row, 2, both, dictionary.assign(both))


def _headings(header: _Header) -> list[Heading]:
    seen: set[str] = set()
    found = []
    for column in header.columns:
        text = column.text if column.text not in seen else f"{column.group}{column.text}"
        while text in seen:
            text += "*"
        seen.add(text)
        field = header.fields.get(column.column)
        found.append(Heading(text, column.column + 1, field, field is None and normalised(column.text) in IGNORED))
    return found


def _stated_above(sheet: Sheet, header: _Header, fields: Sequence[FieldSpec]) -> dict[str, Cell]:
    """Required fields that no column means, said over the table for all of it: `单位名称：…`, or a label with its value in the next filled cell."""
    names = Dictionary([f for f in fields if f.required and f.name not in header.fields.values()]).names
    found: dict[str, Cell] = {}
    for row in sheet.rows[:header.top] if names else ():
        filled = [(column, shown(value)) for column, value in enumerate(row) if not is_blank(value)]
        for (column, text), (_next, after) in zip(filled, [*filled[1:], (0, "")], strict=False):
            label, _colon, said = unicodedata.normalize("NFKC", text).partition(":")
            name = names.get(normalised(label))
            if name and (value := _STOPS.split(said.strip())[0] or after):
                found.setdefault(name, cell(value, display(label), column + 1))
    return found


class _Rows:
    """Sorts the rows under the headings into records, notes and nothing."""

    def __init__(self, sheet: Sheet, header: _Header, headings: list[Heading], fields: Sequence[FieldSpec], stated: dict[str, Cell]) -> None:
        self.sheet, self.headings, self.stated = sheet, headings, stated
        self.first = header.top + header.rows
        merges = _Merges(sheet)
        self.spread = {(top, left) for top, left, _bottom, right in sheet.merges if right > left}
        self.filled = merges.filled_down(sheet, self.first - 1)
        self.by_column = {h.column - 1: h for h in headings}
        self.serial = {h.column - 1 for h in headings if h.is_ignored and normalised(h.text) in SERIAL}
        self.ignored = {h.column - 1 for h in headings if h.is_ignored} - self.serial
        self.required = {f.name for f in fields if f.required}
        self.titles = [normalised(h.text) for h in headings]

    def own(self, row: int) -> dict[int, Any]:
        """The filled cells of a row, without columns of ours that carry nothing."""
        return {c: v for c, v in enumerate(self.sheet.rows[row]) if not is_blank(v) and c not in self.ignored}

    def is_repeated_header(self, own: dict[int, Any]) -> bool:
        texts = [normalised(shown(v)) for v in own.values()]
        return len(texts) > FEWEST and sum(t in self.titles for t in texts) >= len(texts) - 1

    def is_note(self, row: int, own: dict[int, Any]) -> bool:
        """Whether the row is a remark, a sum or a signature line, not a record."""
        column, first = next(iter(own.items()))
        text = shown(first)
        if isinstance(first, str) and _NOTE.match(unicodedata.normalize("NFKC", text)):
            return True
        if len(own) > 1 or len(self.by_column) <= FEWEST:
            return False
        heading = self.by_column.get(column)
        lone = heading is not None and heading.field in self.required and (row, column) not in self.spread and len(text) <= LONGEST_LONE
        return not lone

    def record(self, row: int) -> Record:
        cells: dict[str, Cell] = dict(self.stated)
        for column, heading in self.by_column.items():
            if heading.field:
                value = self.sheet.value(row, column)
                value = self.filled.get((row, column)) if is_blank(value) else value
                cells[heading.field] = cell(value, heading.text, heading.column)
        return Record(row + 1, cells)

    def sorted(self) -> tuple[list[Record], list[tuple[int, str]]]:
        records: list[Record] = []
        skipped: list[tuple[int, str]] = []
        for row in range(self.first, len(self.sheet.rows)):
            own = self.own(row)
            if not own.keys() - self.serial or self.is_repeated_header(own):
                if self.is_lone_serial_note(own):
                    skipped.append((row + 1, shown(next(iter(own.values())))[:120]))
                continue
            if any(isinstance(v, str) and v.strip().startswith(EXAMPLE) for c, v in own.items() if c in self.serial or c == 0):
                continue
            if self.is_note(row, own):
                skipped.append((row + 1, shown(next(iter(own.values())))[:120]))
            else:
                records.append(self.record(row))
        return records, skipped

    @staticmethod
    def is_lone_serial_note(own: dict[int, Any]) -> bool:
        """A remark written into the column of serial numbers."""
        return len(own) == 1 and isinstance(next(iter(own.values())), str) and not shown(next(iter(own.values()))).isdigit()


def find_table(sheet: Sheet, fields: Sequence[FieldSpec]) -> Table:
    """The table of a sheet: headings found below titles in one or two rows, records with their Excel rows.

    A required field without a column may be stated above the table, for all of it. Merged cells are filled down inside their range only; blank
    rows, repeated headings, our template's example rows, notes and sums are no records.

    Raises:
        UnreadableFile: no row has at least two of the headings.

    """
    header = max(_headers(sheet, Dictionary(fields)), key=lambda h: h.rank, default=None)
    if header is None or len(header.fields) < min(FEWEST, len(fields)):
        raise refusal("no_table", headings="、".join(f"“{f.label}”" for f in (*(f for f in fields if f.required), *fields)[:4]))
    headings, stated = _headings(header), _stated_above(sheet, header, fields)
    records, skipped = _Rows(sheet, header, headings, fields, stated).sorted()
    return Table(sheet, headings, header.top + header.rows, records, skipped, stated=stated)



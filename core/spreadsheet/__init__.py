"""Spreadsheets: inspected before they are opened, read where they can be killed, written without live formulas.

`inspect_upload(path, filename) -> Kind` · `read_sheets(path, filename) -> list[Sheet]` · `find_table(sheet, fields) -> Table` ·
`read_table(path, filename, fields) -> Table` (the three together) · `annotated_copy(path, filename, findings) -> bytes` ·
`write_workbook(columns, rows) -> bytes` · `template_workbook(fields, …) -> bytes` · `csv_cell(value) -> str` · `as_date(cell) -> date` (module `values`).
"""

from core.spreadsheet.model import Broken, Cell, FieldSpec, Heading, Kind, Record, Sheet, Table, UnreadableFile, cell, shown

__all__ = ["Broken", "Cell", "FieldSpec", "Heading", "Kind", "Record", "Sheet", "Table", "UnreadableFile", "cell", "shown"]

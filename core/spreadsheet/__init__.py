"""Spreadsheets: inspected before they are opened, read where they can be killed, written without live formulas.

The child process imports this package too, so it names only the shapes; take the rest from its modules: `inspection.inspect_upload`,
`reading.{read_sheet, read_sheets, read_table, annotated_copy}`, `table.find_table`, `writing.{write_workbook, template_workbook, csv_cell}`, `values.as_date`.
"""

from core.spreadsheet.model import Broken, Cell, FieldSpec, Heading, Kind, Record, Sheet, Table, UnreadableFile, cell, shown

__all__ = ["Broken", "Cell", "FieldSpec", "Heading", "Kind", "Record", "Sheet", "Table", "UnreadableFile", "cell", "shown"]

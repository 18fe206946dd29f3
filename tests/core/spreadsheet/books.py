"""Small spreadsheets for tests."""

import io
import zipfile
from datetime import date

import xlwt
from openpyxl import Workbook


def xlsx(path, rows, merges=(), title="Sheet1", more=(), hidden=(), epoch=None):
    """Write `rows` from A1; `merges` like "A1:C1"; `more` are (title, rows) of further sheets; `hidden` names hidden ones."""
    book = Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.title = title
    for name, content in ((title, rows), *more):
        target = sheet if name == title else book.create_sheet(name)
        for row in content:
            target.append(list(row))
        target.sheet_state = "hidden" if name in hidden else "visible"
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def xls(path, rows, merges=(), dates_1904=False):
    """Write `rows` as BIFF8; `merges` as (first row, last row, first column, last column) from 0."""
    book = xlwt.Workbook()
    book.dates_1904 = dates_1904
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    covered = {(top, left) for top, _b, left, _r in merges}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None and (r, c) not in covered:
                sheet.write(r, c, value, day if isinstance(value, date) else xlwt.Style.default_style)
    for top, bottom, left, right in merges:
        sheet.write_merge(top, bottom, left, right, rows[top][left])
    book.save(str(path))
    return path


def rezipped(path, change):
    """Rewrite a zip: `change(name, data)` gives the new data, or None to drop the member."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = change(member.filename, old.read(member))
            if data is not None:
                new.writestr(member.filename, data)
    path.write_bytes(out.getvalue())
    return path


def with_member(path, name, data):
    """Add a member to a zip."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return path

"""Sheets of positions for tests: in memory for what rows mean, as files for what travels through the whole import."""

from contextlib import contextmanager
from datetime import timedelta

import openpyxl
import xlwt
from sqlalchemy import event

from core.audit import Actor
from core.clock import today
from core.db import db, transaction
from core.importing import ImportContext, services
from core.importing.precheck import check_table
from core.spreadsheet import Sheet
from core.spreadsheet.table import find_table
from jobs.importing import OwnPositionImport, PositionImport

HEADINGS = ("用人单位", "岗位名称", "招聘人数", "学历要求", "薪资待遇", "工作地点", "工作内容", "有效期至")
STAFF = Actor(None, "211382", "test")


def soon(days=60):
    return (today() + timedelta(days=days)).isoformat()


def line(until=None, **change):
    """A complete row under HEADINGS."""
    row = {"employer": "凌源市鑫达机械有限公司", "title": "数控车工", "headcount": "5人", "education": "初中", "pay": "4500-6000元/月",
           "place": "凌源市城关街道", "duties": "操作数控车床"}
    assert change.keys() <= row.keys()
    return [*(row | change).values(), soon() if until is None else until]


def sheet(*rows, headings=HEADINGS, above=(), merges=()):
    return Sheet("Sheet1", [*(list(r) for r in above), list(headings), *(list(r) for r in rows)], list(merges))


def context(employer_id=None):
    return ImportContext(STAFF, owner_id=employer_id, station_code=None if employer_id else "211382")


def kind_for(employer_id=None):
    return OwnPositionImport() if employer_id else PositionImport()


def check(found, employer_id=None):
    """The report of a sheet; writes nothing."""
    kind = kind_for(employer_id)
    return check_table(kind, find_table(found, kind.fields), context(employer_id))


def confirm(found, employer_id=None):
    """Check and confirm; the batch and the report."""
    report = check(found, employer_id)
    return write(report, employer_id), report


def write(report, employer_id=None):
    """Confirm a report; the batch."""
    with transaction():
        batch = services.new_batch(kind_for(employer_id).name, context(employer_id), "岗位.xlsx", "0" * 64, "")
        services.keep_report(batch, report)
        services.confirm(batch, STAFF)
    return batch


def undo(batch):
    with transaction():
        services.undo(batch, STAFF)


def outcomes(report):
    return [str(row.outcome) for row in report.rows]


def codes(report):
    return {finding.code for finding in report.all_findings()}


def write_xlsx(path, *rows, headings=HEADINGS):
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    book.save(path)
    return path


def write_xls(path, *rows, headings=HEADINGS):
    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    for r, row in enumerate((headings, *rows)):
        for c, value in enumerate(row):
            page.write(r, c, value)
    book.save(str(path))
    return path


def write_csv(path, *rows, headings=HEADINGS, encoding="gb18030"):
    text = "\r\n".join(",".join(f'"{value}"' for value in row) for row in (headings, *rows))
    path.write_bytes(text.encode(encoding))
    return path


@contextmanager
def counted_statements():
    """The statements the database is sent meanwhile."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

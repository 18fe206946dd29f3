"""What we write: no live formulas, nothing lost."""

import csv
import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from core.spreadsheet import FieldSpec
from core.spreadsheet.delimited import FORMULA_STARTS
from core.spreadsheet.reading import annotated_copy, read_table
from core.spreadsheet.writing import ColumnSpec, csv_cell, template_workbook, write_workbook
from tests.core.spreadsheet.books import xls, xlsx

PAYLOADS = ['=HYPERLINK("http://evil","x")', "=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "+8613800000000", "-500", "=cmd|'/c calc'!A0", "http://x.y"]
FIELDS = (FieldSpec("name", "姓名", required=True), FieldSpec("phone", "手机号", hint="11 位", example="13800000000"),
          FieldSpec("sex", "性别", choices=("男", "女")), FieldSpec("born", "出生日期", kind="date"))


def sheet_xml(data, number=1):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_nothing_written_is_a_formula(app):
    data = write_workbook([ColumnSpec("姓名"), ColumnSpec("数", "number")], [[p, 5] for p in PAYLOADS])
    assert "<f>" not in sheet_xml(data)
    assert "hyperlink" not in sheet_xml(data).lower()
    sheet = load_workbook(io.BytesIO(data)).active
    assert [sheet.cell(r, 1).value for r in range(2, 2 + len(PAYLOADS))] == PAYLOADS
    assert {sheet.cell(r, 1).data_type for r in range(2, 2 + len(PAYLOADS))} == {"s"}


def test_the_red_copy_holds_no_formula(app, tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [["姓名", "手机号"], ["甲", "1"]])
    table = read_table(path, "a.xlsx", FIELDS)
    data = annotated_copy(path, "a.xlsx", table, [(2, "手机号", "=1+1"), (2, "", "=整行")], "错误原因")
    assert "<f>" not in sheet_xml(data)


@pytest.mark.parametrize("value", [*PAYLOADS, "plain", "'quoted", ""])
def test_csv_cells_come_back(app, tmp_path, value):
    out = io.StringIO()
    csv.writer(out).writerows([["姓名", "手机号"], ["甲", csv_cell(value)]])
    (tmp_path / "a.csv").write_text(out.getvalue(), encoding="utf-8-sig")
    assert not csv_cell(value).startswith(FORMULA_STARTS)
    assert read_table(tmp_path / "a.csv", "a.csv", FIELDS).records[0].text("phone") == value.strip()


def test_the_template_round_trips(app, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(template_workbook(FIELDS, name="花名册", notes=("一人一行。",)))
    table = read_table(path, "t.xlsx", FIELDS)
    assert table.header_row == 2
    assert table.records == []
    assert [h.field for h in table.headings] == [None, "name", "phone", "sex", "born"]
    book = load_workbook(path)
    sheet = book.active
    assert sheet.column_dimensions["C"].number_format == "@"
    assert sheet.freeze_panes == "A3"
    assert [v.formula1 for v in sheet.data_validations.dataValidation] == ["'选项'!$D$1:$D$2"]
    assert book["选项"].sheet_state == "hidden"
    sheet.cell(4, 2).value, sheet.cell(4, 3).value, sheet.cell(4, 5).value = "王一", "013800000000", date(1990, 1, 2)
    book.save(path)
    record = read_table(path, "t.xlsx", FIELDS).records[0]
    assert (record.row, record.text("name"), record.text("phone"), record["born"].value) == (4, "王一", "013800000000", date(1990, 1, 2))


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv"])
def test_the_red_copy_of_every_kind_is_readable_again(app, tmp_path, suffix):
    rows = [["登记表", None, None], ["姓名", "手机号", "出生日期"], ["甲", "1", date(1990, 1, 2)], [None, "2", "1990.1"], ["注：核对"]]
    path = tmp_path / f"a.{suffix}"
    if suffix == "xlsx":
        xlsx(path, rows, merges=["A1:C1", "A3:A4"])
    elif suffix == "xls":
        xls(path, rows, merges=[(0, 0, 0, 2), (2, 3, 0, 0)])
    else:
        rows[3][0] = "甲"
        path.write_text("\n".join(",".join(str(v or "") for v in row) for row in rows), encoding="gb18030")
    table = read_table(path, path.name, FIELDS)
    red = tmp_path / "red.xlsx"
    red.write_bytes(annotated_copy(path, path.name, table, [(4, "手机号", "只有 1 位"), (3, "姓名", "合并的格")], "错误原因"))
    again = read_table(red, "red.xlsx", FIELDS)
    assert [[c.text for c in r.cells.values()] for r in again] == [[c.text for c in r.cells.values()] for r in table]
    assert again.columns == table.columns | {"错误原因": None}
    sheet = load_workbook(red).active
    assert sheet["B4"].fill.start_color.rgb == "FFF8D7D3"
    assert sheet["A3"].fill.start_color.rgb == "FFF8D7D3"
    assert (sheet["D3"].value, sheet["D4"].value) == ("姓名：合并的格", "手机号：只有 1 位")

"""Tables are found as offices really write them."""

from datetime import date

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.spreadsheet import FieldSpec, UnreadableFile
from core.spreadsheet.reading import read_sheets, read_table
from core.spreadsheet.values import as_date, date_in
from tests.core.spreadsheet.books import rezipped, xls, xlsx

FIELDS = (FieldSpec("employer", "企业名称", ("用人单位", "单位名称"), required=True), FieldSpec("title", "岗位名称", ("招聘岗位", "岗位"), required=True),
          FieldSpec("headcount", "招聘人数", ("需求数", "人数")), FieldSpec("pay_min", "最低薪酬", ("薪酬最低",)), FieldSpec("pay_max", "最高薪酬",
              ("薪酬最高",)),
          FieldSpec("education", "学历要求", ("学历",)), FieldSpec("until", "有效期至", ("截止日期",)))
HEAD = ["序号", "企业名称", "岗位名称", "招聘人数"]
ROWS = [[1, "甲厂", "焊工", 3], [2, "乙厂", "司机", 2]]


def texts(table, *names):
    return [[r.text(n) for n in names] for r in table]


def test_headings_below_titles(app, tmp_path):
    table = read_table(xlsx(tmp_path / "a.xlsx", [["2026 年春季招聘会"], ["主办：某局", None, "岗位表"], HEAD, *ROWS]), "a.xlsx", FIELDS)
    assert table.header_row == 3
    assert [r.row for r in table] == [4, 5]
    assert texts(table, "employer", "title", "headcount") == [["甲厂", "焊工", "3"], ["乙厂", "司机", "2"]]
    assert table.columns == {"序号": None, "企业名称": "employer", "岗位名称": "title", "招聘人数": "headcount"}


def test_two_row_headings_with_merged_groups(app, tmp_path):
    rows = [["岗位表"], ["序号", "用人 单位", "招聘岗位信息", None, None, "条件"], [None, None, "岗　位", "需求数（人）", "截止日期", "学　历"],
            [1, "甲厂", "焊工", "3人", date(2026, 12, 1), "高中"], [2, "乙厂", "司机", "2人", "2026.12.5", "不限"]]
    path = xlsx(tmp_path / "a.xlsx", rows, merges=["A2:A3", "B2:B3", "C2:E2"])
    table = read_table(path, "a.xlsx", FIELDS)
    assert table.header_row == 3
    assert table.columns == {"序号": None, "用人单位": "employer", "岗位": "title", "需求数（人）": "headcount", "截止日期": "until", "学历": "education"}
    assert [as_date(r["until"]) for r in table] == [date(2026, 12, 1), date(2026, 12, 5)]


def test_a_group_joins_its_sub_heading(app, tmp_path):
    rows = [["用人单位", "岗位", "薪酬", None], [None, None, "最低", "最高"], ["甲厂", "焊工", 4000, 6000]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows, merges=["C1:D1"]), "a.xlsx", FIELDS)
    assert texts(table, "pay_min", "pay_max") == [["4000", "6000"]]


def test_two_row_headings_survive_csv(app, tmp_path):
    (tmp_path / "a.csv").write_text("用人单位,薪酬,,岗位\n,最低,最高,\n甲厂,4000,6000,焊工\n", encoding="utf-8")
    table = read_table(tmp_path / "a.csv", "a.csv", FIELDS)
    assert texts(table, "employer", "pay_min", "pay_max", "title") == [["甲厂", "4000", "6000", "焊工"]]


def test_values_that_look_like_headings_are_values(app, tmp_path):
    rows = [["企业名称", "岗位名称", "学历要求"], ["招聘人数", "岗位", "学历"], ["甲厂", "焊工", "不限"]]
    assert len(read_table(xlsx(tmp_path / "a.xlsx", rows), "a.xlsx", FIELDS).records) >= 1


def test_merged_cells_are_filled_down_inside_their_range_only(app, tmp_path):
    rows = [HEAD, [1, "甲厂", "焊工", 1], [None, None, "钳工", 2], [None, None, "车工", 3], [2, None, "司机", 4], [3, "乙厂", "保安", 5]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows, merges=["B2:B4"]), "a.xlsx", FIELDS)
    assert texts(table, "employer", "title") == [["甲厂", "焊工"], ["甲厂", "钳工"], ["甲厂", "车工"], ["", "司机"], ["乙厂", "保安"]]


def test_merged_cells_in_xls(app, tmp_path):
    rows = [HEAD, [1, "甲厂", "焊工", 1], [None, None, "钳工", 2], [2, "乙厂", "保安", 5]]
    table = read_table(xls(tmp_path / "a.xls", rows, merges=[(1, 2, 1, 1)]), "a.xls", FIELDS)
    assert texts(table, "employer", "title") == [["甲厂", "焊工"], ["甲厂", "钳工"], ["乙厂", "保安"]]


def test_notes_sums_blank_and_example_rows_are_no_records(app, tmp_path):
    rows = [HEAD, ["示例", "样厂", "样岗", 1], *ROWS, [3, None, None, None], [], HEAD, [4, "丙厂", "电工", 1], ["合计", None, None, 6],
            ["注：以上信息由单位提供"], ["制表人：张三", None, "审核人：李四"], ["备注", "电话核实"]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows), "a.xlsx", FIELDS)
    assert texts(table, "employer") == [["甲厂"], ["乙厂"], ["丙厂"]]
    assert [row for row, _text in table.skipped] == [9, 10, 11, 12]


def test_a_firm_whose_name_begins_like_a_note_is_a_record(app, tmp_path):
    table = read_table(xlsx(tmp_path / "a.xlsx", [HEAD[1:], ["说明书印刷厂", "印刷工", 1], ["合计算力有限公司", "运维", 2]]), "a.xlsx", FIELDS)
    assert len(table.records) == 2


def test_headings_are_found_by_likeness(app, tmp_path):
    table = read_table(xlsx(tmp_path / "a.xlsx", [["企业名称*", "岗位名", "招聘的人数", "最低学历要求"], ["甲厂", "焊工", 1, "高中"]]), "a.xlsx", FIELDS)
    assert list(table.columns.values()) == ["employer", "title", "headcount", "education"]


def test_the_first_visible_sheet_with_the_headings_is_read(app, tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [["请填第二张表"], ["说明", "文字"]], title="说明", more=[("旧表", [HEAD, *ROWS]), ("岗位", [HEAD, [1, "丁厂", "木工",
        1]])],
                hidden=("旧表",))
    table = read_table(path, "a.xlsx", FIELDS)
    assert table.sheet.name == "岗位"
    assert texts(table, "employer") == [["丁厂"]]


def test_other_sheets_with_tables_are_named(app, tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [HEAD, *ROWS], title="一", more=[("二", [HEAD, *ROWS])])
    assert read_table(path, "a.xlsx", FIELDS).other_sheets == ["二"]


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", b""), ("utf-8-sig", b""), ("gb18030", b""), ("utf-16", b""), ("utf-16-be", b"\xfe\xff")])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding(app, tmp_path, encoding, mark, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in (["企业名称", "岗位名称", "招聘人数"], ["甲厂", '"焊工\n二级"', "3"], ["乙𠮷厂", '="007"',
        "'=1+1"])) + "\r\n"
    (tmp_path / "a.csv").write_bytes(mark + text.encode(encoding))
    table = read_table(tmp_path / "a.csv", "a.csv", FIELDS)
    assert texts(table, "employer", "title", "headcount") == [["甲厂", "焊工\n二级", "3"], ["乙𠮷厂", "007", "=1+1"]]


def test_dates_of_1904(app, tmp_path):
    rows = [["企业名称", "岗位名称", "有效期至"], ["甲厂", "焊工", date(2026, 12, 31)]]
    for name, path in (("a.xlsx", xlsx(tmp_path / "a.xlsx", rows, epoch=CALENDAR_MAC_1904)), ("a.xls", xls(tmp_path / "a.xls", rows, dates_1904=True))):
        cell = read_table(path, name, FIELDS).records[0]["until"]
        assert (cell.kind, cell.value) == ("date", date(2026, 12, 31)), name


def test_types_survive(app, tmp_path):
    rows = [["企业名称", "岗位名称", "招聘人数", "学历要求"], ["甲厂", 211382199001011234, "#REF!", "=1+1"], ["_x000D_乙\x0b厂", "211382199001011234", True,
        0.5]]
    path = xlsx(tmp_path / "a.xlsx", [[v.replace("\x0b", "") if isinstance(v, str) else v for v in row] for row in rows])
    first, second = read_table(path, "a.xlsx", FIELDS).records
    assert (first["title"].kind, first["title"].text) == ("number", "2.11382E+17")
    assert (first["headcount"].kind, first["education"].kind) == ("error", "error")
    assert second["title"].kind == "text"
    assert (second["employer"].text, second["headcount"].kind, second["education"].value) == ("乙厂", "boolean", 0.5)


def test_formulas_by_their_stored_result(app, tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [["企业名称", "岗位名称", "招聘人数"], ["甲厂", "焊工", "=1+2"]])
    rezipped(path, lambda name, data: data.replace(b"<v />", b"<v>3</v>").replace(b"<v></v>", b"<v>3</v>") if name.endswith("sheet1.xml") else data)
    assert read_table(path, "a.xlsx", FIELDS).records[0]["headcount"].value == 3


def test_a_missing_column_and_no_table_are_told(app, tmp_path):
    with pytest.raises(UnreadableFile) as lacking:
        read_table(xlsx(tmp_path / "a.xlsx", [["企业名称", "学历要求"], ["甲厂", "高中"]]), "a.xlsx", FIELDS)
    assert "岗位名称" in lacking.value.message
    assert lacking.value.code == "lacking"
    with pytest.raises(UnreadableFile) as nothing:
        read_table(xlsx(tmp_path / "b.xlsx", [["今天", "天气"], ["好", "晴"]]), "b.xlsx", FIELDS)
    assert nothing.value.code == "no_table"
    with pytest.raises(UnreadableFile) as empty:
        read_sheets(xlsx(tmp_path / "c.xlsx", []), "c.xlsx")
    assert empty.value.code == "no_sheet"


@pytest.mark.parametrize(("text", "expected"), [
    ("2019-09-01", date(2019, 9, 1)), ("2019.9.1", date(2019, 9, 1)), ("2019/9/1", date(2019, 9, 1)), ("2019年9月1日", date(2019, 9, 1)), ("20190901",
        date(2019, 9, 1)),
    ("2019.09", date(2019, 9, 1)), ("2019年9月", date(2019, 9, 1)), ("201909", date(2019, 9, 1)), ("2019-09-01 00:00:00", date(2019, 9, 1)),
    ("２０１９－９－１", date(2019, 9, 1)), ("2019 - 9 - 1", date(2019, 9, 1)), ("2019", None), ("2019-13-01", None), ("长期", None), ("", None),
    ("1990-02-30", None)])
def test_dates_as_written(text, expected):
    assert date_in(text) == expected

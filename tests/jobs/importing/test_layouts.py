"""Sheets as bureaus lay them out: the same posting under other headings, in more columns, in two header rows, with cells merged."""

import pytest

from core.spreadsheet import Broken
from core.spreadsheet.table import find_table
from jobs.importing.columns import COLUMNS
from tests.jobs.importing.sheets import HEADINGS, check, codes, line, outcomes, sheet, soon

FIRM, TITLE = "凌源市鑫达机械有限公司", "数控车工"


def only(report):
    assert len(report.rows) == 1
    return report.rows[0].fields


@pytest.mark.parametrize("headings", [
    ("单位名称", "招聘岗位", "需求数（人）", "学　历", "待　遇", "工作地址", "岗位职责", "截止日期"),
    ("企业全称", "职位名称", "招聘名额", "文化程度", "薪酬待遇", "上班地点", "工作内容及要求", "有效期"),
    ("公司名称", "工种", "用工人数", "最低学历", "月工资（元）", "用工地点", "职位描述", "招聘截止时间"),
    ("用人单位*", "岗位★", "人数", "学历要求：", "工资", "地点", "工作职责", "有效期至"),
    ("招聘企业", "招聘职位", "招聘数量", "学历", "薪资范围", "工作地", "岗位描述", "信息有效期"),
    ("用 人 单 位", "岗位\n名称", "招聘\n人数", "学历\n要求", "薪资\n待遇", "工作\n地点", "工作\n内容", "有效\n期至"),
])
def test_headings_by_other_names(app, headings):
    fields = only(check(sheet(line(), headings=headings)))
    assert fields["employer"] == FIRM
    assert (fields["title"], fields["headcount"], fields["education"], fields["place"]) == (TITLE, 5, "初中", "凌源市城关街道")
    assert (fields["pay_min"], fields["pay_max"], fields["pay_unit"]) == (4500, 6000, "month")
    assert (fields["duties"], fields["valid_until"]) == ("操作数控车床", soon())


def test_columns_in_another_order_with_a_title_and_serial_numbers(app):
    headings = ("序号", "岗位名称", "工作内容", "招聘人数", "薪资待遇", "单位名称", "联系人及电话", "性别要求")
    report = check(sheet([1, TITLE, "操作车床", "2名", "面议", FIRM, "李主任 13900001234", "男"], headings=headings, above=[["2026年秋季招聘会岗位表"], []]))
    fields = only(report)
    assert (fields["employer"], fields["title"], fields["headcount"]) == (FIRM, TITLE, 2)
    assert (fields["contact_name"], fields["contact_phone"]) == ("李主任", "13900001234")
    assert report.columns["性别要求"] == "sex"
    assert "sex_dropped" in codes(report)
    assert report.rows[0].row == 4


def test_two_header_rows_merged_units_and_a_note_below(app):
    above = [["附件1"], ["岗位需求一览表"], ["用 人\n单 位", "岗位信息", None, None, "薪酬（元/月）", None, "条件", None]]
    headings = [None, "招聘岗位", "人数", "工作地址", "最低", "最高", "学 历", "年 龄"]
    rows = [[FIRM, "车工", 2, "东城街道", 4000, 5000, "不限", "18-45"], [None, "钳工", 1, "东城街道", "4500", "", "高中", "50以下"],
            ["凌源市另一商行", "店员", "若干", "南街街道", "", "", "初中以下", ""], ["注：以上信息由单位提供。"]]
    found = sheet(*rows, headings=headings, above=above, merges=[(2, 0, 3, 0), (2, 1, 2, 3), (2, 4, 2, 5), (2, 6, 2, 7), (4, 0, 5, 0)])
    report = check(found)
    assert [r.fields["employer"] for r in report.rows] == [FIRM, FIRM, "凌源市另一商行"]
    pay = [(r.fields["pay_min"], r.fields["pay_max"], r.fields["pay_unit"]) for r in report.rows]
    assert pay == [(4000, 5000, "month"), (4500, None, "month"), (None, None, None)]
    assert [(r.fields["age_min"], r.fields["age_max"]) for r in report.rows] == [(18, 45), (None, 50), (None, None)]
    assert [r.fields["education"] for r in report.rows] == ["不限", "高中", "不限"]
    assert len(report.skipped) == 1


def test_pay_in_three_columns_and_place_in_two(app):
    headings = ("企业名称", "岗位名称", "薪酬下限", "薪酬上限", "计薪单位", "薪酬说明", "区划", "详细地址")
    fields = only(check(sheet([FIRM, TITLE, 180, 240, "天", "含餐补", "凌源市", "城关街道工业园 8 号"], headings=headings)))
    assert (fields["pay_min"], fields["pay_max"], fields["pay_unit"], fields["pay_note"]) == (180, 240, "day", "含餐补")
    assert fields["place"] == "凌源市城关街道工业园 8 号"
    assert fields["township_code"] == "211382009"


def test_duties_and_requirements_apart_and_what_else_a_row_may_say(app):
    headings = ("用人单位", "岗位名称", "工作内容", "岗位要求", "专业", "经验年限", "证书要求", "驾照", "班次", "休息方式",
                "五险一金",
                "食宿", "是否面向退役军人", "可接收军属", "备注", "信息来源")
    row = [FIRM, TITLE, "操作车床", "会看图，退役军人年龄可放宽至50岁", "机械", "2年以上", "车工证、C1驾照", "", "两班倒", "月休4天", "是",
           "包吃住", "优先", "是", "提供工装", "企业报送"]
    fields = only(check(sheet(row, headings=headings)))
    assert fields["duties"] == "操作车床"
    assert fields["requirements"] == "会看图，退役军人年龄可放宽至50岁\n专业：机械"
    assert (fields["experience_years"], fields["certificates"], fields["licences"]) == (2, ["车工证"], ["C1"])
    assert (fields["shift"], fields["rest"], fields["source"]) == ("two", "month", "企业报送")
    assert all(fields[name] for name in ("has_insurance", "has_meals", "has_lodging", "veteran_first", "family_welcome"))
    assert fields["relaxations"] == ["退役军人年龄可放宽至50岁"]


def test_every_quirk_in_one_sheet(app):
    rows = [
        line(headcount="20人人", pay="4500+提成", education="大专及以上", until="2099/1/1"),
        line(headcount="不限人", pay="计件 6000以上", education="本科（含）以上", until="1970-01-01"),
        line(headcount="３－４名", pay="年薪9万", education="初中以下", until="长期有效"),
        line(headcount=None, pay="3k-5k", education="技校", until="招满为止"),
        line(headcount=7.0, pay=5200, education="无", until=46387),
        line(headcount="数名", pay="８０００以上元/月", education="高中或中专", until="2026年13月1日"),
    ]
    for number, row in enumerate(rows):
        row[1] = f"岗位{number}"
    report = check(sheet(*rows))
    got = [tuple(r.fields[name] for name in ("headcount", "pay_min", "pay_max", "pay_unit", "education", "valid_until")) for r in report.rows]
    assert got == [
        (20, 4500, None, "month", "大专", "2099-01-01"), (None, 6000, None, "piece", "本科", None), (3, 90000, 90000, "year", "不限", None),
        (None, 3000, 5000, "month", "中专", None), (7, 5200, 5200, "month", "不限", "2026-12-31"), (None, 8000, None, "month", "高中", None),
    ]
    assert "wrong" not in outcomes(report)
    assert {"headcount_open", "day_open", "day_unclear", "pay_by_month", "employer_unknown"} <= codes(report)


def test_findings_name_row_column_and_value(app):
    report = check(sheet(line(), line(title="电工", headcount="一些", pay="看能力", until="下周")))
    found = {(f.row, f.column, f.value, f.code) for f in report.all_findings() if f.code not in ("employer_unknown", "column_missing")}
    assert found == {(3, "招聘人数", "一些", "headcount_open"), (3, "薪资待遇", "看能力", "pay_unclear"), (3, "有效期至", "下周", "day_unclear")}
    assert all(f.message for f in report.all_findings())


def test_a_missing_title_is_told_at_its_column(app):
    report = check(sheet(line(title=None)))
    assert [(f.row, f.column, f.severity) for f in report.all_findings() if f.code == "title_missing"] == [(2, "岗位名称", "error")]


def test_what_is_missing_is_told_at_its_cell_or_once_for_the_file(make):
    make.employer(name=FIRM)
    headings = ("用人单位", "岗位名称", "招聘人数", "薪酬下限", "薪酬上限", "工作地点")
    report = check(sheet([FIRM, "车工", 2, None, None, ""], [FIRM, "钳工", None, 4000, 5000, "东城街道"], headings=headings))
    assert [r.missing for r in report.rows] == [["education", "duties", "place", "pay", "valid_until"], ["headcount", "education", "duties", "valid_until"]]
    assert [(f.row, f.column, f.code) for f in report.all_findings() if f.code.endswith("_missing")] == [
        (2, "学历要求", "column_missing"), (2, "工作内容", "column_missing"), (2, "工作地点", "element_missing"), (2, "薪酬下限", "element_missing"),
        (2, "有效期至", "column_missing"), (3, "招聘人数", "element_missing"),
    ]


def test_a_number_in_the_title_and_schooling_in_the_requirements_count_where_no_column_says_them(app):
    report = check(sheet([FIRM, "电工（3人）", "高中及以上学历，持证"], [FIRM, "焊工 2名", "学历不限"], [FIRM, "店员", "会用电脑"],
                         headings=("单位名称", "招聘岗位及人数", "岗位要求")))
    got = [(r.fields["title"], r.fields["headcount"], r.fields["education"]) for r in report.rows]
    assert got == [("电工", 3, "高中"), ("焊工", 2, "不限"), ("店员", None, None)]


@pytest.mark.parametrize("heading", ["发布日期", "民族", "试用期工资", "面试地点", "已招人数", "招聘开始时间", "岗位类别", "单位代码"])
def test_headings_that_only_look_alike_are_left_alone(app, heading):
    assert check(sheet([FIRM, TITLE, "x"], headings=("单位名称", "岗位名称", heading))).columns[heading] is None


def test_a_cell_with_a_spreadsheet_error_counts_as_empty(app):
    report = check(sheet(line(headcount=Broken("#REF!"), place=Broken("#N/A"))))
    assert (report.rows[0].fields["headcount"], report.rows[0].fields["place"]) == (None, "")
    assert "cell_broken" in codes(report)


@pytest.mark.parametrize("above", [
    [["招聘岗位信息表"], ["单位名称（盖章）：凌源市鑫达机械有限公司    联系人：王先生"]],
    [["招聘岗位信息表"], ["联系人", "王先生", "用人单位", None, "凌源市鑫达机械有限公司", "联系电话", "13900001234"]],
    [["企业名称: 凌源市鑫达机械有限公司 填报日期: 2026.11.26"], []],
])
def test_the_enterprise_named_once_above_its_table(app, above):
    fields = only(check(sheet([TITLE, 5, "操作车床", "初中"], headings=("岗位名称", "人数", "工作内容", "学历"), above=above)))
    assert (fields["employer"], fields["title"], fields["headcount"]) == (FIRM, TITLE, 5)


def test_whoever_filled_the_form_in_is_no_enterprise(app):
    found = find_table(sheet([TITLE, 5, "操作车床"], headings=("岗位名称", "人数", "工作内容"), above=[["填表单位：凌源市退役军人事务局"]]), COLUMNS)
    assert [f.name for f in found.lacks(COLUMNS)] == ["employer"]


@pytest.mark.parametrize(("low", "high", "read"), [(18, 45, (18, 45)), ("18周岁", "", (18, None)), (None, "45岁", (None, 45)), ("不限", "不限", (None, None))])
def test_an_age_in_a_column_for_each_end(app, low, high, read):
    fields = only(check(sheet([*line(), low, high], headings=(*HEADINGS, "年龄下限", "最高年龄(岁)"))))
    assert (fields["age_min"], fields["age_max"]) == read


@pytest.mark.parametrize(("sex", "said"), [("男", True), ("限女性", True), ("男女不限", False), ("不限", False), ("", False)])
def test_a_column_of_sex_is_pointed_out_and_left_out(app, sex, said):
    report = check(sheet([*line(), sex], headings=(*HEADINGS, "性别")))
    assert ("sex_dropped" in codes(report)) is said
    assert only(report)["requirements"] == ""


def test_pay_under_two_headings(app):
    above = [["用人单位", "岗位", "薪资待遇", None]]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)]
    report = check(sheet([FIRM, TITLE, 2500, "3000-3800"], headings=[None, None, "底薪", "综合"], above=above, merges=merges))
    assert (only(report)["pay_min"], only(report)["pay_max"]) == (3000, 3800)

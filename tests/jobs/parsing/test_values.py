"""Headcounts, schooling, days, places, titles, contacts and plain text, line by line."""

from datetime import date, datetime, time

import pytest

from jobs.parsing.contact import read_contact, read_phone
from jobs.parsing.dates import read_day
from jobs.parsing.education import education_said_in, read_education
from jobs.parsing.headcount import read_headcount, split_title
from jobs.parsing.place import names_of, read_place, township_of
from jobs.parsing.plain import arabic, chinese_number, joined, one_line, paragraphs
from jobs.parsing.title import place_key, read_title, title_key

TODAY = date(2026, 9, 10)


@pytest.mark.parametrize(("written", "number", "code"), [
    ("7人", 7, ""), ("7 人", 7, ""), ("７名", 7, ""), ("7", 7, ""), (7, 7, ""), (7.0, 7, ""), ("7人人", 7, ""), ("共7人", 7, ""), ("约40人", 40, ""),
    ("40人以上", 40, ""), ("1,200人", 1200, ""), ("3-5名", 3, ""), ("3～5人", 3, ""), ("3人-5人", 3, ""), ("5至3人", 3, ""), ("十二人", 12, ""),
    ("两名", 2, ""), ("男6女2", 8, ""), ("男4人、女3人", 7, ""), ("3男2女", 5, ""), ("6人（其中女2人）", 6, ""), ("8(男)", 8, ""), ("4名/班", 4, ""),
    ("电工2名，焊工3名", 5, ""), ("招5个", 5, ""),
    ("若干", None, "missing"), ("若干名", None, "missing"), ("不限", None, "missing"), ("不限人", None, "missing"), ("数名人", None, "missing"),
    ("多名", None, "missing"), ("长期招聘", None, "missing"), ("人", None, "missing"), ("", None, "missing"), (None, None, "missing"),
    ("0", None, "missing"),
    ("-", None, "missing"), ("2.5", None, "unclear"), ("-3", None, "unclear"), ("一批", None, "missing"), ("看情况", None, "unclear"),
    ("999999", None, "unclear"),
])
def test_headcount(written, number, code):
    reading = read_headcount(written)
    assert (reading.value, reading.code) == (number, code)


@pytest.mark.parametrize(("title", "expected"), [
    ("电工（3人）", ("电工", 3)), ("电工3名", ("电工", 3)), ("电工：3人", ("电工", 3)), ("电工", ("电工", None)), ("3人", ("3人", None)),
    ("2号车间电工", ("2号车间电工", None)), ("电工0人", ("电工", None)),
])
def test_a_number_behind_a_title(title, expected):
    assert split_title(title) == expected


@pytest.mark.parametrize(("text", "level"), [
    ("身体健康，高中以上学历", "高中"), ("1、大专及以上学历；2、会电脑", "大专"), ("学历不限，能吃苦", "不限"), ("本科学历优先", None),
    ("高中以上学历；组长大专以上学历", None), ("能吃苦", None),
])
def test_schooling_said_in_a_longer_text(text, level):
    assert education_said_in(text) == level


@pytest.mark.parametrize(("written", "level"), [
    ("不限", "不限"), ("学历不限", "不限"), ("无要求", "不限"), ("均可", "不限"), ("无", "不限"), ("/", "不限"), ("初中以下", "不限"),
    ("高中及以下", "不限"), ("不限学历，有经验优先", "不限"),
    ("小学", "小学"), ("小学以上文化", "小学"), ("初中", "初中"), ("初中及以上", "初中"), ("初中毕业即可", "初中"), ("高中", "高中"),
    ("高中（含）以上", "高中"), ("高中/中专", "高中"),
    ("中专或高中", "中专"), ("中专", "中专"), ("中技", "中专"), ("技校毕业", "中专"), ("职高", "中专"), ("中职及以上", "中专"), ("大专", "大专"),
    ("专科以上", "大专"), ("高职", "大专"),
    ("全日制大专及以上学历", "大专"), ("大专、本科均可", "大专"), ("本科以上", "本科"), ("大学本科", "本科"), ("统招本科", "本科"), ("硕士", "硕士"),
    ("研究生及以上", "硕士"),
    ("博士研究生", "博士"), ("大专以上，本科优先", "大专"), ("本科（退役军人可放宽至大专）", "本科"), ("Ｈ高 中", "高中"), ("大　专", "大专"),
    ("", None), (None, None), ("会开车", None),
])
def test_education(written, level):
    assert read_education(written).value == level


@pytest.mark.parametrize(("written", "day"), [
    ("2026-12-31", date(2026, 12, 31)), ("2026/12/31", date(2026, 12, 31)), ("2026.12.31", date(2026, 12, 31)), ("2026．12．31", date(2026, 12, 31)),
    ("2026年12月31日", date(2026, 12, 31)),
    ("2026年9月1日前", date(2026, 9, 1)), ("２０２６年９月１日", date(2026, 9, 1)), ("20261231", date(2026, 12, 31)), ("2026.9.1", date(2026, 9, 1)),
    ("26.12.31", date(2026, 12, 31)),
    ("2026-12-31 17:00:00", date(2026, 12, 31)), ("截止2026年12月31日", date(2026, 12, 31)), ("2026.9.1-2026.12.31", date(2026, 12, 31)),
    ("2026年9月1日至12月31日", date(2026, 12, 31)),
    ("即日起至2026年11月30日", date(2026, 11, 30)), ("2026年11月", date(2026, 11, 30)), ("2026-11", date(2026, 11, 30)),
    ("2026年11月底", date(2026, 11, 30)), ("2026年底", date(2026, 12, 31)),
    ("年底", date(2026, 12, 31)), ("10月31日", date(2026, 10, 31)), ("10.31", date(2026, 10, 31)), ("二〇二六年十二月", None),
    ("12/31/2026", date(2026, 12, 31)),
    (datetime.combine(date(2026, 12, 31), time()), date(2026, 12, 31)), (date(2026, 12, 31), date(2026, 12, 31)), (46387, date(2026, 12, 31)),
    ("46387", date(2026, 12, 31)), (46387.0, date(2026, 12, 31)), (20261231, date(2026, 12, 31)),
    ("长期", None), ("长期有效", None), ("招满为止", None), ("不限", None), ("", None), (None, None), ("1970-01-01", None),
    (datetime.combine(date(1970, 1, 1), time()), None), (0, None),
    ("2026-02-30", None), ("2026年13月1日", None), ("三个月", None), ("9999-12-31", None),
])
def test_last_day(written, day):
    assert read_day(written, TODAY).value == day


@pytest.mark.parametrize(("written", "code"), [
    ("长期有效", "missing"), ("1970-01-01", "missing"), ("", "missing"), ("2026-02-30", "unclear"), ("见公告", "unclear"), (12, "unclear"),
])
def test_why_there_is_no_last_day(written, code):
    assert read_day(written, TODAY).code == code


@pytest.mark.parametrize(("parts", "place"), [
    (("凌源市　城关街道",), "凌源市城关街道"), (("凌源市", "城关街道物流园"), "凌源市城关街道物流园"),
    (("辽宁省凌源市", "辽宁省凌源市东城街道"), "辽宁省凌源市东城街道"),
    (("凌源市东城街道", "东城街道"), "凌源市东城街道"), (("辽宁省凌源市", "凌源市东城街道 2 号"), "辽宁省凌源市东城街道 2 号"),
    ((None, "工业园区 A 座"), "工业园区 A 座"), (("-",), ""), ((None, None), ""),
    (("朝阳\n市内",), "朝阳市内"),
])
def test_place(parts, place):
    assert read_place(*parts) == place


NAMES = names_of([{"name": "城关街道", "code": "211382009"}, {"name": "东城街道", "code": "211382001"}, {"name": "万元店镇", "code": "211382101"}])


@pytest.mark.parametrize(("place", "code"), [
    ("凌源市城关街道物流园", "211382009"), ("万元店镇工业园", "211382101"), ("辽宁省朝阳市凌源市东城街道", "211382001"), ("凌源万元店", "211382101"),
    ("北京市东城街道", None), ("河北省某县城关街道", None), ("凌源市内", None), ("城关街道、东城街道", None), ("", None),
])
def test_township(place, code):
    assert township_of(place, NAMES) == code


@pytest.mark.parametrize(("typed", "title"), [
    ("1、电工", "电工"), ("（2）焊工", "焊工"), (" 叉车\n司机 ", "叉车 司机"), ("ＣＮＣ操作工", "CNC操作工"), ("3", "3"),
    ("5000元急聘客服", "5000元急聘客服"),
])
def test_title(typed, title):
    assert read_title(typed) == title


def test_two_spellings_of_a_post_have_one_key():
    assert title_key("Ａ类 焊工（氩弧）") == title_key("a类焊工(氩弧)")
    assert title_key("電工") == title_key("电工")
    assert title_key("焊工") != title_key("电工")
    assert title_key("C++开发") != title_key("C开发")
    assert place_key("辽宁省朝阳市凌源市城关街道") == place_key("凌源市 城关街道")


@pytest.mark.parametrize(("written", "name", "phone"), [
    ("王经理 13812340000", "王经理", "13812340000"), ("13812340000", "", "13812340000"), ("联系人：李女士 电话：0421-6812345", "李女士", "0421-6812345"),
    ("138 1234 0000", "", "13812340000"), ("138-1234-0000（赵）", "", "13812340000"), (13812340000, "", "13812340000"),
    ("+8613812340000", "", "13812340000"), ("李主任", "李主任", None), ("", "", None),
])
def test_contact(written, name, phone):
    assert read_contact(written) == (name, phone)


def test_a_phone_mangled_by_the_spreadsheet_is_none():
    assert read_phone("1.38E+10") is None


def test_long_texts_keep_their_lines_and_lose_markup():
    assert paragraphs(" 1、看管设备\r\n\r\n2、  记录　温度 ") == "1、看管设备\n\n2、  记录　温度"
    assert paragraphs('<p class="x">一、<b>焊接</b>&nbsp;打磨</p><p>二、搬运<br/>装车</p>') == "一、焊接 打磨\n二、搬运\n装车"
    assert paragraphs("温度<30℃ 时开机") == "温度<30℃ 时开机"
    assert paragraphs("电\u200b工\x00_x000D_") == "电工"


def test_names_and_titles_in_one_line():
    assert joined("凌源市\n 鑫 达 机械厂") == "凌源市鑫达机械厂"
    assert one_line("ABC　公司\t 二部") == "ABC 公司 二部"


@pytest.mark.parametrize(("numeral", "value"), [
    ("十", 10), ("十五", 15), ("二十", 20), ("三百零五", 305), ("两千八", 2800), ("一万二", 12000), ("三万", 30000), ("四千五百", 4500),
    ("电", None), ("", None),
])
def test_chinese_numerals(numeral, value):
    assert chinese_number(numeral) == value


def test_words_that_only_look_like_numerals_stay():
    assert arabic("五险一金，一万多") == "五险一金，10000多"

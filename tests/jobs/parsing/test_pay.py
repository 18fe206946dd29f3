"""Pay as written in spreadsheets of bureaus and firms, line by line."""

import pytest

from jobs.parsing.pay import read_pay, read_pay_columns
from jobs.parsing.pay_units import unit_in

CASES = [
    ("4200-5800", 4200, 5800, "month"),
    ("4200—5800元/月", 4200, 5800, "month"),
    ("4200～5800 元 / 月", 4200, 5800, "month"),
    ("４２００－５８００元", 4200, 5800, "month"),
    ("4,200-5,800", 4200, 5800, "month"),
    ("4200至5800元", 4200, 5800, "month"),
    ("4200元到5800元", 4200, 5800, "month"),
    ("4200--5800", 4200, 5800, "month"),
    ("5800-4200", 4200, 5800, "month"),
    ("¥4200-¥5800", 4200, 5800, "month"),
    ("月薪4200元-5800元", 4200, 5800, "month"),
    ("4200/5800元", 4200, 5800, "month"),
    ("4.2k-5.8k", 4200, 5800, "month"),
    ("4-6K", 4000, 6000, "month"),
    ("4千-6千", 4000, 6000, "month"),
    ("四千至六千", 4000, 6000, "month"),
    ("四千五左右", 4500, 4500, "month"),
    ("一万五", 15000, 15000, "month"),
    ("1.3万", 13000, 13000, "month"),
    ("0.7-1.1万元/月", 7000, 11000, "month"),
    ("6500-1.1万", 6500, 11000, "month"),
    ("1万-1.6万/月", 10000, 16000, "month"),
    ("4600元", 4600, 4600, "month"),
    ("4600", 4600, 4600, "month"),
    (4600, 4600, 4600, "month"),
    (4600.0, 4600, 4600, "month"),
    ("4600元每月", 4600, 4600, "month"),
    ("4600元/人/月", 4600, 4600, "month"),
    ("7000以上", 7000, None, "month"),
    ("7000元以上/月", 7000, None, "month"),
    ("7000元/月以上", 7000, None, "month"),
    ("7000元（含）以上", 7000, None, "month"),
    ("7000起", 7000, None, "month"),
    ("7000+", 7000, None, "month"),
    ("不低于7000元", 7000, None, "month"),
    ("最低7000", 7000, None, "month"),
    (">=7000", 7000, None, "month"),
    ("5200+提成", 5200, None, "month"),
    ("5200元/月+绩效", 5200, None, "month"),
    ("底薪2600+全勤200+提成", 2600, None, "month"),
    ("无责底薪3200，多劳多得", 3200, None, "month"),
    ("保底4300+计件", 4300, None, "month"),
    ("6000以下", None, 6000, "month"),
    ("6000元以内", None, 6000, "month"),
    ("最高6000元", None, 6000, "month"),
    ("不超过6000", None, 6000, "month"),
    ("底薪3100，综合5200-7600元", 5200, 7600, "month"),
    ("试用期2900，转正3900-5100", 3900, 5100, "month"),
    ("试用期2个月2900元/月，转正后4100元/月", 4100, 4100, "month"),
    ("4100-5300元/月（试用期3100）", 4100, 5300, "month"),
    ("5100-6300元·14薪", 5100, 6300, "month"),
    ("4700元，月休4天，五险", 4700, 4700, "month"),
    ("税前5300，每天8小时", 5300, 5300, "month"),
    ("3900-4500元/月（26天）", 3900, 4500, "month"),
    ("每月15号发，4400元", 4400, 4400, "month"),
    ("面议（不低于3600）", 3600, None, "month"),
    ("220元/天", 220, 220, "day"),
    ("180-240元/日", 180, 240, "day"),
    ("日结180", 180, 180, "day"),
    ("日薪260元", 260, 260, "day"),
    ("一天190", 190, 190, "day"),
    ("130元/班", 130, 130, "day"),
    ("190", 190, 190, "day"),
    ("17元/小时", 17, 17, "hour"),
    ("16.5元/h", 16, 16, "hour"),
    ("时薪18-22", 18, 22, "hour"),
    ("小时工20元", 20, 20, "hour"),
    ("21元/时，每天8小时", 21, 21, "hour"),
    ("年薪9万", 90000, 90000, "year"),
    ("9-13万/年", 90000, 130000, "year"),
    ("年薪 10 - 14 万元", 100000, 140000, "year"),
    ("7-9万", 70000, 90000, "year"),
    ("年收入8万以上", 80000, None, "year"),
    ("计件 5500以上", 5500, None, "piece"),
    ("5500-7500（计件）", 5500, 7500, "piece"),
    ("6元/件", 6, 6, "piece"),
    ("70元/平方米", 70, 70, "piece"),
    ("月薪6100（计件）", 6100, 6100, "month"), ("4100-5300元/月，加班18元/小时", 4100, 5300, "month"), ("4100元/月或180元/天", 4100, 4100, "month"),
    ("保底3200+计件，每件0.6元", 3200, None, "month"), ("160元/天，月休4天", 160, 160, "day"), ("年薪8-10万，底薪3000", 80000, 100000, "year"),
]


@pytest.mark.parametrize(("written", "low", "high", "unit"), CASES)
def test_an_amount_is_read_with_its_bounds_and_unit(written, low, high, unit):
    pay = read_pay(written)
    assert (pay.low, pay.high, pay.unit) == (low, high, unit)
    assert pay.code in ("", "assumed")


@pytest.mark.parametrize(("written", "code"), [
    ("面议", "negotiable"), ("工资面谈", "negotiable"), ("待遇从优", "negotiable"), ("按公司规定执行", "negotiable"), ("双方协商", "negotiable"),
    ("", "missing"), (None, "missing"), ("-", "missing"), ("/", "missing"), ("元/月", "missing"), ("无", "missing"),
    ("看能力", "unclear"), ("900元/周", "unclear"), ("五险一金", "unclear"), ("13薪", "unclear"), ("0.4元/件", "unclear"),
])
def test_without_an_amount_none_is_invented(written, code):
    pay = read_pay(written)
    assert (pay.low, pay.high, pay.code) == (None, None, code)


def test_what_was_written_is_kept_unless_the_numbers_say_it_all():
    assert read_pay("4200-5800元/月").note == ""
    assert read_pay("5200+提成").note == "5200+提成"
    assert read_pay("面议").note == "面议"


@pytest.mark.parametrize(("value", "heading", "expected"), [
    ("8-11", "年薪（万元）", (80000, 110000, "year", "")),
    ("5200", "月工资（元）", (5200, 5200, "month", "")),
    (185, "工资(元/天)", (185, 185, "day", "")),
    (19.0, "时薪", (19, 19, "hour", "")),
    ("6万", "薪资待遇", (60000, 60000, "year", "assumed")),
])
def test_the_heading_names_unit_and_scale(value, heading, expected):
    pay = read_pay(value, heading)
    assert (pay.low, pay.high, pay.unit, pay.code) == expected


@pytest.mark.parametrize(("cells", "expected"), [
    ((4100, 5300, "月"), (4100, 5300, "month")),
    ((5300, 4100, "元/月"), (4100, 5300, "month")),
    (("180", "220", "天"), (180, 220, "day")),
    (("4100元", "", "元/月", "+提成"), (4100, None, "month")),
    (("", 5300, "月"), (None, 5300, "month")),
    ((6, 9, "万元/年"), (60000, 90000, "year")),
    ((18, 24, "小时"), (18, 24, "hour")),
    ((4100, 5300, ""), (4100, 5300, "month")),
    ((None, None, None, "4100-5300元/月"), (4100, 5300, "month")),
])
def test_bounds_and_unit_in_columns_of_their_own(cells, expected):
    pay = read_pay_columns(*cells)
    assert (pay.low, pay.high, pay.unit) == expected


def test_negotiable_in_both_columns_stays_negotiable():
    assert read_pay_columns("面议", "面议", "月").code == "negotiable"


@pytest.mark.parametrize(("text", "unit"), [
    ("月", "month"), ("元/月", "month"), ("月薪", "month"), ("天", "day"), ("日薪", "day"), ("小时", "hour"), ("元/小时", "hour"), ("年薪", "year"),
    ("计件", "piece"), ("month", "month"), ("薪资待遇（元/月）", "month"), ("薪资", None), ("", None),
])
def test_units_by_name(text, unit):
    assert unit_in(text) == unit


def test_a_cell_of_endless_digits_is_read_in_no_time():
    assert read_pay("1-" * 15_000).code == "unclear"
    assert read_pay("9" * 30_000).low is None

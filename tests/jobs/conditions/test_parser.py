"""Whatever is written: it is read, in time, to values of the documented scheme, however its characters are typed."""

import json
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from core.reference import EDUCATION, LICENCE_CLASSES, PAY_UNITS, RESTS, SHIFTS
from jobs.conditions import NAMES, Condition, parse_requirements
from jobs.conditions.line import LONGEST
from tests.jobs.conditions.labels import labelled

PIECES = [
    *"0123456789.-—~/，,。；;：（）()、 \n一二三两半十以上下或及和", "岁", "年龄", "周岁", "高中", "大专以上", "学历", "不限", "优先",
    "可放宽至", "退役军人", "经验", "年", "叉车证", "C1", "驾照",
    "身高170", "男", "女", "两班倒", "工资", "元/月", "工作地点：", "电工：", "双休", "8小时", "1985年", "以后出生", "勿投", "元/件", "0.5",
    "男女不限", "亦可", "之一", "<b>", "满", "出差",
]
WORDS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
LINES = [line for line, _conditions in labelled()]
FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)} | {" ": "\u3000"})


def read(text):
    return [c.as_dict() for c in parse_requirements(text)]


def _fits(c):
    value, wish = c["value"], c["op"] == "prefer"
    if c["name"] in ("age", "height"):
        if wish or c["op"] == "between":
            low, high = value
            return (wish and None in (low, high)) or low <= high
        return c["op"] in (">=", "<=") and isinstance(value, int)
    if c["name"] == "education":
        return c["op"] in (">=", "<=", "prefer") and value in EDUCATION
    if c["name"] == "experience":
        return wish and value is None or (c["op"] in (">=", "prefer") and 0 <= value <= 30)
    if c["name"] == "licence":
        return c["op"] in ("any", "prefer") and set(value) <= {*LICENCE_CLASSES, "C3", "C4", "F", "any", "military"}
    if c["name"] == "certificate":
        return c["op"] in ("any", "all", "prefer") and all(isinstance(name, str) for name in value) and bool(value)
    if c["name"] == "sex":
        return c["op"] in ("==", "prefer") and value in ("男", "女")
    if c["name"] == "shift":
        if c["op"] == "offers":
            return set(value) == {"shift", "rest", "hours"} and value["shift"] in (None, *SHIFTS) and value["rest"] in (None, *RESTS) and any(value.values())
        return value in SHIFTS if c["op"] == "==" else c["op"] in ("any", "prefer") and set(value) <= set(SHIFTS)
    if c["name"] == "veteran":
        return c["op"] in ("only", "prefer") and set(value) <= {"退役军人", "军属"}
    if c["name"] == "pay":
        return c["op"] in ("offers", "prefer") and value["unit"] in PAY_UNITS and any(value[end] is not None for end in ("min", "max"))
    return c["op"] in ("==", "accept", "prefer") and isinstance(value, str)


@settings(max_examples=300, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=80)))
def test_any_text_is_read_to_values_of_the_scheme(text):
    found = read(text)
    json.dumps(found)
    assert all(c["name"] in NAMES and _fits(c) for c in found)
    assert [NAMES.index(c["name"]) for c in found] == sorted(NAMES.index(c["name"]) for c in found)


@pytest.mark.parametrize("text", LINES)
def test_full_width_reads_as_half_width(text):
    assert read(text.translate(FULL_WIDTH)) == read(text)


def test_traditional_reads_as_simplified():
    to_simplified, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    for line in LINES:
        simplified = to_simplified.convert(line)
        assert read(to_traditional.convert(simplified)) == read(simplified)


@pytest.mark.parametrize("piece", ["1", "年龄18-", "大专或", "2年", "叉车证、", "（", "或", "C1/", "工：", "优先", "一", "男女",
                                   "工资1", "、", "可放宽", "18-45岁，"])
def test_the_longest_text_is_read_in_no_time(piece):
    text = (piece * LONGEST)[:LONGEST * 2]
    started = time.process_time()
    parse_requirements(text)
    assert time.process_time() - started < 10


def test_conditions_can_be_kept_and_compared():
    first, second = parse_requirements("持C1以上驾照，月薪4000元"), parse_requirements("持Ｃ１以上駕照，月薪4000元")
    assert first == second
    assert len({*first, *second}) == 2
    assert all(isinstance(c, Condition) and c.source for c in first)


@pytest.mark.parametrize(("text", "hard"), [
    ("男性，月薪4000元，工作地点：凌源", []), ("年龄45岁以下", ["age"]), ("有驾照优先", []), ("限退役军人", ["veteran"]),
    ("能适应长期出差", ["place"]), ("长白班", ["shift"]), ("周末双休，每天8小时，夜班有补贴", []),
])
def test_sex_pay_place_of_work_and_wishes_are_never_hard(text, hard):
    assert [c.name for c in parse_requirements(text) if c.is_hard] == hard


def test_days_off_and_hours_are_offers():
    assert read("八小时工作制，周末双休") == [{"name": "shift", "op": "offers", "value": {"shift": None, "rest": "two", "hours": 8}}]
    assert read("夜班津贴20元") == [{"name": "shift", "op": "offers", "value": {"shift": "night", "rest": None, "hours": None}}]


@pytest.mark.parametrize(("text", "op", "value"), [
    ("1990年1月1日以后出生", "<=", 36), ("1985年之后出生", "<=", 41), ("2008年以前出生", ">=", 17), ("1980-2000年出生", "between", [25, 46]),
])
def test_years_of_birth_are_ages_on_the_day_of_reading(text, op, value):
    found = parse_requirements(text, date(2026, 11, 25))
    assert [(c.name, c.as_dict()["op"], c.as_dict()["value"]) for c in found] == [("age", op, value)]


@pytest.mark.parametrize("taken_back", ["条件优秀者可放宽", "特别优秀者可适当放宽条件", "优秀者条件可放宽"])
def test_amounts_that_may_be_relaxed_are_wishes(taken_back):
    found = parse_requirements(f"大专以上学历，年龄35岁以下，{taken_back}")
    assert [c.name for c in found] == ["age", "education"]
    assert all(c.is_preference for c in found)


def test_the_wider_limit_holds_where_one_is_named():
    assert read("年龄35岁以下，退役军人可放宽至45岁") == [{"name": "age", "op": "<=", "value": 45}]
    assert read("30-40岁，退役军人放宽5岁") == [{"name": "age", "op": "between", "value": [30, 45]}]
    assert read("大专以上，退役军人可放宽到高中") == [{"name": "education", "op": ">=", "value": "高中"}]

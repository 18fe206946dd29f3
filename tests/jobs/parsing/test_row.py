"""Whatever stands in a row's cells: it is read, in time, into values the store takes."""

import time
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reference import ANY_EDUCATION, EDUCATION, PAY_UNITS, RESTS, SHIFTS
from jobs.parsing.row import read_row

TODAY = date(2026, 9, 10)
NAMES = (
    "employer", "credit_code", "title", "headcount", "duties", "requirements", "region", "place", "address", "pay", "pay_min", "pay_max", "pay_unit",
    "pay_note", "education", "major", "experience", "certificates", "licences", "age", "shift", "rest", "insurance", "board", "benefits", "veteran",
    "family", "contact", "phone", "valid_until", "source", "remark",
)
PIECES = [*"0123456789.-—~/万千k元月天年日时以上下人名不限面议学历高中大专岁班休证照，。（）：+、 \n", "1970-01-01", "面议", "计件", "小时", "<p>", "&nbsp;"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
CELLS = st.one_of(st.none(), WORDS, st.text(max_size=40), st.integers(-10, 10**12), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.dates(),
                  st.datetimes())
LONGEST = {"title": 80, "place": 120, "pay_note": 120, "contact_name": 40, "source": 80}


def read(cells):
    return read_row(cells, {name: name for name in cells}, TODAY, {"城关街道": "211382009"})


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), CELLS))
def test_any_row_is_read_into_values_the_store_takes(cells):
    row = read(cells)
    values = row.values
    assert values["headcount"] is None or values["headcount"] > 0
    assert values["pay_min"] is None or values["pay_max"] is None or 0 <= values["pay_min"] <= values["pay_max"] < 2**31
    assert values["pay_unit"] in (None, *PAY_UNITS)
    assert values["education"] in ("", ANY_EDUCATION, *EDUCATION)
    assert values["shift"] in ("", *SHIFTS)
    assert values["rest"] in ("", *RESTS)
    assert values["valid_until"] is None or isinstance(values["valid_until"], date)
    assert all(len(values[name]) <= most for name, most in LONGEST.items())
    assert all("\x00" not in value for value in (row.employer, *values.values()) if isinstance(value, str))
    assert row.is_wrong or values["title"]


@pytest.mark.parametrize("piece", ["1", "9-", "3000-5000元/月，", "年龄18", "2年以上经验", "退役军人放宽", "<p ", "C1、", "（", "一二三", "\u3000", "1万"])
def test_the_longest_cell_is_read_in_no_time(piece):
    text = piece * (32_000 // len(piece))
    started = time.process_time()
    read(dict.fromkeys(NAMES, text))
    assert time.process_time() - started < 2


def test_a_spreadsheets_own_dates_and_numbers():
    row = read({"title": "电工", "headcount": 3.0, "pay": 4200.0, "valid_until": datetime.fromisoformat("2026-12-31T00:00:00"), "phone": 13900001234.0})
    assert (row.values["headcount"], row.values["pay_min"], row.values["valid_until"]) == (3, 4200, date(2026, 12, 31))
    assert row.values["contact_phone"] == "13900001234"

"""From fields and text to conditions: the field wins, alternatives and relaxations of the text are kept, nobody is shut out by mistake."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.required import lets_in_more, required_of
from jobs.required.relaxing import without_relaxing
from jobs.required.shown import table_of

BLANK = {"requirements": "", "duties": "", "education": "", "experience_years": None, "age_min": None, "age_max": None, "licences": [], "certificates": [],
         "shift": "", "relaxations": []}


def read(**fields):
    return required_of(SimpleNamespace(**{**BLANK, **fields}))


def hard(**fields):
    return [(one.name, one.op, one.value, one.origin) for one in read(**fields) if one.is_hard]


def relaxed(**fields):
    return {one.name: one.relaxed for one in read(**fields) if one.relaxed}


def test_fields_are_conditions():
    found = hard(age_min=18, age_max=45, education="高中", experience_years=2, licences=["B2", "C1"], certificates=["电工证", "叉车证"], shift="two")
    assert [one[:3] for one in found] == [
        ("age", "between", [18, 45]), ("education", ">=", "高中"), ("experience", ">=", 2), ("licence", "any", ["B2", "C1"]),
        ("certificate", "any", ["电工证"]), ("certificate", "any", ["叉车证"]), ("shift", "any", ["two"])]
    assert {one[3] for one in found} == {"field"}


def test_text_adds_what_no_field_states():
    assert hard(requirements="45周岁以下，持叉车证、电工证，适应出差", duties="夜间值班") == [
        ("age", "<=", 45, "text"), ("certificate", "any", ["叉车作业证(N1)"], "text"), ("certificate", "any", ["低压电工作业证"], "text"),
        ("shift", "any", ["night"], "text"), ("place", "accept", "出差", "text")]


def test_the_field_wins_and_the_text_is_kept_beside_it():
    one = next(one for one in read(age_max=45, requirements="年龄40岁以下") if one.name == "age")
    assert (one.value, one.origin, one.phrase) == (45, "field", "年龄40岁以下".removeprefix("年龄"))
    assert hard(education="不限", requirements="大专以上学历") == []
    assert hard(experience_years=0, requirements="三年以上经验") == []


@pytest.mark.parametrize("field", [None, 45, 50])
def test_a_stricter_text_stands_when_it_relaxes_for_some(field):
    assert hard(age_max=field, requirements="35岁以下，退役军人可放宽到45岁") == [("age", "<=", 35, "text")]
    assert relaxed(age_max=field, requirements="35岁以下，退役军人可放宽到45岁") == {"age": {"veteran": 45}}


def test_alternatives_of_the_text_are_added_to_the_field():
    assert hard(licences=["B2"], requirements="B2或军队驾驶证均可") == [("licence", "any", ["B2", "military"], "text")]
    assert hard(certificates=["叉车证", "电工证"], requirements="持叉车证或电工证") == [("certificate", "any", ["叉车作业证(N1)", "低压电工作业证"], "text")]
    assert hard(shift="two", requirements="倒班") == [("shift", "any", ["two", "three", "four"], "text")]


@pytest.mark.parametrize(("fields", "expected"), [
    ({"age_max": 45, "relaxations": ["年龄放宽到 50 岁"]}, {"age": {"veteran": 50}}),
    ({"age_min": 18, "age_max": 45, "relaxations": ["退役军人年龄可放宽至50岁"]}, {"age": {"veteran": [18, 50]}}),
    ({"age_max": 45, "requirements": "退役军人、军属年龄可放宽5岁"}, {"age": {"veteran": 50, "active_family": 50}}),
    ({"age_max": 45, "requirements": "退役军人年龄不限"}, {"age": {"veteran": "waived"}}),
    ({"education": "大专", "relaxations": ["学历放宽到高中"]}, {"education": {"veteran": "高中"}}),
    ({"education": "大专", "requirements": "退役军人学历可放宽至高中"}, {"education": {"veteran": "高中"}}),
    ({"education": "初中", "relaxations": ["学历放宽到高中"]}, {}),
    ({"experience_years": 3, "relaxations": ["服役年限计入工作经验"]}, {"experience": {"veteran": "service"}}),
    ({"certificates": ["叉车证"], "relaxations": ["证书可入职后考"]}, {"certificate": {"veteran": "later"}}),
    ({"age_max": 45, "relaxations": ["年龄放宽到 40 岁"]}, {}),
    ({"relaxations": ["年龄放宽到 50 岁"]}, {}),
    ({"duties": "装卸，45岁以下，退役军人可放宽到50岁"}, {"age": {"veteran": 50}}),
    ({"requirements": "45歲以下，退役軍人可放寬到50歲"}, {"age": {"veteran": 50}}),
    ({"age_max": 45, "requirements": "条件优秀者可适当放宽"}, {}),
])
def test_what_is_relaxed_for_whom(fields, expected):
    assert relaxed(**fields) == expected


def test_wishes_and_the_sex_are_kept_apart():
    found = {(one.name, one.op): one.is_hard for one in read(requirements="限男性，持电工证优先，退役军人优先")}
    assert found == {("sex", "=="): False, ("certificate", "prefer"): False, ("veteran", "prefer"): False}
    shown = table_of(read(requirements="限男性，持电工证优先"))
    assert (shown.hard, len(shown.wishes), shown.sex.name) == ([], 1, "sex")


@given(st.text(alphabet="退役军人可放宽到45岁以下，。年龄学历高中35不限()（）\n男女", max_size=60))
def test_any_text_is_read_and_relaxations_only_let_in_more(text):
    public, _found = without_relaxing(text)
    assert len(public) <= len(text) * 2
    for one in read(requirements=text, age_max=45, education="大专"):
        assert one.is_hard or not one.relaxed
        assert all(lets_in_more(one.name, one.op, value, one.value) for value in one.relaxed.values())


@given(st.sampled_from(["between", "<=", ">="]), st.integers(16, 60), st.integers(16, 60), st.integers(16, 60), st.integers(16, 60))
def test_a_wider_span_is_wider_and_never_both_ways(op, a, b, c, d):
    old, new = ([min(a, b), max(a, b)], [min(c, d), max(c, d)]) if op == "between" else (a, c)
    assert not (lets_in_more("age", op, new, old) and lets_in_more("age", op, old, new))
    if lets_in_more("age", op, new, old):
        inside = (lambda n, v: v[0] <= n <= v[1]) if op == "between" else (lambda n, v: n <= v) if op == "<=" else (lambda n, v: n >= v)
        assert all(inside(n, new) for n in range(14, 80) if inside(n, old))

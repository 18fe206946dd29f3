"""What a row demands and offers, in simple phrases."""

import pytest

from jobs.parsing import demands, offers


@pytest.mark.parametrize(("written", "age"), [
    ("20-48周岁", (20, 48)), ("年龄20至48岁", (20, 48)), ("20～48岁，身体健康", (20, 48)), ("48周岁以下", (None, 48)),
    ("48岁（含）以下", (None, 48)), ("不超过48周岁", (None, 48)),
    ("年满20周岁", (20, None)), ("20周岁以上", (20, None)), ("20周岁以上48周岁以下", (20, 48)), ("20周岁以上-48周岁以下", (20, 48)),
    ("男性20-48岁，女性20-40岁", (None, None)),
    ("四十八岁以下", (None, 48)), ("身高170-180", (None, None)), ("月薪2000-3000元", (None, None)), ("有10-15年经验", (None, None)), ("", (None, None)),
])
def test_age(written, age):
    assert demands.read_age(written) == age


@pytest.mark.parametrize(("cell", "age"), [
    ("20-48", (20, 48)), ("48以下", (None, 48)), ("48", (None, None)), ("20—48岁", (20, 48)), ("48-20", (20, 48)), ("不限", (None, None)),
    (48, (None, None)),
])
def test_age_cell(cell, age):
    assert demands.read_age_cell(cell) == age


@pytest.mark.parametrize(("written", "years"), [
    ("2年以上相关工作经验", 2), ("三年以上焊接经验", 3), ("1-3年同岗位经验", 1), ("有5年以上驾龄", 5), ("工作经验满2年", 2),
    ("有相关经验者优先", None), ("2年以上经验者优先", None),
    ("经验不限", 0), ("有无经验均可", 0), ("应届生可", 0), ("2年电工经验；3年管理经验", None), ("成立于2013年，有经验", None), ("", None),
])
def test_experience(written, years):
    assert demands.read_experience(written) == years


@pytest.mark.parametrize(("cell", "years"), [("2", 2), (2, 2), ("2年", 2), ("2年以上", 2), ("1-3年", 1), ("不限", 0), ("无", 0), ("两年以上", 2), ("", None)])
def test_experience_cell(cell, years):
    assert demands.read_experience_cell(cell) == years


@pytest.mark.parametrize(("written", "licences"), [
    ("持C1以上驾照", ["C1"]), ("B2及以上驾驶证", ["B2"]), ("A2或B2驾照", ["A2", "B2"]), ("有C1照", ["C1"]), ("驾照要求：c1", ["C1"]),
    ("ｃ１本", ["C1"]), ("B1/B2证", ["B1", "B2"]),
    ("A1座 301 室，有驾照", []), ("C1", []), ("会开车", []), ("", []),
])
def test_licences(written, licences):
    assert demands.read_licences(written) == licences


@pytest.mark.parametrize(("written", "certificates"), [
    ("持低压电工操作证", ["低压电工操作证"]), ("须有叉车证、健康证", ["叉车证", "健康证"]), ("焊工证者优先", []),
    ("特种设备作业证", ["特种设备作业证"]), ("身份证复印件", []), ("持 N1 证", ["N1证"]), ("", []),
])
def test_certificates(written, certificates):
    assert demands.read_certificates(written) == certificates


def test_certificate_cells_are_taken_as_written():
    assert demands.read_certificate_cell("叉车证、C1驾照、健康证") == ["叉车证", "健康证"]
    assert demands.read_certificate_cell("无") == []


@pytest.mark.parametrize(("written", "shift"), [
    ("长白班", "day"), ("两班倒", "two"), ("12小时倒班", "two"), ("三班倒", "three"), ("四班三运转", "four"), ("长夜班", "night"),
    ("弹性工作制", "flexible"), ("8:30-17:30", "day"), ("", ""),
])
def test_shift(written, shift):
    assert offers.read_shift(written) == shift


@pytest.mark.parametrize(("written", "rest"), [
    ("双休", "two"), ("周末单休", "one"), ("月休4天", "month"), ("月休四天", "month"), ("轮休", "rota"), ("做一休一", "rota"), ("做六休一", "one"),
    ("", ""),
])
def test_rest(written, rest):
    assert offers.read_rest(written) == rest


@pytest.mark.parametrize(("written", "insurance", "meals", "lodging"), [
    ("五险一金，包吃住", True, True, True), ("缴纳社保", True, False, False), ("提供工作餐", False, True, False), ("有宿舍", False, False, True),
    ("食宿自理", False, False, False),
    ("不包吃住，五险", True, False, False), ("保险公司业务员", False, False, False), ("免费提供住宿", False, False, True),
    ("管午餐", False, True, False), ("", False, False, False),
])
def test_what_comes_with_it(written, insurance, meals, lodging):
    assert (offers.has_insurance(written), offers.has_meals(written), offers.has_lodging(written)) == (insurance, meals, lodging)


@pytest.mark.parametrize(("written", "first", "family"), [
    ("退役军人优先", True, False), ("退伍军人优先录用", True, False), ("优先招录退役士兵", True, False), ("军嫂、随军家属同等优先", False, True),
    ("军人保障用品销售", False, False), ("", False, False),
])
def test_veterans_and_families(written, first, family):
    assert (offers.is_veteran_first(written), offers.is_family_welcome(written)) == (first, family)


def test_relaxations_are_kept_as_phrases():
    text = "1、35岁以下，退役军人可放宽至45岁；2、高中以上（退役士兵学历可放宽至初中）。"
    assert offers.read_relaxations(text) == ["退役军人可放宽至45岁", "退役士兵学历可放宽至初中"]
    assert offers.read_relaxations("退役军人优先") == []


@pytest.mark.parametrize(("cell", "answer"), [
    ("是", True), ("√", True), ("提供", True), ("优先", True), ("否", False), ("无", False), ("不提供", False), ("", None), ("见详情", None),
])
def test_yes_or_no(cell, answer):
    assert offers.is_yes(cell) is answer

"""What the wording screen points at, and what it leaves alone."""

import pytest

from jobs.mandate import is_negotiable
from jobs.relaxations import Relaxed, phrases, read_phrases
from jobs.wording import KINDS, flags

FLAGGED = {
    "限男性": "sex", "只招女性": "sex", "限女": "sex", "男性优先": "sex", "形象气质佳女性": "sex", "仅限男士": "sex", "已婚已育优先": "family",
    "未婚勿扰": "family", "两年内不生育": "family", "3年内不得怀孕": "family", "限汉族": "people", "教徒勿扰": "people", "限本地户籍": "origin",
    "外地勿投": "origin", "只招本地人": "origin", "无残疾": "health", "乙肝勿扰": "health", "35岁以下": "age", "30周岁及以下": "age",
    "入职交押金 500 元": "money", "收取培训费": "money", "服装费自理": "money", "缴纳保证金": "money", "招转培": "lure", "培训贷": "lure",
    "日结高薪": "lure", "保录": "lure", "扣身份证": "papers", "限男性，会开叉车": "sex", "ＣＮＣ操作工，限男": "sex",
}
LEFT_ALONE = (
    "男女不限", "不限性别", "性别不限", "不限男女", "不限户籍", "户籍不限", "退役军人优先", "女退役军人同等条件", "女退役军人同等条件优先",
    "同等条件下退役军人优先", "军属优先", "残疾退役军人优先", "不收押金", "不收取任何费用", "无押金", "免培训费", "不收押金、培训费", "严禁收取押金",
    "无需缴纳保证金", "45周岁以下", "50岁以下", "五险一金", "高中及以上", "形象良好", "男生宿舍", "女职工有哺乳假", "身体健康，能适应倒班",
    "保录音设备完好", "不限学历、不限经验", "已婚未婚均可", "年龄放宽到50岁", "男女均可", "本地外地均可", "不扣押证件",
)


@pytest.mark.parametrize(("text", "kind"), FLAGGED.items())
def test_flagged_with_a_rule(text, kind):
    found = flags([text])
    assert [f.kind for f in found] == [kind]
    assert all(f.rule and f.kind in KINDS for f in found)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(text):
    assert flags([text]) == []


def test_upper_age_is_a_notice():
    assert [(f.kind, f.is_notice) for f in flags(["会电焊"], age_max=35)] == [("age", True)]
    assert flags(["会电焊"], age_max=45) == []
    assert len(flags(["35岁以下"], age_max=35)) == 1


@pytest.mark.parametrize(("text", "left_open"), [("面议", True), ("工资 面 议", True), ("底薪加提成", False), ("", False)])
def test_negotiable(text, left_open):
    assert is_negotiable(text) is left_open


@pytest.mark.parametrize("relaxed", [
    Relaxed(), Relaxed(50), Relaxed(50, "初中", True, True, "身高不限"), Relaxed(None, "高中", other="可先培训，再上岗"), Relaxed(None, "", True),
])
def test_relaxations_come_back(relaxed):
    assert read_phrases(phrases(relaxed)) == relaxed


def test_relaxations_are_phrases_people_read():
    assert phrases(Relaxed(50, "初中", True)) == ["年龄放宽到 50 岁", "学历放宽到初中", "证书可入职后考"]

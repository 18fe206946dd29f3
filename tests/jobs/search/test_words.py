"""Words that become filters."""

import pytest

from jobs.search.criteria import Criteria, criteria_from
from jobs.search.words import read_words, text_words

TOWNS = {"211382001": "东城街道", "211382009": "城关街道", "211382101": "万元店镇", "211382206": "前进乡", "211382217": "三家子蒙古族乡"}


@pytest.mark.parametrize(("typed", "wanted"), [
    ("司机", Criteria(q="司机")),
    ("城关 4000以上 包住 司机 C1 退役军人优先 两班倒 军属",
     Criteria(q="司机", town=("211382009",), pay=4000, vet=("first", "family"), perk=("lodging",), shift=("two",), licence=("C1",))),
    ("城关街道 东城", Criteria(town=("211382009", "211382001"))),
    ("城关司机", Criteria(q="司机", town=("211382009",))),
    ("三家子 保安", Criteria(q="保安", town=("211382217",))),
    ("万元店附近", Criteria(town=("211382101",))),
    ("前进机械", Criteria(q="前进机械")),
    ("前进机械有限公司", Criteria(q="前进机械有限公司")),
    ("月薪5千以上的电工", Criteria(q="电工", pay=5000)),
    ("4000-6000 保安", Criteria(q="保安", pay=4000)),
    ("6k-8k 叉车", Criteria(q="叉车", pay=6000)),
    ("五千五", Criteria(pay=5500)),
    ("1.2万", Criteria(pay=12000)),
    ("2024", Criteria(q="2024")),
    ("４０００元以上", Criteria(pay=4000)),
    ("包吃住", Criteria(perk=("meals", "lodging"))),
    ("包吃 管住", Criteria(perk=("meals", "lodging"))),
    ("五险一金 双休", Criteria(perk=("insurance",), rest=("two",))),
    ("四班三运转", Criteria(shift=("four",))),
    ("三班倒 夜班", Criteria(shift=("three", "night"))),
    ("B2驾照 货车", Criteria(q="货车", licence=("B2",))),
    ("a3", Criteria(licence=("A3",))),
    ("e照", Criteria(licence=("E",))),
    ("a9", Criteria(q="a9")),
    ("高中学历", Criteria(edu="高中")),
    ("高中教师", Criteria(q="高中教师")),
    ("学历不限", Criteria(edu="不限")),
    ("退伍军人優先", Criteria(vet=("first",))),
    ("年龄放宽", Criteria(vet=("relaxed",))),
    ("军嫂 会计", Criteria(q="会计", vet=("family",))),
    ("“社保” 会计", Criteria(q='"社保" 会计')),
    ("找工作", Criteria()),
    ("！！！", Criteria()),
    ("", Criteria()),
])
def test_words_become_filters(typed, wanted):
    assert read_words(typed, TOWNS) == wanted


def test_reading_twice_changes_nothing():
    for typed in ("城关 4000以上 包住 司机", "“社保” 会计", "前进机械", "月薪5千以上的电工"):
        once = read_words(typed, TOWNS)
        assert read_words(once.q, TOWNS).q == once.q
        assert not read_words(once.q, TOWNS).chosen()


def test_text_words_are_few_and_once():
    assert text_words("司机 司机 CNC 數控") == ["司机", "cnc", "数控"]
    assert len(text_words(" ".join(f"w{n}" for n in range(50)))) == 8


class Args(dict):
    def getlist(self, key):
        return self.get(key, [])


def test_addresses_are_read_with_care():
    args = Args(q=[" 司机 "], town=["211382009", "999", "211382009"], pay=["4000"], vet=["first", "x"], shift=["two"], edu=["高中"], licence=["C1", "Z9"])
    wanted = criteria_from(args, TOWNS)
    assert wanted == Criteria(q="司机", town=("211382009",), pay=4000, vet=("first",), shift=("two",), edu="高中", licence=("C1",))
    assert wanted.arguments() == {"q": "司机", "town": ["211382009"], "pay": "4000", "vet": ["first"], "shift": ["two"], "edu": "高中", "licence": ["C1"]}


@pytest.mark.parametrize("pay", ["", "abc", "-5", "1e9", "99999999", "４０００", "100"])
def test_pay_that_is_none_is_left_out(pay):
    assert criteria_from(Args(pay=[pay]), TOWNS).pay is None


def test_joining_keeps_both():
    joined = Criteria(q="城关 司机", town=("211382001",), pay=3000).joined(read_words("城关 司机 4000以上", TOWNS))
    assert joined == Criteria(q="司机", town=("211382001", "211382009"), pay=4000)
    assert joined.chosen() == ["town", "pay"]
    assert joined.without("town") == Criteria(q="司机", pay=4000)
    assert joined.only_words() == Criteria(q="司机")

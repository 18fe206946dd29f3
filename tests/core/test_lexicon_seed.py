"""The dictionary the product comes with is sound and large enough to be of use."""

from collections import Counter

import pytest

from core.lexicon import lexicon, same_certificate, same_skill
from core.lexicon.checks import problems
from core.lexicon.entries import Kind
from core.lexicon.occupations import occupation_in, occupation_of
from core.lexicon.seed import seed_entries


def test_there_is_enough_of_each_kind(app):
    counted = Counter(entry.kind for entry in seed_entries())
    assert counted[Kind.SYNONYM] >= 200
    assert counted[Kind.SKILL] >= 150
    assert counted[Kind.OCCUPATION] >= 150
    assert counted[Kind.CERTIFICATE] >= 60
    assert counted[Kind.SPECIALTY] == 58
    assert sum(len(entry.also) >= 3 for entry in seed_entries() if entry.kind == Kind.OCCUPATION) >= 150


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.OCCUPATION, Kind.SPECIALTY)])
def test_every_entry_would_be_accepted_beside_the_others(app, kind):
    entries = [entry for entry in seed_entries() if entry.kind == kind]
    assert entries
    assert [said for entry in entries for said in problems(entry, entries, entry)] == []
    names = Counter(entry.key for entry in seed_entries() if entry.kind == kind)
    assert max(names.values()) == 1


def test_names_of_occupations_and_specialties_are_each_there_once(app):
    for kind in (Kind.OCCUPATION, Kind.SPECIALTY):
        assert max(Counter(entry.key for entry in seed_entries() if entry.kind == kind).values()) == 1


@pytest.mark.parametrize(("one", "other"), [
    ("CNC编程", "数控编程"), ("看图纸", "识图"), ("钩机", "挖掘机操作"), ("月子护理", "产后护理"), ("放电缆", "电缆敷设"), ("5S管理", "6S")])
def test_skills_have_their_usual_names(one, other):
    assert same_skill(one) == same_skill(other)


@pytest.mark.parametrize(("asked", "held"), [
    ("叉车证", "N1"), ("特种设备作业人员证（N1）", "叉车证"), ("消防设施操作员证", "消控证"), ("焊接与热切割作业证", "电焊证"), ("高处作业证", "登高证"),
    ("道路运输从业资格证", "货运资格证"), ("健康证", "食品从业健康证"), ("低压电工证", "低压电工操作证"), ("锅炉作业证", "G1"), ("无人机执照", "AOPA证")])
def test_certificates_have_their_usual_names(asked, held):
    assert same_certificate(asked, held)
    assert same_certificate(held, asked)


@pytest.mark.parametrize(("asked", "held"), [("叉车证", "锅炉作业证"), ("高压电工证", "低压电工证"), ("健康证", "焊工证"), ("保安员证", "安检员证")])
def test_different_certificates_stay_different(asked, held):
    assert not same_certificate(asked, held)


@pytest.mark.parametrize(("title", "code"), [("大货司机", "4-02-02-02"), ("库管员", "4-02-06-01"), ("钩机司机", "6-30-05-05"), ("厨子", "4-03-02-01"),
                                             ("消控员", "4-07-05-03"), ("协警", "3-02-02-02")])
def test_occupations_have_their_usual_titles(title, code):
    assert occupation_of(title) == code


@pytest.mark.parametrize(("title", "code"), [("急聘夜班叉车司机两名", "6-30-05-01"), ("叉车司机", "6-30-05-01"), ("厂区保安（白班）", "4-07-05-01"),
                                             ("冰雕师傅", None), ("", None)])
def test_a_title_as_written_leads_to_the_occupation_inside_it(title, code):
    assert occupation_in(title) == code


def test_no_word_of_a_title_is_a_stop_word():
    names = {name for known in (lexicon().known[Kind.OCCUPATION], lexicon().known[Kind.SYNONYM]) for name in known}
    assert not {name for name in names if lexicon().blank_words.find(name)}

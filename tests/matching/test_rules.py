"""Conditions for a person: what is met, what is relaxed, what is not on file."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.matching.crowd import Crowd, let_in
from jobs.matching.explain import explain
from jobs.matching.rules import NAMES, check, conditions, unmet
from jobs.matching.subjects import Asked, Candidate, Paper, Posting
from jobs.required import lets_in_more

DAY = date(2026, 11, 24)
LEVELS = ["小学", "初中", "高中", "中专", "大专", "本科"]
GROUPS = ["veteran", "active_family", "bereaved_family"]
CLASSES = ["A1", "A2", "B2", "C1", "C2", "military", "any"]
CERTIFICATES = ["电工证", "叉车作业证(N1)", "低压电工作业证", "any"]
SHIFTS = ["day", "two", "three", "night"]

spans = st.tuples(st.integers(16, 60), st.integers(16, 70)).map(sorted).map(tuple)


def lists(names):
    return st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)


VALUES = {
    "age": ("between", spans), "height": (">=", st.integers(150, 190)), "education": (">=", st.sampled_from(LEVELS)), "experience": (">=", st.integers(1, 9)),
    "licence": ("any", lists(CLASSES)), "certificate": ("any", lists(CERTIFICATES)), "shift": ("any", lists(SHIFTS)),
    "veteran": ("only", lists(["退役军人", "军属"])), "place": ("accept", st.just("出差"))}


@st.composite
def asked(draw):
    name = draw(st.sampled_from(sorted(VALUES)))
    op, values = VALUES[name]
    return Asked(name, op, draw(values), tuple(draw(relaxations(name, values)).items()))


def values_of(name, values):
    words = ["waived", *(["service"] if name == "experience" else []), *(["later"] if name in ("certificate", "licence") else [])]
    return st.sampled_from(words) | values


def relaxations(name, values):
    return st.dictionaries(st.sampled_from(GROUPS), values_of(name, values), max_size=2)


papers = st.one_of(
    st.builds(Paper, st.just("licence"), st.sampled_from(["A2", "B2", "C1", "c1"]), st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.booleans()),
    st.builds(Paper, st.just("certificate"), st.sampled_from(["电工证", "叉车证", "高压电工作业证"]), st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1))))
people = st.builds(
    Candidate, id=st.integers(1, 10**6), kind=st.sampled_from(GROUPS), birth_date=st.none() | st.dates(date(1955, 1, 1), date(2010, 1, 1)),
    education=st.sampled_from(["", *LEVELS]), experience_years=st.none() | st.floats(0, 30), papers=st.lists(papers, max_size=4).map(tuple),
    shifts=st.lists(st.sampled_from(SHIFTS), max_size=3, unique=True).map(tuple), service_years=st.none() | st.floats(0, 30),
    height=st.none() | st.integers(140, 200), can_travel=st.none() | st.booleans())


def test_every_kind_is_judged():
    assert set(VALUES) == set(NAMES)


@given(asked(), st.sampled_from([*GROUPS, ""]))
def test_unknown_never_excludes(one, kind):
    """Whoever has nothing on file but the kind is shut out only from what is for others."""
    found = check(one, Candidate(1, kind=kind), DAY)
    assert found.met is not False or one.name == "veteran"


@given(asked(), people)
def test_equal_conditions_judge_alike_and_twice_the_same(one, person):
    twin = Asked(one.name, one.op, one.value, one.relaxed, legal="劳动法")
    assert (one, hash(one)) == (twin, hash(twin))
    assert check(one, person, DAY) == check(twin, person, DAY)


@given(asked(), people)
def test_a_group_meets_by_the_public_or_by_its_own_value(one, person):
    public, own = check(replace(one, relaxed=()), person, DAY), check(one, person, DAY)
    others = tuple((group, value) for group, value in one.relaxed if group != person.kind)
    assert check(replace(one, relaxed=others), person, DAY) == public
    if public.met:
        assert own.met
    if public.met is False and own.met:
        assert own.note in ("relaxed", "waived", "later", "service", "military")


@settings(max_examples=150, deadline=None)
@given(st.lists(people, min_size=1, max_size=20), st.lists(asked(), min_size=1, max_size=4), st.data())
def test_relaxing_never_lowers_the_number_let_in(crowd_of, before, data):
    place = data.draw(st.integers(0, len(before) - 1))
    one = before[place]
    group = data.draw(st.sampled_from(["everybody", *GROUPS]))
    new = data.draw(values_of(one.name, VALUES[one.name][1]) if group != "everybody" else VALUES[one.name][1])
    own = dict(one.relaxed)
    was = one.value if group == "everybody" else own.get(group, one.value)
    if not lets_in_more(one.name, one.op, new, was):
        return
    changed = replace(one, value=new) if group == "everybody" else replace(one, relaxed=tuple((own | {group: new}).items()))
    after = [*before[:place], changed, *before[place + 1:]]
    crowd = Crowd(crowd_of, DAY)
    assert (crowd.unmet(after) <= crowd.unmet(before)).all()
    came = let_in(crowd, before, after)
    assert all(unmet(conditions(Posting(1, conditions=tuple(after)), crowd_of[i], DAY)) == 0 for i in came)


@settings(max_examples=100, deadline=None)
@given(st.lists(people, min_size=1, max_size=20), asked())
def test_a_crowd_is_judged_like_each_of_them(crowd_of, one):
    whole = Crowd(crowd_of, DAY).verdicts(one).tolist()
    assert whole == [-1 if (met := check(one, person, DAY).met) is None else int(met) for person in crowd_of]


@pytest.mark.parametrize(("held", "wanted", "met"), [
    ([], ["B2"], None), (["B2"], ["B2"], True), (["A2"], ["C1"], True), (["C1"], ["B2"], False), (["C1"], ["B2", "C2"], True), (["D"], ["C1"], False),
    (["C2"], ["any"], True), (["c1"], ["C1"], True)])
def test_a_higher_licence_covers_a_lower_one(held, wanted, met):
    person = Candidate(1, papers=tuple(Paper("licence", name) for name in held))
    assert check(Asked("licence", "any", tuple(wanted)), person, DAY).met is met


def test_a_military_licence_counts_and_is_an_alternative_of_its_own():
    person = Candidate(1, papers=(Paper("licence", "C1", None, True),))
    exchanged = check(Asked("licence", "any", ("C1",)), person, DAY)
    named = check(Asked("licence", "any", ("B2", "military")), person, DAY)
    assert (exchanged.met, exchanged.note) == (True, "military")
    assert (named.met, named.note) == (True, "")
    assert check(Asked("licence", "any", ("B2",)), person, DAY).met is False


def test_expired_papers_do_not_count():
    person = Candidate(1, papers=(Paper("certificate", "低压电工作业证", date(2026, 11, 23)),))
    found = check(Asked("certificate", "any", ("电工证",)), person, DAY)
    assert (found.met, found.note, found.required) == (False, "expired", "电工证")
    assert check(Asked("certificate", "all", ("电工证", "叉车证")), person, DAY).met is False


def test_a_veteran_gets_the_veteran_value():
    age = Asked("age", "between", (18, 45), (("veteran", (18, 50)),))
    born = date(1977, 11, 24)
    old, civil = Candidate(1, "veteran", born), Candidate(2, "active_family", born)
    found = check(age, old, DAY)
    assert (found.met, found.note, found.required, found.has) == (True, "relaxed", [18, 50], 49)
    assert (check(age, civil, DAY).met, check(age, civil, DAY).required) == (False, [18, 45])


def test_years_of_service_count_where_they_are_said_to():
    one = Asked("experience", ">=", 5, (("veteran", "service"),))
    assert check(one, Candidate(1, "veteran", experience_years=1, service_years=4.5), DAY).note == "service"
    assert check(one, Candidate(1, "veteran", experience_years=1, service_years=2), DAY).met is False
    assert check(one, Candidate(1, "veteran", experience_years=None, service_years=2), DAY).met is None
    assert check(one, Candidate(1, "active_family", experience_years=1, service_years=9), DAY).met is False


def test_a_certificate_may_come_later():
    one = Asked("certificate", "any", ("叉车证",), (("veteran", "later"),))
    found = check(one, Candidate(1, "veteran", papers=(Paper("certificate", "焊工证"),)), DAY)
    assert (found.met, found.note) == (True, "later")


def test_shifts_are_compared_only_when_the_person_says_which():
    one = Asked("shift", "any", ("two", "three"))
    assert check(one, Candidate(1), DAY).met is None
    assert check(one, Candidate(1, shifts=("three",)), DAY).met is True
    assert check(one, Candidate(1, shifts=("day",)), DAY).met is False


def test_only_those_who_served():
    one = Asked("veteran", "only", ("退役军人",))
    assert [check(one, Candidate(1, kind), DAY).met for kind in ("veteran", "active_family", "")] == [True, False, None]
    assert check(Asked("veteran", "only", ("军属",)), Candidate(1, "bereaved_family"), DAY).met is True


def test_travelling_is_compared_only_when_the_person_says():
    one = Asked("place", "accept", "出差")
    assert [check(one, Candidate(1, can_travel=answer), DAY).met for answer in (True, False, None)] == [True, False, None]


def paper_reasons(asked, *held):
    posting = Posting(1, conditions=(asked,))
    person = Candidate(id=1, kind="veteran", birth_date=None, education="", experience_years=None, papers=held)
    found = explain(posting, person, conditions(posting, person, DAY), dict.fromkeys(("text", "skills", "occupation", "place", "pay")))
    return [reason.values for reason in found.reasons if reason.kind == "paper"]


@pytest.mark.parametrize("word", ["later", "waived"])
def test_a_paper_that_is_not_asked_of_somebody_is_not_said_to_be_held(word):
    assert paper_reasons(Asked("certificate", "any", ("叉车证",), (("veteran", word),))) == []


def test_of_alternatives_the_one_that_is_held_is_named():
    asked = Asked("licence", "any", ("A2", "B2", "military"), ())
    assert paper_reasons(asked, Paper("licence", "B2", None, False)) == [("licence", ["B2"], "")]
    assert paper_reasons(Asked("licence", "any", ("B2", "C1"), ()), Paper("licence", "B2", None, True)) == [("licence", ["B2"], "military")]

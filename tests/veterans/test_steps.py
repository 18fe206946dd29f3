"""How far a file is, what comes next, and what is kept back from employers."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veterans.labels import ITEMS as ITEM_LABELS
from veterans.labels import UNLOCKS
from veterans.secrecy import fit_to_show, withheld
from veterans.steps import BY_KEY, NEXT_KEYS, PRIVACY, completeness, items_of, steps_of

KINDS = ("veteran", "active_family", "bereaved_family")
FULL = {"phone": "13811110001", "education": "高中", "employment": "seeking", "experience": "开车三年。", "experience_years": 3.0, "seeking": "yes",
        "wanted_occupations": ["货车司机"], "wanted_places": ["211382001"], "wanted_pay": 4500, "visibility": "masked", "relation": "spouse", "loss": "martyr"}
BLANK = {"phone": None, "education": "", "employment": "", "experience": "", "experience_years": None, "seeking": "unknown", "wanted_occupations": [],
         "wanted_places": [], "wanted_pay": None, "visibility": "off", "relation": "", "loss": ""}
SERVED = SimpleNamespace(discharged_on=date(2015, 9, 1), branch="陆军", duty="", merits="", specialties=[{"code": "M01", "name": "汽车驾驶", "years": 5}])


def person(kind="veteran", **values):
    hung = {"service": None, "skills": [], "qualifications": [], "work_unit": "", "school": "", "major": ""}
    return SimpleNamespace(kind=kind, **{"personalised": True, **BLANK, **hung, **values})


def full(kind="veteran", **values):
    named = [SimpleNamespace(name="货车驾驶")]
    return person(kind, **{**FULL, "service": SERVED, "skills": named, "qualifications": named, **values})


def noted(saved=None, none_of=(), item="", unlocks=None):
    return SimpleNamespace(saved=saved or {}, none_of=list(none_of), next_item=item, next_unlocks=unlocks)


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_six_steps_for_everybody(kind):
    assert len(steps_of(kind)) == 6
    empty, whole = completeness(person(kind)), completeness(full(kind))
    assert (empty.percent, empty.done, whole.percent, whole.done) == (0, 0, 100, 6)
    assert whole.next is None
    assert {step.state for step in empty.steps} == {"open"}


def test_families_are_asked_whose_family_they_are_and_not_how_they_served():
    assert "service" not in steps_of("active_family")
    assert {"relation"} == {i.key for i in items_of("active_family") if i.step == "family"}
    assert {"relation", "loss"} == {i.key for i in items_of("bereaved_family") if i.step == "family"}


@given(st.sets(st.sampled_from([i.key for i in items_of("veteran") if i.key in FULL])), st.sampled_from(sorted(FULL)))
def test_filling_in_never_lowers_completeness(present, more):
    before = person(**{key: FULL[key] for key in present})
    after = person(**{key: FULL[key] for key in {*present, more}})
    assert completeness(after).percent >= completeness(before).percent
    following = completeness(after).next
    assert following is None or following.key in {key for step in completeness(after).steps for key in step.missing}


def test_who_has_none_of_something_is_done_with_it():
    bare = full(qualifications=[], experience="", experience_years=None)
    assert completeness(bare).done == 4
    assert completeness(bare, noted(none_of=("qualifications", "experience"))).done == 6


def test_staying_unseen_is_a_choice_once_it_is_made():
    hidden = full(visibility="off")
    assert completeness(hidden).next.key == "visibility"
    assert completeness(hidden, noted(saved={PRIVACY: {"at": "2026-01-01T00:00:00+00:00", "station": ""}})).next is None


def test_what_ranking_found_comes_first_until_the_file_says_it():
    lacking = full(qualifications=[], wanted_pay=None)
    assert completeness(lacking).next.key == "qualifications"
    found = completeness(lacking, noted(item="licence:B2", unlocks=23)).next
    assert (found.key, found.which, found.unlocks, found.step) == ("licence", "B2", 23, "skills")
    held = full(qualifications=[SimpleNamespace(name="ｂ2")], wanted_pay=None)
    assert completeness(held, noted(item="licence:B2", unlocks=23)).next.key == "wanted_pay"
    assert completeness(lacking, noted(item="wanted_pay", unlocks=7)).next.unlocks == 7
    assert completeness(full(), noted(item="education", unlocks=7)).next is None


def test_every_item_has_a_name_and_says_what_it_is_good_for():
    assert set(ITEM_LABELS) == set(UNLOCKS) == NEXT_KEYS
    assert {item.key for kind in KINDS for item in items_of(kind)} == set(BY_KEY)


SECRET = {"experience": "在 65432 部队开车", "work_unit": "驻地凌源", "school": "3 旅教导队", "major": "东风41 维护", "wanted_occupations": ["歼20 机务"]}


@pytest.mark.parametrize("field", [*SECRET, "duty", "merits", "specialties", "skills", "qualifications"])
def test_every_text_of_a_file_is_kept_back_while_it_names_a_unit(field):
    hung = {"duty": "第 12 旅班长", "merits": "65432 部队优秀士兵"}
    service = SimpleNamespace(**{**vars(SERVED), **({field: hung[field]} if field in hung else {})})
    if field == "specialties":
        service.specialties = [{"code": None, "name": "东风41 发射", "years": 2}]
    values = {field: SECRET[field]} if field in SECRET else {field: [SimpleNamespace(name="红旗9 操作")]} if field in ("skills", "qualifications") else {}
    assert withheld(full(service=service)) == ([field] if field in ("duty", "merits", "specialties") else [])
    assert withheld(full(**{"service": service, **values})) == [field]


def test_ordinary_texts_are_shown():
    assert withheld(full()) == []
    assert fit_to_show("在物流园开车三年，年运 20 吨。") == "在物流园开车三年，年运 20 吨。"
    assert fit_to_show("在 65432 部队开车") == ""

"""What a service is worth in civil work: kept or dropped, weighed by what everybody made of it; certificates raise the evidence of skills."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit import SYSTEM, Actor
from core.clock import today
from core.db import db, transaction
from tests.factories import VILLAGE
from veterans import queries
from veterans.models import Evidence, Person, PersonSkill, SuggestionChoice
from veterans.services import profile, suggestions
from veterans.services.suggestions import AGREED, Civil, civil_occupations, weight
from veterans.tasks import lower_expired

CLERK = Actor(None, VILLAGE)
DRIVER, COOK = {"code": "M01", "name": "汽车驾驶（运输/特种车）", "years": 5.0}, {"code": "M24", "name": "炊事", "years": 3.0}


@pytest.fixture
def driver(make):
    def one(*specialties):
        return make.person(service={"branch": "陆军", "specialties": list(specialties or (DRIVER,))}).id
    return one


def whole(person_id):
    db.session.rollback()
    return queries.person_in_scope(VILLAGE, person_id)


def suggested(person_id, kind="skill"):
    return [s for s in suggestions.suggestions(whole(person_id)) if s.kind == kind]


def choose(person_id, kept=(), dropped=()):
    with transaction():
        mine = {s.name: s.key for s in suggestions.suggestions(queries.person_in_scope(VILLAGE, person_id))}
        return suggestions.choose(CLERK, queries.person_in_scope(VILLAGE, person_id), [mine[n] for n in kept], [mine[n] for n in dropped])


def test_kept_skills_go_on_file_as_known_from_service_and_dropped_ones_do_not_come_back(driver):
    person_id = driver()
    assert {"安全驾驶", "守时"} <= {s.name for s in suggested(person_id)}
    assert choose(person_id, ["安全驾驶"], ["守时"]) == 1
    assert [(s.name, s.evidence) for s in whole(person_id).skills] == [("安全驾驶", Evidence.SERVICE)]
    assert not {"安全驾驶", "守时"} & {s.name for s in suggested(person_id)}
    assert whole(person_id).version == 2
    with transaction():
        assert suggestions.reconsider(queries.person_in_scope(VILLAGE, person_id)) == 1
    assert "守时" in {s.name for s in suggested(person_id)}


def test_nobody_keeps_what_was_not_suggested(driver):
    person_id = driver()
    with transaction():
        assert suggestions.choose(CLERK, queries.person_in_scope(VILLAGE, person_id), ["M01|skill|会飞", "nonsense"], ["M99|skill|x"]) == 0
    assert whole(person_id).skills == []


def test_several_specialties_bring_all_of_theirs(driver):
    names = {s.name for s in suggested(driver(DRIVER, COOK))}
    assert {"安全驾驶", "大锅菜"} <= names
    assert len({s.key for s in suggested(driver(DRIVER, COOK, DRIVER))}) == len(names)


def test_a_specialty_the_dictionary_does_not_know_suggests_nothing(driver):
    assert suggestions.suggestions(whole(driver({"code": None, "name": "没有的专业", "years": 2}))) == []


def test_what_others_dropped_moves_down_and_at_last_away(driver):
    person_id = driver()
    first = suggested(person_id)[0].name
    choose(driver(), dropped=[first])
    assert suggested(person_id)[-1].name == first
    others_choose(first, AGREED + 4, is_kept=False)
    assert first not in {s.name for s in suggested(person_id)}
    others_choose(first, 2, is_kept=True)
    assert first in {s.name for s in suggested(person_id)}


def others_choose(name, number, *, is_kept):
    with transaction() as session:
        for _n in range(number):
            row = Person(name="某某", station_code=VILLAGE)
            session.add(row)
            session.flush()
            session.add(SuggestionChoice(person_id=row.id, specialty="M01", kind="skill", value=name, is_kept=is_kept))


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_weight_is_a_share_that_grows_with_keeping(kept, dropped):
    assert 0 < weight(kept, dropped) < 1
    assert weight(kept + 1, dropped) > weight(kept, dropped) > weight(kept, dropped + 1)


def test_years_of_specialties_that_lead_to_one_occupation_add_up():
    more, silent = {"code": "M01", "name": "又一段", "years": 2.5}, {"code": "M01", "name": "没写", "years": None}
    assert {c.code: c.years for c in civil_occupations([DRIVER, more, silent])}["4-02-02-02"] == 7.5
    unsaid = civil_occupations([silent])
    assert {c.years for c in unsaid} == {None}


def test_dropped_occupations_do_not_count_and_kept_ones_come_first(driver):
    person_id = driver()
    choose(person_id, ["快递员"], ["客运车辆驾驶员"])
    found = suggestions.occupations_of(whole(person_id))
    assert found[0] == Civil("4-02-07-08", "快递员", 5.0, True)
    assert "客运车辆驾驶员" not in {c.name for c in found}
    assert whole(person_id).skills == []


def test_a_certificate_in_force_raises_the_skill_it_certifies_and_gives_it_back(make):
    person_id = make.person().id
    with transaction():
        person = queries.person_in_scope(VILLAGE, person_id)
        for name in ("叉车驾驶", "电焊"):
            profile.add_skill(CLERK, person, name)
        paper = profile.add_qualification(CLERK, person, {"kind": "certificate", "name": "叉车司机证", "expires_on": today() + timedelta(days=1)})
    held = {s.name: (s.evidence, s.own_evidence) for s in whole(person_id).skills}
    assert held == {"叉车驾驶": ("certified", "self"), "电焊": ("self", "self")}
    with transaction():
        profile.remove_qualification(CLERK, queries.person_in_scope(VILLAGE, person_id), paper.id)
    assert {s.evidence for s in whole(person_id).skills} == {"self"}


def test_a_certificate_that_ran_out_proves_nothing_more(make, monkeypatch):
    person_id = make.person().id
    with transaction():
        person = queries.person_in_scope(VILLAGE, person_id)
        profile.add_skill(CLERK, person, "叉车", None, Evidence.SERVICE)
        profile.add_qualification(SYSTEM, person, {"kind": "certificate", "name": "叉车证", "expires_on": today()})
    lower_expired()
    assert whole(person_id).skills[0].evidence == "certified"
    monkeypatch.setattr("veterans.services.profile.today", lambda: today() + timedelta(days=1))
    lower_expired()
    assert whole(person_id).skills[0].evidence == "service"
    version = whole(person_id).version
    lower_expired()
    assert whole(person_id).version == version


def test_a_driving_licence_certifies_no_skill(make):
    person_id = make.person().id
    with transaction():
        person = queries.person_in_scope(VILLAGE, person_id)
        profile.add_skill(CLERK, person, "B2")
        profile.add_qualification(CLERK, person, {"kind": "licence", "name": "B2"})
    assert whole(person_id).skills[0].evidence == "self"


def test_skills_written_without_a_word_keep_their_evidence(make):
    """Rows that imports write: how the skill is known by itself is what it came with."""
    person = make.person()
    with transaction() as session:
        session.add(PersonSkill(person_id=person.id, name="驾驶", evidence="service"))
    assert whole(person.id).skills[0].own_evidence == "service"


def test_what_runs_out_is_named_soonest_first(make):
    person_id = make.person().id
    with transaction():
        person = queries.person_in_scope(VILLAGE, person_id)
        for name, days in (("甲证", 59), ("乙证", -3), ("丙证", 200), ("丁证", None)):
            until = None if days is None else today() + timedelta(days=days)
            profile.add_qualification(CLERK, person, {"kind": "certificate", "name": name, "expires_on": until})
    assert [q.name for q in profile.running_out(whole(person_id))] == ["乙证", "甲证"]

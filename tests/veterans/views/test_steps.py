"""The six steps as pages: drafts without script, the next step, answers checked, staff acting for a person."""

import re

import pytest

from core.audit import AuditEntry
from core.db import db, transaction
from tests.factories import OTHER_VILLAGE, VILLAGE, identity_number
from veterans import queries
from veterans.models import Person, PersonSkill, ProfileDraft
from veterans.services import set_next_step

STEPS = ("basics", "service", "skills", "qualifications", "work", "wishes", "privacy")


@pytest.fixture
def own(make):
    """A client joined to a file, and the file's id."""
    account = make.account()
    person = make.person(name="张建军", account_id=account.id, phone="13811110001", identity_number=identity_number(901), visibility="off")
    return make.client(account), person.id


def kept(person_id):
    db.session.rollback()
    return db.session.get(Person, person_id, populate_existing=True)


def test_each_step_is_a_page_and_the_list_names_the_next(own):
    client, person_id = own
    page = client.get("/my/profile").text
    assert [f'href="/my/profile/{s}"' in page for s in STEPS if s != "qualifications"] == [True] * 6
    assert "六步完成了" in page
    for step in STEPS:
        assert client.get(f"/my/profile/{step}").status_code == 200, step
    with transaction():
        set_next_step(person_id, "licence:B2", 23)
    for address in ("/my/profile", "/my"):
        assert "下一步：补充驾照 B2，可多匹配 23 个岗位。" in client.get(address).text


def test_without_a_number_the_next_step_says_what_it_is_good_for(own):
    page = own[0].get("/my/profile").text
    assert "下一步：补充想做的工作。" in page
    assert "这类岗位排在前面" in page
    assert "可多匹配" not in page


@pytest.mark.parametrize(("step", "typed"), [
    ("work", {"experience": "在物流园开车", "experience_years": "三年"}), ("service", {"enlisted_on": "2010年12月", "specialty_1": "汽车"}),
    ("wishes", {"seeking": "yes", "wanted_pay": "面议", "wanted_places": ["211382001", "211382002"]}), ("basics", {"school": "凌源一中"}),
    ("privacy", {"visibility": "open"})])
def test_a_step_is_put_aside_as_it_is_and_comes_back_as_typed(own, step, typed):
    client, person_id = own
    answer = client.post(f"/my/profile/{step}", data={"version": "1", "later": "1", **typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/my/profile")
    assert kept(person_id).version == 1
    assert "草稿" in client.get("/my/profile").text
    page = client.get(f"/my/profile/{step}").text
    for value in typed.values():
        for one in [value] if isinstance(value, str) else value:
            assert one in page
    if step == "wishes":
        assert len(re.findall(r'name="wanted_places"[^>]*checked|checked[^>]*name="wanted_places"', page)) == 2
    client.post(f"/my/profile/{step}/drop-draft")
    assert "草稿" not in client.get("/my/profile").text


def test_what_could_not_be_saved_is_a_draft_too_and_saving_ends_it(own):
    client, person_id = own
    assert client.post("/my/profile/work", data={"version": "1", "experience": "开车", "experience_years": "99"}).status_code == 422
    assert "开车" in client.get("/my/profile/work").text
    assert client.post("/my/profile/work", data={"version": "1", "experience": "开车", "experience_years": "9"}).status_code == 303
    db.session.rollback()
    assert db.session.query(ProfileDraft).count() == 0
    assert kept(person_id).experience == "开车"


def test_a_draft_is_nobody_elses(own, make):
    client, person_id = own
    client.post("/my/profile/work", data={"version": "1", "later": "1", "experience": "只有我知道"})
    clerk = make.client(make.staff("village", VILLAGE))
    assert "只有我知道" not in clerk.get(f"/bureau/people/{person_id}/work").text
    assert "只有我知道" not in clerk.get(f"/bureau/people/{person_id}").text


def test_no_certificates_and_no_work_can_be_said(own):
    client, _person_id = own
    client.post("/my/profile/qualifications", data={"nothing": "yes"})
    client.post("/my/profile/work", data={"version": "1", "employment": "seeking", "nothing": "y"})
    page = client.get("/my/profile/check").text
    assert "本人说没有" in page
    assert "还没有地方工作经历" in page
    assert client.post("/my/profile/work", data={"version": "2", "experience": "有", "nothing": "y"}).status_code == 422
    client.post("/my/profile/qualifications", data={"nothing": "no"})
    assert "本人说没有" not in client.get("/my/profile/check").text


def test_answers_are_checked_and_confirmed(own):
    client, person_id = own
    page = client.get("/my/profile/check").text
    assert "张建军" in page
    assert identity_number(901) not in page
    assert client.post("/my/profile/check").status_code == 303
    db.session.rollback()
    assert queries.progress_of(person_id).checked_at
    assert [e.action for e in db.session.query(AuditEntry)] == ["person_confirmed"]
    assert "上次核对" in client.get("/my/profile/check").text


def test_suggestions_are_kept_and_dropped_on_the_page(own):
    client, person_id = own
    client.post("/my/profile/service", data={"version": "1", "branch": "陆军", "category": "", "rank": "", "placement_mode": "",
                                             "specialty_1": "汽车兵", "years_1": "8", "specialty_4": "炊事", "years_4": "2"})
    page = client.get("/my/profile/skills").text
    keys = re.findall(r'name="suggestion" value="([^"]+)"', page)
    assert {"M01|skill|安全驾驶", "M24|skill|大锅菜"} <= set(keys)
    client.post("/my/profile/skills/suggested", data={"choice": "keep", "suggestion": ["M01|skill|安全驾驶", "M01|occupation|4-02-02-02"]})
    client.post("/my/profile/skills/suggested", data={"choice": "drop", "suggestion": ["M01|skill|守时"]})
    shown = client.get("/my/profile/check").text
    assert "安全驾驶" in shown
    assert "道路货运汽车驾驶员，8 年 · 已留下" in re.sub(r"\s+", " ", shown)
    page = client.get("/my/profile/skills").text
    assert "M01|skill|守时" not in page
    client.post("/my/profile/skills/suggested", data={"choice": "again"})
    assert "M01|skill|守时" in client.get("/my/profile/skills").text
    db.session.rollback()
    assert db.session.query(PersonSkill).filter(PersonSkill.person_id == person_id).one().evidence == "service"


def test_a_secret_text_is_warned_of_and_held_back_until_changed(own):
    client, _person_id = own
    answer = client.post("/my/profile/work", data={"version": "1", "experience": "在 65432 部队开车"}, follow_redirects=True)
    assert "改好之前，单位看不到这一项" in answer.text
    assert "下面的内容改好之前" in client.get("/my/profile").text
    client.post("/my/profile/work", data={"version": "2", "experience": "在部队开车五年"})
    assert "下面的内容改好之前" not in client.get("/my/profile").text


def test_families_say_whose_family_they_are(make):
    for kind, asks_loss in (("active_family", False), ("bereaved_family", True)):
        account = make.account()
        person_id = make.person(kind=kind, account_id=account.id).id
        client = make.client(account)
        page = client.get("/my/profile").text
        assert "/my/profile/family" in page
        assert "/my/profile/service" not in page
        assert ('name="loss"' in client.get("/my/profile/family").text) == asks_loss
        client.post("/my/profile/family", data={"version": "1", "relation": "spouse", "service_member": "李卫", "loss": "duty"})
        person = kept(person_id)
        assert (person.relation, person.service_member, person.loss) == ("spouse", "李卫", "duty" if asks_loss else "")


def test_what_families_say_leaves_with_the_kind(make):
    person_id = make.person(kind="bereaved_family", relation="spouse", service_member="李卫", loss="duty").id
    clerk = make.client(make.staff("village", VILLAGE))
    clerk.post(f"/bureau/people/{person_id}/basics", data={"version": "1", "kind": "veteran", "sex": "1", "station_code": VILLAGE})
    person = kept(person_id)
    assert (person.relation, person.service_member, person.loss) == ("", "", "")


def test_staff_fill_in_for_a_person_and_the_person_sees_who(own, make):
    client, person_id = own
    clerk = make.client(make.staff("village", VILLAGE))
    page = clerk.get(f"/bureau/people/{person_id}").text
    assert [f'href="/bureau/people/{person_id}/{s}"' in page for s in STEPS] == [True] * 7
    assert "替张" in clerk.get(f"/bureau/people/{person_id}/work").text
    clerk.post(f"/bureau/people/{person_id}/work", data={"version": "1", "employment": "seeking", "experience": "在物流园开车三年。"})
    db.session.rollback()
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (entry.action, entry.station_code) == ("person_changed", VILLAGE)
    assert "服务站代填" in client.get("/my/profile").text
    client.post("/my/profile/work", data={"version": "2", "employment": "seeking", "experience": "在物流园开车四年。"})
    assert "服务站代填" not in client.get("/my/profile").text


def test_staff_choose_visibility_only_with_the_persons_word(own, make):
    _client, person_id = own
    clerk = make.client(make.staff("village", VILLAGE))
    address = f"/bureau/people/{person_id}/privacy"
    assert clerk.post(address, data={"version": "1", "visibility": "open"}).status_code == 422
    assert kept(person_id).visibility == "off"
    assert clerk.post(address, data={"version": "1", "visibility": "open", "agreed": "y"}).status_code == 303
    person = kept(person_id)
    assert (person.visibility, person.personalised) == ("open", False)
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert entry.detail == {"fields": ["personalised", "visibility"], "agreed": True}


def test_the_roster_finds_papers_that_run_out(make):
    from datetime import timedelta

    from core.clock import today
    from veterans.models import Qualification
    ids = {}
    for name, values in (("expiring", {"expires_on": today() + timedelta(days=60)}), ("expired", {"expires_on": today() - timedelta(days=1)}),
                         ("exchange", {"kind": "licence", "name": "B2", "is_military": True}), ("fine", {"expires_on": today() + timedelta(days=61)})):
        person = make.person(name=f"某{name}")
        ids[name] = person.id
        with transaction() as session:
            session.add(Qualification(**{"person_id": person.id, "kind": "certificate", "name": "叉车证", **values}))
    clerk = make.client(make.staff("village", VILLAGE))
    for name in ("expiring", "expired", "exchange"):
        page = clerk.get(f"/bureau/people?papers={name}").text
        assert re.findall(r'href="/bureau/people/(\d+)"', page) == [str(ids[name])], name
    elsewhere = make.client(make.staff("village", OTHER_VILLAGE))
    assert re.findall(r'href="/bureau/people/(\d+)"', elsewhere.get("/bureau/people?papers=expired").text) == []


def test_control_characters_are_left_out_and_a_day_of_discharge_far_ahead_is_refused(own):
    client, person_id = own
    client.post("/my/profile/basics", data={"version": kept(person_id).version, "school": "凌源\x00一\x07中", "major": "", "address": ""})
    assert kept(person_id).school == "凌源一中"
    answer = client.post("/my/profile/service", data={"version": kept(person_id).version, "enlisted_on": "2010-09-01", "discharged_on": "9999-12-31"})
    assert answer.status_code == 422
    assert "一年" in answer.text


def test_who_refuses_computing_is_told_of_no_computed_step(own):
    client, person_id = own
    with transaction() as session:
        set_next_step(person_id, "licence:B2", 23)
        session.get(Person, person_id).personalised = False
    for address in ("/my/profile", "/my"):
        assert "B2" not in client.get(address).text

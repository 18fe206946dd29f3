"""A person joins their file, reads it and keeps it up to date; and reaches nobody else's."""

import re

import pytest
from sqlalchemy import event

from core.audit import AuditEntry
from core.db import db
from tests.factories import OTHER_VILLAGE, VILLAGE, identity_number
from veterans.models import LinkRequest, Person

TOWN = "211382001"
PHONE = "13811112222"


@pytest.fixture
def own(make):
    """A client joined to a file, and the file's id."""
    account = make.account()
    person = make.person(name="张建军", account_id=account.id, phone="13811110001", identity_number=identity_number(901))
    return make.client(account), person.id


def kept(person_id):
    db.session.rollback()
    return db.session.get(Person, person_id, populate_existing=True)


def claim(client, name="李卫国", number=None):
    return client.post("/my/link", data={"name": name, "identity_number": number or identity_number(71), "station_code": TOWN})


def said(answer):
    """Where the answer leads, and what the next page says, without tokens."""
    return answer.status_code, answer.headers.get("Location")


def test_without_a_file_the_profile_leads_to_joining(make):
    client = make.client(make.account())
    assert said(client.get("/my/profile")) == (303, "/my/link")
    assert client.get("/my").status_code == 200
    assert client.get("/my/profile/service").status_code == 404


def test_name_and_phone_of_the_file_join_at_once(make):
    person = make.person(name="李卫国", identity_number=identity_number(71), phone=PHONE)
    account = make.account(phone=PHONE)
    client = make.client(account)
    assert said(claim(client)) == (303, "/my/profile")
    assert kept(person.id).account_id == account.id
    assert client.get("/my/profile").status_code == 200
    assert said(client.get("/my/link")) == (303, "/my/profile")


def test_the_answer_never_tells_who_is_on_file(make):
    """On file with another name, on file with another phone, joined already, not on file: the same answer and the same page."""
    make.person(name="李卫国", identity_number=identity_number(71), phone=PHONE)
    other = make.account()
    make.person(name="王强", identity_number=identity_number(72), phone="13811113333", account_id=other.id)
    answers, pages = set(), set()
    for name, number in (("李卫国", identity_number(71)), ("别的名", identity_number(71)), ("王强", identity_number(72)), ("赵新", identity_number(73))):
        client = make.client(make.account())
        answers.add(said(claim(client, name, number)))
        text = re.sub(r'X-CSRFToken":"[^"]*|name="csrf_token"[^>]*|value="账号\d+"', "", client.get("/my/link").text)
        pages.add(text)
        assert number not in text
    assert answers == {(303, "/my/link")}
    assert len(pages) == 1


def test_the_answer_costs_the_same_whoever_is_on_file(make):
    """The same statements in the same order, so that the time tells nothing either."""
    make.person(name="李卫国", identity_number=identity_number(71), phone=PHONE)
    courses = []
    for number in (identity_number(71), identity_number(73)):
        client, asked = make.client(make.account()), []
        note = lambda _c, _cursor, statement, *_rest, asked=asked: asked.append(statement)
        event.listen(db.engine, "before_cursor_execute", note)
        claim(client, "别的名", number)
        event.remove(db.engine, "before_cursor_execute", note)
        courses.append(asked)
    assert courses[0] == courses[1]
    assert any("link_requests" in statement for statement in courses[0])


def test_tries_run_out(make):
    client = make.client(make.account())
    for serial in range(5):
        assert claim(client, number=identity_number(100 + serial)).status_code == 303
    refused = claim(client, number=identity_number(300))
    assert refused.status_code == 429
    assert "李卫国" in refused.text
    assert db.session.query(LinkRequest).count() == 5


def test_a_mistyped_number_is_sent_back_with_the_input(make):
    page = claim(make.client(make.account()), number=identity_number(71)[:-1])
    assert page.status_code == 422
    assert "李卫国" in page.text


@pytest.fixture
def clerk(make):
    return make.client(make.staff("village", VILLAGE))


@pytest.fixture
def waiting(make):
    """A request that differs in the phone, and the ids of request, file and account."""
    person = make.person(name="李卫国", identity_number=identity_number(71), phone=PHONE)
    account = make.account()
    claim(make.client(account))
    return db.session.query(LinkRequest).one().id, person.id, account.id


def test_staff_see_the_request_masked_and_look_with_a_reason(clerk, waiting):
    address = f"/bureau/people/claims/{waiting[0]}"
    assert f'href="{address}"' in clerk.get("/bureau/people/claims").text
    assert not [secret for secret in ("李卫国", PHONE, identity_number(71)) if secret in clerk.get(address).text]
    assert clerk.post(address, data={}).status_code == 422
    shown = clerk.post(address, data={"reason": "verify"})
    assert identity_number(71) in shown.text
    assert PHONE in shown.text
    db.session.rollback()
    assert [e.subject_type for e in db.session.query(AuditEntry).filter(AuditEntry.action == "personal_data_revealed")] == ["link_request"]
    assert identity_number(71) not in clerk.get(address).text


def test_staff_join(clerk, waiting):
    claim_id, person_id, account_id = waiting
    assert clerk.post(f"/bureau/people/claims/{claim_id}/confirm", data={"take_phone": "y"}).status_code == 303
    person = kept(person_id)
    assert person.account_id == account_id
    assert person.phone != PHONE
    again = clerk.post(f"/bureau/people/claims/{claim_id}/refuse", data={"reason": "又"}, follow_redirects=True)
    assert "note-stop" in again.text


def test_staff_refuse_and_the_person_reads_why(clerk, waiting, make):
    assert clerk.post(f"/bureau/people/claims/{waiting[0]}/refuse", data={}).status_code == 422
    clerk.post(f"/bureau/people/claims/{waiting[0]}/refuse", data={"reason": "请带身份证到站里"})
    from accounts.models import Account
    person = make.client(db.session.get(Account, waiting[2]))
    assert "请带身份证到站里" in person.get("/my").text
    assert kept(waiting[1]).account_id is None


def test_staff_put_a_newcomer_on_file(make):
    account = make.account()
    claim(make.client(account), "赵新", identity_number(73))
    claim_id = db.session.query(LinkRequest).one().id
    elsewhere = make.client(make.staff("township", "211382002"))
    assert elsewhere.post(f"/bureau/people/claims/{claim_id}/new-file", data={"station_code": OTHER_VILLAGE}).status_code == 404
    clerk = make.client(make.staff("township", TOWN))
    assert clerk.post(f"/bureau/people/claims/{claim_id}/new-file", data={"station_code": OTHER_VILLAGE}).status_code == 422
    assert clerk.post(f"/bureau/people/claims/{claim_id}/new-file", data={"station_code": VILLAGE}).status_code == 303
    db.session.rollback()
    person = db.session.query(Person).filter(Person.account_id == account.id).one()
    assert (person.name, person.station_code) == ("赵新", VILLAGE)


def test_another_stations_requests_do_not_exist(make, waiting):
    other = make.client(make.staff("village", OTHER_VILLAGE))
    for verb, part in (("get", ""), ("post", ""), ("post", "/confirm"), ("post", "/new-file"), ("post", "/refuse")):
        for number in (waiting[0], 999_999):
            assert getattr(other, verb)(f"/bureau/people/claims/{number}{part}", data={"reason": "verify"}).status_code == 404
    assert kept(waiting[1]).account_id is None


def test_a_person_keeps_the_file_up_to_date(own):
    client, person_id = own
    client.post("/my/profile/wishes", data={"version": "1", "seeking": "yes", "wanted_occupations": "叉车司机、 电工，保安;电工", "wanted_pay": "4500",
                                            "wanted_shifts": ["day", "two"], "wanted_places": ["211382001"], "can_travel": "no", "can_live_in": "yes"})
    client.post("/my/profile/privacy", data={"version": str(kept(person_id).version), "visibility": "open"})
    person = kept(person_id)
    assert (person.seeking, person.visibility, person.wanted_pay, person.personalised) == ("yes", "open", 4500, False)
    assert (person.can_travel, person.can_live_in) == (False, True)
    assert person.wanted_occupations == ["叉车司机", "电工", "保安"]
    assert (person.wanted_shifts, person.wanted_places) == (["day", "two"], ["211382001"])
    client.post("/my/profile/skills", data={"name": "电焊", "level": "3", "evidence": "certified"})
    client.post("/my/profile/qualifications", data={"kind": "licence", "name": "B2", "is_military": "y"})
    client.post("/my/profile/basics", data={"version": str(kept(person_id).version), "education": "大专", "ethnicity": "", "politics": "",
                                            "name": "冒名", "identity_number": identity_number(5), "station_code": "211382002"})
    client.post("/my/profile/work", data={"version": str(kept(person_id).version), "employment": "seeking", "experience_years": "3.5"})
    person = kept(person_id)
    assert (person.name, person.identity_number, person.station_code) == ("张建军", identity_number(901), VILLAGE)
    assert (person.education, person.experience_years) == ("大专", 3.5)
    page = client.get("/my/profile/check").text
    for word in ("电焊", "自己填的", "B2", "大专", "叉车司机"):
        assert word in page
    assert identity_number(901) not in page


def test_skills_are_ones_own(own, make):
    client, _person_id = own
    client.post("/my/profile/skills", data={"name": "电焊", "level": ""})
    from veterans.models import PersonSkill
    db.session.rollback()
    skill_id = db.session.query(PersonSkill.id).scalar()
    stranger = make.account()
    make.person(account_id=stranger.id)
    assert make.client(stranger).post(f"/my/profile/skills/{skill_id}/remove").status_code == 404
    assert client.post(f"/my/profile/skills/{skill_id}/remove").status_code == 303
    db.session.rollback()
    assert db.session.query(PersonSkill).count() == 0


def test_a_stale_edit_of_the_person_is_shown_not_lost(own):
    client, person_id = own
    client.post("/my/profile/skills", data={"name": "电焊", "level": ""})
    page = client.post("/my/profile/wishes", data={"version": "1", "seeking": "no", "visibility": "off", "wanted_occupations": "保安"})
    assert page.status_code == 409
    assert "保安" in page.text
    assert kept(person_id).seeking == "yes"


def test_the_accounts_phone_goes_onto_the_file(own, make):
    client, person_id = own
    assert "/my/profile/phone" in client.get("/my/profile").text
    client.post("/my/profile/phone")
    assert kept(person_id).phone != "13811110001"
    assert "/my/profile/phone" not in client.get("/my/profile").text


def test_the_home_page_says_what_is_next(own, make):
    client, _person_id = own
    assert "/my/profile/wishes" in client.get("/my").text
    assert "/my/link" in make.client(make.account()).get("/my").text
    newcomer = make.client(make.account())
    claim(newcomer)
    assert "服务站正在核对" in newcomer.get("/my").text

"""What staff see, find, reveal and change: within their stations, masked, and kept."""

import re
from datetime import date

import pytest
from sqlalchemy import event, func, select

from accounts.models import StaffRole
from accounts.permissions import RIGHTS, Right
from core.audit import AuditEntry
from core.db import db
from tests.factories import OTHER_VILLAGE, VILLAGE, identity_number
from veterans.models import Person
from veterans.names import name_key

TOWN, CITY = "211382001", "211382"
PLACES = {StaffRole.VILLAGE: VILLAGE, StaffRole.TOWNSHIP: TOWN}
ROLES = list(StaffRole)
NOWHERE = 999_999
BLANK = {"branch": "", "category": "", "rank": "", "placement_mode": ""}
HERE, THERE = "13811110001", "13811110002"


@pytest.fixture
def people(make):
    """One person in the viewer's village, one in another township."""
    here = make.person(name="张建军", name_key=name_key("张建军"), phone=HERE, identity_number=identity_number(801),
                       disability="因战 七级", address="东大街 5 号", service={"branch": "陆军", "discharged_on": date(2012, 12, 1), "specialties": []})
    there = make.person(name="李卫国", name_key=name_key("李卫国"), phone=THERE, identity_number=identity_number(802), station_code=OTHER_VILLAGE)
    return here.id, there.id


@pytest.fixture
def desk(make):
    """A client for a role, at the station the role usually has."""
    def sign_in(role, station=None):
        return make.client(make.staff(role, station or PLACES.get(role, CITY)))
    return sign_in


def revealed():
    db.session.rollback()
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "personal_data_revealed")
    return db.session.execute(query).scalar_one()


def rows_of(page):
    return [int(n) for n in re.findall(r'<th scope="row"><a class="mask[^"]*" href="/bureau/people/(\d+)"', page.text)]


def kept(person_id):
    """The person as they are in the database now."""
    db.session.rollback()
    return db.session.get(Person, person_id, populate_existing=True)


def said(page):
    return int(re.search(r"<h1[^>]*>[^<]*?([\d,]+)", page.text).group(1).replace(",", ""))


@pytest.mark.parametrize("role", ROLES)
def test_list_count_and_search_stay_in_scope(desk, people, role):
    client, (here, there) = desk(role), people
    page = client.get("/bureau/people")
    if Right.PEOPLE not in RIGHTS[role]:
        assert page.status_code == 403
        assert client.post("/bureau/people", data={"text": HERE}).status_code == 403
        return
    expected = {here, there} if PLACES.get(role, CITY) == CITY else {here}
    assert set(rows_of(page)) == expected
    assert said(page) == len(expected)
    for text, who in ((HERE, here), (THERE, there), (identity_number(802), there), ("李卫", there), ("liwei", there), ("lwg", there), ("zjj", here)):
        found = client.post("/bureau/people", data={"text": text})
        assert rows_of(found) == ([who] if who in expected else []), text
        assert said(found) == len(rows_of(found))


@pytest.mark.parametrize("role", [r for r in ROLES if Right.PEOPLE in RIGHTS[r] and r in PLACES])
def test_a_filter_never_widens(desk, people, role):
    client = desk(role)
    for address in (f"/bureau/people?station={CITY}", f"/bureau/people?station={OTHER_VILLAGE}", "/bureau/people?station=2"):
        page = client.get(address)
        assert rows_of(page) == [people[0]]
        assert said(page) == 1


def test_filters_narrow_and_counts_follow(desk, people, make):
    client = desk(StaffRole.CITY)
    make.person(kind="bereaved_family", seeking="no", employment="farming", phone="", education="")
    for query, expected in (("kind=bereaved_family", 1), ("seeking=yes", 2), ("employment=farming", 1), ("missing=phone", 1), ("missing=education", 1),
                            ("discharged_from=2012&discharged_to=2012", 1), ("discharged_from=2013", 0), (f"station={TOWN}", 2), ("kind=nonsense", 3)):
        page = client.get(f"/bureau/people?{query}")
        assert len(rows_of(page)) == expected, query
        assert said(page) == expected, query


def bare(page, number):
    """The answer without its own address and token."""
    return page.status_code, re.sub(r'X-CSRFToken":"[^"]*', "", page.text).replace(f"/people/{number}", "/people/…")


DETAIL = ("", "/basics", "/service", "/family", "/work", "/wishes", "/privacy", "/skills", "/qualifications", "/sign-in")
WRITES = (("", {"field": "phone", "reason": "call"}), ("/basics", {"name": "改名"}), ("/service", {"rank": "中士"}), ("/wishes", {"seeking": "no"}),
          ("/skills", {"name": "叉车"}), ("/skills/1/remove", {}), ("/skills/suggested", {"suggestion": "x"}), ("/family", {"relation": "spouse"}),
          ("/work", {"employment": "own"}), ("/privacy", {"visibility": "open", "agreed": "y"}), ("/work/drop-draft", {}),
          ("/qualifications", {"kind": "licence", "name": "B2"}), ("/qualifications/1/remove", {}), ("/sign-in", {"phone": "13812345678"}))


@pytest.mark.parametrize("role", [StaffRole.VILLAGE, StaffRole.TOWNSHIP])
def test_foreign_is_the_same_as_nonexistent(desk, people, role):
    client, there = desk(role), people[1]
    for part in DETAIL:
        foreign, nowhere = (bare(client.get(f"/bureau/people/{n}{part}"), n) for n in (there, NOWHERE))
        assert foreign == nowhere, part
        assert foreign[0] == 404, part
    for part, data in WRITES:
        foreign, nowhere = (bare(client.post(f"/bureau/people/{n}{part}", data=data), n) for n in (there, NOWHERE))
        assert foreign == nowhere, part
        assert foreign[0] == 404, part
    person = kept(there)
    assert (person.name, person.version) == ("李卫国", 1)
    assert db.session.query(AuditEntry).count() == 0


@pytest.mark.parametrize("role", ROLES)
def test_only_editors_edit(desk, people, role):
    client, may_edit = desk(role), Right.PEOPLE_EDIT in RIGHTS[role]
    for part in DETAIL[1:-1]:
        assert client.get(f"/bureau/people/{people[0]}{part}").status_code == (200 if may_edit else 403)
    assert client.get("/bureau/people/new").status_code == (200 if may_edit else 403)
    assert client.get("/bureau/people/claims").status_code == (200 if may_edit else 403)


@pytest.mark.parametrize("role", [r for r in ROLES if Right.PEOPLE in RIGHTS[r]])
def test_nothing_personal_is_shown_without_asking(desk, people, role):
    client = desk(role)
    for address in ("/bureau/people", f"/bureau/people/{people[0]}"):
        page = client.get(address).text
        assert not [secret for secret in ("张建军", HERE, identity_number(801), "东大街", "七级") if secret in page]
    if Right.PEOPLE_EDIT in RIGHTS[role]:
        page = client.get(f"/bureau/people/{people[0]}/basics").text
        assert not [secret for secret in ("张建军", HERE, identity_number(801), "东大街", "七级", "1985-03-01") if secret in page]
    assert revealed() == 0


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("field", "value"), [("phone", HERE), ("identity_number", identity_number(801)), ("name", "张建军"), ("address", "东大街 5 号"),
                                              ("disability", "因战 七级")])
def test_a_look_is_kept_once_and_shown_once(desk, people, role, field, value):
    client, address = desk(role), f"/bureau/people/{people[0]}"
    page = client.post(address, data={"field": field, "reason": "call"})
    if Right.REVEAL not in RIGHTS[role]:
        assert page.status_code == 403
        assert revealed() == 0
        return
    if field == "disability" and role != StaffRole.CITY:
        assert page.status_code == 404
        assert revealed() == 0
        return
    assert value in page.text
    entry, = db.session.query(AuditEntry).filter(AuditEntry.action == "personal_data_revealed")
    assert (entry.subject_type, entry.subject_id, entry.detail) == ("person", people[0], {"field": field, "reason": "call"})
    assert value not in client.get(address).text
    assert revealed() == 1


def test_the_look_is_kept_before_it_is_shown(desk, people, monkeypatch):
    """When the trail cannot be written, nothing is shown."""
    def full_disk(_connection, _entries):
        raise OSError

    client = desk(StaffRole.CITY)
    monkeypatch.setattr("core.audit._write", full_disk)
    page = client.post(f"/bureau/people/{people[0]}", data={"field": "phone", "reason": "call"})
    assert page.status_code == 500
    assert HERE not in page.text


def test_a_look_needs_a_reason_and_a_known_field(desk, people):
    client, address = desk(StaffRole.CITY), f"/bureau/people/{people[0]}"
    for data, status in (({"field": "phone"}, 422), ({"field": "phone", "reason": "because"}, 422), ({"field": "account_id", "reason": "call"}, 404)):
        page = client.post(address, data=data)
        assert page.status_code == status
        assert HERE not in page.text
    assert revealed() == 0


def test_support_is_all_a_village_knows(desk, people):
    assert "有帮扶需要" in desk(StaffRole.VILLAGE).get(f"/bureau/people/{people[0]}").text
    assert "有帮扶需要" not in desk(StaffRole.CITY).get(f"/bureau/people/{people[0]}").text


def test_finding_leaves_nothing_in_the_address(desk, people):
    page = desk(StaffRole.CITY).post("/bureau/people", data={"text": HERE})
    assert page.status_code == 200
    assert HERE not in page.request.url
    assert HERE not in "".join(re.findall(r'href="([^"]*)"', page.text))
    assert page.headers["Cache-Control"] == "no-store"


def test_a_name_is_found_literally(desk, people):
    assert rows_of(desk(StaffRole.CITY).post("/bureau/people", data={"text": "%"})) == []
    assert rows_of(desk(StaffRole.CITY).post("/bureau/people", data={"text": "' OR 1=1"})) == []


def basics(version, **values):
    return {"version": str(version), "kind": "veteran", "sex": "1", "station_code": VILLAGE, "ethnicity": "", "politics": "", "education": "大专",
            "employment": "seeking", **values}


def test_what_is_masked_stays_unless_entered(desk, people):
    client = desk(StaffRole.VILLAGE)
    assert client.post(f"/bureau/people/{people[0]}/basics", data=basics(1)).status_code == 303
    person = kept(people[0])
    assert (person.name, person.phone, person.education, person.disability) == ("张建军", HERE, "大专", "因战 七级")
    client.post(f"/bureau/people/{people[0]}/basics", data=basics(2, name="张建君", emptied=["phone", "address"]))
    person = kept(people[0])
    assert (person.name, person.phone, person.phone_index, person.address) == ("张建君", None, None, "")


def test_a_village_cannot_write_what_it_may_not_see(desk, people):
    desk(StaffRole.VILLAGE).post(f"/bureau/people/{people[0]}/basics", data=basics(1, disability="无", account_id="1", visibility="open", batch_id="5"))
    person = kept(people[0])
    assert (person.disability, person.account_id, person.visibility, person.batch_id) == ("因战 七级", None, "masked", None)


def test_a_stale_edit_overwrites_nothing_unseen(desk, people):
    client, address = desk(StaffRole.VILLAGE), f"/bureau/people/{people[0]}/basics"
    client.post(address, data=basics(1, school="凌源一中"))
    stale = client.post(address, data=basics(1, school="别的学校"))
    assert stale.status_code == 409
    assert "别的学校" in stale.text
    assert kept(people[0]).school == "凌源一中"
    again = re.search(r'name="version"[^>]*value="(\d+)"', stale.text).group(1)
    assert client.post(address, data=basics(again, school="别的学校")).status_code == 303
    assert kept(people[0]).school == "别的学校"


def test_adding_a_person_and_what_hangs_on_them(desk, people):
    client = desk(StaffRole.VILLAGE)
    answer = client.post("/bureau/people/new", data=basics("", name="新同志", phone="13812340000", identity_number=identity_number(803)))
    assert answer.status_code == 303
    address = answer.headers["Location"]
    client.post(f"{address}/service", data={"version": "1", "enlisted_on": "2005-12-01", "discharged_on": "2010-12-01", "branch": "陆军",
                                           "category": "conscript",
                                           "rank": "上等兵", "placement_mode": "self_arranged", "specialty_1": "汽车兵", "years_1": "5"})
    client.post(f"{address}/skills", data={"name": "电焊", "level": "4", "evidence": "certified"})
    client.post(f"{address}/qualifications", data={"kind": "licence", "name": "b2"})
    page = client.get(address).text
    for word in ("上等兵", "汽车驾驶", "电焊", "B2", "新*"):
        assert word in page
    assert client.post("/bureau/people/new", data=basics("", name="重复", identity_number=identity_number(803))).status_code == 409
    assert client.post("/bureau/people/new", data=basics("", name="别处", station_code=OTHER_VILLAGE)).status_code == 422


def test_a_discharge_before_the_enlistment_is_refused_with_the_input_kept(desk, people):
    page = desk(StaffRole.VILLAGE).post(f"/bureau/people/{people[0]}/service", data={
        "version": "1", "enlisted_on": "2010-12-01", "discharged_on": "2005-12-01", "duty": "班长", **BLANK})
    assert page.status_code == 422
    assert 'value="班长"' in page.text


def test_a_designator_is_warned_of(desk, people):
    client = desk(StaffRole.VILLAGE)
    client.post(f"/bureau/people/{people[0]}/service", data={"version": "1", "duty": "65301部队三营", **BLANK})
    page = client.get(f"/bureau/people/{people[0]}").text
    assert "note-wait" in page


def test_sign_in_is_reset_at_the_station(desk, make, people):
    account = make.account(phone="13811119999")
    person = make.person(account_id=account.id)
    client, address = desk(StaffRole.VILLAGE), f"/bureau/people/{person.id}/sign-in"
    assert client.get(f"/bureau/people/{people[0]}/sign-in").status_code == 404
    assert client.post(address, data={"phone": "13811118888"}).status_code == 422
    assert client.post(address, data={"phone": "13811118888", "has_seen_card": "y"}).status_code == 303
    assert make.fresh(account).phone == "13811118888"
    assert make.fresh(person).phone == "13811118888"


def test_pages_ask_a_fixed_number_of_questions(desk, make):
    client = desk(StaffRole.CITY)

    def questions(address):
        asked = []
        count = lambda *_args: asked.append(1)
        event.listen(db.engine, "before_cursor_execute", count)
        try:
            assert client.get(address).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        return len(asked)

    first = make.person(service={"branch": "陆军", "specialties": []}).id
    few = {address: questions(address) for address in ("/bureau/people", f"/bureau/people/{first}", "/bureau", "/bureau/people/claims")}
    for _n in range(15):
        make.person(service={"branch": "陆军", "specialties": []})
    assert {address: questions(address) for address in few} == few
    assert max(few.values()) <= 22  # the desk asks one question for each kind of thing that waits

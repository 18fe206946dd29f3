"""The desk's pages for staff and stations, and the link of an invitation."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from accounts.models import Account, StaffRole
from accounts.queries import account_by_phone
from accounts.stations import station
from core.db import db, transaction
from core.facts import keep_fact
from tests.accounts.reading import last_facts, said

PHONE, PASSWORD = "13900139000", "Qz7-bridge-over"
INVITATION = {"name": "王工", "phone": PHONE, "role": "village", "station": "211382001001"}
ELSEWHERE = "211382002002"


@pytest.fixture
def security(make):
    return make.client(make.staff(StaffRole.SECURITY_ADMIN))


def invited_path(client, **changes):
    assert client.post("/bureau/staff/invite", data={**INVITATION, **changes}).status_code == 303
    return last_facts(changes.get("phone", PHONE))["link"].removeprefix("http://127.0.0.1:8000")


def test_from_the_invitation_to_the_desk(security, make):
    path = invited_path(security)
    assert "王工" in security.get("/bureau/staff").text
    assert PHONE not in security.get("/bureau/staff").text
    client = make.client()
    assert client.get(path).status_code == 200
    assert client.post(path, data={"password": "vn8fkq2l"}).status_code == 422
    assert client.post(path, data={"password": PASSWORD}).location == "/bureau"
    assert client.get("/bureau").status_code == 200
    assert make.client().get(path).status_code == 404
    assert make.client().post(path, data={"password": PASSWORD}).status_code == 404


def test_inviting_looks_the_same_whether_or_not_the_phone_has_an_account(security, make):
    make.account(phone="13900139001")
    make.staff(phone="13900139002")
    pages = set()
    for phone in (PHONE, "13900139001", "13900139002"):
        page = security.post("/bureau/staff/invite", data={**INVITATION, "phone": phone})
        pages.add((page.status_code, page.location))
    assert len(pages) == 1


HOSTS = ["evil.com", "evil.com:80", "127.0.0.1.evil.com", "evil.com/..", "evil.com#", "evil.com@127.0.0.1", "localhost", "xn--e1awd7f.com", "[::1]", "0"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_no_request_header_gets_into_a_link(security, host, header):
    page = security.post("/bureau/staff/invite", data=INVITATION, headers={header: host})
    facts = last_facts(PHONE)
    assert facts is None or facts["link"].startswith("http://127.0.0.1:8000/staff-invitation/")
    assert "evil" not in page.headers.get("Location", "")


def test_the_link_is_shown_on_demo_data_only(security):
    security.post("/bureau/staff/invite", data=INVITATION)
    assert "/staff-invitation/" not in security.get("/bureau/staff").text
    with transaction():
        keep_fact("demo", {})
    security.post("/bureau/staff/invite", data=INVITATION)
    assert "/staff-invitation/" in security.get("/bureau/staff").text


def test_a_withdrawn_link_is_gone(security, make):
    path = invited_path(security)
    button = security.get("/bureau/staff").text.split("/bureau/staff/invitations/")[1].split("/")[0]
    assert security.post(f"/bureau/staff/invitations/{button}/withdraw").status_code == 303
    assert security.post(f"/bureau/staff/invitations/{button}/withdraw").status_code == 404
    assert make.client().get(path).status_code == 404


@pytest.mark.parametrize("role", [r for r in StaffRole if r != StaffRole.SECURITY_ADMIN])
def test_only_the_security_administrator_manages_staff(make, role):
    client, member = make.client(make.staff(role)), make.staff(StaffRole.VILLAGE, "211382001001")
    for path in ("/bureau/staff", "/bureau/staff/invite", f"/bureau/staff/{member.id}"):
        assert client.get(path).status_code == 403
    assert client.post(f"/bureau/staff/{member.id}/close").status_code == 403
    assert make.client(make.account()).get("/bureau/staff").status_code == 404


def test_the_list_and_the_members_stay_in_the_subtree(make):
    inside = make.staff(StaffRole.VILLAGE, "211382001001", name="里面的人")
    outside = make.staff(StaffRole.VILLAGE, ELSEWHERE, name="外面的人")
    client = make.client(make.staff(StaffRole.SECURITY_ADMIN, "211382001"))
    page = client.get("/bureau/staff").text
    assert "里面的人" in page
    assert "外面的人" not in page
    assert client.get(f"/bureau/staff/{inside.id}").status_code == 200
    foreign, nobody = client.get(f"/bureau/staff/{outside.id}"), client.get("/bureau/staff/999999")
    assert (foreign.status_code, said(foreign, f"/staff/{outside.id}")) == (nobody.status_code, said(nobody, "/staff/999999"))
    for deed in ("close", "open", "reset-second-factor"):
        assert client.post(f"/bureau/staff/{outside.id}/{deed}").status_code == 404
    assert client.post("/bureau/staff/invite", data={**INVITATION, "station": ELSEWHERE}).status_code == 422
    assert client.post(f"/bureau/staff/{inside.id}", data={"role": "village", "station": ELSEWHERE}).status_code == 422


def test_changing_closing_and_opening_a_member(security, make):
    member = make.staff(StaffRole.VILLAGE, "211382001001")
    assert security.post(f"/bureau/staff/{member.id}", data={"role": "township", "station": "211382001001"}).status_code == 422
    assert security.post(f"/bureau/staff/{member.id}", data={"role": "township", "station": "211382001"}).status_code == 303
    assert make.fresh(member).staff_role == "township"
    assert security.post(f"/bureau/staff/{member.id}/close").status_code == 303
    assert not make.fresh(member).is_active
    assert security.post(f"/bureau/staff/{member.id}/open").status_code == 303
    assert make.fresh(member).is_active


def test_the_own_account_is_left_alone(make):
    own = make.staff(StaffRole.SECURITY_ADMIN)
    client = make.client(own)
    assert client.post(f"/bureau/staff/{own.id}/close").status_code == 403
    assert client.get("/account").status_code == 200


def test_the_list_has_pages(security, make):
    with transaction() as session:
        session.add_all([Account(login=f"s{n}", name=f"员{n}", staff_role="village", station_code="211382001001") for n in range(45)])
    first, third, beyond = (security.get(f"/bureau/staff?page={n}").text for n in (1, 3, 9))
    assert first.count("/bureau/staff/") - first.count("/bureau/staff/invite") == 20
    assert 'rel="prev"' in third
    assert "empty" in beyond


@pytest.mark.parametrize("role", [StaffRole.CITY, StaffRole.SYSTEM_ADMIN])
def test_stations_are_found_and_edited(make, role):
    client = make.client(make.staff(role))
    name = station("211382001").name
    assert "211382001001" not in client.get(f"/bureau/stations?q={name}").text
    assert "/bureau/stations/211382001" in client.get(f"/bureau/stations?q={name}").text
    values = {"name": name, "phone": "0421-1234567", "address": "东街 1 号", "hours": "工作日 8:30–17:00"}
    assert client.post("/bureau/stations/211382001", data=values).status_code == 303
    db.session.rollback()
    assert station("211382001").phone == "0421-1234567"
    assert client.post("/bureau/stations/211382001", data={**values, "phone": "<script>"}).status_code == 422


def test_adding_closing_and_opening_a_station(make):
    client = make.client(make.staff())
    values = {"parent": "211382001", "code": "211382001999", "name": "新开河社区"}
    assert client.post("/bureau/stations/add", data={**values, "code": "211382002999"}).status_code == 422
    assert client.post("/bureau/stations/add", data=values).location == "/bureau/stations/211382001999"
    assert client.post("/bureau/stations/add", data=values).status_code == 422
    assert client.post("/bureau/stations/211382001999/close").status_code == 303
    assert client.get("/bureau/stations/211382001999").status_code == 200
    assert client.post("/bureau/stations/211382001/close").status_code == 409
    assert client.post("/bureau/stations/211382001999/open").status_code == 303


def test_stations_elsewhere_do_not_exist(make):
    client = make.client(make.staff(StaffRole.SYSTEM_ADMIN, "211382001"))
    pages = {code: client.get(f"/bureau/stations/{quote(code)}") for code in (ELSEWHERE, "211382", "999999999999", "x", "211382001%")}
    assert {p.status_code for p in pages.values()} == {404}
    assert len({said(p, f"/stations/{quote(code)}", f"/stations/{code}") for code, p in pages.items()}) == 1
    assert client.post(f"/bureau/stations/{ELSEWHERE}/close").status_code == 404
    assert ELSEWHERE not in client.get("/bureau/stations?q=2113820").text


def test_the_joined_account_is_the_invited_phone(security, make):
    path = invited_path(security)
    make.client().post(path, data={"password": PASSWORD})
    db.session.rollback()
    member = account_by_phone(PHONE)
    assert (member.staff_role, member.station_code) == ("village", "211382001001")
    assert db.session.execute(select(Account.id).where(Account.phone_index == member.phone_index)).scalar_one() == member.id

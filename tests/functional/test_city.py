"""One city over HTTP, and every number it shows counted again by hand from the raw rows."""

import io
import re
from collections import Counter
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from sqlalchemy import text

from accounts.models import StaffRole
from core.clock import now, today
from core.db import db
from core.scheduler import do_work
from tests.factories import OTHER_VILLAGE, VILLAGE, credit_code
from tests.jobs.importing import sheets
from tests.veterans.importing import rosters

SCOPES = {"city": (StaffRole.CITY, "211382"), "township": (StaffRole.TOWNSHIP, "211382001"), "other township": (StaffRole.TOWNSHIP, "211382002"),
          "village": (StaffRole.VILLAGE, VILLAGE), "other village": (StaffRole.VILLAGE, OTHER_VILLAGE)}


def raw(table):
    """All rows of a table, read past every model."""
    db.session.rollback()
    return [dict(row._mapping) for row in db.session.execute(text(f"SELECT * FROM {table}"))]


def day(value):
    return value if isinstance(value, date) or value is None else date.fromisoformat(str(value)[:10])


def may_be_shown():
    """Which postings a reader may see, by product's definition: live, in time, of an enterprise verified to this day."""
    firms = {e["id"]: e for e in raw("employers")}
    verified = {i for i, e in firms.items() if e["state"] == "verified" and day(e["verified_until"]) >= today()}
    return [p for p in raw("positions") if p["state"] == "live" and p["employer_id"] in verified and day(p["valid_until"]) >= today()]


def number_in(page, pattern):
    return int(re.search(pattern, page.text)[1].replace(",", ""))


def shown_in_all_pages(client, address="/positions?"):
    """The ids of all postings, leafing through to the last page."""
    found, number, has_next = [], 0, True
    while has_next:
        number += 1
        page = client.get(f"{address}&page={number}").text
        found += map(int, re.findall(r'<h2 class="h3"><a href="/positions/(\d+)"', page))
        has_next = 'rel="next"' in page
    return found


def send(client, address, rows, headings):
    """Upload a workbook, have it checked, confirm it; the batch's address."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    book.save(stream)
    stream.seek(0)
    where = client.post(address, data={"file": (stream, "表.xlsx")}, content_type="multipart/form-data").headers["Location"]
    do_work()
    client.post(f"{where}/confirm", data={"how": "import"})
    return where


@pytest.fixture
def city(make):
    """Three enterprises with 60 postings and 90 people on file, all brought in over HTTP; some postings then rest, end or lose their enterprise."""
    staff = {name: make.client(make.staff(role, code)) for name, (role, code) in SCOPES.items()}
    firms = [make.employer(name=f"凌源第{n}钢构有限公司", credit_code=credit_code(9000 + n), township_code="211382009") for n in range(3)]
    offers = [sheets.line(employer=firms[n % 3].name, title=f"{'车钳铣磨焊'[n % 5]}工{n}号", place=f"凌源市{('城关', '东城', '北街')[n // 3 % 3]}街道")
              for n in range(60)]
    batch = send(staff["city"], "/bureau/positions/import", offers, sheets.HEADINGS)
    people = [rosters.person(n, **({"所属街道（乡镇）": "南街街道", "所属社区（村）": ""} if n % 3 == 0 else {}), **({"手机号": ""} if n % 7 == 0 else {}),
                             **({"学历": ""} if n % 5 == 0 else {})) for n in range(1, 91)]
    roster = send(staff["city"], "/bureau/people/import", [[p.get(h) or None for h in rosters.HEAD] for p in people], rosters.HEAD)
    return {"staff": staff, "firms": firms, "reader": make.client(), "batches": (batch, roster), "make": make}


def _publish_everything(city):
    desk = city["staff"]["city"]
    waiting = [p["id"] for p in raw("positions") if p["state"] == "submitted"]
    assert len(waiting) == 60
    assert number_in(desk.get("/bureau/review?kind=position"), r"岗位 <span class=\"soft\">(\d+)</span>") == 60
    desk.post("/bureau/positions/publish", data={"position": waiting})


def _assert_shown(city):
    expected = {p["id"] for p in may_be_shown()}
    reader = city["reader"]
    assert number_in(reader.get("/positions"), r"<b>([\d,]+) 个岗位</b>") == len(expected)
    shown = shown_in_all_pages(reader)
    assert len(shown) == len(set(shown)), "a posting stands on two pages"
    assert set(shown) == expected
    assert number_in(reader.get("/"), r"([\d,]+) 个在招岗位") == len(expected)
    return expected


def _assert_facets(city):
    """Each filter's number is the number of postings one gets by choosing it."""
    page, live = city["reader"].get("/positions").text, may_be_shown()
    told = dict(re.findall(r'name="town" value="(\d+)".*?<span class="soft small">(\d+)</span>', page))
    assert {code: int(n) for code, n in told.items()} == Counter(p["township_code"] for p in live)
    for code, n in told.items():
        assert len(shown_in_all_pages(city["reader"], f"/positions?town={code}")) == int(n)


def test_what_readers_see_is_what_the_rows_say(city):
    assert _assert_shown(city) == set()
    _publish_everything(city)
    assert len(_assert_shown(city)) == 60
    _assert_facets(city)
    make, firms = city["make"], city["firms"]
    recruiter = make.client(make.recruiter(firms[0]))
    own = [p["id"] for p in raw("positions") if p["employer_id"] == firms[0].id]
    recruiter.post(f"/employer/positions/{own[0]}/pause")
    recruiter.post(f"/employer/positions/{own[1]}/close", data={"close-reason": "filled"})
    assert len(_assert_shown(city)) == 58
    tabs = re.findall(r'href="/employer\?state=(\w+)"[^>]*>[^<]*<span class="soft">(\d+)</span>', recruiter.get("/employer").text)
    assert {state: int(n) for state, n in tabs if n != "0"} == Counter(p["state"] for p in raw("positions") if p["employer_id"] == firms[0].id)
    city["staff"]["city"].post(f"/bureau/employers/{firms[1].id}/suspend", data={"stop-reason": "接到收费举报，正在核实。"})
    assert len(_assert_shown(city)) == 38
    _assert_facets(city)
    for kind in ("", "?kind=employer", "?kind=position", "?kind=report"):
        assert city["staff"]["city"].get(f"/bureau/review{kind}").status_code == 200


def test_a_posting_past_its_day_is_gone_without_anybody_doing_anything(city):
    _publish_everything(city)
    last = max(day(p["valid_until"]) for p in raw("positions"))
    with time_machine.travel(now() + timedelta(days=(last - today()).days)):
        assert len(_assert_shown(city)) == 60
    with time_machine.travel(now() + timedelta(days=(last - today()).days + 1)):
        assert _assert_shown(city) == set()


@pytest.mark.parametrize("scope", SCOPES)
def test_the_roster_counts_what_lies_in_the_viewers_stations(city, scope):
    client, code = city["staff"][scope], SCOPES[scope][1]
    own = [p for p in raw("persons") if p["station_code"].startswith(code)]
    assert len(raw("persons")) == 90
    assert number_in(client.get("/bureau/people"), r"([\d,]+) 人</h1>") == len(own)
    assert number_in(client.get("/bureau/people?missing=phone"), r"([\d,]+) 人</h1>") == sum(not p["phone"] for p in own)
    assert number_in(client.get("/bureau/people?missing=education"), r"([\d,]+) 人</h1>") == sum(not p["education"] for p in own)
    tally = [int(n.replace(",", "")) for n in re.findall(r'<dd class="num">([\d,]+)</dd>', client.get("/bureau").text)]
    assert tally == [len(own), len(own), sum(not p["phone"] for p in own), sum(not p["education"] for p in own)]
    if own:
        answer = client.post("/bureau/people/export", data={"reason": "check"})
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        assert sum(bool(re.fullmatch(r"\d{17}[\dX]|.*\*.*", str(row[1].value or ""))) for row in sheet.iter_rows()) == len(own)


def test_every_step_stands_in_the_audit_trail_and_undo_takes_all_back(city):
    _publish_everything(city)
    desk = city["staff"]["city"]
    trail = Counter(e["action"] for e in raw("audit_entries"))
    assert trail["import_confirmed"] == 2
    assert trail["position_published"] == 60
    for where in city["batches"]:
        desk.post(f"{where}/undo")
    assert raw("persons") == []
    assert {p["state"] for p in raw("positions")} <= {"live"}, "published postings were changed since the import: they stay"

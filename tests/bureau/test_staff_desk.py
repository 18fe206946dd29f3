"""Today, the checklist, the imports and the audit log: for each role what it may see."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from accounts.models import StaffRole, Station
from accounts.permissions import RIGHTS, Right
from bureau.labels import ACTIONS
from core.audit import SYSTEM, Action, Actor, AuditEntry, record
from core.clock import now, today
from core.db import db, transaction
from core.facts import keep_fact
from core.work import run_next
from jobs.posts import link_posts
from tests.factories import OTHER_VILLAGE, VILLAGE
from veterans.services.claims import Claim, claim_file

PLACES = {StaffRole.VILLAGE: VILLAGE, StaffRole.TOWNSHIP: "211382001"}


@pytest.fixture
def desk(make):
    def sign_in(role, station=None):
        return make.client(make.staff(role, station or PLACES.get(role, "211382")))
    return sign_in


def tally(page):
    return [int(n.replace(",", "")) for n in re.findall(r'<dd class="num">([\d,]+)</dd>', page.text)]


@pytest.mark.parametrize("role", list(StaffRole))
def test_every_roles_day(desk, make, role):
    make.person(phone="", education="")
    page = desk(role).get("/bureau")
    assert page.status_code == 200
    rights = RIGHTS[role]
    assert ("/bureau/people/claims" in page.text) == (Right.PEOPLE_EDIT in rights)
    assert ("missing=phone" in page.text) == (Right.PEOPLE in rights)
    assert ("待核验单位" in page.text) == (Right.REVIEW in rights)


def test_figures_stay_in_scope(desk, make):
    make.person()
    make.person(phone="")
    make.person(education="", station_code=OTHER_VILLAGE)
    account = make.account()
    with transaction():
        claim_file(Actor(account.id), Claim("赵新", "110105194912310021", "211382001"))
    assert tally(desk(StaffRole.TOWNSHIP).get("/bureau")) == [2, 2, 1, 0]
    assert tally(desk(StaffRole.CITY).get("/bureau")) == [3, 3, 1, 1]
    assert ">1</b>" in desk(StaffRole.TOWNSHIP).get("/bureau").text
    assert ">1</b>" not in desk(StaffRole.TOWNSHIP, "211382002").get("/bureau").text


def test_reviewers_see_how_much_waits(desk, make):
    make.employer(state="submitted", submitted_at=now(), verified_until=None)
    make.position(state="submitted", submitted_at=now() - timedelta(days=1), published_at=None)
    page = desk(StaffRole.CITY).get("/bureau").text
    assert page.count(">1</b>") == 2
    assert "昨天" in page


def test_the_city_sees_postings_and_distinct_posts(desk, make):
    employer = make.employer()
    first, second = make.position(title="叉车司机", employer=employer), make.position(title="叉 车 司机", employer=employer)
    with transaction() as session:
        link_posts([session.merge(first), session.merge(second)])
    assert "在库招聘信息 2 条；同一岗位只算一次为 1 个" in desk(StaffRole.CITY).get("/bureau").text
    assert "在库招聘信息" not in desk(StaffRole.TOWNSHIP).get("/bureau").text


@pytest.mark.parametrize(("minutes", "warned"), [(1, False), (14, False), (16, True), (None, True)])
def test_a_silent_scheduler_is_noticed(desk, minutes, warned):
    if minutes is not None:
        with transaction():
            keep_fact("scheduler.heartbeat", (now() - timedelta(minutes=minutes)).isoformat())
    assert ("后台任务超过 15 分钟没有动静" in desk(StaffRole.CITY).get("/bureau").text) == warned


@pytest.mark.parametrize(("days", "noticed"), [(3, False), (120, True)])
def test_stale_demo_data_is_noticed(desk, days, noticed):
    with transaction():
        keep_fact("demo", {"loaded_on": (today() - timedelta(days=days)).isoformat()})
    assert ("flask demo clear" in desk(StaffRole.CITY).get("/bureau").text) == noticed


def test_the_checklist_goes_when_done_or_put_away(desk, make):
    client = desk(StaffRole.SYSTEM_ADMIN)
    assert "开始使用前的准备" in client.get("/bureau").text
    assert "开始使用前的准备" not in desk(StaffRole.VILLAGE).get("/bureau").text
    assert desk(StaffRole.VILLAGE).post("/bureau/checklist/dismiss").status_code == 403
    assert "开始使用前的准备" in client.get("/bureau").text
    assert client.post("/bureau/checklist/dismiss").status_code == 303
    assert "开始使用前的准备" not in client.get("/bureau").text


def test_the_checklist_goes_by_itself_when_all_is_there(desk, make):
    make.person()
    make.position()
    with transaction() as session:
        session.execute(update(Station).where(Station.code == VILLAGE).values(phone="0421-1"))
    client = desk(StaffRole.SYSTEM_ADMIN)
    assert "开始使用前的准备" in client.get("/bureau").text
    desk(StaffRole.CITY)
    assert "开始使用前的准备" not in client.get("/bureau").text


@pytest.mark.parametrize("role", list(StaffRole))
def test_who_reads_the_audit_log(desk, role):
    client = desk(role)
    expected = 200 if Right.AUDIT in RIGHTS[role] else 403
    assert client.get("/bureau/audit").status_code == expected
    assert client.post("/bureau/audit/verify").status_code == (303 if expected == 200 else 403)


@pytest.fixture
def trail(make):
    clerk = make.staff("village", VILLAGE)
    with transaction():
        record(Actor(clerk.id, VILLAGE), Action.PERSONAL_DATA_REVEALED, "person", 7, field="phone", reason="call")
        record(Actor(None), Action.DEMO_LOADED, "installation", None)
    return clerk.id


def test_the_log_says_who_did_what_without_names(desk, make, trail):
    page = desk(StaffRole.AUDITOR).get("/bureau/audit").text
    for words in ("查看个人信息", "档案 7", "字段：电话", "原因：打电话联系本人", f"账号 {trail}", "载入演示数据"):
        assert words in page
    assert "13800" not in page


def rows(page):
    return len(re.findall(r'<th scope="row">', page.text))


def test_the_log_is_narrowed_by_deed_account_and_day(desk, trail):
    client = desk(StaffRole.AUDIT_ADMIN)
    today, tomorrow = (f"{(now() + timedelta(days=n, hours=8)):%Y-%m-%d}" for n in (0, 1))
    for query, expected in (("", 2), ("action=demo_loaded", 1), (f"account={trail}", 1), ("account=999", 0), (f"since={today}", 2), (f"since={tomorrow}", 0),
                            (f"until={today}", 2), ("action=nonsense", 2), ("since=never", 2),
                            ("since=0001-01-01", 2), ("until=9999-12-31", 2), ("until=0001-01-01", 0)):
        page = client.get(f"/bureau/audit?{query}")
        assert rows(page) == expected, query


def test_an_auditor_further_down_reads_the_subtree(desk, trail):
    assert rows(desk(StaffRole.AUDITOR, "211382001").get("/bureau/audit")) == 1
    assert rows(desk(StaffRole.AUDITOR, "211382002").get("/bureau/audit")) == 0


def test_an_altered_entry_is_found(desk, trail):
    client = desk(StaffRole.AUDITOR)
    assert client.post("/bureau/audit/verify").status_code == 303
    assert "正在核对" in client.get("/bureau/audit").text
    run_next()
    assert "日志完整：2 条" in client.get("/bureau/audit").text
    with transaction() as session:
        session.execute(update(AuditEntry).where(AuditEntry.action == "demo_loaded").values(action="demo_cleared"))
    client.post("/bureau/audit/verify")
    run_next()
    assert "日志有 1 处对不上，最先是第 2 条" in client.get("/bureau/audit").text


def test_every_deed_has_a_name():
    assert set(ACTIONS) == set(Action)


def test_the_log_asks_a_fixed_number_of_questions(desk, trail):
    client = desk(StaffRole.AUDITOR)

    def questions():
        asked = []
        count = lambda *_args: asked.append(1)
        event.listen(db.engine, "before_cursor_execute", count)
        client.get("/bureau/audit")
        event.remove(db.engine, "before_cursor_execute", count)
        return len(asked)

    few = questions()
    with transaction():
        for number in range(30):
            record(SYSTEM, Action.EXPORTED, "roster", number)
    assert questions() == few <= 10


@pytest.mark.parametrize("role", list(StaffRole))
def test_the_imports_page(desk, role):
    page = desk(role).get("/bureau/imports")
    assert page.status_code == (200 if Right.PEOPLE_EDIT in RIGHTS[role] else 403)
    if page.status_code == 200:
        assert "/bureau/people/import" in page.text
        assert ("/bureau/positions/import" in page.text) == (Right.POSITIONS_IMPORT in RIGHTS[role])

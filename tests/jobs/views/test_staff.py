"""The review of positions by the bureau."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from accounts.models import StaffRole
from core.audit import AuditEntry
from core.clock import now, today
from core.db import db, transaction
from jobs.models import Position, PositionReport
from tests.jobs.views.test_employer import queries_of, shown


@pytest.fixture
def client(make):
    return make.client(make.staff())


def actions():
    db.session.rollback()
    return list(db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


def test_publishing(client, make):
    position = make.position(state="submitted", submitted_at=now())
    assert "叉车司机" in client.get(f"/bureau/positions/{position.id}").text
    assert client.post(f"/bureau/positions/{position.id}/publish").status_code == 303
    assert make.fresh(position).state == "live"
    assert client.post(f"/bureau/positions/{position.id}/publish").status_code == 303
    assert actions() == ["position_published"]
    assert make.client().get(f"/positions/{position.id}").status_code == 200


def test_returning_needs_a_reason(client, make):
    position = make.position(state="submitted", submitted_at=now())
    assert client.post(f"/bureau/positions/{position.id}/return", data={"back-reason": " "}).status_code == 422
    assert client.post(f"/bureau/positions/{position.id}/return", data={"back-reason": "请写清工作地点"}).status_code == 303
    assert make.fresh(position).returned_reason == "请写清工作地点"


def test_the_page_shows_what_is_missing_and_what_was_worded_badly(client, make):
    position = make.position(state="submitted", submitted_at=now(), requirements="限男性，入职交押金", headcount=None)
    page = client.get(f"/bureau/positions/{position.id}").text
    assert "限男" in page
    assert "劳动合同法" in page
    assert "押金" in page
    assert "state is-stop" in page
    assert make.fresh(position).state == "submitted"


def test_unverified_is_not_published(client, make):
    position = make.position(make.employer(state="due"), state="submitted", submitted_at=now())
    assert client.post(f"/bureau/positions/{position.id}/publish").status_code == 303
    assert make.fresh(position).state == "submitted"


def test_several_at_once(client, make):
    good = [make.position(state="submitted", submitted_at=now()) for _n in range(3)]
    bad = make.position(make.employer(state="due"), state="submitted", submitted_at=now())
    live = make.position()
    answer = client.post("/bureau/positions/publish", data={"position": [str(p.id) for p in (*good, bad, live)] + ["x", "99999"]}, follow_redirects=True)
    assert answer.status_code == 200
    assert [make.fresh(p).state for p in (*good, bad)] == ["live"] * 3 + ["submitted"]
    assert actions() == ["position_published"] * 3
    assert client.post("/bureau/positions/publish").status_code == 303


def test_an_enterprises_own_drafts_are_not_seen(client, make):
    own, imported = make.position(state="draft"), make.position(state="draft", batch_id=3)
    absent = client.get("/bureau/positions/999999")
    hidden = client.get(f"/bureau/positions/{own.id}")
    assert (hidden.status_code, shown(hidden)) == (404, shown(absent))
    assert client.get(f"/bureau/positions/{imported.id}").status_code == 200


def test_the_bureau_completes_what_an_import_left_open(client, make):
    position = make.position(state="draft", batch_id=3, headcount=None)
    assert client.post(f"/bureau/positions/{position.id}/submit").status_code == 303
    assert make.fresh(position).state == "draft"
    data = {"title": "叉车司机", "headcount": "2", "duties": "装卸", "education": "初中", "pay_min": "4800", "pay_unit": "month",
            "place": "物流园", "township_code": "211382009", "valid_until": (today() + timedelta(days=30)).isoformat(),
            "version": str(position.version), "then": "submit"}
    assert client.get(f"/bureau/positions/{position.id}/edit").status_code == 200
    assert client.post(f"/bureau/positions/{position.id}/edit", data=data).status_code == 303
    assert (make.fresh(position).state, position.headcount) == ("submitted", 2)
    assert actions() == ["position_changed", "position_submitted"]


@pytest.mark.parametrize("role", [StaffRole.VILLAGE, StaffRole.TOWNSHIP, StaffRole.AUDITOR, StaffRole.SYSTEM_ADMIN, StaffRole.FAIR_DESK])
def test_only_reviewers_review(make, role):
    position = make.position(state="submitted", submitted_at=now())
    client = make.client(make.staff(role, "211382"))
    assert client.get(f"/bureau/positions/{position.id}").status_code == 403
    assert client.post(f"/bureau/positions/{position.id}/publish").status_code == 403
    assert client.get("/bureau/review").status_code == 403
    assert client.get("/bureau/employers").status_code == 403
    assert make.fresh(position).state == "submitted"


def test_the_queue_is_oldest_first_and_asks_no_more_for_many(client, make):
    for n in range(4):
        make.position(state="submitted", submitted_at=now() - timedelta(days=n), title=f"岗位{n}")
    make.employer(state="submitted", submitted_at=now() - timedelta(days=2, hours=1), name="待核验公司")
    page = client.get("/bureau/review").text
    order = [page.index(name) for name in ("岗位3", "待核验公司", "岗位2", "岗位1", "岗位0")]
    assert order == sorted(order)
    one = queries_of(lambda: client.get("/bureau/review"))
    for n in range(12):
        make.position(state="submitted", submitted_at=now(), title=f"更多{n}")
    assert queries_of(lambda: client.get("/bureau/review")) == one <= 10
    assert "待核验公司" not in client.get("/bureau/review?kind=position").text
    assert "岗位3" not in client.get("/bureau/review?kind=employer").text
    assert client.get("/bureau/review?kind=report").status_code == 200


def test_what_lies_outside_the_subtree_is_not_there(make):
    employer = make.employer(township_code="211382001", state="submitted", submitted_at=now())
    nowhere = make.employer(township_code=None, state="submitted", submitted_at=now())
    position = make.position(employer, state="submitted", submitted_at=now())
    narrow = make.client(make.staff(StaffRole.CITY, "211382002"))
    absent = narrow.get("/bureau/employers/999999")
    for path in (f"/bureau/employers/{employer.id}", f"/bureau/employers/{nowhere.id}", f"/bureau/positions/{position.id}"):
        hidden = narrow.get(path)
        assert (hidden.status_code, shown(hidden)) == (404, shown(absent))
    assert employer.name not in narrow.get("/bureau/review").text
    assert employer.name not in narrow.get("/bureau/employers").text
    narrow.post("/bureau/positions/publish", data={"position": [str(position.id)]})
    assert make.fresh(position).state == "submitted"


def test_a_readers_report_is_seen_and_settled_once(client, make):
    position = make.position()
    with transaction() as session:
        report = PositionReport(position_id=position.id, kind="fee", text="要先交押金")
        session.add(report)
    assert "叉车司机" in client.get("/bureau/review?kind=report").text
    assert "要先交押金" in client.get(f"/bureau/positions/{position.id}").text
    assert client.post(f"/bureau/reports/{report.id}/settle", data={"outcome": ""}).status_code == 422
    for outcome in ("已电话核实，单位改正", "第二次"):
        assert client.post(f"/bureau/reports/{report.id}/settle", data={"outcome": outcome}).status_code == 303
    assert make.fresh(report).outcome == "已电话核实，单位改正"
    assert actions() == ["position_report_settled"]
    assert "叉车司机" not in client.get("/bureau/review?kind=report").text
    narrow = make.client(make.staff(StaffRole.CITY, "211382002"))
    assert narrow.post(f"/bureau/reports/{report.id}/settle", data={"outcome": "x"}).status_code == 404


def test_a_page_that_has_emptied_shows_the_last_there_is(client, make):
    position = make.position(state="submitted", submitted_at=now())
    assert f"/bureau/positions/{position.id}" in client.get("/bureau/review?page=2").text
    employer = make.employer()
    own = make.position(employer)
    assert f"/employer/positions/{own.id}" in make.client(make.recruiter(employer)).get("/employer?state=live&page=9").text


def test_what_was_changed_since_it_was_read_is_not_published(client, make):
    position = make.position(state="submitted", submitted_at=now())
    page = client.get(f"/bureau/positions/{position.id}").text
    read = re.search(r'name="version" value="(\d+)"', page)[1]
    with transaction() as session:
        session.get(Position, position.id).duties = "先交押金"
    answer = client.post(f"/bureau/positions/{position.id}/publish", data={"version": read}, follow_redirects=True)
    assert "打开之后又有改动" in answer.text
    assert make.fresh(position).state == "submitted"
    assert client.post(f"/bureau/positions/{position.id}/publish", data={"version": str(position.version)}).status_code == 303
    assert make.fresh(position).state == "live"


def test_taking_a_posting_back_hides_no_report(client, make):
    """Readers saw it and one of them reported it: that its enterprise made it a draft again takes it from nobody's desk."""
    position = make.position(state="draft", published_at=now())
    with transaction() as session:
        session.add(PositionReport(position_id=position.id, kind="fee"))
    assert f"/bureau/positions/{position.id}" in client.get("/bureau/review?kind=report").text
    assert client.get(f"/bureau/positions/{position.id}").status_code == 200
    unseen = make.position(state="draft", published_at=None)
    assert client.get(f"/bureau/positions/{unseen.id}").status_code == 404


def test_two_steps_that_meet_in_one_row_are_told_apart_from_a_fault(client, make, monkeypatch):
    """On PostgreSQL two publishers may read the same version: the second one's write finds no row."""
    position = make.position(state="submitted", submitted_at=now())

    def meets(*_arguments):
        raise StaleDataError("matched 0 rows")

    monkeypatch.setattr("jobs.services.lifecycle.publish_position", meets)
    answer = client.post(f"/bureau/positions/{position.id}/publish")
    assert answer.status_code == 409
    assert "这一步现在做不了" in answer.text

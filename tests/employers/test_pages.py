"""The pages of joining and verifying, over HTTP; the whole way from a phone to a live position."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from core.audit import AuditEntry
from core.clock import now, today
from core.db import db
from employers.models import Employer, EmployerPaper
from jobs.models import Position
from jobs.queries import live_position
from tests.factories import credit_code
from tests.jobs.views.test_employer import queries_of, shown, whole
from tests.outboxes import templates

ENTERPRISE = {"name": "凌源恒桥仓储有限公司", "credit_code": credit_code(7001), "nature": "private", "industry": "G", "size": "21-100",
              "intro": "仓储与装卸，120 人。", "township_code": "211382009", "address": "物流园 3 号", "title": "人事主管"}


def scan():
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(out, "JPEG")
    return out.getvalue()


def upload(client, kind, data=None):
    file = (io.BytesIO(data or scan()), "../../执照.php.jpg")
    return client.post(f"/employer/papers/{kind}", data={f"{kind}-file": file}, content_type="multipart/form-data")


def test_from_joining_to_a_live_position(make):
    account = make.account()
    recruiter, staff = make.client(account), make.client(make.staff())
    assert recruiter.get("/employer").status_code == 303
    assert recruiter.get("/employer/join").status_code == 200
    assert recruiter.post("/employer/join", data=ENTERPRISE).status_code == 303
    assert recruiter.post("/employer/submit").status_code == 422
    for kind in ("licence", "authorisation"):
        assert upload(recruiter, kind).status_code == 303
    assert recruiter.post("/employer/submit").status_code == 303
    assert recruiter.post("/employer/positions/new", data=whole(then="submit")).status_code == 303
    employer = db.session.execute(select(Employer)).scalar_one()
    position = db.session.execute(select(Position)).scalar_one()
    queue = staff.get("/bureau/review").text
    assert employer.name in queue
    assert "叉车司机" in queue
    until = (today() + timedelta(days=180)).isoformat()
    assert staff.post(f"/bureau/positions/{position.id}/publish").status_code == 303
    assert make.fresh(position).state == "submitted"
    assert staff.post(f"/bureau/employers/{employer.id}/verify", data={"until": until, "basis": "uploaded"}).status_code == 303
    assert staff.post(f"/bureau/positions/{position.id}/publish").status_code == 303
    db.session.rollback()
    assert live_position(position.id) is not None
    assert make.client().get(f"/positions/{position.id}").status_code == 200
    assert templates() == templates("in_site") == ["employer_verified", "position_published"]
    assert list(db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars()) == [
        "employer_registered", "paper_uploaded", "paper_uploaded", "employer_submitted", "position_added", "position_submitted", "employer_verified",
        "position_published"]
    assert staff.post(f"/bureau/employers/{employer.id}/suspend", data={"stop-reason": "收取押金"}).status_code == 303
    db.session.rollback()
    assert live_position(position.id) is None


def test_joining_explains_itself_to_visitors_and_staff(make, client):
    assert "/sign-up" in client.get("/employer/join").text
    assert make.client(make.staff()).get("/employer/join").status_code == 200
    assert make.client(make.staff()).post("/employer/join", data=ENTERPRISE).status_code == 403
    assert client.post("/employer/join", data=ENTERPRISE).status_code == 303
    assert db.session.execute(select(Employer)).scalar_one_or_none() is None


@pytest.mark.parametrize("changes", [
    {"credit_code": "91211382MA0000001A"}, {"credit_code": "123"}, {"name": " "}, {"intro": ""}, {"industry": "Z"}, {"title": ""}, {"address": ""},
])
def test_joining_names_what_is_wrong_and_keeps_the_rest(make, changes):
    page = make.client(make.account()).post("/employer/join", data={**ENTERPRISE, **changes})
    assert page.status_code == 422
    assert 'class="err-sum"' in page.text
    assert "凌源恒桥仓储" in page.text or "name" in changes


def test_joining_twice_leads_to_the_same_place(make):
    client = make.client(make.account())
    assert [client.post("/employer/join", data=ENTERPRISE).status_code for _time in range(2)] == [303, 303]
    assert make.client(make.account()).post("/employer/join", data=ENTERPRISE).status_code == 422
    db.session.execute(select(Employer)).scalar_one()


def test_papers_are_for_their_owner_and_reviewers(make, app):
    employer = make.employer(state="registered")
    owner, stranger, staff = make.client(make.recruiter(employer)), make.client(make.recruiter(make.employer())), make.client(make.staff())
    assert upload(owner, "licence").status_code == 303
    paper = db.session.execute(select(EmployerPaper)).scalar_one()
    for client, path in ((owner, "/employer"), (staff, "/bureau")):
        answer = client.post(f"{path}/papers/{paper.id}/open")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.data[:3] == b"\xff\xd8\xff"
        assert client.get(f"{path}/papers/{paper.id}/open").status_code == 405
    foreign, absent = stranger.post(f"/employer/papers/{paper.id}/open"), stranger.post("/employer/papers/9999/open")
    assert (foreign.status_code, shown(foreign)) == (404, shown(absent))
    assert make.client().post(f"/bureau/papers/{paper.id}/open").status_code == 303
    db.session.rollback()
    opened = db.session.execute(select(AuditEntry.account_id).where(AuditEntry.action == "paper_opened").order_by(AuditEntry.id)).scalars().all()
    assert len(opened) == 2
    assert (app.config["INSTANCE"] / "papers" / paper.stored_name).is_file()


def test_a_bad_paper_is_refused_with_a_reason_and_replacing_leaves_one(make):
    client = make.client(make.recruiter(make.employer(state="registered")))
    page = upload(client, "licence", b"<script>alert(1)</script>")
    assert page.status_code == 422
    assert "JPG" in page.text
    assert client.post("/employer/papers/licence").status_code == 422
    assert client.post("/employer/papers/passport").status_code == 404
    upload(client, "licence")
    upload(client, "licence")
    db.session.execute(select(EmployerPaper)).scalar_one()


@pytest.mark.parametrize("state", ["registered", "submitted", "returned", "verified", "due", "suspended"])
def test_the_status_page_in_every_state(make, state):
    employer = make.employer(state=state, returned_reason="执照不清楚", suspended_reason="收取押金", submitted_at=now(), returned_at=now(), suspended_at=now())
    client, staff = make.client(make.recruiter(employer)), make.client(make.staff())
    page = client.get("/employer/profile")
    assert page.status_code == 200
    assert ("执照不清楚" in page.text) == (state == "returned")
    assert ("收取押金" in page.text) == (state == "suspended")
    assert client.get("/employer/profile/edit").status_code == 200
    assert staff.get(f"/bureau/employers/{employer.id}").status_code == 200


def test_own_changes_and_a_stale_page(make):
    employer = make.employer(state="verified", address="物流园")
    client = make.client(make.recruiter(employer))
    data = {**ENTERPRISE, "name": "改名有限公司", "intro": "新的简介", "version": str(employer.version)}
    assert client.post("/employer/profile/edit", data=data).status_code == 303
    assert (make.fresh(employer).intro, employer.name == "改名有限公司") == ("新的简介", False)
    stale = client.post("/employer/profile/edit", data={**data, "intro": "旧页面的简介"})
    assert stale.status_code == 409
    assert "新的简介" in stale.text
    assert "旧页面的简介" in stale.text
    assert make.fresh(employer).intro == "新的简介"


def test_staff_decide(make):
    employer = make.employer(state="submitted", submitted_at=now())
    staff = make.client(make.staff())
    path = f"/bureau/employers/{employer.id}"
    assert staff.post(f"{path}/return", data={"back-reason": ""}).status_code == 422
    assert staff.post(f"{path}/return", data={"back-reason": "章不清楚"}).status_code == 303
    assert make.fresh(employer).state == "returned"
    assert staff.post(f"{path}/verify", data={"until": (today() + timedelta(days=30)).isoformat(), "basis": "desk"}).status_code == 303
    assert make.fresh(employer).state == "returned"
    bare = make.employer(state="registered", credit_code=None, verified_until=None)
    assert staff.post(f"/bureau/employers/{bare.id}/verify", data={"until": (today() + timedelta(days=30)).isoformat(), "basis": "desk"}).status_code == 422
    changes = {"name": bare.name, "credit_code": credit_code(7002), "version": str(bare.version)}
    page = staff.post(f"/bureau/employers/{bare.id}/edit", data=changes)
    assert page.status_code == 303, page.text[page.text.find("err-sum"):][:500]
    assert staff.post(f"/bureau/employers/{bare.id}/verify", data={"until": (today() + timedelta(days=30)).isoformat(), "basis": "desk"}).status_code == 303
    assert make.fresh(bare).state == "verified"


def test_the_list_finds_filters_and_pages(make):
    for n in range(23):
        make.employer(name=f"凌源{n}号公司")
    make.employer(name="朝阳北票铸造", state="suspended", credit_code=credit_code(7003))
    staff = make.client(make.staff())
    assert "朝阳北票铸造" in staff.get("/bureau/employers?q=北票").text
    assert "朝阳北票铸造" in staff.get(f"/bureau/employers?q={credit_code(7003)}").text
    assert "凌源3号" not in staff.get("/bureau/employers?state=suspended").text
    assert "page=2" in staff.get("/bureau/employers").text
    assert staff.get("/bureau/employers?q=%25&state=nonsense&page=99999").status_code == 200
    one = queries_of(lambda: staff.get("/bureau/employers?q=北票"))
    assert queries_of(lambda: staff.get("/bureau/employers")) == one <= 8


def test_people_are_masked_on_the_staff_page(make):
    employer = make.employer(state="submitted", submitted_at=now())
    account = make.recruiter(employer, name="欧阳春华")
    page = make.client(make.staff()).get(f"/bureau/employers/{employer.id}").text
    assert account.phone not in page
    assert "欧阳春华" not in page

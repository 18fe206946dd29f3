"""An enterprise writes, hands in and ends its positions; nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from core.audit import AuditEntry
from core.clock import today
from core.db import db, transaction
from jobs.models import Position, PositionTemplate

WHOLE = {
    "title": "叉车司机", "headcount": "3", "duties": "负责库区托盘装卸、上架和出库。", "education": "高中", "age_max": "45",
    "certificates": "叉车证，电工证、叉车证", "licences": ["C1", "B2"], "skills": "叉车", "relax_age": "50",
    "relax_education": "初中", "relax_certificate": "y",
    "pay_min": "4800", "pay_max": "6200", "pay_unit": "month", "place": "物流园 3 号库",
    "township_code": "211382009", "contact_name": "李经理", "contact_phone": "13800138000", "nonce": "form-1",
}


def whole(**changes):
    return {**WHOLE, "valid_until": (today() + timedelta(days=60)).isoformat(), **changes}


@pytest.fixture
def desk(make):
    employer = make.employer()
    return employer, make.client(make.recruiter(employer))


def shown(page):
    """What a page says, without what differs from request to request."""
    return page.text.split("<main", 1)[1]


def only():
    db.session.rollback()
    return db.session.execute(select(Position)).scalar_one()


def test_saved_and_handed_in_at_once(desk):
    employer, client = desk
    page = client.post("/employer/positions/new", data=whole(then="submit"))
    assert page.status_code == 303
    position = only()
    assert (position.state, position.employer_id, position.headcount, position.licences) == ("submitted", employer.id, 3, ["C1", "B2"])
    assert position.certificates == ["叉车证", "电工证"]
    assert position.relaxations == ["年龄放宽到 50 岁", "学历放宽到初中", "证书可入职后考"]
    assert (position.monthly_pay, position.post_id is not None, position.contact_phone) == (6200, True, "13800138000")


def test_a_double_click_makes_one_position(desk):
    _employer, client = desk
    first = client.post("/employer/positions/new", data=whole(then="submit"))
    second = client.post("/employer/positions/new", data=whole(then="submit"))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    only()


def test_a_draft_may_lack_everything(desk):
    _employer, client = desk
    assert client.post("/employer/positions/new", data={"then": "save", "nonce": "n"}).status_code == 303
    assert only().state == "draft"
    assert client.get("/employer").status_code == 200


@pytest.mark.parametrize("name", ["title", "headcount", "education", "duties", "place", "pay_min", "valid_until"])
def test_handing_in_names_what_is_missing_and_keeps_the_rest(desk, name):
    _employer, client = desk
    blank = {"pay_min": "", "pay_max": ""} if name == "pay_min" else {name: ""}
    page = client.post("/employer/positions/new", data=whole(then="submit", **blank))
    assert page.status_code == 422
    assert f'id="{name}-error"' in page.text
    assert "李经理" in page.text
    assert db.session.execute(select(func.count(Position.id))).scalar_one() == 0


@pytest.mark.parametrize("changes", [
    {"pay_note": "面议"}, {"pay_note": "工资面议，可谈"}, {"pay_max": "100"}, {"age_min": "50"}, {"headcount": "0"}, {"headcount": "若干"},
    {"education": "幼儿园"},
    {"valid_until": "2020-01-01"}, {"valid_until": (today() + timedelta(days=200)).isoformat()}, {"pay_unit": "week"}, {"licences": ["Z9"]},
    {"contact_phone": "12"}, {"township_code": "110101"}, {"title": "长" * 81},
])
def test_what_cannot_be_meant_is_refused_even_in_a_draft(desk, changes):
    _employer, client = desk
    page = client.post("/employer/positions/new", data=whole(then="save", **changes))
    assert page.status_code == 422
    assert 'class="err-sum"' in page.text


def test_only_the_forms_fields_are_written(desk, make):
    employer, client = desk
    other = make.employer()
    planted = {"state": "live", "employer_id": str(other.id), "live_until": "2030-01-01", "id": "999", "is_demo": "1", "fair_number": "3"}
    client.post("/employer/positions/new", data=whole(then="save", **planted))
    position = only()
    assert (position.state, position.employer_id, position.live_until, position.is_demo, position.fair_number) == ("draft", employer.id, None, False, None)


def test_an_occupation_our_list_lacks_is_kept(desk, make):
    employer, client = desk
    position = make.position(employer, state="draft", occupation_code="9-99-99-99")
    assert 'value="9-99-99-99"' in client.get(f"/employer/positions/{position.id}/edit").text
    for code, kept in (("9-99-99-99", "9-99-99-99"), ("6-18-02-04", "6-18-02-04"), ("", None)):
        data = whole(then="save", version=str(make.fresh(position).version), occupation_code=code)
        assert client.post(f"/employer/positions/{position.id}/edit", data=data).status_code == 303
        assert make.fresh(position).occupation_code == kept
    assert client.post("/employer/positions/new", data=whole(then="save", occupation_code="9-99-99-99")).status_code == 422


def test_the_form_shows_what_was_saved(desk, make):
    employer, client = desk
    client.post("/employer/positions/new", data=whole(then="save"))
    page = client.get(f"/employer/positions/{only().id}/edit").text
    for shown in ('value="叉车证、电工证"', 'value="50"', 'value="6200"', "物流园 3 号库", 'value="13800138000"'):
        assert shown in page


def test_a_stale_page_keeps_both(desk, make):
    employer, client = desk
    position = make.position(employer, state="draft")
    old = str(position.version)
    assert client.post(f"/employer/positions/{position.id}/edit", data=whole(then="save", title="先存的", version=old)).status_code == 303
    page = client.post(f"/employer/positions/{position.id}/edit", data=whole(then="save", title="后存的", version=old))
    assert page.status_code == 409
    assert "先存的" in page.text
    assert 'value="后存的"' in page.text
    assert make.fresh(position).title == "先存的"
    fresh = client.post(f"/employer/positions/{position.id}/edit", data=whole(then="save", title="后存的", version=str(position.version)))
    assert fresh.status_code == 303
    assert make.fresh(position).title == "后存的"


def test_foreign_and_absent_are_the_same(desk, make):
    _employer, client = desk
    foreign = make.position(state="live")
    paths = ["", "/edit"]
    posts = ["/edit", "/submit", "/withdraw", "/pause", "/resume", "/extend", "/close", "/copy", "/template"]
    for path in paths:
        one, none = client.get(f"/employer/positions/{foreign.id}{path}"), client.get(f"/employer/positions/999999{path}")
        assert (one.status_code, shown(one)) == (404, shown(none))
    for path in posts:
        one, none = client.post(f"/employer/positions/{foreign.id}{path}", data=whole()), client.post(f"/employer/positions/999999{path}", data=whole())
        assert (one.status_code, shown(one)) == (404, shown(none))
    assert make.fresh(foreign).state == "live"


def test_steps_over_http_and_pressed_twice(desk, make):
    employer, client = desk
    position = make.position(employer)
    for step, state in (("pause", "paused"), ("pause", "paused"), ("resume", "live"), ("resume", "live")):
        assert client.post(f"/employer/positions/{position.id}/{step}").status_code == 303
        assert make.fresh(position).state == state
    until = (today() + timedelta(days=90)).isoformat()
    assert client.post(f"/employer/positions/{position.id}/extend", data={"extend-until": until, "extend-reason": "season"}).status_code == 303
    assert make.fresh(position).valid_until.isoformat() == until
    assert client.post(f"/employer/positions/{position.id}/extend", data={"extend-until": until, "extend-reason": "season"}).status_code == 422
    assert client.post(f"/employer/positions/{position.id}/close", data={"close-reason": "expired_unfilled"}).status_code == 422
    assert client.post(f"/employer/positions/{position.id}/close", data={"close-reason": "partly_filled"}).status_code == 303
    assert (make.fresh(position).state, position.close_reason) == ("closed", "partly_filled")
    assert "部分" in client.get("/employer?state=closed").text
    assert client.get(f"/employer/positions/{position.id}/edit").status_code == 303
    assert len(db.session.execute(select(AuditEntry).where(AuditEntry.subject_id == position.id)).scalars().all()) == 4


def test_a_closed_one_is_offered_again_once(desk, make):
    employer, client = desk
    position = make.position(employer, state="closed")
    targets = {client.post(f"/employer/positions/{position.id}/copy", data={"nonce": "again"}).location for _time in range(2)}
    assert len(targets) == 1
    assert client.get(targets.pop()).status_code == 200


def test_templates(desk, make):
    employer, client = desk
    position = make.position(employer)
    assert client.post(f"/employer/positions/{position.id}/template", data={"keep-name": "常招叉车"}).status_code == 303
    db.session.rollback()
    template = db.session.execute(select(PositionTemplate)).scalar_one()
    page = client.get(f"/employer/positions/new?template={template.id}").text
    assert "常招叉车" in page
    assert "负责库区托盘装卸" in page
    stranger = make.client(make.recruiter(make.employer()))
    assert "负责库区托盘装卸" not in stranger.get(f"/employer/positions/new?template={template.id}").text
    assert stranger.post(f"/employer/templates/{template.id}/drop").status_code == 404
    assert client.post(f"/employer/templates/{template.id}/drop").status_code == 303
    db.session.rollback()
    assert db.session.execute(select(PositionTemplate)).scalar_one_or_none() is None


def test_reads_never_write(desk, make):
    employer, client = desk
    position = make.position(employer)
    before = make.fresh(position).version
    for path in ("/employer", "/employer/positions/new", f"/employer/positions/{position.id}", f"/employer/positions/{position.id}/edit", "/employer/profile"):
        assert client.get(path).status_code == 200
    assert make.fresh(position).version == before
    assert db.session.execute(select(func.count(AuditEntry.id))).scalar_one() == 0


def queries_of(action):
    seen = []
    listener = lambda _c, _cur, statement, *_rest: seen.append(statement)
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        action()
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    return len(seen)


def test_the_home_asks_no_more_for_many_than_for_one(desk, make):
    employer, client = desk
    make.position(employer)
    client.get("/employer")
    one = queries_of(lambda: client.get("/employer"))
    for _number in range(15):
        make.position(employer)
    assert queries_of(lambda: client.get("/employer")) == one <= 11  # one of them: what is not read


@pytest.mark.parametrize("state", ["registered", "submitted", "returned", "due", "suspended"])
def test_the_home_says_when_nothing_is_shown(make, state):
    client = make.client(make.recruiter(make.employer(state=state)))
    page = client.get("/employer")
    assert "/employer/profile" in page.text
    assert "note-" in page.text


def test_an_occupation_an_import_brought_survives_the_template(desk, make):
    employer, client = desk
    with transaction() as session:
        kept = PositionTemplate(employer_id=employer.id, name="老岗位", fields={"title": "司炉工", "occupation_code": "9-99-99-99"})
        session.add(kept)
    where = f"/employer/positions/new?template={kept.id}"
    assert 'value="9-99-99-99"' in client.get(where).text
    assert client.post(where, data={"title": "司炉工", "occupation_code": "9-99-99-99", "pay_unit": "month"}).status_code == 303
    assert client.get("/employer/positions/new?template=99999999999999999999").status_code == 200


def test_a_verification_that_has_run_out_is_not_called_shown(desk, make):
    """The night's task may be late: the page goes by the day."""
    _employer, client = desk
    position = make.position(_employer, valid_until=today() - timedelta(days=2))
    page = client.get(f"/employer/positions/{position.id}").text
    assert "现在读者看不到了" in page
    assert "查看公开页面" not in page

"""Fairs over HTTP: somebody registers by name and phone alone, an enterprise applies and confirms, the bureau runs it."""

import io
import random
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from core.audit import SYSTEM
from core.clock import now
from core.db import db, transaction
from core.outbox import Message
from jobs.fairs import tickets
from jobs.fairs.models import Booth, Fair, FairEmployer, FairPaper, FairRegistration
from jobs.fairs.services import visitors
from tests.fairs import world

WHO = {"name": "赵铁柱", "phone": "13900000011", "kind": "veteran", "township_code": "211382001"}


def found(query):
    """One value as it is in the database now."""
    db.session.rollback()
    return db.session.scalar(query)


def text(answer):
    return answer.get_data(as_text=True)


def test_registering_takes_a_name_and_a_phone(app, client):
    fair = world.fair()
    answer = client.post(f"/fairs/{fair.id}", data=WHO)
    assert answer.status_code == 303
    page = text(client.get(answer.headers["Location"]))
    row = found(select(FairRegistration))
    assert row.door_code in page
    assert "<svg" in page
    assert "赵**" in page
    assert "赵铁柱" not in page
    assert "13900000011" not in page
    message = found(select(Message))
    assert (message.template, message.recipient) == ("fair_ticket", "13900000011")


@pytest.mark.parametrize(("change", "field"), [({"name": ""}, "name"), ({"phone": "1390000"}, "phone"), ({"kind": ""}, "kind")])
def test_what_is_wrong_is_said_beside_the_field(app, client, change, field):
    fair = world.fair()
    answer = client.post(f"/fairs/{fair.id}", data=WHO | change)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in text(answer)
    assert found(select(func.count()).select_from(FairRegistration)) == 0


def test_the_same_person_again_sees_the_ticket_another_name_does_not(app, client):
    fair = world.fair()
    first = client.post(f"/fairs/{fair.id}", data=WHO).headers["Location"]
    assert client.post(f"/fairs/{fair.id}", data=WHO).headers["Location"] == first
    other = client.post(f"/fairs/{fair.id}", data=WHO | {"name": "别人"})
    assert other.status_code == 422
    assert first not in text(other)


def test_giving_the_place_back_and_taking_the_one_that_came_free(app, client):
    fair = world.fair(tickets=1)
    first = client.post(f"/fairs/{fair.id}", data=WHO).headers["Location"]
    second = client.post(f"/fairs/{fair.id}", data=WHO | {"phone": "13900000012", "name": "钱二"}).headers["Location"]
    assert "候补第 1 位" in text(client.get(second))
    assert client.post(f"{first}/cancel").status_code == 303
    assert "接受名额" in text(client.get(second))
    client.post(f"{second}/accept")
    assert "入场" in text(client.get(second))
    db.session.rollback()
    assert db.session.scalars(select(FairRegistration.state).order_by(FairRegistration.id)).all() == ["cancelled", "confirmed"]
    client.post(f"{first}/cancel")
    assert "状态已经变了" in text(client.get(first))


def test_an_account_keeps_its_registration(app, make):
    fair, who = world.fair(), make.account(name="王建国")
    person = make.person(account_id=who.id, station_code="211382002002")
    client = make.client(who)
    client.post(f"/fairs/{fair.id}", data={k: v for k, v in WHO.items() if k != "township_code"})
    row = found(select(FairRegistration))
    assert (row.account_id, row.person_id, row.township_code) == (who.id, person.id, "211382002")
    assert tickets.ticket_token(fair.id, row.id) in text(client.get(f"/fairs/{fair.id}"))


def test_my_page_lists_the_own_fairs_and_nobody_elses(app, make):
    coming, over, other = world.fair(title="冬季专场"), world.fair("ended", title="秋季专场"), world.fair(title="别人的专场")
    who = make.account(name="王建国")
    person = make.person(account_id=who.id)
    at_coming = world.visitor(coming, account_id=who.id)
    with transaction() as session:
        at_over = FairRegistration(fair_id=over.id, name="王建国", kind="veteran", person_id=person.id, state="checked_in", door_code="777")
        session.add(at_over)
    world.visitor(other)
    page = text(make.client(who).get("/my"))
    assert all(tickets.ticket_token(row.fair_id, row.id) in page for row in (at_coming, at_over))
    assert all(words in page for words in ("冬季专场", "秋季专场", "已签到"))
    assert "别人的专场" not in page
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, at_coming.id), "person", "changed", SYSTEM)
    assert tickets.ticket_token(at_coming.fair_id, at_coming.id) not in text(make.client(who).get("/my"))


def test_my_page_names_the_next_fair_to_whoever_has_none(app, make):
    who = make.account()
    client = make.client(who)
    assert "招聘会" not in text(client.get("/my")).split("<main")[1]
    fair = world.fair(title="冬季专场")
    assert f"/fairs/{fair.id}" in text(client.get("/my"))


def test_a_draft_is_nobodys_to_see(app, client, make):
    draft = world.fair("draft")
    row = world.fair("open")
    registered = world.visitor(row)
    assert client.get(f"/fairs/{draft.id}").status_code == 404
    assert client.get(f"/fairs/{draft.id}/calendar.ics").status_code == 404
    assert client.get("/fairs/ticket/1-1-aaaaaaaaaaaaaaaa").status_code == 404
    assert client.get(f"/fairs/ticket/{tickets.ticket_token(draft.id, registered.id)}").status_code == 404
    assert draft.title not in text(client.get("/fairs")) or row.title == draft.title


def test_positions_are_shown_before_the_day_by_booth(app, client, make):
    fair, employer = world.fair(), make.employer(name="凌源恒桥仓储有限公司")
    row = world.approved(make, fair, employer=employer, positions=[make.position(employer, title="叉车司机夜班")])
    with transaction() as session:
        booth = session.scalars(select(Booth)).first()
        booth.fair_employer_id, booth.state = row.id, "held"
    for address in (f"/fairs/{fair.id}", f"/fairs/{fair.id}/booths/{booth.number.lower()}"):
        page = text(client.get(address))
        assert "凌源恒桥仓储有限公司" in page
        assert "叉车司机夜班" in page
    assert client.get(f"/fairs/{fair.id}/booths/Z99").status_code == 404


def test_the_front_page_has_the_next_fair(app, client):
    assert "下一场招聘会" not in text(client.get("/"))
    fair = world.fair()
    page = text(client.get("/"))
    assert "下一场招聘会" in page
    assert fair.title in page


def test_an_enterprise_applies_confirms_and_cancels(app, make):
    fair, employer = world.fair(), make.employer()
    position = make.position(employer)
    client = make.client(make.recruiter(employer))
    where = f"/employer/fairs/{fair.id}"
    assert client.post(f"{where}/apply", data={"note": "要电源"}).status_code == 422
    client.post(f"{where}/apply", data={"positions": [position.id], "note": "要电源"})
    assert "展位给您留着" in text(client.get(where))
    city = make.client(make.staff("city"))
    row = found(select(FairEmployer))
    city.post(f"/bureau/fairs/{fair.id}/employers/{row.id}/approve")
    assert client.post(f"{where}/confirm", data={"name1": "李经理"}).status_code == 422
    client.post(f"{where}/confirm", data={"name1": "李经理", "phone1": "13800000001"})
    page = text(client.get(where))
    assert row.arrival_code in page
    assert "李**" in page
    client.post(f"{where}/withdraw")
    db.session.rollback()
    assert db.session.get(FairEmployer, row.id).state == "withdrawn"
    client.post(f"{where}/apply", data={"positions": [position.id]})
    db.session.rollback()
    assert db.session.get(FairEmployer, row.id).state == "applied"


def form(**values):
    start = now() + timedelta(days=40)
    return {"title": "春季专场", "mode": "site", "starts_at": f"{start:%Y-%m-%d}T09:00", "ends_at": f"{start:%Y-%m-%d}T12:00",
            "expected": "300", "booths": "20", "tickets": "200", "late_after": "30",
            "schedule": "8:30 开门\n9：00 面谈", "partners": "人社局、总工会", **values}


def scan(name="a.png"):
    from PIL import Image
    data = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(data, "PNG")
    data.seek(0)
    return data, name


def test_the_bureau_sets_up_announces_and_runs_a_fair(app, make):
    client = make.client(make.staff("city"))
    wrong = client.post("/bureau/fairs/new", data=form(ends_at="2020-01-01T08:00"))
    assert wrong.status_code == 422
    where = client.post("/bureau/fairs/new", data=form()).headers["Location"]
    fair = found(select(Fair))
    assert (fair.partners, fair.schedule) == (["人社局", "总工会"], [["8:30", "开门"], ["9:00", "面谈"]])
    refused = client.post(f"{where}/announce")
    assert refused.status_code == 409
    assert "没有附应急预案" in text(refused)
    for kind in ("plan", "emergency", "security"):
        client.post(f"{where}/papers/{kind}", data={f"{kind}-file": scan()}, content_type="multipart/form-data")
    db.session.rollback()
    raw = (app.config["INSTANCE"] / "fair-papers" / db.session.scalars(select(FairPaper.stored_name)).first()).read_bytes()
    assert not raw.startswith(b"\xff\xd8")
    opened = client.post(f"{where}/papers/plan/open")
    assert (opened.status_code, opened.mimetype) == (200, "image/jpeg")
    steps = (("announce", "announced"), ("open", "open"), ("close", "closed"))
    for step, state in steps:
        assert client.post(f"{where}/{step}").status_code == 303
        db.session.rollback()
        assert db.session.get(Fair, fair.id).state == state
    assert "还没到" in client.post(f"{where}/start", follow_redirects=True).text
    db.session.rollback()
    assert (fair := db.session.get(Fair, fair.id)).state == "closed", "nobody starts a fair days before by a slip of the finger"
    with time_machine.travel(fair.starts_at - timedelta(minutes=30), tick=False):
        client = make.client(make.staff("city"))
        for step, state in (("start", "running"), ("end", "running")):
            client.post(f"{where}/{step}")
            db.session.rollback()
            assert db.session.get(Fair, fair.id).state == state
    with time_machine.travel(fair.ends_at, tick=False):
        client = make.client(make.staff("city"))
        client.post(f"{where}/end")
        client.post(f"{where}/open")
    db.session.rollback()
    assert db.session.get(Fair, fair.id).state == "ended"


def test_a_large_fair_needs_its_permit(app, make):
    client = make.client(make.staff("city"))
    where = client.post("/bureau/fairs/new", data=form(expected="1200")).headers["Location"]
    fair = found(select(Fair))
    day = fair.starts_at.date()
    for kind in ("plan", "emergency", "security"):
        client.post(f"{where}/papers/{kind}", data={f"{kind}-file": scan()}, content_type="multipart/form-data")
    late = {"permit-file": scan(), "permit-applied_on": str(day - timedelta(days=10)), "permit-issued_on": str(day - timedelta(days=5)),
            "permit-permitted": "1500", "permit-number": "凌公许 1 号"}
    client.post(f"{where}/papers/permit", data=late, content_type="multipart/form-data")
    assert "许可申请得太晚" in text(client.post(f"{where}/announce"))
    client.post(f"{where}/papers/permit", data={k: v for k, v in late.items() if k != "permit-file"} | {"permit-applied_on": str(day - timedelta(days=25))})
    assert client.post(f"{where}/announce").status_code == 303
    assert found(select(FairPaper.number).where(FairPaper.kind == "permit")) == "凌公许 1 号"


def test_changing_needs_the_version_and_a_clone_moves_every_time(app, make):
    client = make.client(make.staff("city"))
    fair = world.fair("open", hall=True)
    where = f"/bureau/fairs/{fair.id}"
    page = client.get(f"{where}/edit")
    assert page.status_code == 200
    stale = client.post(f"{where}/edit", data=form(version="0"))
    assert stale.status_code == 409
    start = (fair.starts_at + timedelta(days=70)).astimezone()
    made = client.post(f"{where}/clone", data={"starts_at": f"{start:%Y-%m-%d} 09:00"}).headers["Location"]
    db.session.rollback()
    copy = db.session.get(Fair, int(made.rsplit("/", 1)[1]))
    assert copy.state == "draft"
    assert copy.starts_at - fair.starts_at == copy.people_until - fair.people_until == copy.cancel_until - fair.cancel_until
    assert found(select(func.count()).select_from(Booth).where(Booth.fair_id == copy.id)) == 8


def test_a_station_sees_its_own_people_and_cannot_run_the_fair(app, make):
    fair = world.fair()
    world.visitor(fair, name="近处人", township_code="211382001")
    far = world.visitor(fair, name="远处人", township_code="211382002")
    client = make.client(make.staff("township", "211382001"))
    page = text(client.get(f"/bureau/fairs/{fair.id}/visitors"))
    assert "近**" in page
    assert "远**" not in page
    assert client.post(f"/bureau/fairs/{fair.id}/visitors/{far.id}/cancel").status_code == 404
    assert client.post(f"/bureau/fairs/{fair.id}/close").status_code == 403
    made = client.post(f"/bureau/fairs/{fair.id}/visitors", data={"name": "新来的", "phone": "", "kind": "family"})
    assert made.status_code == 303
    assert found(select(FairRegistration.origin).where(FairRegistration.name == "新来的")) == "station"
    assert client.post(f"/bureau/fairs/{fair.id}/invite").status_code == 303


def test_tickets_asked_for_at_once_are_never_too_many(app, monkeypatch):
    """Thirty-two browsers press at the same moment for three tickets; few numbers for the door are left, so that many draw the same."""
    import threading
    monkeypatch.setattr(visitors.secrets, "choice", lambda free: random.choice(free[:64]))
    fair = world.fair(tickets=3)
    gate, answers, address = threading.Barrier(32), [], f"/fairs/{fair.id}"
    db.session.remove()

    def press(n):
        with app.app_context():
            client = app.test_client()
            gate.wait()
            answers.append(client.post(address, data=WHO | {"phone": f"139100000{n:02d}", "name": f"人{n}"}).status_code)
            db.session.remove()

    crowd = [threading.Thread(target=press, args=(n,)) for n in range(32)]
    [t.start() for t in crowd]
    [t.join() for t in crowd]
    db.session.rollback()
    assert answers == [303] * 32
    states = dict(db.session.execute(select(FairRegistration.state, func.count()).group_by(FairRegistration.state)).all())
    assert states == {"confirmed": 3, "waitlisted": 29}


def test_a_line_of_the_course_that_cannot_be_read_is_said_and_not_lost(make):
    fair = world.fair("draft")
    client = make.client(make.staff("city"))
    page = client.get(f"/bureau/fairs/{fair.id}/edit").text
    data = {name: value for name, value in re.findall(r'<input[^>]* name="([\w]+)"[^>]* value="([^"]*)"', page) if name != "mode"} | {"mode": "site"}
    answer = client.post(f"/bureau/fairs/{fair.id}/edit", data=data | {"schedule": "8:30 开门签到\n上午九点 开幕\n\n"})
    assert answer.status_code == 422
    assert "上午九点 开幕" in answer.text
    assert client.post(f"/bureau/fairs/{fair.id}/edit", data=data | {"schedule": "8:30 开门签到\n\n09：00 开幕"}).status_code == 303
    db.session.rollback()
    assert db.session.get(Fair, fair.id).schedule == [["8:30", "开门签到"], ["09:00", "开幕"]]

"""An enterprise's marks: it reads them and objects, the bureau answers, lifts or lets stand; nobody else does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.audit import SYSTEM, Action, AuditEntry
from core.clock import today
from core.db import db, transaction
from core.outbox import Message
from employers.models import EmployerConduct
from employers.services import conduct
from employers.services.conduct import AlreadyAnswered, NothingToAnswer


def marked(employer, kind="no_show", days=10, source="fair:1"):
    with transaction() as session:
        conduct.record_conduct(employer.id, kind, source, today() - timedelta(days=days), SYSTEM)
        return session.scalars(select(EmployerConduct).order_by(EmployerConduct.id.desc())).first().id


def mark(mark_id):
    db.session.rollback()
    return db.session.get(EmployerConduct, mark_id)


def steps():
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == Action.EMPLOYER_CONDUCT).order_by(AuditEntry.id))
    return [(e.detail.get("step"), e.account_id) for e in entries if "step" in e.detail]


def test_from_a_mark_to_its_lifting(make):
    employer = make.employer(name="凌源恒桥仓储有限公司")
    who, clerk = make.recruiter(employer), make.staff("city")
    recruiter, desk = make.client(who), make.client(clerk)
    ids = [marked(employer, source=f"fair:{n}", days=n) for n in (10, 20)]
    page = recruiter.get("/employer/conduct").text
    assert "报名后没有到场" in page
    assert f"{today() + timedelta(days=354):%Y}" in page
    assert "暂不能报名" in page
    assert employer.name not in desk.get("/bureau/employers?q=无此企业").text
    assert recruiter.post(f"/employer/conduct/{ids[0]}/object", data={f"m{ids[0]}-text": "当天停电。"}).status_code == 303
    assert "当天停电。" in recruiter.get("/employer/conduct").text
    assert employer.name in desk.get("/bureau/employers?q=无此企业").text
    assert "当天停电。" in desk.get(f"/bureau/employers/{employer.id}").text
    answer = desk.post(f"/bureau/employers/{employer.id}/conduct/{ids[0]}/lift", data={f"m{ids[0]}-text": "已核实。"})
    assert answer.status_code == 303
    assert mark(ids[0]).lifted_at is not None
    assert not conduct.is_barred(employer.id)
    page = recruiter.get("/employer/conduct").text
    assert "已核实。" in page
    assert "暂不能报名" not in page
    assert employer.name not in desk.get("/bureau/employers?q=无此企业").text
    assert steps() == [("object", who.id), ("lift", clerk.id)]
    told = db.session.execute(select(Message.template, Message.channel).order_by(Message.id)).all()
    assert [tuple(one) for one in told] == [("objection_answered", "sms"), ("objection_answered", "in_site")]


def test_an_objection_may_be_turned_down_and_is_then_closed(make):
    employer = make.employer()
    recruiter, desk = make.client(make.recruiter(employer)), make.client(make.staff("city"))
    one = marked(employer)
    where, own, text = f"/bureau/employers/{employer.id}/conduct/{one}", f"/employer/conduct/{one}/object", f"m{one}-text"
    desk.post(f"{where}/stand", data={text: "没有申诉也答复"})
    assert mark(one).answered_at is None
    recruiter.post(own, data={text: "第一次"})
    recruiter.post(own, data={text: "说得更清楚"})
    assert mark(one).objection == "说得更清楚"
    desk.post(f"{where}/stand", data={text: "电话记录里没有。"})
    assert (mark(one).answer, mark(one).lifted_at) == ("电话记录里没有。", None)
    recruiter.post(own, data={text: "再来一次"})
    assert mark(one).objection == "说得更清楚"
    assert own not in recruiter.get("/employer/conduct").text
    desk.post(f"{where}/lift", data={text: "查到了，撤销。"})
    assert mark(one).lifted_at is not None
    desk.post(f"{where}/lift", data={text: "又撤销"})
    assert mark(one).answer == "查到了，撤销。"
    assert [step for step, _who in steps()] == ["object", "object", "stand", "lift"]


def test_the_service_says_why_it_refuses(app, make):
    one = marked(make.employer())
    with transaction() as session, pytest.raises(NothingToAnswer):
        conduct.let_stand(session.get(EmployerConduct, one), "不", SYSTEM)
    with transaction() as session:
        conduct.lift_mark(session.get(EmployerConduct, one), "撤销", SYSTEM)
    for step in (conduct.lift_mark, conduct.let_stand, conduct.object_to):
        with transaction() as session, pytest.raises(AlreadyAnswered):
            step(session.get(EmployerConduct, one), "晚了", SYSTEM)


@pytest.mark.parametrize("text", ["", "长" * 301])
def test_words_are_asked_for_and_kept(make, text):
    employer = make.employer()
    recruiter, desk = make.client(make.recruiter(employer)), make.client(make.staff("city"))
    one = marked(employer)
    for client, address in ((recruiter, f"/employer/conduct/{one}/object"), (desk, f"/bureau/employers/{employer.id}/conduct/{one}/lift")):
        answer = client.post(address, data={f"m{one}-text": text})
        assert answer.status_code == 422
        assert f'id="m{one}-text-error"' in answer.text
        assert text in answer.text
    assert (mark(one).objected_at, mark(one).lifted_at) == (None, None)


def test_the_marks_of_others_are_out_of_reach(make):
    employer, rival = make.employer(township_code="211382009"), make.employer()
    one = marked(employer)
    data = {f"m{one}-text": "不是我的"}
    stranger = make.client(make.recruiter(rival))
    assert stranger.post(f"/employer/conduct/{one}/object", data=data).status_code == 404
    assert f"m{one}" not in stranger.get("/employer/conduct").text
    elsewhere, city = make.client(make.staff("township", "211382204")), make.client(make.staff("city"))
    assert elsewhere.post(f"/bureau/employers/{employer.id}/conduct/{one}/lift", data=data).status_code in (403, 404)
    assert city.post(f"/bureau/employers/{rival.id}/conduct/{one}/lift", data=data).status_code == 404
    assert (mark(one).objected_at, mark(one).lifted_at) == (None, None)


@pytest.mark.parametrize(("kind", "days", "counts"), [("no_show", 364, True), ("no_show", 365, False), ("late", 1, False), ("late_cancel", 1, False)])
def test_what_counts_and_until_when(app, make, kind, days, counts):
    employer = make.employer()
    one = marked(employer, kind, days)
    until = conduct.counts_until(mark(one))
    assert (until is not None) is counts
    assert conduct.no_shows(employer.id) == int(counts)
    if days == 364 and counts:
        assert until == today()

"""The wording screen on the pages: shown while writing, decided at the review, noted."""

import html

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.audit import AuditEntry
from core.clock import now
from core.db import db, transaction
from jobs.models import Position, WordingDecision


@pytest.fixture
def staff(make):
    return make.client(make.staff())


def entries(action):
    db.session.rollback()
    return list(db.session.execute(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)).scalars())


def stored():
    db.session.rollback()
    return {row.phrase: (row.decision, row.reason) for row in db.session.execute(select(WordingDecision)).scalars()}


def decide(client, position, *rows):
    kinds, phrases, decisions, reasons = zip(*rows, strict=True)
    data = {"kind": list(kinds), "phrase": list(phrases), "decision": list(decisions), "reason": list(reasons)}
    return client.post(f"/bureau/positions/{position.id}/wording", data=data, follow_redirects=True)


def test_the_button_shows_what_was_found_and_saves_nothing(make):
    client = make.client(make.recruiter(make.employer()))
    page = client.post("/employer/positions/new", data={"title": "保安", "requirements": "限男性，入职交押金", "then": "check"})
    text = html.unescape(page.text)
    assert page.status_code == 200
    assert "限男性" in text
    assert "妇女权益保障法第四十三条" in text
    assert "劳动合同法第九条" in text
    assert 'value="保安"' in text
    db.session.rollback()
    assert db.session.execute(select(Position)).first() is None
    assert "state is-ok" in client.post("/employer/positions/new", data={"requirements": "男女不限", "then": "check"}).text


def test_the_part_for_a_form_being_written_is_the_same(make):
    client = make.client(make.recruiter(make.employer()))
    part = client.post("/employer/positions/wording", data={"requirements": "未婚勿扰"})
    assert part.status_code == 200
    assert "未婚勿扰" in part.text
    assert "<html" not in part.text
    assert make.client().post("/employer/positions/wording", data={"requirements": "未婚勿扰"}).status_code in (302, 303, 401, 403)


def test_a_flag_stops_neither_the_employer_nor_the_bureau(make, staff):
    firm = make.employer()
    position = make.position(firm, state="draft", requirements="限男性")
    client = make.client(make.recruiter(firm))
    assert client.post(f"/employer/positions/{position.id}/submit").status_code == 303
    assert make.fresh(position).state == "submitted"
    assert staff.post(f"/bureau/positions/{position.id}/publish").status_code == 303
    assert make.fresh(position).state == "live"


def test_decisions_are_kept_with_who_and_why(make, staff):
    position = make.position(state="submitted", submitted_at=now(), requirements="限男性，外地人勿扰")
    page = decide(staff, position, ("sex", "限男性", "kept", "女职工劳动保护特别规定附录"), ("origin", "外地人勿扰", "overruled", ""))
    assert "女职工劳动保护特别规定附录" in page.text
    assert stored() == {"限男性": ("kept", "女职工劳动保护特别规定附录"), "外地人勿扰": ("overruled", "")}
    assert make.fresh(position).state == "submitted"
    assert [entry.detail["decision"] for entry in entries("wording_decided")] == ["kept", "overruled"]
    decide(staff, position, ("sex", "限男性", "kept", "女职工劳动保护特别规定附录"))
    assert len(entries("wording_decided")) == 2
    decide(staff, position, ("sex", "限男性", "overruled", ""))
    assert stored()["限男性"] == ("overruled", "")
    assert len(entries("wording_decided")) == 3


def test_returning_for_wordings_tells_the_employer_which(make, staff):
    position = make.position(state="submitted", submitted_at=now(), requirements="限男性，入职交押金")
    decide(staff, position, ("sex", "限男性", "returned", ""), ("money", "交押金", "returned", "请删除"))
    found = make.fresh(position)
    assert found.state == "returned"
    assert "限男性" in found.returned_reason
    assert "劳动合同法第九条" in found.returned_reason
    assert "请删除" in found.returned_reason
    assert len(entries("position_returned")) == 1
    decide(staff, position, ("money", "交押金", "returned", "请删除"))
    assert len(entries("position_returned")) == 1


@pytest.mark.parametrize("row", [
    ("sex", "限男性", "kept", " "), ("sex", "限男性", "burnt", "因为"), ("sex", "早已删去", "overruled", ""), ("money", "限男性", "overruled", ""),
])
def test_what_is_not_there_or_has_no_basis_is_not_noted(make, staff, row):
    position = make.position(state="submitted", submitted_at=now(), requirements="限男性")
    assert decide(staff, position, row).status_code == 200
    assert stored() == {}
    assert entries("wording_decided") == []


def test_the_database_keeps_the_rules_too(make):
    position = make.position()
    for columns in ({"decision": "kept", "reason": ""}, {"decision": "burnt", "reason": "x"}):
        with pytest.raises(IntegrityError), transaction():
            db.session.add(WordingDecision(position_id=position.id, kind="sex", phrase="限男", rule="法", **columns))
    with transaction():
        db.session.add(WordingDecision(position_id=position.id, kind="sex", phrase="限男", rule="法", decision="overruled"))
    with pytest.raises(IntegrityError), transaction():
        db.session.add(WordingDecision(position_id=position.id, kind="sex", phrase="限男", rule="法", decision="overruled"))


def test_staff_who_write_for_an_enterprise_see_it_too(make, staff):
    position = make.position(state="draft", batch_id=3)
    assert "乙肝" in staff.post("/bureau/positions/wording", data={"requirements": "乙肝勿扰"}).text
    page = staff.post(f"/bureau/positions/{position.id}/edit", data={"requirements": "乙肝勿扰", "then": "check"})
    assert page.status_code == 200
    assert "就业促进法第二十九条" in page.text
    assert make.fresh(position).requirements != "乙肝勿扰"

"""A position's page: readable while it may be, honest when it has ended, nothing where there is nothing to know."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.audit import AuditEntry
from core.clock import now, today
from core.db import db
from jobs.models import PositionReport


def page(client, position):
    return client.get(f"/positions/{position.id}")


def main(answer):
    return answer.text.split("<main", 1)[1]


def test_shows_the_posting(client, make):
    employer = make.employer(name="凌源恒桥仓储有限公司", veterans_employed=17)
    position = make.position(
        employer, title="叉车司机（N1）", relaxations=["年龄放宽到 50 岁", "证书可入职后考", "宿舍优先"], age_max=45, education="高中", shift="two",
        licences=["C1", "B2"], certificates=["叉车作业证（N1）"], pay_note="试用期 4200 元", contact_name="李四", contact_phone="13912345678")
    text = page(client, position).text
    for part in ("叉车司机（N1）", "4800–6200", "年龄放宽到 50 岁", "凌源恒桥仓储有限公司", "已核验", "高中及以上", "45 周岁及以下", "50 周岁及以下",
                 "可入职后考", "宿舍优先", "两班倒", "C1或B2", "试用期 4200 元", "求职不花钱", "在岗 17 人", f"请说岗位编号：{position.id}"):
        assert part in text, part
    assert 'href="tel:12345"' in text
    assert "13912345678" not in text, "a recruiter's phone is personal"
    assert "李四" not in text
    assert 'class="dock' in text


def test_what_nobody_may_know_does_not_exist(client, make):
    live = make.position()
    hidden = [make.position(state=state, published_at=None) for state in ("draft", "submitted", "returned")]
    hidden += [make.position(state=state, published_at=now()) for state in ("submitted", "returned")]
    nowhere = client.get(f"/positions/{live.id + 1000}")
    assert nowhere.status_code == 404
    for position in hidden:
        answer = page(client, position)
        assert answer.status_code == 404
        assert main(answer) == main(nowhere)
        assert client.post(f"/positions/{position.id}/report", data={"kind": "fee"}).status_code == 404
    assert client.get("/positions/99999999999999999999").status_code == 404


@pytest.mark.parametrize(("values", "words"), [
    ({"state": "closed", "closed_at": now()}, "已结束"),
    ({"state": "live", "valid_until": today() - timedelta(days=1)}, "已结束"),
    ({"state": "paused"}, "已暂停"),
])
def test_an_ended_position_stays_readable(client, make, values, words):
    employer = make.employer()
    other = make.position(employer, title="叉车司机（夜班）")
    ended = make.position(employer, title="叉车司机", **values)
    answer = page(client, ended)
    assert answer.status_code == 200
    assert words in answer.text
    assert other.title in answer.text
    assert "怎么投递" not in answer.text
    assert 'class="dock' not in answer.text
    assert f"/positions/{ended.id}" not in page(client, other).text.replace("/report", "/r"), "an ended one is never offered"


def test_an_employer_no_longer_verified(client, make):
    employer = make.employer(verified_until=today() - timedelta(days=1))
    position = make.position(employer)
    text = page(client, position).text
    assert "已结束" in text
    assert "目前不在有效期内" in text
    assert f"/employers/{employer.id}" not in text
    assert client.get(f"/employers/{employer.id}").status_code == 404


def test_report(client, make):
    position = make.position()
    answer = client.post(f"/positions/{position.id}/report", data={"kind": "fee", "text": "要交 200 元服装费"})
    assert answer.status_code == 303
    assert "工作人员会核查" in client.get(answer.location).text
    db.session.rollback()
    kept = db.session.execute(select(PositionReport)).scalar_one()
    assert (kept.position_id, kept.kind, kept.text) == (position.id, "fee", "要交 200 元服装费")
    entry = db.session.execute(select(AuditEntry).where(AuditEntry.action == "position_reported")).scalar_one()
    assert entry.account_id is None
    assert "服装费" not in str(entry.detail)


def test_a_report_without_a_kind_keeps_what_was_written(client, make):
    position = make.position()
    answer = client.post(f"/positions/{position.id}/report", data={"text": "<b>要交钱</b>"})
    assert answer.status_code == 422
    assert "请选择哪里有问题" in answer.text
    assert "&lt;b&gt;要交钱&lt;/b&gt;" in answer.text
    assert "<title>错误：" in answer.text
    assert re.search(r"<details[^>]* open", answer.text)
    assert client.post(f"/positions/{position.id}/report", data={"kind": "made-up"}).status_code == 422
    assert client.post(f"/positions/{position.id}/report", data={"kind": "fee", "text": "长" * 501}).status_code == 422
    db.session.rollback()
    assert db.session.execute(select(PositionReport)).first() is None


def test_reports_are_limited(client, make):
    position, other = make.position(), make.position()
    codes = [client.post(f"/positions/{position.id}/report", data={"kind": "fee"}).status_code for _n in range(7)]
    assert codes == [303] * 5 + [429] * 2
    assert client.post(f"/positions/{other.id}/report", data={"kind": "fee"}).status_code == 303


def test_employer_page(client, make):
    employer = make.employer(name="凌源恒桥仓储有限公司", address="物流园 3 号库")
    make.position(employer, title="叉车司机")
    make.position(employer, title="藏着的草稿", state="draft", published_at=None)
    make.position(title="别家的岗位")
    text = client.get(f"/employers/{employer.id}").text
    assert "凌源恒桥仓储有限公司" in text
    assert "叉车司机" in text
    assert "藏着的草稿" not in text
    assert "别家的岗位" not in text
    for state in ("registered", "submitted", "returned", "due", "suspended"):
        assert client.get(f"/employers/{make.employer(state=state).id}").status_code == 404
    assert client.get("/employers/999999").status_code == 404


def test_markup_in_a_posting_is_text(client, make):
    position = make.position(make.employer(name="<i>公司</i>"), title="<b>司机</b>", duties="<script>alert(1)</script>", relaxations=["<u>放宽</u>"],
                             place="<em>地</em>")
    for text in (page(client, position).text, client.get("/positions").text, client.get("/").text):
        for tag in ("<b>司机", "<script>alert", "<u>", "<em>地", "<i>公司"):
            assert tag not in text

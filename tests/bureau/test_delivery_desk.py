"""The delivery desk: who may see it, what it shows and hides, and sending again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.models import StaffRole
from accounts.permissions import RIGHTS, Right
from bureau.delivery import CHANNELS, DELIVERY, MARKS, OBSTACLES, TROUBLES
from core.clock import now
from core.db import db, transaction
from core.delivery import STATES, Obstacle
from core.messages import NAMES
from core.outbox import Channel, Message, Template, Trouble, queue_message
from tests.jobs.importing.sheets import counted_statements

PHONE = "13812345678"


@pytest.fixture
def desk(make):
    return make.client(make.staff(StaffRole.SYSTEM_ADMIN))


def written(state="failed", template=Template.POSITION_PUBLISHED, channel=Channel.SMS, recipient=PHONE, key="a", **facts):
    with transaction():
        message = queue_message(key, recipient, template, channel, **facts)
        message.state, message.tries, message.trouble = state, 5, Trouble.REFUSED if state == "failed" else ""
    return message.id


@pytest.mark.parametrize("role", list(StaffRole))
def test_who_sees_it(make, role):
    client = make.client(make.staff(role, "211382"))
    expected = 200 if Right.MESSAGES in RIGHTS[role] else 403
    assert client.get("/bureau/messages").status_code == expected
    assert ("/bureau/messages" in client.get("/bureau").text) == (expected == 200)
    assert client.post(f"/bureau/messages/{written()}/again").status_code == (303 if expected == 200 else 403)


def test_below_the_city_nobody_sees_it(make):
    client = make.client(make.staff(StaffRole.SYSTEM_ADMIN, "211382001"))
    assert client.get("/bureau/messages").status_code == 403
    assert client.post(f"/bureau/messages/{written()}/again").status_code == 403
    assert "/bureau/messages" not in client.get("/bureau").text
    assert client.get("/bureau/stations").status_code == 200, "its other rights are not touched"


def test_every_code_has_words():
    assert set(NAMES) == set(Template)
    assert set(CHANNELS) == set(Channel)
    assert set(DELIVERY) == set(MARKS) == set(STATES)
    assert set(TROUBLES) == set(Trouble) - {Trouble.NONE}
    assert set(OBSTACLES) == set(Obstacle)


def test_a_row_in_words_and_masked(desk, make):
    written("failed", title="电工")
    written("sent", channel=Channel.IN_SITE, recipient="77", key="b", title="电工")
    written("unknown", Template.SEARCH_DIGEST, Channel.EMAIL, "zhangsan@example.cn", "c")
    page = desk.get("/bureau/messages").text
    for said in ("岗位已发布", "138****5678", "发送失败", "发送网关没有接收。", "5/5", "账号 77", "站内信", "订阅有新岗位", "z***@example.cn",
                 "待核实", "验证码或链接已清除"):
        assert said in page, said
    assert PHONE not in page
    assert "zhangsan" not in page
    assert "电工" not in page, "what a message says stays between its two ends"
    assert page.count(">再发一次<") == 1


def test_states_and_channels_narrow(desk):
    written("failed", title="电工")
    written("sent", key="b", channel=Channel.IN_SITE, recipient="77", title="电工")
    assert "账号 77" not in desk.get("/bureau/messages?state=failed").text
    assert "138****5678" not in desk.get("/bureau/messages?channel=in_site").text
    nothing = desk.get("/bureau/messages?state=failed&channel=in_site").text
    assert "没有这种状态的消息" in nothing
    assert desk.get("/bureau/messages?state=odd&channel=odd&page=x").text.count("<tr>") == 3, "what is no state narrows nothing"


def test_sending_again_from_the_page(desk):
    number = written("failed", title="电工")
    answer = desk.post(f"/bureau/messages/{number}/again", data={"state": "failed", "channel": "sms"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bureau/messages?state=failed&channel=sms")
    assert "已排队" in desk.get("/bureau/messages").text
    db.session.rollback()
    assert db.session.execute(select(Message.state)).scalar_one() == "queued"
    desk.post(f"/bureau/messages/{number}/again")
    assert "状态已经变了" in desk.get("/bureau/messages").text
    assert desk.post("/bureau/messages/99999/again").status_code == 404


def test_what_cannot_be_sent_again_says_why(desk):
    number = written("failed", Template.STAFF_INVITATION)
    assert "请对方重新获取" in desk.get("/bureau/messages").text
    desk.post(f"/bureau/messages/{number}/again")
    db.session.rollback()
    assert db.session.execute(select(Message.state)).scalar_one() == "failed"


def test_today_counts_what_did_not_arrive(desk):
    assert "近 7 天没发出或待核实的消息" in desk.get("/bureau").text
    written("failed", title="电工")
    with transaction():
        queue_message("old", PHONE, Template.POSITION_PUBLISHED, title="电工").queued_at = now() - timedelta(days=8)
        db.session.execute(select(Message).where(Message.event_key == "old")).scalar_one().state = "failed"
    assert '<b class="fs-5">1</b>' in desk.get("/bureau").text


def test_the_page_asks_no_more_for_more_rows(desk):
    def asked():
        with counted_statements() as statements:
            assert desk.get("/bureau/messages?state=failed").status_code == 200
        return len(statements)
    written("failed", title="电工")
    few = asked()
    for n in range(45):
        written("failed", key=f"k{n}", title="电工")
    assert asked() == few
    page = desk.get("/bureau/messages?state=failed&page=3").text
    assert page.count(">再发一次<") == 6
    assert "page=2" in page


def test_the_first_day(desk):
    assert "还没有消息" in desk.get("/bureau/messages").text

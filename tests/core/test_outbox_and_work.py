"""Messages once each; long work with progress; the scheduler's claims."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import outbox, scheduler, work
from core.db import db, transaction
from core.errors import BadInput
from core.outbox import Channel, Message, Template, queue_message


@pytest.fixture(autouse=True)
def _by_day(monkeypatch):
    """Whenever the tests run; quiet hours have tests of their own."""
    monkeypatch.setattr(outbox, "is_quiet", lambda _moment: False)


@pytest.fixture
def sent(monkeypatch):
    box = []
    monkeypatch.setitem(outbox._senders, str(Channel.SMS), lambda message: box.append((message.recipient, message.template, message.facts)))
    return box


def test_a_message_is_sent_once(app, sent):
    with transaction():
        queue_message("code:1", "13812345678", Template.SIGN_UP_CODE, code="123456")
    assert scheduler.send_messages() == 1
    assert scheduler.send_messages() == 0
    assert sent == [("13812345678", "sign_up_code", {"code": "123456"})]


def test_the_same_event_is_queued_once(app):
    with transaction():
        queue_message("code:1", "13812345678", Template.SIGN_UP_CODE)
    with pytest.raises(IntegrityError), transaction():
        queue_message("code:1", "13812345678", Template.SIGN_UP_CODE)


def test_nothing_is_sent_when_the_deed_fails(app, sent):
    with pytest.raises(ZeroDivisionError), transaction():
        queue_message("code:2", "13812345678", Template.SIGN_UP_CODE)
        1 / 0
    assert scheduler.send_messages() == 0


def test_a_later_message_waits(app, sent):
    with transaction():
        queue_message("later", "13812345678", Template.POSITION_EXPIRING).send_after = datetime.now(UTC) + timedelta(hours=1)
    assert scheduler.send_messages() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        assert scheduler.send_messages() == 1


def states():
    db.session.rollback()
    return list(db.session.execute(select(Message.state).order_by(Message.id)).scalars())


def later(**kw):
    return time_machine.travel(datetime.now(UTC) + timedelta(**kw))


def test_without_a_gateway_the_message_waits_for_one(app, monkeypatch):
    monkeypatch.setattr(outbox, "_senders", {})
    with transaction():
        queue_message("due:3", "13812345678", Template.REVERIFICATION_DUE)
    assert scheduler.send_messages() == 0
    assert states() == ["queued"]
    monkeypatch.setitem(outbox._senders, "sms", lambda _message: None)
    assert scheduler.send_messages() == 1
    assert states() == ["sent"]


def test_a_message_on_the_site_is_delivered_by_being_stored(app, monkeypatch):
    monkeypatch.setattr(outbox, "_senders", {})
    with transaction():
        queue_message("site:1", "7", Template.POSITION_PUBLISHED, Channel.IN_SITE, title="电工")
    message = db.session.execute(select(Message)).scalar_one()
    assert (message.state, message.facts) == ("sent", {"title": "电工"})
    assert message.sent_at == message.queued_at
    assert scheduler.send_messages() == 0


def test_a_sent_code_is_forgotten(app, sent):
    with transaction():
        queue_message("code:1", "13812345678", Template.SIGN_UP_CODE, code="123456", minutes=10)
    scheduler.send_messages()
    assert sent[0][2]["code"] == "123456"
    assert db.session.execute(select(Message)).scalar_one().facts == {}


def test_a_code_that_ran_out_while_waiting_is_not_sent(app, sent):
    with transaction():
        queue_message("code:1", "13812345678", Template.SIGN_UP_CODE, code="123456", minutes=10)
    with later(minutes=11):
        assert scheduler.send_messages() == 0
    assert (states(), sent) == (["expired"], [])
    assert db.session.execute(select(Message)).scalar_one().facts == {}


@pytest.mark.parametrize(("template", "facts"), [
    (Template.FAIR_TODAY, {"fair": "冬季招聘会", "when": "09:00", "place": "体育馆", "number": "123"}),
    (Template.POSITION_EXPIRING, {"title": "电工", "until": "2027-03-07"}), (Template.FAIR_BOOTH_FREE, {"fair": "冬季招聘会", "until": "2027-03-07 12:00"})])
def test_after_a_long_stop_nobody_is_told_what_was_true_then(app, sent, template, facts):
    """The process that sends was away for three days: “today” and “until yesterday” are not sent any more, news without a day are."""
    with time_machine.travel(datetime(2027, 3, 6, 1, tzinfo=UTC), tick=False) as clock:
        with transaction():
            queue_message("a", "13812345678", template, **facts)
            queue_message("b", "13812345678", Template.APPLICATION_MOVED)
            queue_message("c", "13812345678", Template.FAIR_TICKET, fair="冬季招聘会", when="2027-03-06 09:00", place="体育馆", site="x")
        clock.shift(timedelta(days=3))
        assert scheduler.send_messages() == 2
    assert states() == ["expired", "sent", "sent"]
    assert [one[1] for one in sent] == ["application_moved", "fair_ticket"]


def refusing(phone, box):
    def send(message):
        if message.recipient == phone:
            raise RuntimeError(f"no route to {message.recipient} 张三丰")
        box.append(message.recipient)
    return send


def test_a_failing_message_stops_no_other_and_is_tried_again(app, monkeypatch):
    box = []
    monkeypatch.setitem(outbox._senders, "sms", refusing("13812345678", box))
    with transaction():
        queue_message("a", "13812345678", Template.REVERIFICATION_DUE)
        queue_message("b", "13912345678", Template.REVERIFICATION_DUE)
    assert scheduler.send_messages() == 2
    assert (states(), box) == (["queued", "sent"], ["13912345678"])
    assert scheduler.send_messages() == 0, "it waits before the next try"
    monkeypatch.setitem(outbox._senders, "sms", refusing("", box))
    with later(seconds=31):
        assert scheduler.send_messages() == 1
    assert (states(), box) == (["sent", "sent"], ["13912345678", "13812345678"])


def test_a_message_is_given_up_after_five_tries_with_growing_pauses(app, monkeypatch):
    monkeypatch.setitem(outbox._senders, "sms", refusing("13812345678", []))
    with transaction():
        queue_message("a", "13812345678", Template.STAFF_INVITATION, link="https://x/y", days=7)
    pauses = []
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _try in range(4):
            assert scheduler.send_messages() == 1
            assert states() == ["queued"]
            pauses.append((db.session.execute(select(Message.send_after)).scalar_one() - datetime.now(UTC)).total_seconds())
            clock.shift(pauses[-1])
        assert scheduler.send_messages() == 1
        clock.shift(86400)
        assert scheduler.send_messages() == 0
    message = db.session.execute(select(Message)).scalar_one()
    assert (message.state, message.tries, message.facts) == ("failed", 5, {})
    assert pauses == [30, 120, 480, 1920]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_kill_between_claim_and_note_leaves_it_unknown_and_unrepeated(app, monkeypatch, arrived):
    """Whether the sender got the message out before the kill nobody knows: it must not go out a second time."""
    box = []

    def die(message):
        if arrived:
            box.append(message.id)
        raise KeyboardInterrupt
    monkeypatch.setitem(outbox._senders, "sms", die)
    with transaction():
        queue_message("a", "13812345678", Template.SIGN_IN_CODE, code="123456", minutes=60)
        queue_message("b", "13912345678", Template.REVERIFICATION_DUE)
    with pytest.raises(KeyboardInterrupt):
        scheduler.send_messages()
    assert states() == ["sending", "queued"]
    monkeypatch.setitem(outbox._senders, "sms", lambda message: box.append(message.id))
    before = len(box)
    assert scheduler.send_messages() == 1, "the other one"
    assert states() == ["sending", "sent"], "its sender may still be at it"
    with later(minutes=11):
        assert scheduler.send_messages() == 0
        assert scheduler.send_messages() == 0
    assert states() == ["unknown", "sent"]
    assert len(box) == before + 1
    assert db.session.execute(select(Message).order_by(Message.id)).scalars().first().facts == {}


def test_the_doctor_counts_messages_that_failed_or_may_have(app):
    from bureau.installation import database_problems
    with transaction():
        queue_message("a", "13812345678", Template.REVERIFICATION_DUE).state = "failed"
        queue_message("b", "13812345678", Template.REVERIFICATION_DUE).state = "unknown"
    found = {p.code: p for p in database_problems(app.config)}
    assert "1" in found["messages"].message
    assert not found["messages"].fatal


def test_old_messages_and_finished_work_are_forgotten(app):
    with transaction() as session:
        queue_message("old", "13812345678", Template.REVERIFICATION_DUE).queued_at = datetime.now(UTC) - timedelta(days=181)
        queue_message("new", "13812345678", Template.REVERIFICATION_DUE).queued_at = datetime.now(UTC) - timedelta(days=179)
        for days in (31, 29):
            session.add(work.WorkItem(kind=f"d{days}", parameters={}, finished_at=datetime.now(UTC) - timedelta(days=days)))
        session.add(work.WorkItem(kind="open", parameters={}, queued_at=datetime.now(UTC) - timedelta(days=99)))
    assert {"messages.forget", "work.forget"} <= scheduler._daily.keys()
    for name in ("messages.forget", "work.forget"):
        scheduler._daily[name].function()
    assert list(db.session.execute(select(Message.event_key)).scalars()) == ["new"]
    assert set(db.session.execute(select(work.WorkItem.kind)).scalars()) == {"d29", "open"}


def test_work_reports_progress_and_result(app, monkeypatch):
    def count(parameters, progress):
        for i in range(parameters["n"]):
            progress(i + 1, parameters["n"])
        return {"counted": parameters["n"]}
    monkeypatch.setitem(work._handlers, "count", count)
    with transaction():
        item = work.queue_work("count", {"n": 3}, None)
        item_id = item.id
    assert work.run_next() is True
    assert work.run_next() is False
    item = work.work_item(item_id)
    assert (item.state, item.done, item.total, item.result) == ("done", 3, 3, {"counted": 3})


def test_refused_work_keeps_the_sentence(app, monkeypatch):
    def refuse(_parameters, _progress):
        raise BadInput("这个文件打不开")
    monkeypatch.setitem(work._handlers, "refuse", refuse)
    with transaction():
        item_id = work.queue_work("refuse", {}, None).id
    work.run_next()
    assert (work.work_item(item_id).state, work.work_item(item_id).message) == ("failed", "这个文件打不开")


def test_interrupted_work_is_taken_again_once(app, monkeypatch):
    monkeypatch.setitem(work._handlers, "die", lambda _p, _g: (_ for _ in ()).throw(KeyboardInterrupt))
    with transaction():
        item_id = work.queue_work("die", {}, None).id
    with pytest.raises(KeyboardInterrupt):
        work.run_next()
    assert work.run_next() is False, "a fresh heartbeat: somebody may still be at it"
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5)), pytest.raises(KeyboardInterrupt):
        work.run_next()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
        assert work.run_next() is True
    db.session.expire_all()
    assert work.work_item(item_id).state == "failed"


def test_a_daily_task_runs_once_a_day(app, monkeypatch):
    ran = []
    monkeypatch.setattr(scheduler, "_daily", {})
    scheduler.register_daily("count", lambda: ran.append(1), hour=2)
    day = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # 01:00 on the 24th in the city
    assert scheduler.run_due(day) == []
    assert scheduler.run_due(day + timedelta(hours=1)) == ["count"]
    assert scheduler.run_due(day + timedelta(hours=7)) == []
    assert scheduler.run_due(day + timedelta(hours=25)) == ["count"]
    assert len(ran) == 2


def test_a_failing_daily_task_stops_no_other_and_keeps_its_day(app, monkeypatch, caplog):
    ran = []
    broken = [True]

    def shaky():
        if broken[0]:
            with transaction():
                raise ValueError("张三丰 211382199001011234")
        ran.append("shaky")
    monkeypatch.setattr(scheduler, "_daily", {})
    scheduler.register_daily("shaky", shaky, hour=2)
    scheduler.register_daily("steady", lambda: ran.append("steady"), hour=2)
    moment = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    assert scheduler.run_due(moment) == ["steady"]
    assert "task_failed" in caplog.text
    assert "张三丰" not in caplog.text
    broken[0] = False
    assert scheduler.run_due(moment + timedelta(minutes=1)) == ["shaky"]
    assert scheduler.run_due(moment + timedelta(minutes=2)) == []
    assert ran == ["steady", "shaky"]


def test_a_daily_task_is_tried_five_times_a_day(app, monkeypatch):
    tried = []
    monkeypatch.setattr(scheduler, "_daily", {})
    scheduler.register_daily("broken", lambda: tried.append(1) or 1 / 0, hour=2)
    moment = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    for minute in range(8):
        assert scheduler.run_due(moment + timedelta(minutes=minute)) == []
    assert len(tried) == 5
    scheduler.run_due(moment + timedelta(days=1))
    assert len(tried) == 6


def test_a_daily_task_whose_runner_was_killed_is_taken_again(app, monkeypatch):
    ran = []
    monkeypatch.setattr(scheduler, "_daily", {})
    scheduler.register_daily("killed", lambda: (_ for _ in ()).throw(KeyboardInterrupt), hour=2)
    moment = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    with pytest.raises(KeyboardInterrupt):
        scheduler.run_due(moment)
    scheduler.register_daily("killed", lambda: ran.append(1), hour=2)
    assert scheduler.run_due(moment) == [], "it may still be running"
    with later(minutes=61):
        assert scheduler.run_due(moment) == ["killed"]


def test_a_tick_is_claimed_once(app):
    assert scheduler.claim_tick("x", "2026-11-23") is not None
    assert scheduler.claim_tick("x", "2026-11-23") is None


def test_a_second_scheduler_is_refused(app):
    from filelock import FileLock
    with FileLock(str(app.config["INSTANCE"] / "scheduler.lock")), pytest.raises(scheduler.SchedulerIsRunning):
        scheduler.run_scheduler(app)


def test_the_heartbeat_ages(app):
    assert scheduler.heartbeat_age() is None
    scheduler.beat()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20)):
        assert scheduler.heartbeat_age() == pytest.approx(1200, abs=5)

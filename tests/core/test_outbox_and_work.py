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


def test_without_a_gateway_the_message_says_so(app, monkeypatch):
    monkeypatch.setattr(outbox, "_senders", {})
    with transaction():
        queue_message("code:3", "13812345678", Template.SIGN_UP_CODE)
    scheduler.send_messages()
    assert db.session.execute(select(Message.state)).scalar_one() == "unsent"


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

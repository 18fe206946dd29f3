"""Why a message failed, in a word; what can be sent again, once, and what cannot."""

import multiprocessing
import smtplib
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError, URLError

import pytest
import time_machine
from sqlalchemy import select, text

from core import delivery, outbox, scheduler
from core.audit import Action, Actor, AuditEntry
from core.db import db, transaction
from core.delivery import NoUseSending, Obstacle, send_again
from core.errors import IllegalTransition, NotFound
from core.outbox import Channel, Message, Template, Trouble, queue_message
from core.senders import NotDelivered, trouble_of

FORK = multiprocessing.get_context("fork")
PHONE, WHO = "13812345678", Actor(None)


@pytest.fixture(autouse=True)
def _by_day(monkeypatch):
    monkeypatch.setattr(outbox, "is_quiet", lambda _moment: False)


@pytest.mark.parametrize(("error", "trouble"), [
    (TimeoutError("timed out"), Trouble.TIMEOUT), (URLError(TimeoutError("timed out")), Trouble.TIMEOUT), (URLError("refused"), Trouble.UNREACHABLE),
    (ConnectionRefusedError(), Trouble.UNREACHABLE), (HTTPError("http://x", 500, "no", {}, None), Trouble.REFUSED), (NotDelivered(), Trouble.REFUSED),
    (smtplib.SMTPAuthenticationError(535, b"no"), Trouble.SIGN_IN), (smtplib.SMTPRecipientsRefused({}), Trouble.RECIPIENT),
    (smtplib.SMTPDataError(550, b"no"), Trouble.REFUSED), (KeyError("title"), Trouble.TEXT), (RuntimeError("13812345678 张三丰"), Trouble.OTHER)])
def test_a_failure_has_a_name(error, trouble):
    assert trouble_of(error) == trouble


def test_a_failed_try_keeps_its_cause_and_a_later_success_clears_it(app, monkeypatch):
    def refuse(_message):
        raise NotDelivered("13812345678 张三丰")
    monkeypatch.setitem(outbox._senders, "sms", refuse)
    with transaction():
        queue_message("a", PHONE, Template.REVERIFICATION_DUE)
    assert scheduler.send_messages() == 1
    message = db.session.execute(select(Message)).scalar_one()
    assert (message.state, message.trouble, message.tries) == ("queued", "refused", 1)
    monkeypatch.setitem(outbox._senders, "sms", lambda _message: None)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
        scheduler.send_messages()
    db.session.refresh(message)
    assert (message.state, message.trouble) == ("sent", "")


def written(state, template=Template.POSITION_PUBLISHED, **facts):
    with transaction():
        message = queue_message("a", PHONE, template, **facts)
        message.state, message.tries, message.trouble = state, 5, "refused"
    return message.id


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_what_did_not_arrive_is_sent_again_with_all_its_tries(app, monkeypatch, state):
    box, number = [], written(state, title="电工")
    monkeypatch.setitem(outbox._senders, "sms", lambda message: box.append((message.id, message.facts)))
    with transaction():
        send_again(number, WHO)
    message = db.session.get_one(Message, number)
    assert (message.state, message.tries, message.send_after) == ("queued", 0, None)
    assert scheduler.send_messages() == 1
    assert box == [(number, {"title": "电工"})]
    entry = db.session.execute(select(AuditEntry).where(AuditEntry.action == Action.MESSAGE_SENT_AGAIN)).scalar_one()
    assert (entry.subject_type, entry.subject_id) == ("message", number)
    assert entry.detail == {"template": "position_published", "channel": "sms", "delivery": state}


@pytest.mark.parametrize("state", [s for s in delivery.STATES if s not in ("failed", "unknown")])
def test_nothing_else_is_sent_again(app, state):
    number = written(state, title="电工")
    with transaction(), pytest.raises(IllegalTransition):
        send_again(number, WHO)
    assert db.session.get_one(Message, number).state == state
    assert not db.session.execute(select(AuditEntry).where(AuditEntry.action == Action.MESSAGE_SENT_AGAIN)).all()


def test_a_second_press_queues_nothing(app):
    number = written("failed", title="电工")
    with transaction():
        send_again(number, WHO)
    with transaction(), pytest.raises(IllegalTransition):
        send_again(number, WHO)
    assert len(db.session.execute(select(AuditEntry).where(AuditEntry.action == Action.MESSAGE_SENT_AGAIN)).all()) == 1


def presses_at_once(app, number, many=8):
    """So many processes send the same message again at the same moment; how many did."""
    gate, done = FORK.Barrier(many), FORK.Queue()
    db.session.remove()

    def press():
        with app.app_context():
            db.engine.dispose(close=False)
            gate.wait(60)
            try:
                with transaction():
                    send_again(number, WHO)
                done.put(1)
            except IllegalTransition:
                done.put(0)
            db.session.remove()
    children = [FORK.Process(target=press) for _n in range(many)]
    [child.start() for child in children]
    found = sum(done.get(timeout=60) for _n in children)
    [child.join(60) for child in children]
    return found


def test_of_many_who_press_at_once_one_sends(app):
    assert presses_at_once(app, written("failed", title="电工")) == 1
    assert len(db.session.execute(select(AuditEntry).where(AuditEntry.action == Action.MESSAGE_SENT_AGAIN)).all()) == 1


def test_without_the_table_of_states_each_of_them_would(app, monkeypatch):
    monkeypatch.setattr(delivery, "AGAIN", {**delivery.AGAIN, ("queued", "send_again"): "queued"})
    assert presses_at_once(app, written("failed", title="电工")) == 8


def test_a_forgotten_code_is_not_sent_again(app, monkeypatch):
    def refuse(_message):
        raise NotDelivered
    monkeypatch.setitem(outbox._senders, "sms", refuse)
    with transaction():
        queue_message("invitation:1", PHONE, Template.STAFF_INVITATION, link="https://x/y", days=7)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _try in range(outbox.TRIES):
            scheduler.send_messages()
            clock.shift(3600)
    message = db.session.execute(select(Message)).scalar_one()
    assert message.state == "failed"
    with pytest.raises(NoUseSending) as refused, transaction():
        send_again(message.id, WHO)
    assert refused.value.facts == {"obstacle": Obstacle.EMPTIED}


TODAY = {"fair": "冬季招聘会", "when": "09:00", "place": "体育馆", "number": "123"}
FREE = {"fair": "冬季招聘会", "until": "2027-03-06 12:00"}


@pytest.mark.parametrize(("template", "facts", "hours", "found"), [
    (Template.FAIR_TODAY, TODAY, 1, None), (Template.FAIR_TODAY, TODAY, 24, Obstacle.PAST), (Template.FAIR_BOOTH_FREE, FREE, 3, None),
    (Template.FAIR_BOOTH_FREE, FREE, 5, Obstacle.PAST), (Template.POSITION_EXPIRING, {"title": "电工", "until": "2027-03-06"}, 15, None),
    (Template.POSITION_EXPIRING, {"title": "电工", "until": "2027-03-06"}, 17, Obstacle.PAST), (Template.APPLICATION_MOVED, {}, 2000, None)])
def test_what_spoke_of_a_day_is_no_use_after_it(app, template, facts, hours, found):
    with time_machine.travel(datetime(2027, 3, 6, 0, 0, tzinfo=UTC)) as clock:  # eight in the city
        number = written("failed", template, **facts)
        clock.shift(hours * 3600 - 60)
        assert delivery.obstacle(db.session.get_one(Message, number)) == found


def test_a_message_that_is_not_there(app):
    with transaction(), pytest.raises(NotFound):
        send_again(7, WHO)


def test_the_lists_are_narrowed_and_counted(app):
    with transaction():
        for n, (state, channel) in enumerate([("sent", Channel.SMS), ("sent", Channel.IN_SITE), ("failed", Channel.SMS), ("unknown", Channel.EMAIL)]):
            queue_message(f"e{n}", PHONE, Template.APPLICATION_MOVED, channel).state = state
        queue_message("old", PHONE, Template.APPLICATION_MOVED).queued_at = datetime.now(UTC) - timedelta(days=8)
        db.session.execute(select(Message).where(Message.event_key == "old")).scalar_one().state = "failed"
    assert delivery.delivery_counts() == {("sent", "sms"): 1, ("sent", "in_site"): 1, ("failed", "sms"): 2, ("unknown", "email"): 1}
    assert [m.event_key for m in delivery.deliveries("", "", 1, 3)] == ["old", "e3", "e2"]
    assert [m.event_key for m in delivery.deliveries("", "", 2, 3)] == ["e1", "e0"]
    assert [m.event_key for m in delivery.deliveries("failed", "sms", 1, 9)] == ["old", "e2"]
    assert [m.event_key for m in delivery.deliveries("", "in_site", 1, 9)] == ["e1"]
    assert delivery.undelivered(datetime.now(UTC) - timedelta(days=7))[0] == 2


@pytest.mark.sqlite
def test_a_rare_state_is_found_by_its_index(app):
    with transaction() as session:
        plan = session.execute(text("EXPLAIN QUERY PLAN SELECT * FROM messages WHERE state = 'failed' AND channel = 'sms' ORDER BY id DESC LIMIT 20")).all()
        counted = session.execute(text("EXPLAIN QUERY PLAN SELECT state, channel, count(*) FROM messages GROUP BY state, channel")).all()
    assert "ix_messages_state_channel_id (state=? AND channel=?)" in plan[0][3]
    assert len(plan) == 1, "no sorting step"
    assert "COVERING INDEX ix_messages_state_channel_id" in counted[0][3]

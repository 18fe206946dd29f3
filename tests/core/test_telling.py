"""Telling somebody by phone and on the site: each once, at any hour on the site, and nothing there that opens something by itself."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from core import crypto, inbox, outbox, scheduler
from core.db import db, transaction
from core.messages import ON_SITE, TEXTS, facts_on_site, sentence_on_site
from core.outbox import Channel, Message, Template, queue_message
from core.telling import Reach, tell
from tests.core.test_messages import FACTS
from tests.outboxes import messages, templates

SECRET = {"code", "link", "site", "stop", "number", "minutes", "days"}
CODES = {Template.SIGN_UP_CODE, Template.SIGN_IN_CODE, Template.RESET_CODE, Template.NEW_PHONE_CODE, Template.INTENTION_CODE, Template.STAFF_INVITATION}
HERE = Reach("13812345678", 7)


def needs(template):
    return set(re.findall(r"%\((\w+)\)s", ON_SITE[template]._args[0]))


def test_what_is_left_on_the_site_carries_no_secret():
    assert set(Template) - set(ON_SITE) == CODES
    assert {name for template in ON_SITE for name in needs(template)} & SECRET == set()
    assert {name for template in ON_SITE for name in needs(template)} <= {"title", "until", "fair", "when", "place", "booth", "count", "positions"}


@pytest.mark.parametrize("template", list(ON_SITE))
def test_every_sentence_is_chinese_and_complete_from_the_facts_of_its_text(app, template):
    given = {name: FACTS[name] for name in re.findall(r"%\((\w+)\)s", TEXTS[template]._args[0])}
    kept = facts_on_site(template, given)
    assert kept.keys() == needs(template), "the site needs no fact that the text message does not"
    text = sentence_on_site(Message(template=str(template), channel="in_site", facts=kept))
    assert re.search("[一-鿿]{4}", text)
    assert "登录" not in text, "whoever reads it is signed in"


def test_the_phone_and_the_account_are_told_once_each(app):
    with transaction():
        assert tell("a", HERE, Template.POSITION_PUBLISHED, title="电工", reason="x")
        assert not tell("a", HERE, Template.POSITION_PUBLISHED, title="电工")
    (sms,), (left,) = messages(), messages("in_site")
    assert (sms.recipient, sms.state, sms.facts) == ("13812345678", "queued", {"title": "电工", "reason": "x"})
    assert (left.recipient, left.state, left.facts, left.read_at) == ("7", "sent", {"title": "电工"}, None)
    assert left.recipient_index == crypto.blind_index("7", "recipient")


@pytest.mark.parametrize(("reach", "told"), [(Reach("13812345678", None), {"sms"}), (Reach(None, 7), {"in_site"}), (Reach("", 7), {"in_site"}),
                                             (Reach(None, None), set())])
def test_whoever_has_one_of_both_is_told_there(app, reach, told):
    with transaction():
        assert tell("a", reach, Template.APPLICATION_MOVED) == bool(told)
    assert {channel for channel in Channel if messages(channel)} == told


def test_a_second_phone_does_not_tell_the_account_twice(app):
    with transaction():
        tell("a", HERE, Template.APPLICATION_MOVED)
        assert tell("a", Reach("13912345678", 7), Template.APPLICATION_MOVED), "another phone is told"
    assert (len(messages()), len(messages("in_site"))) == (2, 1)


def test_a_code_stays_a_text_message(app):
    with transaction():
        tell("a", HERE, Template.SIGN_IN_CODE, code="123456", minutes=10)
    assert (templates(), templates("in_site")) == (["sign_in_code"], [])


def test_without_the_unique_key_it_would_be_told_twice(app):
    """What the event key guards: the same two rows are refused by the database, not only by the question before."""
    with transaction():
        tell("a", HERE, Template.APPLICATION_MOVED)
    with pytest.raises(IntegrityError), transaction():
        queue_message("a", "7", Template.APPLICATION_MOVED, Channel.IN_SITE)


def test_at_night_the_site_has_it_at_once_and_the_phone_waits(app, monkeypatch):
    box = []
    monkeypatch.setattr(outbox, "_senders", {"sms": lambda message: box.append(message.recipient)})
    with time_machine.travel(datetime(2027, 3, 6, 15, 0, tzinfo=UTC)):  # 23:00 in the city
        with transaction():
            tell("a", HERE, Template.APPLICATION_MOVED)
        assert inbox.unread_count(7) == 1
        assert (scheduler.send_messages(), box) == (0, [])
    with time_machine.travel(datetime(2027, 3, 7, 0, 1, tzinfo=UTC)):
        assert (scheduler.send_messages(), box) == (1, ["13812345678"])


def test_an_inbox_is_its_accounts_own(app):
    with transaction():
        for n in range(3):
            tell(f"e{n}", Reach(None, 7), Template.POSITION_PUBLISHED, title=f"岗位{n}")
        tell("e0", Reach("7", 8), Template.POSITION_PUBLISHED, title="别人")
        assert inbox.inbox_page(7, 1, 2)[1] == 3, "a phone that reads like the number is another channel"
    rows, total = inbox.inbox_page(7, 1, 2)
    assert ([m.facts["title"] for m in rows], total) == (["岗位2", "岗位1"], 3)
    assert [m.facts["title"] for m in inbox.inbox_page(7, 2, 2)[0]] == ["岗位0"]
    (other,) = inbox.inbox_page(8, 1, 9)[0]
    assert inbox.own_message(7, other.id) is None
    assert inbox.own_message(8, other.id) is other
    assert inbox.own_message(8, messages()[0].id) is None, "a text message is in nobody's inbox"


def test_opening_is_remembered_once(app):
    with transaction():
        tell("a", Reach(None, 7), Template.APPLICATION_MOVED)
        tell("b", Reach(None, 7), Template.APPLICATION_MOVED)
        tell("c", Reach(None, 8), Template.APPLICATION_MOVED)
    with time_machine.travel(datetime(2027, 3, 6, tzinfo=UTC), tick=False) as clock:
        with transaction():
            inbox.mark_read(messages("in_site")[0])
        first = messages("in_site")[0].read_at
        clock.shift(60)
        with transaction():
            inbox.mark_read(messages("in_site")[0])
            assert messages("in_site")[0].read_at == first
        assert inbox.unread_count(7) == 1
        with transaction():
            inbox.mark_all_read(7)
    assert (inbox.unread_count(7), inbox.unread_count(8)) == (0, 1)
    db.session.rollback()
    assert messages("in_site")[0].read_at == first


def test_they_are_kept_as_long_as_messages_are(app):
    with transaction():
        tell("a", Reach(None, 7), Template.APPLICATION_MOVED)
        messages("in_site")[0].queued_at = datetime.now(UTC) - timedelta(days=181)
        tell("b", Reach(None, 7), Template.APPLICATION_MOVED)
    scheduler.forget_old_messages()
    assert [m.event_key for m in messages("in_site")] == ["b"]


@pytest.mark.sqlite
def test_an_inbox_is_found_by_its_index(app):
    plans = []

    def note(_connection, cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT") and "messages" in statement:
            plans.append(cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall())
    event.listen(db.engine, "after_cursor_execute", note)
    try:
        inbox.inbox_page(7, 1, 20)
        inbox.unread_count(7)
    finally:
        event.remove(db.engine, "after_cursor_execute", note)
    assert len(plans) == 3
    assert all("ix_messages_recipient_index_channel_id (recipient_index=? AND channel=?)" in step[3] for plan in plans for step in plan)

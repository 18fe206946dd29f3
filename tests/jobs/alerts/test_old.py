"""A search kept for a year asks whether it is still wanted, once; one tap keeps it, no answer stops it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import Account
from core.db import db, transaction
from core.messages import text_of
from jobs.alerts import queries, services
from jobs.alerts.links import token_of
from jobs.alerts.services import keep_search
from jobs.alerts.tasks import ask_after_old_searches, send_digests
from jobs.search.criteria import Criteria
from tests import outboxes
from tests.accounts.test_races import together

KEPT = datetime(2025, 11, 25, 2, tzinfo=UTC)
YEAR = timedelta(days=365, minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(KEPT, tick=False) as clock:
        yield clock


@pytest.fixture
def account(make):
    return make.account(phone="13800138000")


@pytest.fixture
def number(account):
    with transaction():
        return keep_search(account.id, Criteria(q="叉车"), "我的叉车订阅", "daily").id


def row(number):
    db.session.rollback()
    return queries.search_of_link(number)


def messages(channel="sms"):
    db.session.rollback()
    return outboxes.messages(channel)


def test_after_a_year_it_asks_once_by_both_ways(number, clock):
    clock.shift(timedelta(days=364))
    assert ask_after_old_searches() == 0
    clock.shift(timedelta(days=1, minutes=1))
    assert ask_after_old_searches() == 1
    assert ask_after_old_searches() == 0
    (message,) = messages()
    text = text_of(message)
    assert (message.recipient, row(number).answer_by) == ("13800138000", date(2026, 12, 25))
    assert "2026-12-25" in text
    assert f"/alerts/keep/{token_of(number)}" in text
    assert "叉车" not in text
    (left,) = messages("in_site")
    assert left.facts == {"until": "2026-12-25"}, "no link that works by itself"


def test_without_an_answer_it_stops_after_the_day_it_named(app, number, account, clock, make, monkeypatch):
    clock.shift(YEAR)
    ask_after_old_searches()
    monkeypatch.setitem(app.config, "SEARCH_ANSWER_DAYS", 1)
    clock.shift(timedelta(days=30))
    assert ask_after_old_searches() == 0, "what was promised holds, whatever the setting says by now"
    assert row(number).paused_at is None
    make.position(title="叉车工")
    clock.shift(timedelta(days=1))
    assert ask_after_old_searches() == 1
    assert row(number).paused_at is not None
    assert send_digests() == 0
    assert "没有答复" in make.client(account).get("/my/alerts").text
    clock.shift(timedelta(days=800))
    assert ask_after_old_searches() == 0, "what has stopped asks nothing"
    assert len(messages()) == 1


def test_the_setting_says_how_long_it_waits(app, number, clock, monkeypatch):
    monkeypatch.setitem(app.config, "SEARCH_ANSWER_DAYS", 7)
    clock.shift(YEAR)
    ask_after_old_searches()
    assert row(number).answer_by == date(2026, 12, 2)


def test_one_tap_in_the_message_keeps_it_for_another_year_and_opening_it_does_not(number, client, clock):
    clock.shift(YEAR)
    ask_after_old_searches()
    address = f"/alerts/keep/{token_of(number)}"
    assert "我的叉车订阅" in client.get(address).text
    client.head(address)
    assert row(number).answer_by is not None
    assert "继续通知您" in client.post(address, follow_redirects=True).text
    assert row(number).answer_by is None
    clock.shift(timedelta(days=364))
    assert ask_after_old_searches() == 0
    clock.shift(timedelta(days=1, minutes=1))
    assert ask_after_old_searches() == 1
    assert len(messages()) == 2
    wrong = f"{number}-{token_of(number + 1).split('-')[1]}"
    assert {verb(f"/alerts/keep/{wrong}").status_code for verb in (client.get, client.post)} == {404}


def test_a_late_tap_starts_it_again_without_the_backlog(number, client, clock, make):
    clock.shift(YEAR)
    ask_after_old_searches()
    clock.shift(timedelta(days=31))
    ask_after_old_searches()
    make.position(title="叉车工")
    clock.shift(timedelta(days=1))
    client.post(f"/alerts/keep/{token_of(number)}")
    assert (row(number).paused_at, row(number).answer_by) == (None, None)
    clock.shift(timedelta(days=1))
    assert send_digests() == 0


def test_the_list_asks_too_and_a_press_answers(number, account, clock, make):
    client = make.client(account)
    clock.shift(YEAR)
    ask_after_old_searches()
    client = make.client(account)
    page = client.get("/my/alerts").text
    assert "2026" in page.split("note-wait")[1][:120]
    assert client.post(f"/my/alerts/{number}/resume").status_code == 303
    assert "note-wait" not in client.get("/my/alerts").text


def test_a_paused_one_is_not_asked_after_and_who_wants_no_text_messages_gets_none(number, account, clock):
    with transaction():
        services.pause(queries.search_of_link(number))
        quiet = keep_search(account.id, Criteria(q="车工"), "车工", "daily")
        services.set_sms(quiet, by_sms=False)
    clock.shift(YEAR)
    assert ask_after_old_searches() == 1
    assert (len(messages()), len(messages("in_site"))) == (0, 1)


def test_many_at_once_ask_once_and_stop_once(app, number, clock):
    clock.shift(YEAR)
    assert sum(together(app, 4, lambda _number: ask_after_old_searches())) == 1
    assert len(messages()) == 1
    clock.shift(timedelta(days=31))
    assert sum(together(app, 4, lambda _number: ask_after_old_searches())) == 1


def test_without_the_condition_it_would_be_asked_after_again(number, clock, monkeypatch):
    """The mark on the row is what keeps it to one; the event key holds all the same."""
    clock.shift(YEAR)
    ask_after_old_searches()
    monkeypatch.setattr(queries, "held_old_searches", lambda _before, _limit: [(queries.search_of_link(number), found_account(number))])
    with transaction():
        assert services.ask_after_old(30, 10) == 1
    assert len(messages()) == 1


def found_account(number):
    return db.session.get(Account, queries.search_of_link(number).account_id)

"""What a saved search tells, and that it tells it once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from core import scheduler
from core.clock import now
from core.db import db, transaction
from core.errors import BadInput
from core.messages import text_of
from jobs.alerts import queries, services
from jobs.alerts.services import AlreadyKept, TooManyKept, keep_search
from jobs.alerts.tasks import send_digests
from jobs.models import SavedSearch
from jobs.search.criteria import Criteria
from tests import outboxes
from tests.accounts.test_races import together

WEDNESDAY = datetime(2026, 11, 25, 2, tzinfo=UTC)  # ten in the morning in the city


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        yield clock


def keep(account, frequency="daily", **criteria):
    with transaction():
        return keep_search(account.id, Criteria(**criteria or {"q": "叉车"}), "叉车", frequency).id


def row(number):
    db.session.rollback()
    return db.session.execute(select(SavedSearch).where(SavedSearch.id == number)).scalar_one()


def messages(channel="sms"):
    db.session.rollback()
    return outboxes.messages(channel)


def next_day(clock, days=1):
    clock.shift(timedelta(days=days))


def test_tells_how_many_are_new_and_nothing_else(app, make, clock):
    make.position(title="叉车司机")
    account = make.account(name="王某某", phone="13800138000")
    keep(account)
    clock.shift(timedelta(hours=1))
    make.position(title="叉车工")
    make.position(title="会计", duties="记账", requirements="", skills=[])
    next_day(clock)
    assert send_digests() == 1
    (message,) = messages()
    assert message.recipient == "13800138000"
    text = text_of(message)
    assert "1" in text
    assert "/alerts/stop/" in text
    assert not [word for word in ("王某某", "13800138000", "叉车") if word in text]


def test_nothing_new_is_no_message_and_the_same_is_not_told_twice(app, make, clock):
    number = keep(make.account())
    next_day(clock)
    assert send_digests() == 0
    make.position(title="叉车工")
    clock.shift(timedelta(minutes=30))
    assert send_digests() == 0, "a day has one digest"
    next_day(clock)
    assert send_digests() == 1
    next_day(clock)
    assert send_digests() == 0
    assert len(messages()) == 1
    assert row(number).told_count == 1


def test_only_what_the_public_sees_counts(app, make, clock):
    keep(make.account())
    clock.shift(timedelta(hours=1))
    make.position(title="叉车工", state="paused", paused_at=now())
    make.position(make.employer(verified_until=now().date() - timedelta(days=3)), title="叉车工")
    next_day(clock)
    assert send_digests() == 0


def test_weekly_waits_for_monday_and_catches_up(app, make, clock):
    keep(make.account(), "weekly")
    clock.shift(timedelta(hours=1))
    make.position(title="叉车工")
    next_day(clock, 4)  # Sunday
    assert send_digests() == 0
    next_day(clock, 2)  # Tuesday: nobody was there on Monday
    assert send_digests() == 1
    next_day(clock)
    make.position(title="叉车师傅")
    next_day(clock)
    assert send_digests() == 0


@pytest.mark.parametrize("frequency", ["daily", "weekly"])
def test_many_at_once_tell_once(app, make, clock, frequency):
    keep(make.account(), frequency)
    clock.shift(timedelta(hours=1))
    make.position(title="叉车工")
    next_day(clock, 6)
    results = together(app, 4, lambda _number: send_digests())
    assert len(results) == 4
    assert sum(results) == 1
    assert len(messages()) == 1


def test_without_the_second_look_many_tell_more_than_once(app, make, clock, monkeypatch):
    """The guard is what keeps it to one: taken away, each of four counts a digest."""
    number = keep(make.account())
    clock.shift(timedelta(hours=1))
    make.position(title="叉车工")
    next_day(clock)
    monkeypatch.setattr(queries, "locked_due_search", lambda _day, _one: (row_in(number), account_in(number)))
    told = []
    for _ in range(4):
        with transaction():
            kept = row_in(number)
            kept.looked_until = WEDNESDAY
            told.append(services.send_digest(number))
    assert sum(told) == 4
    assert len(messages()) == 1, "the event key holds all the same"


def row_in(number):
    return db.session.execute(select(SavedSearch).where(SavedSearch.id == number)).scalar_one()


def account_in(number):
    from accounts.models import Account
    return db.session.execute(select(Account).join(SavedSearch, SavedSearch.account_id == Account.id).where(SavedSearch.id == number)).scalar_one()


def test_after_six_hours_of_standstill_one_digest_comes(app, make, clock, monkeypatch):
    monkeypatch.setattr(scheduler, "_daily", {"jobs.send_digests": scheduler.Daily("jobs.send_digests", send_digests, 9)})
    keep(make.account())
    clock.shift(timedelta(hours=1))
    make.position(title="叉车工")
    clock.move_to(datetime(2026, 11, 26, 0, 30, tzinfo=UTC))  # half past eight
    assert scheduler.run_due(now()) == []
    clock.shift(timedelta(hours=6, minutes=30))
    assert scheduler.run_due(now()) == ["jobs.send_digests"]
    assert scheduler.run_due(now()) == []
    assert len(messages()) == 1


def test_what_is_published_while_the_digest_runs_is_told_next_time(app, make, clock):
    keep(make.account())
    next_day(clock)
    make.position(title="叉车工", published_at=now() - timedelta(minutes=1))
    assert send_digests() == 0
    next_day(clock)
    assert send_digests() == 1


def test_a_search_is_kept_once_in_whatever_order_and_ten_at_most(app, make):
    account = make.account()
    keep(account, q="叉车", perk=("meals", "lodging"))
    with pytest.raises(AlreadyKept):
        keep(account, q="叉车", perk=("lodging", "meals"))
    keep(make.account(), q="叉车", perk=("lodging", "meals"))
    with pytest.raises(BadInput), transaction():
        keep_search(account.id, Criteria(), "全部", "daily")
    for n in range(services.MOST - 1):
        keep(account, q=f"工种{n}")
    with pytest.raises(TooManyKept):
        keep(account, q="多一个")
    assert queries.search_count(account.id) == services.MOST


def test_saved_at_once_it_is_kept_once(app, make):
    account_id = make.account().id

    def deed(_number):
        with transaction():
            return keep_search(account_id, Criteria(q="叉车"), "叉车", "daily").id
    results = together(app, 4, deed)
    assert results.count("AlreadyKept") == 3
    assert queries.search_count(account_id) == 1


def test_paused_or_closed_out_hears_nothing_and_a_pause_leaves_no_backlog(app, make, clock):
    number, gone = keep(make.account()), make.account()
    keep(gone)
    with transaction() as session:
        services.pause(row_in(number))
        session.merge(gone).is_active = False
    clock.shift(timedelta(hours=1))
    make.position(title="叉车工")
    next_day(clock)
    assert send_digests() == 0
    with transaction():
        services.resume(row_in(number))
    next_day(clock)
    assert send_digests() == 0
    assert messages() == []


def test_without_text_messages_it_stands_on_the_site(app, make, clock):
    number = keep(make.account())
    with transaction():
        services.set_sms(row_in(number), by_sms=False)
    clock.shift(timedelta(hours=1))
    make.position(title="叉车工")
    next_day(clock)
    assert send_digests() == 1
    assert messages() == []
    (left,) = messages("in_site")
    assert left.facts == {"count": 1}, "no link that works by itself"
    assert row(number).told_count == 1


def test_a_search_that_says_nothing_is_not_kept(make):
    with pytest.raises(BadInput):
        keep(make.account(), q="！！！")


def test_a_search_of_which_nothing_is_left_tells_of_nothing(make, clock):
    number = keep(make.account(), shift=("day",))
    with transaction():
        row(number).criteria = {"town": ["211382999"]}
    clock.shift(timedelta(hours=1))
    make.position(title="会计")
    next_day(clock)
    assert send_digests() == 0
    assert messages() == []

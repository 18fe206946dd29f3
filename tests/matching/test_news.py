"""Enterprises hear how many new people fit: counts alone, of those they may be shown, once a week."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import current_app
from sqlalchemy import select

from core.db import db, transaction
from core.messages import text_of
from employers.queries import membership
from jobs.matching import upkeep
from jobs.matching.services import news
from jobs.matching.tasks import refit
from jobs.models import PeopleNews
from tests import outboxes
from tests.accounts.test_races import together
from veterans.models import PersonSkill

WEDNESDAY = datetime(2026, 11, 25, 2, tzinfo=UTC)


@pytest.fixture
def world(app, make):
    """An enterprise that has been looked through once, with one person who fits its position."""
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        firm = make.employer()
        member = make.recruiter(firm, phone="13800138000")
        position = make.position(firm, title="叉车司机", skills=["叉车"])
        seekers(make, 1)
        refit()
        upkeep.tell_employers()
        clock.shift(timedelta(days=1))
        yield SimpleNamespace(firm=firm, member=member, position=position, clock=clock)


def seekers(make, number, **values):
    people = [make.person(wanted_occupations=["叉车司机"], birth_date=WEDNESDAY.date() - timedelta(days=12_000), **values) for _ in range(number)]
    with transaction() as session:
        session.add_all([PersonSkill(person_id=person.id, name="叉车", evidence="certified") for person in people])
    return people


def messages(channel="sms"):
    db.session.rollback()
    return outboxes.messages(channel)


def next_week(world):
    world.clock.move_to(datetime(2026, 11, 30, 2, tzinfo=UTC))


def test_tells_how_many_and_never_who(world, make):
    people = seekers(make, 4)
    assert upkeep.tell_employers() == 0, "a week has one message"
    next_week(world)
    assert upkeep.tell_employers() == 1
    assert upkeep.tell_employers() == 0
    (message,) = messages()
    text = text_of(message)
    assert message.recipient == "13800138000"
    assert message.facts["count"] == 4
    assert f"/employer/positions/{world.position.id}/candidates" in text
    assert not [person.name for person in people if person.name in text]


def test_fewer_than_three_wait_until_they_are_three(world, make):
    seekers(make, 2)
    next_week(world)
    assert upkeep.tell_employers() == 0
    seekers(make, 1)
    world.clock.shift(timedelta(days=8))
    assert upkeep.tell_employers() == 1
    assert [message.facts["count"] for message in messages()] == [3]


@pytest.mark.parametrize("values", [{"visibility": "off"}, {"personalised": False}, {"education": "小学"}])
def test_who_may_not_be_shown_or_does_not_fit_is_not_counted(world, make, values):
    seekers(make, 4, **values)
    next_week(world)
    assert upkeep.tell_employers() == 0


def test_without_the_predicate_they_would_be_counted(world, make, monkeypatch):
    people = seekers(make, 4, visibility="off")
    monkeypatch.setattr(news, "everybody_visible", lambda _employer: {person.id for person in people})
    next_week(world)
    assert upkeep.tell_employers() == 1


def test_many_at_once_tell_once(app, world, make):
    seekers(make, 4)
    next_week(world)
    results = together(app, 4, lambda _number: upkeep.tell_employers())
    assert sorted(results) == [0, 0, 0, 1]
    assert len(messages()) == 1


def test_without_the_second_look_a_found_list_is_told_again(app, world, make, monkeypatch):
    seekers(make, 4)
    next_week(world)
    found = news.fitting_now(world.firm.id, current_app.config["INSTANCE"])
    with transaction():
        assert news.tell_news(world.firm.id, found)
        assert not news.tell_news(world.firm.id, found)
    monkeypatch.setattr(news.queries, "due_positions", lambda *_: {world.position.id: "叉车司机"})
    monkeypatch.setattr(news.queries, "news_of", lambda _ids: {world.position.id: SimpleNamespace(known=[], ran_on=None)})
    with transaction():
        assert news.tell_news(world.firm.id, found)
    assert len(messages()) == 1, "the event key holds all the same"


def test_switched_off_nobody_hears(world, make):
    client = make.client(world.member)
    assert "每周一" in client.get("/employer/profile").text
    assert client.post("/employer/people-news/off").status_code == 303
    seekers(make, 4)
    next_week(world)
    assert upkeep.tell_employers() == 0
    assert messages() == []
    make.client(world.member).post("/employer/people-news/on")
    db.session.rollback()
    assert membership(world.member.id).hears_of_people


def test_only_live_positions_are_looked_through(world, make):
    make.position(world.firm, title="叉车工", skills=["叉车"], state="paused")
    next_week(world)
    upkeep.tell_employers()
    db.session.rollback()
    assert db.session.execute(select(PeopleNews.position_id)).scalars().all() == [world.position.id]


def noted(known, people):
    row = PeopleNews(known=known, ran_on=None)
    return news._note(row, 1, set(people)), row.known


def test_whom_it_remembers_is_bounded_and_whoever_fits_now_is_not_forgotten(app, monkeypatch):
    assert news.REMEMBERED > news.MOST
    monkeypatch.setattr(news, "REMEMBERED", 8)
    row = PeopleNews(known=[1, 2, 3, 4], ran_on=None)
    for week in range(1, 30):
        people = {1, 10 * week, 10 * week + 1, 10 * week + 2}
        assert news._note(row, 1, people) == 3
        assert people <= set(row.known)
        assert len(row.known) <= 8
    assert row.known == [272, 280, 281, 282, 1, 290, 291, 292]


def test_who_comes_back_is_no_news_and_fewer_than_three_are_not_yet_known():
    assert noted([1, 2, 3, 4], {5, 6, 7}) == (3, [1, 2, 3, 4, 5, 6, 7])
    assert noted([1, 2, 3, 4, 5, 6, 7], {1, 2, 3}) == (0, [4, 5, 6, 7, 1, 2, 3])
    assert noted([1, 2, 3], {2, 8, 9}) == (0, [1, 3, 2])


def test_whoever_is_gone_the_longest_is_forgotten_first(monkeypatch):
    monkeypatch.setattr(news, "REMEMBERED", 6)
    assert noted([1, 2, 3, 4, 5], {2, 7, 8, 9}) == (3, [4, 5, 2, 7, 8, 9])

"""Each reminder once: with four schedulers started by mistake, after a stop of six hours, and never at night (G16, G17)."""

import multiprocessing
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from core import outbox, scheduler
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Channel, Message, Template, queue_message, queue_once, use_sender
from core.scheduler import TaskRun, run_due, send_messages
from jobs.fairs import tasks
from jobs.fairs.models import Fair, FairRegistration
from jobs.fairs.services import visitors
from tests.fairs import world

FORK = multiprocessing.get_context("fork")
MORNING = datetime(2027, 3, 6, 1, 30, tzinfo=UTC)  # 9:30 in the city, the fair begins on the next day at 9:00
REMINDERS = ("fair_tomorrow", "fair_today", "fair_booth", "fair_confirm")


def tomorrow_fair(make, people=6):
    start = MORNING + timedelta(hours=23, minutes=30)
    fair = world.fair(starts_at=start, ends_at=start + timedelta(hours=3), cancel_until=start - timedelta(days=2), people_until=None,
                      employers_until=None, employers_from=None, people_from=None)
    for _n in range(people):
        world.visitor(fair, account_id=make.account().id)
    return fair


def reminded(channel=Channel.SMS):
    db.session.rollback()
    query = select(Message.template, func.count()).where(Message.template.in_(REMINDERS), Message.channel == channel).group_by(Message.template)
    return dict(db.session.execute(query).all())


def schedulers(app, number, moment):
    """So many scheduler processes do at once what one does in a minute: their daily tasks, then the outbox."""
    gate = FORK.Barrier(number)
    db.session.remove()

    def run(which):
        with app.app_context():
            db.engine.dispose(close=False)
            use_sender(Channel.SMS, lambda message: None)
            gate.wait(60)
            for _beat in range(3):
                run_due(moment)
                send_messages()
            db.session.remove()

    children = [FORK.Process(target=run, args=(n,)) for n in range(number)]
    [c.start() for c in children]
    [c.join(120) for c in children]
    assert [c.exitcode for c in children] == [0] * number


@pytest.fixture
def only_fairs(monkeypatch):
    monkeypatch.setattr(scheduler, "_daily", {k: v for k, v in scheduler._daily.items() if k.startswith("fairs.") and k != "fairs.sweep"})


@pytest.mark.usefixtures("only_fairs")
def test_four_schedulers_remind_once(app, make):
    with time_machine.travel(MORNING, tick=True):
        tomorrow_fair(make)
        schedulers(app, 4, MORNING)
        assert reminded() == reminded(Channel.IN_SITE) == {"fair_tomorrow": 6}
        assert db.session.scalars(select(Message.state).where(Message.template == "fair_tomorrow")).all() == ["sent"] * 12
        assert set(db.session.scalars(select(Message.tries).where(Message.channel == Channel.SMS))) == {1}
        assert db.session.scalar(select(func.count()).select_from(TaskRun).where(TaskRun.task == "fairs.tomorrow")) == 1


@pytest.mark.usefixtures("only_fairs")
def test_the_reminder_itself_is_once_even_without_the_claim(app, make, monkeypatch):
    """Whoever asks, and however often: the message's key makes it once."""
    from jobs.fairs.tasks import remind_of_tomorrow
    with time_machine.travel(MORNING):
        tomorrow_fair(make)
        for _n in range(4):
            remind_of_tomorrow()
        assert reminded() == reminded(Channel.IN_SITE) == {"fair_tomorrow": 6}


@pytest.mark.usefixtures("only_fairs")
def test_after_a_stop_of_six_hours_each_due_one_once(app, make):
    with time_machine.travel(MORNING - timedelta(hours=2)):
        tomorrow_fair(make)
        run_due(MORNING - timedelta(hours=2))
    with time_machine.travel(MORNING + timedelta(hours=6)):
        back = MORNING + timedelta(hours=6)
        assert "fairs.tomorrow" in run_due(back)
        assert run_due(back) == []
        assert reminded() == {"fair_tomorrow": 6}
    with time_machine.travel(MORNING + timedelta(days=1)):
        run_due(MORNING + timedelta(days=1))
        run_due(MORNING + timedelta(days=1))
        assert reminded() == {"fair_tomorrow": 6, "fair_today": 6}


def test_enterprises_hear_their_booth_and_are_asked_who_comes(app, make):
    from jobs.fairs.services import reminders
    with time_machine.travel(MORNING - timedelta(days=3)):
        fair = tomorrow_fair(make, 0)
        employer = make.employer()
        make.recruiter(employer)
        world.approved(make, fair, employer=employer)
        for _n in range(2):
            with transaction():
                reminders.remind_to_confirm()
        assert reminded() == {"fair_confirm": 1}
    with time_machine.travel(MORNING):
        for _n in range(2):
            with transaction():
                reminders.remind_of_tomorrow()
        assert reminded() == reminded(Channel.IN_SITE) == {"fair_confirm": 1, "fair_booth": 1}
        message = db.session.scalar(select(Message).where(Message.template == "fair_booth"))
        assert message.facts["until"] == "09:30"


@pytest.mark.parametrize(("hour", "sent"), [(20, 2), (21, 1), (23, 1), (3, 1), (7, 1), (8, 2)])
def test_quiet_hours_are_kept_but_codes_are_not_late(app, hour, sent):
    night = datetime(2027, 3, 6, (hour - 8) % 24, 59 if hour in (20, 7) else 0, tzinfo=UTC)
    use_sender(Channel.SMS, lambda message: None)
    try:
        with time_machine.travel(night):
            with transaction():
                queue_message("a", "13800138000", Template.SIGN_IN_CODE, code="1", minutes=10)
                queue_message("b", "13800138000", Template.FAIR_TICKET, fair="会", when="2027-03-20 09:00", place="馆", site="x")
            assert send_messages() == sent
        with time_machine.travel(datetime(2027, 3, 7, 2, tzinfo=UTC)):
            assert send_messages() == 2 - sent
    finally:
        use_sender(Channel.SMS, None)


def test_queue_once_is_once(app):
    with transaction():
        assert queue_once("k", "13800138000", Template.FAIR_TODAY)
        assert not queue_once("k", "13800138000", Template.FAIR_TODAY)
        assert queue_once("k", "13800138001", Template.FAIR_TODAY)
    assert outbox.message_counts() == {"queued": 2}
    assert db.session.get(Fair, 1) is None


def test_a_fair_that_was_moved_is_reminded_of_on_its_new_eve(app, make):
    with time_machine.travel(MORNING):
        fair = tomorrow_fair(make, 1)
        world.visitor(fair, at_desk=True, phone=None, account_id=make.account().id)
        for weeks in (0, 1):
            with transaction() as session:
                row = session.get(Fair, fair.id)
                row.starts_at, row.ends_at = row.starts_at + timedelta(weeks=weeks), row.ends_at + timedelta(weeks=weeks)
            with time_machine.travel(MORNING + timedelta(weeks=weeks)):
                for _twice in range(2):
                    tasks.remind_of_tomorrow()
            assert reminded() == {"fair_tomorrow": 1 + weeks}
            assert reminded(Channel.IN_SITE) == {"fair_tomorrow": 2 + 2 * weeks}, "who left no phone hears it on the site"


def test_nobody_is_asked_to_answer_by_a_day_that_is_over(app, make):
    with time_machine.travel(MORNING - timedelta(days=1)):
        fair = tomorrow_fair(make, 0)
        employer = make.employer()
        make.recruiter(employer)
        world.approved(make, fair, employer=employer)
    for hours, asked in ((-20, 0), (20, 1)):
        with transaction() as session:
            session.get(Fair, fair.id).cancel_until = MORNING + timedelta(hours=hours)
        with time_machine.travel(MORNING):
            tasks.remind_to_confirm()
        assert reminded().get("fair_confirm", 0) == asked


def told_of_move():
    db.session.rollback()
    messages = db.session.scalars(select(Message).where(Message.template == Template.FAIR_MOVED).order_by(Message.id)).all()
    return [(m.recipient, m.facts["place"]) for m in messages if m.channel == Channel.SMS]


def test_whoever_comes_is_told_that_a_fair_moved_once_each_time(app, make):
    fair = world.fair(tickets=1)
    first, second = world.visitor(fair, phone="13900000021"), world.visitor(fair, phone="13900000022")
    gone = world.visitor(fair, phone="13900000023")
    employer = make.employer()
    member = make.recruiter(employer)
    world.applied(make, fair, employer)
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, gone.id), "person", "changed", SYSTEM)
    assert (first.state, second.state) == ("confirmed", "waitlisted")
    client = make.client(make.staff())
    address = f"/bureau/fairs/{fair.id}/edit"

    def save(**values):
        page = client.get(address).text
        data = {name: value for name, value in re.findall(r'<input[^>]* name="([\w]+)"[^>]* value="([^"]*)"', page) if name != "mode"}
        assert client.post(address, data=data | {"mode": "site", "schedule": "8:30 开门签到"} | values).status_code == 303
    save(parking="北门")
    assert told_of_move() == []
    save(venue="文化宫")
    assert told_of_move() == [("13900000021", "文化宫"), ("13900000022", "文化宫"), (member.phone, "文化宫")]
    assert "已通知 3 位" in client.get(f"/bureau/fairs/{fair.id}").text
    save(venue="市体育馆一层")
    assert len(told_of_move()) == 6

"""Every step of a posting from every state, what is audited and told, and what time does."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from core.audit import Action, Actor, AuditEntry
from core.clock import today
from core.db import db, transaction
from core.errors import BadInput, IllegalTransition
from jobs import queries, tasks
from jobs.models import Placement
from jobs.queries.wording import flags_of
from jobs.services import lifecycle
from jobs.services.lifecycle import ElementsMissing, EmployerIsSuspended, EmployerNotVerified
from jobs.services.wording import OVERRULED, Decided, decide_wordings
from jobs.states import POSITION
from tests.jobs.services.held import held
from tests.outboxes import messages

ACTOR = Actor(1)
STATES = ("draft", "submitted", "returned", "live", "paused", "closed")
STEPS = {
    "submit": (lambda p: lifecycle.submit_position(p, ACTOR), Action.POSITION_SUBMITTED, "submitted_at"),
    "withdraw": (lambda p: lifecycle.withdraw_position(p, ACTOR), Action.POSITION_WITHDRAWN, "withdrawn_at"),
    "publish": (lambda p: lifecycle.publish_position(p, ACTOR), Action.POSITION_PUBLISHED, "published_at"),
    "return": (lambda p: lifecycle.return_position(p, "写清工作地点", ACTOR), Action.POSITION_RETURNED, "returned_at"),
    "pause": (lambda p: lifecycle.pause_position(p, ACTOR), Action.POSITION_PAUSED, "paused_at"),
    "resume": (lambda p: lifecycle.resume_position(p, ACTOR), Action.POSITION_RESUMED, "resumed_at"),
    "extend": (lambda p: lifecycle.extend_position(p, today() + timedelta(days=100), "unfilled", ACTOR), Action.POSITION_EXTENDED, None),
    "close": (lambda p: lifecycle.close_position(p, "filled", ACTOR), Action.POSITION_CLOSED, "closed_at"),
}


def deeds(position):
    query = select(AuditEntry.action).where(AuditEntry.subject_type == "position", AuditEntry.subject_id == position.id).order_by(AuditEntry.id)
    return list(db.session.execute(query).scalars())


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_every_step_from_every_state(make, state, action):
    position = make.position(state=state, published_at=None)
    step, deed, stamp = STEPS[action]
    target = POSITION.get((state, action))
    if target is None:
        with pytest.raises(IllegalTransition), transaction():
            step(held(position))
        assert (make.fresh(position).state, deeds(position)) == (state, [])
        return
    with transaction():
        step(held(position))
    assert (make.fresh(position).state, deeds(position)) == (target, [deed])
    assert stamp is None or getattr(position, stamp) is not None
    assert (position.live_until is not None) == (target == "live")


MISSING = {
    "headcount": {"headcount": None}, "requirements": {"education": "", "requirements": ""}, "duties": {"duties": ""}, "place": {"place": ""},
    "pay": {"pay_min": None, "pay_max": None}, "valid_until": {"valid_until": None}, "title": {"title": ""},
}


@pytest.mark.parametrize("name", MISSING)
def test_each_mandated_element_is_named(make, name):
    position = make.position(state="draft", **MISSING[name])
    with pytest.raises(ElementsMissing) as refusal, transaction():
        lifecycle.submit_position(held(position), ACTOR)
    assert refusal.value.facts["missing"] == [name]


@pytest.mark.parametrize("changes", [{"pay_unit": None}, {"valid_until": date(2020, 1, 1)}, {"valid_until": today() + timedelta(days=181)}])
def test_half_an_element_is_none(make, changes):
    position = make.position(state="draft", **changes)
    with pytest.raises(ElementsMissing), transaction():
        lifecycle.submit_position(held(position), ACTOR)


def test_the_employers_intro_is_an_element(make):
    position = make.position(make.employer(intro=""), state="draft")
    with pytest.raises(ElementsMissing) as refusal, transaction():
        lifecycle.submit_position(held(position), ACTOR)
    assert refusal.value.facts["missing"] == ["intro"]


@pytest.mark.parametrize("changes", [{"state": "submitted"}, {"state": "due"}, {"verified_until": today() - timedelta(days=1)}, {"verified_until": None}])
def test_only_a_verified_employers_posting_is_published(make, changes):
    position = make.position(make.employer(**changes), state="submitted")
    with pytest.raises(EmployerNotVerified), transaction():
        lifecycle.publish_position(held(position), ACTOR)
    assert make.fresh(position).state == "submitted"


def test_a_suspended_employer_hands_in_nothing(make):
    position = make.position(make.employer(state="suspended"), state="draft")
    with pytest.raises(EmployerIsSuspended), transaction():
        lifecycle.submit_position(held(position), ACTOR)


def test_extending_is_bounded(make):
    position = make.position()
    for until in (position.valid_until, today() - timedelta(days=1), today() + timedelta(days=181)):
        with pytest.raises(BadInput), transaction():
            lifecycle.extend_position(held(position), until, "unfilled", ACTOR)


def test_publishing_several_leaves_what_cannot_be(make):
    good, bad = make.position(state="submitted"), make.position(make.employer(state="due"), state="submitted")
    with transaction():
        published, left = lifecycle.publish_positions(queries.submitted_positions("211382", [good.id, bad.id]), ACTOR)
    assert (published, [p.id for p, _why in left]) == (1, [bad.id])
    assert [make.fresh(p).state for p in (good, bad)] == ["live", "submitted"]


def test_flagged_wording_is_not_published_unread(make):
    flagged = make.position(state="submitted", duties="打字、接待。入职交押金 500 元。")
    noticed = make.position(state="submitted", age_max=34)
    several = [flagged.id, noticed.id]
    with transaction():
        published, left = lifecycle.publish_positions(queries.submitted_positions("211382", several), ACTOR)
        assert (published, [(p.id, type(why)) for p, why in left]) == (1, [(flagged.id, lifecycle.WordingUndecided)])
    assert [make.fresh(p).state for p in (flagged, noticed)] == ["submitted", "live"]
    desk = Actor(make.staff("city").id, "211382")
    with transaction():
        found = held(flagged)
        decide_wordings(found, [Decided(flag, OVERRULED) for flag in flags_of(found)], desk)
    with transaction():
        assert lifecycle.publish_positions([held(flagged)], ACTOR)[0] == 1


def test_valid_today_is_shown_and_yesterday_is_not(make):
    position = make.position(valid_until=date(2027, 3, 10), employer=make.employer(verified_until=date(2027, 12, 1)))
    with time_machine.travel("2027-03-10T23:59:00+08:00", tick=False):
        assert queries.live_position(position.id) is not None
        tasks.expire_positions()
        assert make.fresh(position).state == "live"
    with time_machine.travel("2027-03-11T00:00:00+08:00", tick=False):
        assert queries.live_position(position.id) is None
        tasks.expire_positions()
        assert (make.fresh(position).state, position.close_reason) == ("closed", "expired_unfilled")
    assert deeds(position) == [Action.POSITION_CLOSED]


def test_expiry_takes_more_than_one_round(make, monkeypatch):
    employer = make.employer()
    positions = [make.position(employer, valid_until=today() - timedelta(days=1), state=s) for s in ("live", "paused", "live")]
    monkeypatch.setattr("jobs.services.lifecycle.expire_positions.__defaults__", (2,))
    tasks.expire_positions()
    assert {make.fresh(p).state for p in positions} == {"closed"}


def test_the_reminder_is_written_once_for_each_day(make):
    employer = make.employer()
    make.recruiter(employer)
    position = make.position(employer, valid_until=today() + timedelta(days=5))
    make.position(employer, valid_until=today() + timedelta(days=9))
    tasks.remind_of_expiry()
    tasks.remind_of_expiry()
    assert len(messages()) == len(messages("in_site")) == 1
    with transaction():
        lifecycle.extend_position(held(position), today() + timedelta(days=7), "unfilled", ACTOR)
    tasks.remind_of_expiry()
    assert len(messages()) == len(messages("in_site")) == 2


def test_members_hear_of_the_answer(make):
    employer = make.employer()
    recruiter = make.recruiter(employer)
    position = make.position(employer, state="submitted")
    with transaction():
        lifecycle.return_position(held(position), "写清工作地点", ACTOR)
    (message,), (left,) = messages(), messages("in_site")
    assert (message.recipient, message.template, message.facts["reason"]) == (recruiter.phone, "position_returned", "写清工作地点")
    assert (left.recipient, left.template, left.facts) == (str(recruiter.id), "position_returned", {"title": position.title})


def test_submitting_links_the_same_post(make):
    employer, other = make.employer(), make.employer()
    one, two = make.position(employer, state="draft"), make.position(employer, state="draft", title="叉车 司机")
    foreign = make.position(other, state="draft")
    for position in (one, two, foreign):
        with transaction():
            lifecycle.submit_position(held(position), ACTOR)
    assert make.fresh(one).post_id == make.fresh(two).post_id
    assert make.fresh(foreign).post_id != one.post_id


@pytest.mark.parametrize(("standing", "reversed_too", "reason"), [(0, 1, "expired_unfilled"), (1, 0, "partly_filled"), (3, 0, "filled")])
def test_what_ends_by_itself_says_how_far_it_was_filled(make, standing, reversed_too, reason):
    position = make.position(headcount=3, valid_until=today() - timedelta(days=1))
    people = [make.person() for _n in range(standing + reversed_too)]
    with transaction() as session:
        for n, person in enumerate(people):
            session.add(Placement(person_id=person.id, position_id=position.id, origin="fair", reported_by="employer",
                                  state="reported" if n < standing else "reversed"))
    tasks.expire_positions()
    assert (make.fresh(position).state, position.close_reason) == ("closed", reason)

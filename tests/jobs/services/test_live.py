"""`live_until` always says what the joined tables say, whatever happened in whatever order."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.audit import Actor
from core.clock import now, today
from core.db import db, transaction
from core.errors import Refusal
from employers.models import Employer
from employers.services import registration, verification
from employers.signals import standing_changed
from jobs import queries
from jobs.models import Position
from jobs.services import lifecycle
from jobs.services.derived import refresh_live_until
from tests.jobs.services.held import held

STAFF = Actor(1, "211382")


def truly_live():
    """What the public may see, from the tables joined."""
    query = select(Position.id).join(Employer).where(
        Position.state == "live", Position.valid_until >= today(), Employer.state == "verified", Employer.verified_until >= today())
    return set(db.session.execute(query).scalars())


def said_live():
    return set(db.session.execute(select(Position.id).where(queries.is_live())).scalars())


DEEDS = {
    "publish": lambda p, e, n: lifecycle.publish_position(p, STAFF),
    "submit": lambda p, e, n: lifecycle.submit_position(p, STAFF),
    "return": lambda p, e, n: lifecycle.return_position(p, "x", STAFF),
    "pause": lambda p, e, n: lifecycle.pause_position(p, STAFF),
    "resume": lambda p, e, n: lifecycle.resume_position(p, STAFF),
    "close": lambda p, e, n: lifecycle.close_position(p, "filled", STAFF),
    "extend": lambda p, e, n: lifecycle.extend_position(p, today() + timedelta(days=n), "unfilled", STAFF),
    "verify": lambda p, e, n: verification.verify_employer(e, today() + timedelta(days=n), "desk", STAFF),
    "suspend": lambda p, e, n: verification.suspend_employer(e, "x", STAFF),
    "reinstate": lambda p, e, n: verification.reinstate_employer(e, STAFF),
    "resubmit": lambda p, e, n: registration.submit_employer(e, STAFF),
    "send back": lambda p, e, n: verification.return_employer(e, "x", STAFF),
    "fall due": lambda p, e, n: verification.fall_due_employers(),
    "expire": lambda p, e, n: lifecycle.expire_positions(),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 2), st.integers(1, 170)), min_size=1, max_size=14))
def test_live_is_live_after_any_steps(make, steps):
    employers = [make.employer(), make.employer()]
    positions = [make.position(employers[n % 2], valid_until=today() + timedelta(days=20 + n), state=s)
                 for n, s in enumerate(("live", "submitted", "paused"))]
    for deed, which, number in steps:
        position = positions[which]
        try:
            with transaction() as session:
                DEEDS[deed](held(position), session.get(Employer, position.employer_id), number)
        except Refusal:
            pass
        db.session.rollback()
        for ahead in (0, 1, 20, 21, 22, 90, 171):
            with time_machine.travel(now() + timedelta(days=ahead)):
                assert said_live() == truly_live(), (deed, ahead)
    with transaction() as session:
        session.query(Position).delete()


def test_without_the_listener_a_suspension_would_stay_visible(make):
    position = make.position()
    standing_changed.disconnect(refresh_live_until)
    try:
        with transaction() as session:
            verification.suspend_employer(session.get(Employer, position.employer_id), "x", STAFF)
        assert said_live() == {position.id}
        assert truly_live() == set()
    finally:
        standing_changed.connect(refresh_live_until)


def test_suspension_hides_and_verification_shows_all_at_once(make):
    employer = make.employer()
    positions = [make.position(employer, valid_until=today() + timedelta(days=d)) for d in (10, 100)]
    versions = [p.version for p in positions]
    with transaction() as session:
        verification.suspend_employer(session.get(Employer, employer.id), "x", STAFF)
    assert said_live() == set()
    with transaction() as session:
        verification.reinstate_employer(session.get(Employer, employer.id), STAFF)
    with transaction() as session:
        verification.verify_employer(session.get(Employer, employer.id), today() + timedelta(days=50), "desk", STAFF)
    assert [make.fresh(p).live_until for p in positions] == [today() + timedelta(days=10), today() + timedelta(days=50)]
    assert [p.version for p in positions] == versions


def test_a_new_name_is_found(make):
    position = make.position()
    with transaction() as session:
        employer = session.get(Employer, position.employer_id)
        registration.change_employer(employer, {"name": "朝阳蓝天物流公司"}, employer.version, STAFF, by_staff=True)
    assert "蓝天" in db.session.execute(select(Position.search_text).where(Position.id == position.id)).scalar_one().split()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "paused", "closed"])
def test_only_a_live_state_is_live(make, state):
    assert make.position(state=state).live_until is None

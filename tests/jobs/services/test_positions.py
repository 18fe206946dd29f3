"""Writing postings: drafts, stale pages, copies, patterns; who sees what an import brought."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.audit import Action, Actor, AuditEntry
from core.clock import now, today
from core.db import db, transaction
from core.errors import IllegalTransition, StaleEdit
from employers.models import Employer
from employers.services.verification import release_employer
from jobs import queries
from jobs.models import Position, PositionTemplate
from jobs.posts import link_posts
from jobs.services import positions
from jobs.services.lifecycle import ElementsMissing
from tests.jobs.services.held import held

ACTOR = Actor(1)


def draft(employer, nonce=None, **fields):
    with transaction() as session:
        return positions.add_position(session.get(Employer, employer.id), fields, nonce, ACTOR)


def test_a_draft_may_lack_everything(make):
    position = draft(make.employer())
    assert (position.state, position.title, position.live_until) == ("draft", "", None)


def test_the_same_form_makes_one_draft(make):
    employer, other = make.employer(), make.employer()
    assert draft(employer, "n1", title="电工").id == draft(employer, "n1", title="电工").id
    assert draft(other, "n1", title="电工").employer_id == other.id
    assert db.session.execute(select(func.count(Position.id))).scalar_one() == 2


@pytest.mark.parametrize("state", ["live", "paused"])
def test_changing_what_readers_saw_sends_it_back_to_review(make, state):
    position = make.position(state=state)
    with transaction():
        assert positions.change_position(held(position), {"pay_max": 7000}, position.version, ACTOR) == ["pay_max"]
    assert (make.fresh(position).state, position.live_until, position.monthly_pay) == ("submitted", None, 7000)
    assert list(db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars()) == [Action.POSITION_REVISED, Action.POSITION_CHANGED]


def test_saving_without_a_change_leaves_it_open(make):
    position = make.position()
    with transaction():
        assert positions.change_position(held(position), {"title": "叉车司机"}, position.version, ACTOR) == []
    assert make.fresh(position).state == "live"


@pytest.mark.parametrize("state", ["submitted", "closed"])
def test_what_rests_is_not_changed(make, state):
    position = make.position(state=state)
    with pytest.raises(IllegalTransition), transaction():
        positions.change_position(held(position), {"title": "改"}, position.version, ACTOR)


def test_a_stale_page_overwrites_nothing(make):
    position = make.position(state="draft")
    version = position.version
    with transaction():
        positions.change_position(held(position), {"title": "先存的"}, version, ACTOR)
    with pytest.raises(StaleEdit), transaction():
        positions.change_position(held(position), {"title": "后存的"}, version, ACTOR)
    assert make.fresh(position).title == "先存的"


def test_a_copy_is_a_draft_of_the_same_post_without_a_day(make):
    position = make.position(state="closed")
    with transaction():
        copy = positions.copy_position(held(position), "c1", ACTOR)
    assert (copy.state, copy.valid_until, copy.title, copy.skills) == ("draft", None, "叉车司机", ["叉车"])
    assert copy.id != position.id


def test_a_pattern_holds_no_contact(make):
    position = make.position(contact_name="李四", contact_phone="13800138000")
    for _time in range(2):
        with transaction():
            template = positions.keep_template(held(position), "叉车司机", ACTOR)
    assert db.session.execute(select(func.count(PositionTemplate.id))).scalar_one() == 1
    assert not {"contact_name", "contact_phone", "valid_until"} & set(template.fields)


def test_what_an_import_brought_waits_for_the_claim_to_be_verified(make):
    employer = make.employer(state="registered", verified_at=None, verified_until=None)
    imported = make.position(employer, state="draft", created_at=now() - timedelta(days=3), batch_id=7)
    make.recruiter(employer)
    own = make.position(employer, state="draft")
    assert [p.id for p in queries.positions_of(employer, "draft", 1, 20)] == [own.id]
    assert queries.position_of(employer, imported.id) is None
    assert queries.counts_of(employer) == {"draft": 1}
    with transaction() as session:
        kept = session.get(Employer, employer.id)
        kept.state, kept.verified_at, kept.verified_until = "verified", now(), today() + timedelta(days=9)
    assert queries.counts_of(make.fresh(employer)) == {"draft": 2}


def test_another_title_in_an_open_posting_is_another_post(make):
    employer = make.employer()
    first, second = make.position(employer, title="叉车司机"), make.position(employer, title="叉车司机")
    with transaction():
        link_posts([held(first), held(second)])
    version = make.fresh(second).version
    with transaction():
        positions.change_position(held(second), {"title": "装卸工"}, version, ACTOR)
    assert make.fresh(first).post_id != make.fresh(second).post_id


def test_an_open_posting_is_not_revised_into_one_that_lacks_what_must_be_stated(make):
    position = make.position()
    with pytest.raises(ElementsMissing) as refusal, transaction():
        positions.change_position(held(position), {"title": "", "headcount": None}, position.version, ACTOR)
    assert refusal.value.facts["missing"] == ["title", "headcount"]
    assert (make.fresh(position).state, position.title) == ("live", "叉车司机")


def test_who_joins_after_a_parting_waits_to_be_verified_again(make):
    employer = make.employer(state="submitted")
    make.recruiter(employer)
    before = make.position(employer, created_at=now() - timedelta(days=3))
    with transaction() as session:
        release_employer(session.get(Employer, employer.id), ACTOR)
    make.recruiter(employer)
    assert queries.position_of(make.fresh(employer), before.id) is None
    assert queries.counts_of(employer) == {}

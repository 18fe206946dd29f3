"""Intentions signed by both, placements reported, proved, verified and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.audit import SYSTEM, AuditEntry
from core.clock import today
from core.db import db, transaction
from core.errors import BadInput, IllegalTransition
from jobs.models import Intention, Placement
from jobs.services.outcomes import (
    AlreadyPlaced,
    AlreadySigned,
    Pair,
    Report,
    WeakerProof,
    end_placement,
    filled,
    lapse_intention,
    offer_work,
    propose_intention,
    prove_placement,
    report_placement,
    reverse_placement,
    sign_intention,
    verify_placement,
)
from jobs.states.outcomes import INTENTION, INTENTION_LABELS, INTENTION_STAMPS, PLACEMENT, PLACEMENT_LABELS, PLACEMENT_STAMPS


@pytest.fixture
def pair(make):
    return Pair(make.position().id, make.person().id)


def propose(pair, by="employer", **values):
    with transaction():
        return propose_intention(pair, by, SYSTEM, **values)


def do(deed, row, *values):
    with transaction():
        deed(row, *values, SYSTEM)
    return row


def test_every_state_has_a_time_and_a_name():
    both = ((INTENTION, INTENTION_STAMPS, INTENTION_LABELS, Intention), (PLACEMENT, PLACEMENT_STAMPS, PLACEMENT_LABELS, Placement))
    for table, stamps, labels, model in both:
        states = {start for start, _step in table} | set(table.values())
        assert states == stamps.keys() == labels.keys()
        assert all(hasattr(model, name) for name in stamps.values())


def test_both_sign_and_it_counts_once(app, pair):
    row = propose(pair)
    assert propose(pair, "person").id == row.id, "once for each pair"
    do(sign_intention, row, "employer", "qr")
    assert row.state == "signed"
    with pytest.raises(AlreadySigned):
        do(sign_intention, row, "employer", "paper")
    db.session.rollback()
    do(sign_intention, row, "person", "code")
    assert (row.state, row.person_signed_how, row.employer_signed_how) == ("confirmed", "code", "qr")
    assert row.confirmed_at
    with pytest.raises(IllegalTransition):
        do(sign_intention, row, "person", "qr")
    db.session.rollback()
    assert db.session.scalars(select(AuditEntry.action)).all() == ["intention_moved"] * 3


def test_a_lapsed_one_starts_anew_unsigned(app, pair):
    row = propose(pair)
    do(sign_intention, row, "person", "qr")
    do(lapse_intention, row, "employer")
    again = propose(pair, "person")
    assert (again.id, again.state, again.person_signed_at, again.lapse_reason) == (row.id, "proposed", None, "")


def test_a_placement_is_proved_verified_and_ended(app, pair):
    row = propose(pair)
    for side in ("person", "employer"):
        do(sign_intention, row, side, "paper")
    do(offer_work, row)
    report = Report(pair.person_id, "employer", "fair", today(), pair.position_id, intention_id=row.id)
    with transaction():
        placed = report_placement(report, SYSTEM)
    assert (placed.state, db.session.get(Intention, row.id).state, filled(pair.position_id)) == ("reported", "placed", 1)
    with pytest.raises(IllegalTransition):
        do(verify_placement, placed)
    db.session.rollback()
    do(prove_placement, placed, "contract")
    with pytest.raises(WeakerProof):
        do(prove_placement, placed, "said")
    db.session.rollback()
    do(prove_placement, placed, "insurance")
    do(verify_placement, placed)
    assert (placed.state, placed.proof) == ("verified", "insurance")
    do(end_placement, placed, today(), "left")
    assert (placed.state, filled(pair.position_id)) == ("ended", 0)


def test_a_reversal_frees_the_place_and_the_intention(app, pair):
    row = propose(pair)
    for side in ("person", "employer"):
        do(sign_intention, row, side, "staff")
    report = Report(pair.person_id, "staff", "fair", position_id=pair.position_id, intention_id=row.id)
    with transaction():
        placed = report_placement(report, SYSTEM)
    do(reverse_placement, placed, "报错了人")
    assert (placed.state, filled(pair.position_id), db.session.get(Intention, row.id).state) == ("reversed", 0, "confirmed")
    with transaction():
        assert report_placement(report, SYSTEM).id != placed.id


def test_one_placement_stands_for_each_pair(app, pair):
    report = Report(pair.person_id, "person", "self", position_id=pair.position_id)
    with transaction():
        report_placement(report, SYSTEM)
    with pytest.raises(AlreadyPlaced), transaction():
        report_placement(report, SYSTEM)
    with pytest.raises(BadInput), transaction():
        report_placement(Report(pair.person_id, "person", "self", today() + timedelta(days=1)), SYSTEM)

"""Booths kept for the bureau's own desks: the page, what it refuses, and that neither the plan nor a hand gives them away."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.audit import SYSTEM, Action, AuditEntry
from core.db import db, transaction
from jobs.fairs.models import Booth, Fair, FairEmployer
from jobs.fairs.queries import fairs
from jobs.fairs.services import booths
from jobs.fairs.services.booths import BoothIsTaken
from jobs.fairs.services.fairs import clone_fair, keep_booths
from tests.fairs import world


@pytest.fixture
def desk(make):
    return make.client(make.staff("city"))


def kept(fair):
    db.session.rollback()
    return list(db.session.scalars(select(Booth.number).where(Booth.fair_id == fair.id, Booth.is_kept).order_by(Booth.number)))


def capacity(fair):
    db.session.rollback()
    return fairs.room(db.session.get(Fair, fair.id))["booths"].capacity


def press(desk, fair, numbers):
    return desk.post(f"/bureau/fairs/{fair.id}/booths/keep", data={"numbers": numbers})


def text(answer):
    return answer.get_data(as_text=True)


def test_booths_are_kept_shown_and_set_free(desk):
    fair = world.fair(booths=8)
    assert press(desk, fair, "a01，A02 A01").status_code == 303
    assert (kept(fair), capacity(fair)) == (["A01", "A02"], 6)
    assert "A01、A02" in text(desk.get(f"/bureau/fairs/{fair.id}/booths"))
    assert press(desk, fair, "").status_code == 303
    assert (kept(fair), capacity(fair)) == ([], 8)
    changes = [e for e in db.session.scalars(select(AuditEntry).where(AuditEntry.action == Action.FAIR_CHANGED)) if e.detail.get("fields") == ["booths"]]
    assert len(changes) == 2


def test_a_kept_booth_is_given_to_nobody(desk, make):
    fair = world.fair(booths=4)
    row = world.approved(make, fair)
    press(desk, fair, "A01")
    with transaction() as session:
        own, held = session.get(Fair, fair.id), session.get(FairEmployer, row.id)
        with pytest.raises(BoothIsTaken):
            booths.give_booth(own, held, "A01", SYSTEM)
        held.demand = 5.0
        booths.plan_all(own, SYSTEM)
    db.session.rollback()
    assert db.session.scalar(select(Booth.number).where(Booth.fair_employer_id == row.id)) not in (None, "A01")


@pytest.mark.parametrize(("numbers", "said"), [("Z99", "Z99"), ("A01, B01", "A01"), ("B01 B02 A02", "名额")])
def test_what_cannot_be_kept_is_said_beside_the_field_and_changes_nothing(desk, make, numbers, said):
    fair = world.fair(booths=4)
    rows = [world.approved(make, fair) for _n in range(2)]
    with transaction() as session:
        booths.give_booth(session.get(Fair, fair.id), session.get(FairEmployer, rows[0].id), "A01", SYSTEM)
    answer = press(desk, fair, numbers)
    page = text(answer)
    assert answer.status_code == 422
    error = page.split('id="numbers-error"')[1].split("</p>")[0]
    assert said in error
    assert f'value="{numbers}"' in page
    assert (kept(fair), capacity(fair)) == ([], 4)


def test_a_township_sees_them_and_cannot_change_them(desk, make):
    fair = world.fair(booths=4)
    press(desk, fair, "A01")
    township = make.client(make.staff("township", "211382001"))
    page = text(township.get(f"/bureau/fairs/{fair.id}/booths"))
    assert "A01" in page
    assert "booths/keep" not in page
    assert press(township, fair, "").status_code in (403, 404)
    assert kept(fair) == ["A01"]


def _kept_while_given(app, make, seconds=0.5):
    """Somebody keeps A01 and has not saved when somebody else gives it to an enterprise; whether the booth is both in the end."""
    fair = world.fair(booths=4)
    fair_id, row_id = fair.id, world.approved(make, fair).id
    is_kept, gave = threading.Event(), []
    db.session.remove()

    def give():
        with app.app_context():
            is_kept.wait(20)
            try:
                with transaction() as session:
                    booths.give_booth(session.get(Fair, fair_id), session.get(FairEmployer, row_id), "A01", SYSTEM)
            except BoothIsTaken:
                gave.append("refused")
            db.session.remove()

    other = threading.Thread(target=give)
    other.start()
    with transaction() as session:
        keep_booths(session.get(Fair, fair_id), ["A01"], SYSTEM)
        is_kept.set()
        other.join(seconds)
    other.join(20)
    db.session.rollback()
    booth = db.session.scalar(select(Booth).where(Booth.fair_id == fair_id, Booth.number == "A01"))
    return gave, booth.is_kept and booth.fair_employer_id is not None


def test_a_booth_is_not_given_while_it_is_being_kept(app, make):
    assert _kept_while_given(app, make) == (["refused"], False)


def test_without_the_lock_a_booth_is_kept_and_given(app, make, monkeypatch):
    """The control: PostgreSQL needs the lock; on SQLite the transaction itself lets one write at a time, which tests/core shows red without it."""
    plain = fairs.booths
    monkeypatch.setattr(fairs, "booths", lambda fair_id, **_lock: plain(fair_id))
    assert _kept_while_given(app, make)[1] == (db.engine.dialect.name == "postgresql")


def test_a_clone_keeps_the_bureaus_own_booths(app):
    source = world.fair(booths=8)
    with transaction() as session:
        keep_booths(session.get(Fair, source.id), ["A02", "B01"], SYSTEM)
    with transaction() as session:
        row = session.get(Fair, source.id)
        made = clone_fair(row, row.starts_at + timedelta(days=90), world.RULES, SYSTEM).id
    made = db.session.get(Fair, made)
    assert (kept(made), capacity(made)) == (["A02", "B01"], 6)

"""Drafts, who saved what, and what ranking writes down."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.audit import Actor
from core.clock import now
from core.db import db, transaction
from tests.factories import VILLAGE
from tests.outboxes import messages, templates
from veterans import queries
from veterans.services import progress, set_next_step
from veterans.steps import completeness
from veterans.tasks import drop_drafts


@pytest.fixture
def own(make):
    account = make.account()
    return make.person(account_id=account.id, phone="13811110001"), account


def noted(person):
    db.session.rollback()
    return queries.progress_of(person.id)


def test_what_ranking_writes_is_no_edit_of_the_file(own):
    person, _account = own
    for item, unlocks in (("licence:B2", 23), ("certificate:叉车证", 5)):
        with transaction():
            set_next_step(person, item, unlocks)
    assert (noted(person).next_item, noted(person).next_unlocks) == ("certificate:叉车证", 5)
    assert queries.person_in_scope(VILLAGE, person.id).version == 1
    with transaction():
        set_next_step(person.id, "", None)
    kept = noted(person)
    assert completeness(queries.person_in_scope(VILLAGE, person.id), kept).next.unlocks is None


def test_an_unknown_item_is_refused(own):
    with pytest.raises(ValueError, match="unknown item"), transaction():
        set_next_step(own[0], "horoscope", 3)


def test_a_draft_is_the_accounts_own_and_encrypted(own, make):
    person, account = own
    clerk = make.staff("village", VILLAGE)
    with transaction():
        progress.keep_draft(Actor(account.id), person.id, "work", {"experience": ["在物流园开车"], "version": ["1"]})
        progress.keep_draft(Actor(clerk.id, VILLAGE), person.id, "work", {"experience": ["x" * 9_000]})
    assert queries.draft(person.id, "work", account.id).data["experience"] == ["在物流园开车"]
    assert len(queries.draft(person.id, "work", clerk.id).data["experience"][0]) == progress.LONGEST
    raw = str(db.session.execute(text("SELECT data FROM profile_drafts")).all())
    assert "物流" not in raw
    assert json.dumps("物流") not in raw
    with transaction():
        progress.keep_draft(Actor(account.id), person.id, "work", {"experience": ["改了"]})
    assert queries.draft(person.id, "work", account.id).data == {"experience": ["改了"]}
    assert set(queries.drafts_of(person.id, account.id)) == {"work"}


def test_old_drafts_go(own, monkeypatch):
    person, account = own
    with transaction():
        progress.keep_draft(Actor(account.id), person.id, "work", {})
    drop_drafts()
    assert queries.draft(person.id, "work", account.id)
    monkeypatch.setattr("veterans.tasks.now", lambda: now() + timedelta(days=181))
    drop_drafts()
    db.session.rollback()
    assert queries.draft(person.id, "work", account.id) is None


def test_saving_ends_the_draft_and_says_who(own):
    person, account = own
    with transaction():
        progress.keep_draft(Actor(account.id), person.id, "work", {"experience": ["…"]})
        progress.note_saved(Actor(account.id), queries.person_of_account(account.id), "work")
    assert queries.draft(person.id, "work", account.id) is None
    assert noted(person).saved["work"]["station"] == ""


def test_the_person_is_told_once_a_day_that_the_station_filled_in(own, make, monkeypatch):
    person, _account = own
    clerk = Actor(make.staff("village", VILLAGE).id, VILLAGE)
    for step in ("work", "wishes"):
        with transaction():
            progress.note_saved(clerk, queries.person_in_scope(VILLAGE, person.id), step)
    assert {step: note["station"] for step, note in noted(person).saved.items()} == {"work": VILLAGE, "wishes": VILLAGE}
    assert templates() == templates("in_site") == ["profile_assisted"]
    monkeypatch.setattr("veterans.services.progress.now", lambda: now() + timedelta(days=2))
    with transaction():
        progress.note_saved(clerk, queries.person_in_scope(VILLAGE, person.id), "basics")
    assert len(messages()) == len(messages("in_site")) == 2


def test_only_some_things_may_be_left_out(own):
    person, _account = own
    with transaction():
        progress.note_nothing(person, "qualifications", is_nothing=True)
        progress.note_nothing(person, "qualifications", is_nothing=True)
    assert noted(person).none_of == ["qualifications"]
    with transaction():
        progress.note_nothing(person, "qualifications", is_nothing=False)
    assert noted(person).none_of == []
    with pytest.raises(ValueError, match="may not"), transaction():
        progress.note_nothing(person, "phone", is_nothing=True)

"""Applications, consents and the ledger of two files that turn out to be one person's."""

from datetime import timedelta

import pytest

from core.audit import Actor
from core.clock import now, today
from core.db import db, transaction
from jobs.disclosure.models import Consent, ContactRequest, Disclosure
from jobs.models import Application, Dismissal
from jobs.services import applications
from tests.factories import VILLAGE
from veterans import queries
from veterans.models import MergedFile
from veterans.services.merging import merge_files

CLERK = Actor(None, VILLAGE)
WISH = applications.Wish(gives=frozenset(("name", "phone", "profile")))


@pytest.fixture
def two(make):
    return make.person(name="张建军").id, make.person(name="张建军").id


def merge(kept, dropped):
    with transaction():
        merge_files(CLERK, queries.person_in_scope(VILLAGE, kept), queries.person_in_scope(VILLAGE, dropped), ())
    db.session.rollback()


def apply(person_id, position):
    with transaction():
        return applications.apply(queries.person_in_scope(VILLAGE, person_id), position.id, WISH, Actor(1)).id


@pytest.mark.parametrize("ahead", [0, 1], ids=["the one that stays is ahead", "the one that goes is ahead"])
def test_of_two_running_applications_the_one_that_got_further_stands(two, make, ahead):
    make.account()
    position, other = make.position(), make.position()
    both = [apply(number, position) for number in two]
    alone = apply(two[1], other)
    with transaction() as session:
        applications.view_application(session.get(Application, both[ahead]), Actor(1))
    merge(*two)
    rows = {a.id: a for a in db.session.query(Application)}
    assert {a.person_id for a in rows.values()} == {two[0]}
    assert (rows[both[ahead]].state, rows[both[1 - ahead]].state, rows[alone].state) == ("viewed", "withdrawn", "submitted")
    consents = {c.application_id: c for c in db.session.query(Consent)}
    assert {c.person_id for c in consents.values()} == {two[0]}
    assert consents[both[1 - ahead]].withdrawn_at
    assert consents[both[ahead]].withdrawn_at is None


def test_requests_consents_and_looks_are_kept_together(two, make):
    account, position = make.account(), make.position()
    kept, dropped = two
    look = {"employer_id": position.employer_id, "account_id": account.id, "position_id": position.id, "path": "list", "shown": "masked", "day": today(),
            "first_at": now(), "last_at": now()}
    with transaction() as session:
        asked = [ContactRequest(person_id=number, employer_id=position.employer_id, position_id=position.id, asked_by=account.id) for number in two]
        session.add_all(asked)
        session.flush()
        session.add_all([
            Consent(person_id=dropped, employer_id=position.employer_id, position_id=position.id, request_id=asked[1].id, purpose="contact", gives_name=True,
                    notice_version="1"),
            Disclosure(person_id=kept, times=2, **look), Disclosure(person_id=dropped, times=3, **look | {"first_at": now() - timedelta(hours=1)}),
            Disclosure(person_id=dropped, times=1, **look | {"path": "detail"}), Dismissal(person_id=kept, position_id=position.id, reason="far"),
            Dismissal(person_id=dropped, position_id=position.id, reason="pay")])
    merge(kept, dropped)
    assert [(r.person_id, r.position_id) for r in db.session.query(ContactRequest)] == [(kept, position.id)]
    consent = db.session.query(Consent).one()
    assert (consent.person_id, consent.request_id, consent.withdrawn_at) == (kept, None, None)
    assert sorted((d.person_id, d.path, d.times) for d in db.session.query(Disclosure)) == [(kept, "detail", 1), (kept, "list", 5)]
    assert [d.reason for d in db.session.query(Dismissal)] == ["far"]
    left = db.session.get(MergedFile, dropped).contents["rows"]
    assert left["dismissals"][0]["reason"] == "pay"
    assert set(left) == {"persons", "contact_requests", "disclosures", "dismissals"}

"""Joining an account to a file."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.audit import Actor, AuditEntry
from core.clock import now
from core.db import db, transaction
from core.errors import IllegalTransition
from tests.factories import OTHER_VILLAGE, VILLAGE, identity_number
from tests.outboxes import templates
from veterans import queries
from veterans.models import LinkRequest, Person
from veterans.services import claims
from veterans.services.claims import Claim, TooManyTries, claim_file

TOWN = "211382001"


@pytest.fixture
def filed(make):
    return make.person(name="李卫国", identity_number=identity_number(71), phone="13811112222")


def ask(account, name="李卫国", number=None, station=TOWN):
    with transaction():
        request = claim_file(Actor(account.id), Claim(name, number or identity_number(71), station))
        return request.id, request.state, list(request.differs)


def joined(person_id):
    return db.session.execute(select(Person.account_id).where(Person.id == person_id)).scalar_one()


def test_name_and_verified_phone_together_join_at_once(make, filed):
    account = make.account(phone="13811112222")
    _id, state, differs = ask(account)
    assert (state, differs) == ("joined", [])
    assert joined(filed.id) == account.id
    assert [e.action for e in db.session.query(AuditEntry)] == ["person_linked"]
    assert templates() == templates("in_site") == ["profile_linked"]


@pytest.mark.parametrize(("phone", "name", "differs"), [
    ("13811112222", "李伟国", ["name"]), ("13811113333", "李卫国", ["phone"]), ("13811113333", "李伟国", ["name", "phone"]),
])
def test_one_that_differs_waits_for_the_station_that_keeps_the_file(make, filed, phone, name, differs):
    request_id, state, found = ask(make.account(phone=phone), name)
    assert (state, found) == ("waiting", differs)
    assert joined(filed.id) is None
    assert queries.claim_in_scope(VILLAGE, request_id)[0].person_id == filed.id


def test_somebody_not_on_file_waits_where_they_live(make):
    request_id, state, differs = ask(make.account())
    assert (state, differs) == ("waiting", ["not_on_file"])
    assert queries.claim_in_scope(TOWN, request_id)[0].person_id is None


def test_a_file_without_phone_is_never_joined_by_itself(make):
    make.person(name="李卫国", identity_number=identity_number(71), phone="")
    _id, state, differs = ask(make.account())
    assert (state, differs) == ("waiting", ["phone"])


def test_a_file_joined_already_is_not_taken(make, filed):
    first = make.account()
    with transaction() as session:
        session.get(Person, filed.id).account_id = first.id
    _id, state, differs = ask(make.account(phone="13811112222"))
    assert (state, differs) == ("waiting", ["taken"])
    assert joined(filed.id) == first.id


def test_five_numbers_a_day(make):
    account = make.account()
    for serial in range(5):
        ask(account, number=identity_number(100 + serial))
    with pytest.raises(TooManyTries):
        ask(account, number=identity_number(200))
    with transaction() as session:
        for request in session.query(LinkRequest):
            request.asked_at = now() - timedelta(days=2)
    assert ask(account, number=identity_number(200))[1] == "waiting"


def test_right_answers_count_as_tries_too(make, filed):
    account = make.account(phone="13811112222")
    for serial in range(5):
        ask(account, number=identity_number(100 + serial))
    with pytest.raises(TooManyTries):
        ask(account)
    assert joined(filed.id) is None


def test_a_second_request_replaces_the_first(make):
    account = make.account()
    first, _state, _differs = ask(account)
    second, _state, _differs = ask(account, number=identity_number(72))
    states = dict(db.session.execute(select(LinkRequest.id, LinkRequest.state)).all())
    assert states == {first: "withdrawn", second: "waiting"}
    assert queries.waiting_claims_count("211382") == 1


def clerk_steps(make, filed, request_id, step):
    clerk = make.staff("village", VILLAGE)
    with transaction():
        request, account = queries.claim_in_scope(VILLAGE, request_id)
        step(Actor(clerk.id, VILLAGE), request, account)


def test_staff_confirm_and_note_the_phone(make, filed):
    account = make.account(phone="13811113333")
    request_id, _state, _differs = ask(account)
    clerk_steps(make, filed, request_id, lambda actor, request, who: claims.confirm_claim(
        actor, request, who, db.session.get(Person, filed.id), take_phone=True))
    assert joined(filed.id) == account.id
    assert db.session.get(Person, filed.id).phone == "13811113333"


def test_staff_refuse_with_a_reason_and_only_once(make, filed):
    request_id, _state, _differs = ask(make.account())
    clerk_steps(make, filed, request_id, lambda actor, request, _who: claims.refuse_claim(actor, request, "请带身份证到站里"))
    assert joined(filed.id) is None
    with pytest.raises(IllegalTransition):
        clerk_steps(make, filed, request_id, lambda actor, request, _who: claims.refuse_claim(actor, request, "再来"))


def test_staff_make_a_file_for_somebody_who_is_theirs(make):
    account = make.account()
    request_id, _state, _differs = ask(account, name="赵新", number=identity_number(73))
    with transaction():
        request, who = queries.claim_in_scope(TOWN, request_id)
        person_id = claims.file_for_claim(Actor(account.id, TOWN), request, who, VILLAGE).id
    person = queries.person_in_scope(VILLAGE, person_id)
    assert (person.name, person.identity_number, person.phone, person.account_id) == ("赵新", identity_number(73), account.phone, account.id)




def test_another_stations_request_does_not_exist(make, filed):
    request_id, _state, _differs = ask(make.account())
    with pytest.raises(Exception, match="NotFound"):
        queries.claim_in_scope(OTHER_VILLAGE, request_id)

"""Invitations work once; nobody grants anything outside the own subtree; role and closing end sessions."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from accounts.models import Account, Invitation, StaffRole
from accounts.passwords import hash_password
from accounts.queries import open_invitation
from accounts.services import (
    AlreadyStaff,
    OwnAccount,
    StationOutOfReach,
    accept_invitation,
    change_staff,
    invite_staff,
    reset_by_station,
    reset_second_factor,
    set_staff_active,
    set_station_active,
    withdraw_invitation,
)
from core.audit import Actor
from core.clock import now
from core.db import db, transaction
from core.errors import NotFound
from tests.accounts.reading import last_facts

PHONE = "13900139000"
TOWNSHIP, VILLAGE, ELSEWHERE = "211382001", "211382001001", "211382002002"


def security(make, station="211382"):
    account = make.staff(StaffRole.SECURITY_ADMIN, station)
    return Actor(account.id, account.station_code)


def invite(actor, role=StaffRole.VILLAGE, station=VILLAGE, phone=PHONE):
    with transaction():
        return invite_staff(actor, phone, "王工", str(role), station, lambda token: token)


def accept(token):
    with transaction():
        return accept_invitation(token, hash_password("Bridge-Over-42"))


def test_the_link_makes_a_member_once(app, make):
    token = invite(security(make))
    assert last_facts(PHONE)["link"] == token
    member = accept(token)
    assert (member.staff_role, member.station_code, member.name, member.phone) == ("village", VILLAGE, "王工", PHONE)
    with pytest.raises(NotFound):
        accept(token)


def test_a_person_with_an_account_keeps_it(app, make):
    person = make.account(phone=PHONE)
    assert accept(invite(security(make))).id == person.id


def test_a_second_invitation_replaces_the_first(app, make):
    actor = security(make)
    first, second = invite(actor), invite(actor)
    with pytest.raises(NotFound):
        accept(first)
    assert accept(second).staff_role == "village"


def test_an_invitation_dies_after_seven_days(app, make):
    token = invite(security(make))
    with time_machine.travel(now() + timedelta(days=7, seconds=5)), pytest.raises(NotFound):
        accept(token)


def test_a_withdrawn_invitation_is_dead_and_a_foreign_one_cannot_be_withdrawn(app, make):
    token, local = invite(security(make)), security(make, TOWNSHIP)
    invitation = open_invitation(token)
    for elsewhere in ("211382002", None):
        with pytest.raises(NotFound), transaction():
            withdraw_invitation(Actor(1, elsewhere), invitation.id)
    with transaction():
        withdraw_invitation(local, invitation.id)
    with pytest.raises(NotFound):
        accept(token)


def test_staff_cannot_be_invited_into_a_second_role(app, make):
    make.staff(phone=PHONE)
    token = invite(security(make))
    with pytest.raises(AlreadyStaff):
        accept(token)
    assert open_invitation(token) is not None


@pytest.mark.parametrize(("own", "role", "station"), [
    (TOWNSHIP, StaffRole.VILLAGE, ELSEWHERE), (TOWNSHIP, StaffRole.CITY, "211382"), (TOWNSHIP, StaffRole.SECURITY_ADMIN, "211382"),
    ("211382", StaffRole.CITY, VILLAGE), ("211382", StaffRole.VILLAGE, "211382"), ("211382", StaffRole.VILLAGE, "110101001001"),
])
def test_nothing_is_granted_outside_the_subtree_or_the_level(app, make, own, role, station):
    actor = security(make, own)
    with pytest.raises(StationOutOfReach):
        invite(actor, role, station)
    member = make.staff(StaffRole.VILLAGE, VILLAGE)
    with pytest.raises(StationOutOfReach), transaction():
        change_staff(actor, member.id, str(role), station)
    assert db.session.execute(select(func.count()).select_from(Invitation)).scalar_one() == 0


def test_members_elsewhere_do_not_exist(app, make):
    actor, foreign = security(make, TOWNSHIP), make.staff(StaffRole.VILLAGE, ELSEWHERE)
    person = make.account()
    for account_id in (foreign.id, person.id, 10 ** 6):
        for deed in (lambda i: change_staff(actor, i, "village", VILLAGE), lambda i: set_staff_active(actor, i, False),
                     lambda i: reset_second_factor(actor, i)):
            with pytest.raises(NotFound), transaction():
                deed(account_id)


def test_nobody_changes_the_own_account(app, make):
    actor = security(make)
    for deed in (lambda: change_staff(actor, actor.account_id, "city", "211382"), lambda: set_staff_active(actor, actor.account_id, False)):
        with pytest.raises(OwnAccount), transaction():
            deed()


def test_role_change_and_closing_end_every_session(app, make):
    actor = security(make)
    for deed in (lambda i: change_staff(actor, i, "township", TOWNSHIP), lambda i: set_staff_active(actor, i, False),
                 lambda i: reset_second_factor(actor, i)):
        member = make.staff(StaffRole.VILLAGE, VILLAGE)
        client = make.client(member)
        assert client.get("/account").status_code == 200
        with transaction():
            deed(member.id)
        assert client.get("/account").status_code == 303


def test_a_closed_account_opened_again_has_no_old_sessions(app, make):
    actor, member = security(make), make.staff(StaffRole.VILLAGE, VILLAGE)
    client = make.client(member)
    for is_active in (False, True):
        with transaction():
            set_staff_active(actor, member.id, is_active)
    assert client.get("/account").status_code == 303


def test_the_station_gives_a_person_a_new_phone_but_never_staff(app, make):
    actor, person, staff = security(make), make.account(password_hash=hash_password("Old-Password-1")), make.staff()
    client = make.client(person)
    with transaction():
        reset_by_station(actor, person.id, PHONE)
    changed = db.session.get(Account, person.id)
    assert (changed.phone, changed.password_hash) == (PHONE, None)
    assert client.get("/account").status_code == 303
    for account_id in (staff.id, 10 ** 6):
        with pytest.raises(NotFound), transaction():
            reset_by_station(actor, account_id, "13900139001")


def test_nobody_begins_to_work_at_a_closed_station(app, make):
    """Neither by an invitation from before nor by an account that is opened again."""
    actor, former = security(make), make.staff(StaffRole.VILLAGE, VILLAGE)
    token = invite(actor)
    with transaction():
        set_staff_active(actor, former.id, False)
        set_station_active(actor, VILLAGE, False)
    with pytest.raises(NotFound):
        accept(token)
    with pytest.raises(StationOutOfReach), transaction():
        set_staff_active(actor, former.id, True)
    answer = make.client(make.staff(StaffRole.SECURITY_ADMIN)).post(f"/bureau/staff/{former.id}/open", follow_redirects=True)
    assert "这个账号所属的服务站已关闭" in answer.text
    with transaction():
        change_staff(actor, former.id, "township", TOWNSHIP)
        set_staff_active(actor, former.id, True)

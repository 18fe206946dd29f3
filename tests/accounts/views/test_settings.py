"""The account's own settings: devices, password, phone, second factor; the limits of a session."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import delete, select

from accounts.models import Account, OneTimeCode, SignIn, StaffRole
from accounts.passwords import hash_password
from accounts.queries import account_by_phone
from accounts.services import forget_expired
from accounts.sessions import device_name
from core.clock import now
from core.db import db, transaction
from tests.accounts.reading import last_code

OLD, NEW, PHONE = "vn8fkq2l-Ok", "Qz7-bridge-over", "13900139000"


@pytest.fixture
def person(make):
    return make.account(phone="13700137000", password_hash=hash_password(OLD))


@pytest.mark.parametrize(("role", "minutes", "stays"), [(None, 119, True), (None, 121, False), (StaffRole.CITY, 29, True), (StaffRole.CITY, 31, False)])
def test_idle_limit(make, role, minutes, stays):
    account = make.staff(role) if role else make.account()
    client = make.client(account)
    with time_machine.travel(now() + timedelta(minutes=minutes)):
        assert (client.get("/account").status_code == 200) is stays


def test_use_moves_the_idle_limit_but_not_the_absolute_one(make):
    client, start = make.client(make.staff()), now()
    with time_machine.travel(start, tick=False) as clock:
        for step in range(1, 36):
            clock.move_to(start + timedelta(minutes=20 * step))
            assert client.get("/account").status_code == 200
        clock.move_to(start + timedelta(hours=12, minutes=1))
        assert client.get("/account").status_code == 303


def test_a_request_under_way_does_not_revive_an_ended_session(make):
    account = make.account()
    client = make.client(account)
    with transaction() as session:
        session.execute(SignIn.__table__.update().values(ended_at=now()))
    with time_machine.travel(now() + timedelta(minutes=5)):
        assert client.get("/account").status_code == 303
    assert db.session.execute(select(SignIn.ended_at)).scalar_one() is not None


def test_the_devices_are_listed_and_the_others_can_be_signed_out(make, person):
    first, second = make.client(person), make.client(person)
    page = first.get("/account")
    assert page.text.count("<tr>") == 3
    assert first.post("/account/sign-out-others").status_code == 303
    assert second.get("/account").status_code == 303
    assert first.get("/account").status_code == 200


def test_signing_out_others_touches_nobody_else(make, person):
    other = make.client(make.account())
    make.client(person).post("/account/sign-out-others")
    assert other.get("/account").status_code == 200


@pytest.mark.parametrize(("agent", "name"), [
    ("Mozilla/5.0 (Linux; Android 12; HarmonyOS) AppleWebKit/537.36 Chrome/99 HuaweiBrowser/12", "Huawei Browser · HarmonyOS"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605 Version/16 Safari/604", "Safari · iPhone"),
    ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/107 MicroMessenger/8.0", "微信 · Android"),
    ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge · Windows"), ("curl/8", ""), ("", ""),
])
def test_device_names(app, agent, name):
    with app.test_request_context(headers={"User-Agent": agent}):
        assert device_name() == name


def test_a_new_password_ends_every_other_session_and_gives_this_one_a_new_token(make, person):
    client, other = make.client(person), make.client(person)
    with client.session_transaction() as cookie:
        before = cookie["_user_id"]
    assert client.post("/account/password", data={"present": "wrong", "password": NEW}).status_code == 422
    assert client.post("/account/password", data={"present": OLD, "password": "12345678"}).status_code == 422
    assert other.get("/account").status_code == 200
    assert client.post("/account/password", data={"present": OLD, "password": NEW}).location == "/account"
    assert other.get("/account").status_code == 303
    assert client.get("/account").status_code == 200
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    fresh = make.client()
    assert fresh.post("/sign-in", data={"name": person.phone, "password": OLD}).status_code == 422
    assert fresh.post("/sign-in", data={"name": person.phone, "password": NEW}).status_code == 303


def test_a_hijacked_session_cannot_guess_the_password(make, person):
    client = make.client(person)
    codes = [client.post("/account/password", data={"present": f"guess-{i}", "password": NEW}).status_code for i in range(6)]
    assert codes == [422] * 4 + [429] * 2


def test_open_codes_die_with_the_password(make, person):
    stranger, owner = make.client(), make.client(person)
    stranger.post("/forgot", data={"phone": person.phone})
    code = last_code(person.phone)
    owner.post("/account/password", data={"present": OLD, "password": NEW})
    assert stranger.post("/code", data={"code": code}).status_code == 422


def test_a_new_phone_is_proved_by_a_code_and_the_password(make, person):
    client, other = make.client(person), make.client(person)
    assert client.post("/account/phone", data={"phone": PHONE, "password": "wrong"}).status_code == 422
    assert client.post("/account/phone", data={"phone": PHONE, "password": OLD}).location == "/account/phone/code"
    assert client.post("/account/phone/code", data={"code": last_code(PHONE)}).location == "/account"
    db.session.rollback()
    assert account_by_phone(PHONE).id == person.id
    assert account_by_phone("13700137000") is None
    assert other.get("/account").status_code == 303
    assert client.get("/account").status_code == 200


def test_a_phone_of_somebody_else_is_told_only_to_its_holder(make, person):
    make.account(phone=PHONE)
    client = make.client(person)
    assert client.post("/account/phone", data={"phone": PHONE, "password": OLD}).location == "/account/phone/code"
    assert client.post("/account/phone/code", data={"code": last_code(PHONE)}).location == "/account/phone"
    assert account_by_phone("13700137000").id == person.id
    assert client.post("/account/phone/code", data={"code": last_code(PHONE)}).location == "/account/phone"


def test_a_code_for_signing_in_does_not_change_the_phone(make, person):
    client = make.client(person)
    client.post("/sign-in/by-code", data={"phone": PHONE})
    assert client.post("/account/phone/code", data={"code": last_code(PHONE)}).location == "/account/phone"
    assert account_by_phone(PHONE) is None


def test_staff_may_switch_the_second_factor_on_persons_have_none(make, person):
    assert make.client(person).get("/account/second-factor").status_code == 404
    account = make.staff(login="zhang", password_hash=hash_password(OLD))
    client = make.client(account)
    page = client.get("/account/second-factor").text
    secret = page.split("<code", 1)[1].split(">", 1)[1].split("<", 1)[0]
    with time_machine.travel(now(), tick=False):
        assert client.post("/account/second-factor", data={"code": pyotp.TOTP(secret).at(now())}).location == "/account"
    assert client.get("/account/second-factor").status_code == 404
    assert make.client().post("/sign-in", data={"name": "zhang", "password": OLD}).location == "/sign-in/second-factor"


def test_an_old_staff_password_is_pointed_out(make):
    account = make.staff(login="zhang", password_hash=hash_password(OLD), password_changed_at=now() - timedelta(days=91))
    client = make.client()
    client.post("/sign-in", data={"name": "zhang", "password": OLD})
    assert "note-wait" in client.get("/account").text
    assert account.id


def test_what_is_expired_is_forgotten_and_the_rest_kept(make, person):
    make.client(person)
    make.client().post("/forgot", data={"phone": person.phone})
    with transaction():
        forget_expired()
    assert db.session.execute(select(SignIn.id)).scalars().all()
    assert db.session.execute(select(OneTimeCode.id)).scalars().all()
    with time_machine.travel(now() + timedelta(hours=25)), transaction():
        forget_expired()
    assert db.session.execute(select(OneTimeCode.id)).scalars().all() == []
    assert db.session.execute(select(SignIn.id)).scalars().all()
    with time_machine.travel(now() + timedelta(days=31)), transaction():
        forget_expired()
    assert db.session.execute(select(SignIn.id)).scalars().all() == []
    assert db.session.get(Account, person.id) is not None


def test_a_session_of_a_deleted_row_is_none(make, person):
    client = make.client(person)
    with transaction() as session:
        session.execute(delete(SignIn))
    assert client.get("/account").status_code == 303

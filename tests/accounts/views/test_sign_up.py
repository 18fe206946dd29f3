"""Signing up, signing in by code, a forgotten password: over HTTP, the same for phones with and without an account."""

import pytest
from sqlalchemy import func, select

from accounts.models import Account
from accounts.passwords import hash_password
from accounts.queries import account_by_phone
from core.audit import AuditEntry
from core.db import db, transaction
from core.facts import keep_fact
from core.outbox import Message
from tests.accounts.reading import last_code, said

PHONE, KNOWN = "13800138000", "13700137000"
GOOD = "梅花香自苦寒来"  # 7 characters: too short on purpose
PASSWORD = "vn8fkq2l-ok"


def prove(client, start, phone=PHONE):
    assert client.post(start, data={"phone": phone}).status_code == 303
    return client.post("/code", data={"code": last_code(phone)})


def test_sign_up_in_three_steps(client):
    page = prove(client, "/sign-up")
    assert page.location == "/sign-up/account"
    assert client.post("/sign-up/account", data={"name": "王建国", "password": GOOD}).status_code == 422
    page = client.post("/sign-up/account", data={"name": "王建国", "password": PASSWORD})
    assert (page.status_code, page.location) == (303, "/my/link")
    db.session.rollback()
    account = account_by_phone(PHONE)
    assert account.name == "王建国"
    assert account.password_hash.startswith("$argon2id$")
    assert client.get("/account").status_code == 200
    actions = db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars().all()
    assert actions == ["signed_up", "signed_in"]


def test_the_employers_way_is_kept_through_the_steps(client):
    page = client.post("/sign-up?for=employer", data={"phone": PHONE})
    assert 'for=employer' in client.get(page.location).text
    client.post("/code/again")
    client.post("/code", data={"code": last_code(PHONE)})
    page = client.post("/sign-up/account", data={"name": "李会计", "password": PASSWORD})
    assert page.location == "/employer/join"


def test_signing_up_with_a_known_phone_signs_in(client, make):
    account = make.account(phone=KNOWN)
    page = prove(client, "/sign-up", KNOWN)
    assert page.location == "/my"
    assert account.name in client.get("/account").text


def test_signing_in_by_code_without_an_account_ends_in_signing_up(client):
    page = prove(client, "/sign-in/by-code?next=/positions")
    assert page.location == "/sign-up/account"
    assert client.get("/sign-up/account").status_code == 200


def test_signing_in_by_code_goes_on_where_one_came_from(client, make):
    make.account(phone=KNOWN)
    assert prove(client, "/sign-in/by-code?next=/positions", KNOWN).location == "/positions"


def test_a_forgotten_password(client, make):
    account = make.account(phone=KNOWN, password_hash=hash_password("Forgotten-1"))
    elsewhere = make.client(account)
    assert prove(client, "/forgot", KNOWN).location == "/forgot/password"
    with client.session_transaction() as cookie:
        proved = cookie["proof"]
    assert client.post("/forgot/password", data={"password": PASSWORD}).status_code == 303
    assert elsewhere.get("/account").status_code == 303
    fresh = make.client()
    assert fresh.post("/sign-in", data={"name": KNOWN, "password": "Forgotten-1"}).status_code == 422
    assert fresh.post("/sign-in", data={"name": KNOWN, "password": PASSWORD}).status_code == 303
    with fresh.session_transaction() as cookie:
        cookie["proof"] = proved
    page = fresh.post("/forgot/password", data={"password": "another-one-9"})
    assert page.location == "/sign-in/by-code"
    assert make.client().post("/sign-in", data={"name": KNOWN, "password": PASSWORD}).status_code == 303


def test_staff_need_a_staff_password_when_they_forgot_theirs(client, make):
    make.staff(phone=KNOWN)
    prove(client, "/forgot", KNOWN)
    assert client.post("/forgot/password", data={"password": "vn8fkq2l"}).status_code == 422
    assert client.post("/forgot/password", data={"password": "vn8fkq2l-Ok"}).location == "/bureau"


def test_a_wrong_code_leads_nowhere_and_steps_cannot_be_skipped(client):
    client.post("/sign-up", data={"phone": PHONE})
    wrong = f"{(int(last_code(PHONE)) + 1) % 10 ** 6:06d}"
    assert client.post("/code", data={"code": wrong}).status_code == 422
    assert client.get("/sign-up/account").status_code == 303
    assert client.post("/sign-up/account", data={"name": "王", "password": PASSWORD}).status_code == 303
    assert client.post("/forgot/password", data={"password": PASSWORD}).status_code == 303
    assert db.session.execute(select(func.count()).select_from(Account)).scalar_one() == 0


def test_a_proof_makes_one_account_only(client, make):
    prove(client, "/sign-up")
    with client.session_transaction() as cookie:
        proved = cookie["proof"]
    client.post("/sign-up/account", data={"name": "王建国", "password": PASSWORD})
    other = make.client()
    with other.session_transaction() as cookie:
        cookie["proof"] = proved
    assert other.post("/sign-up/account", data={"name": "贼", "password": PASSWORD}).location == "/sign-in/by-code"
    db.session.rollback()
    assert db.session.execute(select(func.count()).select_from(Account)).scalar_one() == 1


def test_a_forged_or_garbled_proof_is_none(client):
    for forged in ("x", "e30=", "", "AAAA" * 30):
        with client.session_transaction() as cookie:
            cookie["proof"] = forged
        assert client.get("/code").status_code == 303


@pytest.mark.parametrize("start", ["/sign-up", "/sign-in/by-code", "/forgot"])
def test_pages_do_not_tell_whether_a_phone_has_an_account(make, start):
    make.account(phone="13800000001")
    make.staff(phone="13800000003")
    closed = make.account(phone="13800000005", is_active=False)
    assert closed.id
    pages = set()
    for last in range(1, 7):
        client, phone = make.client(), f"1380000000{last}"
        asked = client.post(start, data={"phone": phone})
        shown = client.get("/code")
        wrong = f"{(int(last_code(phone)) + 1) % 10 ** 6:06d}"
        refused = client.post("/code", data={"code": wrong})
        texts = [said(page, f"138****000{last}", wrong) for page in (shown, refused)]
        pages.add((asked.status_code, asked.location, shown.status_code, refused.status_code, *texts))
    assert len(pages) == 1
    assert db.session.execute(select(func.count()).select_from(Message)).scalar_one() == 6



def test_the_budget_is_told_alike_for_known_and_unknown_phones(make):
    make.account(phone=KNOWN)
    pages = set()
    for phone in (PHONE, KNOWN):
        client = make.client()
        for _ in range(5):
            client.post("/forgot", data={"phone": phone})
        page = client.post("/forgot", data={"phone": phone})
        pages.add((page.status_code, said(page, phone)))
    assert len(pages) == 1


def test_codes_are_shown_on_demo_data_only_and_never_for_real_staff(client, make):
    client.post("/sign-up", data={"phone": PHONE})
    assert last_code(PHONE) not in client.get("/code").text
    with transaction():
        keep_fact("demo", {"accounts": []})
    client.post("/sign-up", data={"phone": PHONE})
    assert last_code(PHONE) in client.get("/code").text
    make.staff(phone=KNOWN)
    client.post("/forgot", data={"phone": KNOWN})
    assert last_code(KNOWN) not in client.get("/code").text


def test_the_phone_is_in_no_address_and_not_readable_in_the_cookie(client):
    page = client.post("/sign-up", data={"phone": PHONE})
    assert PHONE not in page.location
    with client.session_transaction() as cookie:
        assert PHONE not in repr(dict(cookie))


def test_a_closed_account_stays_closed(client, make):
    make.account(phone=KNOWN, is_active=False)
    for start in ("/sign-up", "/sign-in/by-code", "/forgot"):
        page = prove(client, start, KNOWN)
        assert page.location == "/sign-in"
        assert client.get("/account").status_code == 303


@pytest.mark.parametrize("phone", ["", "123", "1380013800a", "23800138000", "12000000001"])
def test_what_is_no_phone_gets_no_code(client, phone):
    assert client.post("/sign-up", data={"phone": phone}).status_code == 422
    assert db.session.execute(select(func.count()).select_from(Message)).scalar_one() == 0


@pytest.mark.parametrize("phone", ["138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００"])
def test_phones_are_read_as_people_write_them(client, phone):
    assert client.post("/sign-up", data={"phone": phone}).status_code == 303
    assert last_code(PHONE)

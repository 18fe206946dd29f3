"""Passwords over HTTP: lock-out, no enumeration, where one goes then, the second factor."""

import time

import pyotp
import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select

from accounts import passwords
from accounts.models import Account, SignIn
from accounts.passwords import hash_password
from accounts.sessions import safe_next
from core.audit import AuditEntry
from core.clock import now
from core.db import db, transaction
from core.facts import keep_fact
from tests.accounts.reading import last_code, said

PASSWORD = "vn8fkq2l-Ok"


@pytest.fixture
def person(make):
    return make.account(phone="13700137000", password_hash=hash_password(PASSWORD))


def sign_in(client, name, password=PASSWORD, following=""):
    return client.post("/sign-in" + (f"?next={following}" if following else ""), data={"name": name, "password": password})


@pytest.mark.parametrize("name", ["13700137000", "137 0013 7000", "+8613700137000"])
def test_by_phone(client, person, name):
    assert sign_in(client, name).location == "/my"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("name", ["zhang-san", "ZHANG-SAN", " zhang-san "])
def test_by_login_name(client, make, name):
    make.staff(login="zhang-san", password_hash=hash_password(PASSWORD))
    assert sign_in(client, name).location == "/bureau"


def test_then_one_goes_where_one_wanted(client, person):
    assert client.get("/my/profile").location == "/sign-in?next=/my/profile"
    assert sign_in(client, person.phone, following="/my/profile").location == "/my/profile"


def test_the_token_changes_at_each_sign_in_and_the_cookie_is_emptied(client, person):
    client.get("/sign-in")
    tokens = []
    for _ in range(2):
        with client.session_transaction() as cookie:
            cookie["left"] = "over"
        sign_in(client, person.phone)
        with client.session_transaction() as cookie:
            assert "left" not in cookie
            tokens.append(cookie["_user_id"])
    assert tokens[0] != tokens[1]


def test_five_wrong_ones_delay_that_account_only(make, person):
    other = make.account(password_hash=person.password_hash)
    client = make.client()
    assert [sign_in(client, person.phone, "wrong").status_code for _ in range(5)] == [422] * 4 + [429]
    assert sign_in(client, person.phone).status_code == 429
    assert sign_in(make.client(), other.phone).status_code == 303
    with time_machine.travel(now().timestamp() + 61):
        assert sign_in(client, person.phone).status_code == 303


def test_a_locked_account_is_still_open_by_code(make, person):
    client = make.client()
    for _ in range(6):
        sign_in(client, person.phone, "wrong")
    assert "/sign-in/by-code" in client.get("/sign-in").text
    assert client.post("/sign-in/by-code", data={"phone": person.phone}).status_code == 303



def test_pages_are_the_same_for_names_nobody_has(make, person):
    make.account(phone="13700137001")  # has no password
    make.account(phone="13700137002", password_hash=person.password_hash, is_active=False)
    outcomes = set()
    for name in ("13700137000", "13700137001", "13700137002", "13700137003", "13700137004"):
        client = make.client()
        pages = [sign_in(client, name, "wrong-one") for _ in range(7)]
        outcomes.add(tuple((p.status_code, said(p, name)) for p in pages))
    assert len(outcomes) == 1


def auc(ones, others):
    """The chance that a time from `others` is longer than one from `ones`."""
    wins = sum((b > a) + 0.5 * (b == a) for a in ones for b in others)
    return wins / (len(ones) * len(others))


def measured(client, name):
    """Processor time of this thread: what the wall clock shows, without the noise of other processes."""
    start = time.thread_time()
    sign_in(client, name, "wrong-one")
    return time.thread_time() - start


def timing_auc(make, known_names):
    client = make.client()
    pairs = [(measured(client, name), measured(client, f"1360000{i:04d}")) for i, name in enumerate(known_names)]
    found = auc(*zip(*pairs, strict=True))
    return max(found, 1 - found)


def test_time_does_not_tell_either_and_without_the_dummy_hash_it_would(app, make, monkeypatch):
    slow = PasswordHasher(time_cost=2, memory_cost=16384, parallelism=1)
    stored, burnt = slow.hash(PASSWORD), slow.hash("x")
    monkeypatch.setattr(passwords, "hasher", lambda: slow)
    monkeypatch.setattr(passwords, "_burnt_hash", lambda _cost: burnt)
    names = [make.account(password_hash=stored).phone for _ in range(60)]
    timing_auc(make, names[:3])
    assert timing_auc(make, names) < 0.70
    monkeypatch.setattr(passwords, "_burnt_hash", lambda _cost: "no hash to burn")
    assert timing_auc(make, [make.account(password_hash=stored).phone for _ in range(20)]) > 0.9


def test_many_people_behind_one_address(make):
    people = [make.account(password_hash=hash_password(PASSWORD)) for _ in range(40)]
    guesser = make.client()
    for _ in range(30):
        sign_in(guesser, "13600000000", "wrong")
    assert [sign_in(make.client(), p.phone).status_code for p in people] == [303] * 40


def test_a_hash_of_another_cost_is_renewed_at_sign_in(client, make):
    old = PasswordHasher(time_cost=2, memory_cost=1024, parallelism=1).hash(PASSWORD)
    account = make.account(password_hash=old)
    assert sign_in(client, account.phone).status_code == 303
    renewed = make.fresh(account).password_hash
    assert renewed != old
    assert passwords.password_matches(renewed, PASSWORD)


def test_deeds_are_on_the_trail_without_the_name(client, person):
    sign_in(client, person.phone, "wrong")
    sign_in(client, "13600000000", "wrong")
    sign_in(client, person.phone)
    client.post("/sign-out")
    db.session.rollback()
    rows = db.session.execute(select(AuditEntry.action, AuditEntry.subject_id, AuditEntry.detail).order_by(AuditEntry.id)).all()
    assert [(a, s) for a, s, _ in rows] == [("sign_in_failed", person.id), ("sign_in_failed", None), ("signed_in", person.id), ("signed_out", person.id)]
    assert all(not detail for _, _, detail in rows)


def test_signing_out_ends_the_session_even_in_a_copied_cookie(client, make, person):
    sign_in(client, person.phone)
    with client.session_transaction() as cookie:
        copied = dict(cookie)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").location == "/"
    other = make.client()
    with other.session_transaction() as cookie:
        cookie.update(copied)
    assert other.get("/account").status_code == 303
    assert client.post("/sign-out").status_code == 303


def test_signed_in_people_are_sent_home(client, make, person):
    sign_in(client, person.phone)
    assert client.get("/sign-in").location == "/account/home"
    assert client.get("/account/home").location == "/my"
    assert make.client(make.staff()).get("/account/home").location == "/bureau"


def test_demo_accounts_are_listed_while_demo_data_is_loaded(client):
    assert "demo-zhang" not in client.get("/sign-in").text
    with transaction():
        keep_fact("demo", {"accounts": [{"label": "村站", "login": "demo-zhang", "password": "Demo-2468"}]})
    page = client.get("/sign-in").text
    assert "demo-zhang" in page
    assert "Demo-2468" in page


@pytest.fixture
def totp_asked(app):
    app.config["STAFF_TOTP"] = True
    yield app
    app.config["STAFF_TOTP"] = False


def test_staff_enrol_at_the_first_sign_in_and_enter_digits_at_the_next(totp_asked, client, make):
    account = make.staff(login="zhang", password_hash=hash_password(PASSWORD))
    with time_machine.travel(now(), tick=False) as clock:
        assert sign_in(client, "zhang", following="/bureau/audit").location == "/sign-in/second-factor"
        assert client.get("/bureau").location == "/sign-in/second-factor"
        assert client.get("/sign-in/second-factor").location == "/sign-in/enrol"
        page = client.get("/sign-in/enrol").text
        secret = page.split("<code", 1)[1].split(">", 1)[1].split("<", 1)[0]
        assert "<svg" in page
        assert "style=" not in page
        assert client.post("/sign-in/enrol", data={"code": "000000"}).status_code == 422
        assert client.post("/sign-in/enrol", data={"code": pyotp.TOTP(secret).at(now())}).location == "/bureau/audit"
        assert client.get("/bureau").status_code == 200
        clock.shift(60)
        again = make.client()
        sign_in(again, "zhang")
        assert again.get("/account").location == "/sign-in/second-factor"
        assert again.post("/sign-in/second-factor", data={"code": "000000"}).status_code == 422
        assert again.post("/sign-in/second-factor", data={"code": pyotp.TOTP(secret).at(now())}).location == "/bureau"
    assert db.session.get(Account, account.id).totp_secret == secret


def test_a_code_to_the_phone_does_not_replace_the_second_factor(totp_asked, client, make):
    account = make.staff(totp_secret=pyotp.random_base32())
    client.post("/forgot", data={"phone": account.phone})
    client.post("/code", data={"code": last_code(account.phone)})
    assert client.post("/forgot/password", data={"password": PASSWORD}).location == "/sign-in/second-factor"
    assert client.get("/bureau").location == "/sign-in/second-factor"


def test_the_pending_session_ends_when_the_factor_was_shown(totp_asked, client, make):
    secret = pyotp.random_base32()
    account = make.staff(login="zhang", password_hash=hash_password(PASSWORD), totp_secret=secret)
    sign_in(client, "zhang")
    with client.session_transaction() as cookie:
        pending = dict(cookie)
    client.post("/sign-in/second-factor", data={"code": pyotp.TOTP(secret).at(now())})
    other = make.client()
    with other.session_transaction() as cookie:
        cookie.update(pending)
    assert other.get("/sign-in/second-factor").location == "/sign-in"
    ended = db.session.execute(select(SignIn.ended_at).where(SignIn.account_id == account.id, SignIn.totp_passed.is_(False))).scalars()
    assert all(moment is not None for moment in ended)


def test_persons_are_never_asked(totp_asked, client, person):
    assert sign_in(client, person.phone).location == "/my"


SAFE = ["/", "/my", "/positions?q=叉车&page=2", "/positions/5#top", "/a//b", "/%2F%2Fevil.com", "/my?next=http://evil.com", "/@evil.com", "/:80", "/a:b"]
UNSAFE = [None, "", "my", "http://evil.com", "https://evil.com/", "//evil.com", "///evil.com", "////evil.com", "/\\evil.com", "\\\\evil.com", "\\/evil.com",
          "/\t/evil.com", "/\n/evil.com", "/\r//evil.com", "\t//evil.com", " //evil.com", "/ /evil.com", "http:evil.com", "http:/evil.com", "http:///evil.com",
          "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.com", "mailto:a@evil.com", "//evil.com/%2e%2e", "//[::1]",
          "//[evil", "//user@evil.com", "//evil.com:80", "/\x00/evil.com", "/\x0b/evil.com", "/\x85/evil.com", "/\u2028/evil.com", "\ufeff//evil.com",
          "/\u200b/evil.com", "/\xa0/evil.com", "?x=1", "#top", "..//evil.com", "./my", "//\\evil.com", "/\\/evil.com", "/\\\\evil.com", "https:\\\\evil.com",
          "%2F%2Fevil.com", "evil.com", "@evil.com", "/my\r\nSet-Cookie: a=b", "/my\nx"]


def test_fifty_targets():
    assert len(SAFE) + len(UNSAFE) >= 60
    assert [t for t in SAFE if safe_next(t) != t] == []
    assert [t for t in UNSAFE if safe_next(t) is not None] == []


@pytest.mark.parametrize("target", ["//evil.com", "http://evil.com", "/%09/evil.com", "/%5Cevil.com", "javascript:alert(1)"])
def test_an_unsafe_target_is_dropped(client, person, target):
    assert sign_in(client, person.phone, following=target).location == "/my"

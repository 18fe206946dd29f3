"""Several requests at the same moment: one lock-out, one account, one member, one use of each code."""

import threading

import pytest
from sqlalchemy import func, select

from accounts.models import Account, OneTimeCode, WrongTries
from accounts.passwords import hash_password
from accounts.queries import credentials_of_name
from accounts.services import (
    Purpose,
    TooManyCodes,
    accept_invitation,
    check_code,
    invite_staff,
    judge_password,
    send_code,
    sign_up,
)
from core.audit import Actor
from core.db import db, transaction
from core.errors import Refusal

PHONE, PASSWORD = "13800138000", "vn8fkq2l-Ok"


def together(app, count, deed):
    """Run `deed` in `count` threads that start at the same moment; returns what each gave or raised."""
    gate, results = threading.Barrier(count), []

    def run(number):
        with app.app_context():
            gate.wait()
            try:
                results.append(deed(number))
            except Refusal as refused:
                results.append(type(refused).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    db.session.rollback()
    return results


def test_guesses_at_once_are_counted_one_by_one(app, make):
    account = make.account(password_hash=hash_password(PASSWORD))
    found = credentials_of_name(account.phone)
    db.session.rollback()

    def guess(number):
        with transaction():
            return judge_password(found, account_phone, False)

    account_phone = make.fresh(account).phone
    db.session.rollback()
    assert together(app, 12, guess) == [False] * 12
    assert db.session.execute(select(WrongTries.failures)).scalars().all() == [5]
    with transaction():
        assert not judge_password(found, account_phone, True)


def test_tries_of_a_code_at_once_are_five(app):
    with transaction():
        sent = send_code(PHONE, Purpose.SIGN_UP)
    wrong = f"{(int(sent.digits) + 1) % 10 ** 6:06d}"

    def enter(number):
        with transaction():
            return check_code(sent.id, PHONE, Purpose.SIGN_UP, wrong)

    together(app, 10, enter)
    assert db.session.get(OneTimeCode, sent.id).tries == 5


def test_one_right_code_opens_once(app):
    with transaction():
        sent = send_code(PHONE, Purpose.SIGN_UP)

    def enter(number):
        with transaction():
            return check_code(sent.id, PHONE, Purpose.SIGN_UP, sent.digits)

    assert sorted(together(app, 5, enter)) == [False] * 4 + [True]


def test_one_proof_makes_one_account(app):
    with transaction():
        sent = send_code(PHONE, Purpose.SIGN_UP)
        assert check_code(sent.id, PHONE, Purpose.SIGN_UP, sent.digits)

    def join(number):
        with transaction():
            sign_up(PHONE, f"人{number}", "hash", sent.id)
        return "made"

    assert sorted(together(app, 6, join)) == ["ProofIsGone"] * 5 + ["made"]
    assert db.session.execute(select(func.count()).select_from(Account)).scalar_one() == 1


def test_the_budget_of_codes_holds_when_asked_at_once(app):
    def ask(number):
        with transaction():
            send_code(PHONE, Purpose.SIGN_IN)
        return "sent"

    assert sorted(together(app, 9, ask)) == [TooManyCodes.__name__] * 4 + ["sent"] * 5


@pytest.mark.parametrize("has_account", [True, False])
def test_an_invitation_is_accepted_once(app, make, has_account):
    if has_account:
        make.account(phone=PHONE)
    security = make.staff("security_admin")
    actor = Actor(security.id, "211382")
    with transaction():
        token = invite_staff(actor, PHONE, "王工", "city", "211382", lambda t: t)

    def accept(number):
        with transaction():
            accept_invitation(token, "hash")
        return "joined"

    results = together(app, 5, accept)
    assert results.count("joined") == 1
    assert set(results) == {"joined", "NotFound"}

"""Codes: ten minutes, five tries, once, for one purpose, five an hour."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from accounts.models import OneTimeCode
from accounts.services import ProofIsGone, Purpose, TooManyCodes, check_code, send_code, spend_proof
from accounts.services.codes import withdraw_codes
from core.clock import now
from core.db import db, transaction
from tests.accounts.reading import last_code

PHONE = "13800138000"


def send(purpose=Purpose.SIGN_UP, phone=PHONE):
    with transaction():
        return send_code(phone, purpose)


def enter(code_id, digits, purpose=Purpose.SIGN_UP, phone=PHONE):
    with transaction():
        return check_code(code_id, phone, purpose, digits)


def other_than(digits):
    return f"{(int(digits) + 1) % 10 ** 6:06d}"


def test_the_code_in_the_message_opens_once(app):
    sent = send()
    assert last_code(PHONE) == sent.digits
    assert len(sent.digits) == 6
    assert enter(sent.id, sent.digits)
    assert not enter(sent.id, sent.digits)


def test_only_a_keyed_hash_is_stored(app):
    sent = send()
    row = db.session.get(OneTimeCode, sent.id)
    assert sent.digits.encode() not in row.code_hash
    assert len(row.code_hash) == 32


def test_a_code_dies_after_ten_minutes(app):
    sent = send()
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1)):
        assert not enter(sent.id, sent.digits)
    with time_machine.travel(now() + timedelta(minutes=9, seconds=50)):
        assert enter(sent.id, sent.digits)


def test_the_sixth_try_is_too_late_even_when_right(app):
    sent = send()
    assert not any(enter(sent.id, other_than(sent.digits)) for _ in range(5))
    assert not enter(sent.id, sent.digits)


def test_the_fifth_try_may_be_right(app):
    sent = send()
    assert not any(enter(sent.id, other_than(sent.digits)) for _ in range(4))
    assert enter(sent.id, sent.digits)


@pytest.mark.parametrize(("purpose", "phone"), [(Purpose.RESET, PHONE), (Purpose.SIGN_IN, PHONE), (Purpose.SIGN_UP, "13800138001")])
def test_a_code_is_bound_to_its_purpose_and_phone(app, purpose, phone):
    sent = send()
    assert not enter(sent.id, sent.digits, purpose, phone)


def test_a_newer_code_replaces_the_older(app):
    first, second = send(), send()
    assert not enter(first.id, first.digits)
    assert enter(second.id, second.digits)


def test_a_replaced_code_proves_nothing(app):
    first = send()
    send()
    with pytest.raises(ProofIsGone), transaction():
        spend_proof(first.id)


def test_five_codes_an_hour_and_ten_a_day_for_one_phone_only(app):
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        for hour in range(2):
            clock.move_to(start + timedelta(hours=2 * hour))
            for _ in range(5):
                send()
            with pytest.raises(TooManyCodes):
                send(Purpose.RESET)
        clock.move_to(start + timedelta(hours=5))
        with pytest.raises(TooManyCodes):
            send()
        send(phone="13800138001")
        clock.move_to(start + timedelta(hours=25))
        send()


def test_a_proof_is_spent_once_and_grows_old(app):
    sent = send()
    with pytest.raises(ProofIsGone), transaction():
        spend_proof(sent.id)
    assert enter(sent.id, sent.digits)
    with time_machine.travel(now() + timedelta(minutes=31)), pytest.raises(ProofIsGone), transaction():
        spend_proof(sent.id)
    with transaction():
        spend_proof(sent.id)
    with pytest.raises(ProofIsGone), transaction():
        spend_proof(sent.id)


def test_withdrawing_ends_codes_and_proofs_of_a_phone(app):
    proved, waiting = send(Purpose.RESET), send()
    assert enter(proved.id, proved.digits, Purpose.RESET)
    with transaction():
        withdraw_codes(PHONE)
    assert not enter(waiting.id, waiting.digits)
    with pytest.raises(ProofIsGone), transaction():
        spend_proof(proved.id)


def test_the_try_counter_is_what_stops_guessing(app):
    """Without the counter the sixth try would open: the guard is what the test above shows."""
    sent = send()
    for _ in range(5):
        enter(sent.id, other_than(sent.digits))
        with transaction() as session:
            session.execute(update(OneTimeCode).values(tries=0))
    assert enter(sent.id, sent.digits)
    assert db.session.execute(select(OneTimeCode.used_at)).scalar_one() is not None

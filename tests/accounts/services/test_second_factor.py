"""One-time passwords: right, once, and not guessable."""

from datetime import timedelta

import pyotp
import time_machine

from accounts.services import check_second_factor, enrol_second_factor, new_secret, waits_until
from core.clock import now
from core.db import transaction


def enter(account, digits):
    with transaction():
        return check_second_factor(account, digits)


def enrolled(make):
    secret, account = new_secret(), make.staff()
    with transaction():
        assert enrol_second_factor(account, secret, pyotp.TOTP(secret).at(now()))
    return account, pyotp.TOTP(secret)


def test_enrolling_needs_a_code_of_that_secret(app, make):
    account = make.staff()
    with transaction():
        assert not enrol_second_factor(account, new_secret(), pyotp.TOTP(new_secret()).at(now()))
    assert make.fresh(account).totp_secret is None


def test_each_step_is_accepted_once_and_never_an_earlier_one(app, make):
    with time_machine.travel(now(), tick=False) as clock:
        account, totp = enrolled(make)
        assert not enter(account, totp.at(now()))
        clock.shift(60)
        earlier = totp.at(now() - timedelta(seconds=30))
        assert enter(account, totp.at(now()))
        assert not enter(account, totp.at(now()))
        assert not enter(account, earlier)


def test_old_codes_and_guesses_fail_and_five_of_them_delay(app, make):
    with time_machine.travel(now(), tick=False) as clock:
        account, totp = enrolled(make)
        clock.shift(300)
        assert not enter(account, totp.at(now() - timedelta(seconds=60)))
        for _ in range(4):
            enter(account, "000000")
        assert waits_until(f"totp:{account.id}") is not None
        assert not enter(account, totp.at(now()))
        clock.shift(90)
        assert enter(account, totp.at(now()))

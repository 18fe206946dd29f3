"""Five wrong passwords delay that account, ever longer, and nobody else; names without an account wait alike."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete

from accounts.models import WrongTries
from accounts.services import waits_until
from accounts.services.tries import count_try, delay_after
from core.clock import now
from core.db import transaction


def try_once(name, is_right=False):
    with transaction():
        return count_try(name, is_right)


@pytest.mark.parametrize(("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (50, 15)])
def test_delay_grows_to_a_quarter_of_an_hour(failures, minutes):
    assert delay_after(failures) == timedelta(minutes=minutes)


def test_five_wrong_tries_lock_that_name_only(app):
    for _ in range(5):
        assert not try_once("account:1")
    assert waits_until("account:1") is not None
    assert not try_once("account:1", is_right=True)
    assert try_once("account:2", is_right=True)


def test_the_lock_opens_by_itself_and_a_right_try_clears_it(app):
    for _ in range(5):
        try_once("account:1")
    with time_machine.travel(now() + timedelta(minutes=1, seconds=1)):
        assert try_once("account:1", is_right=True)
        assert not try_once("account:1")
        assert waits_until("account:1") is None


def test_the_delay_doubles_when_the_next_try_is_wrong_too(app):
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(5):
            try_once("account:1")
        clock.shift(61)
        try_once("account:1")
        assert waits_until("account:1") == now() + timedelta(minutes=2)


def test_tries_while_waiting_are_not_counted(app):
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(50):
            try_once("account:1")
        assert waits_until("account:1") == now() + timedelta(minutes=1)
        clock.shift(61)
        assert try_once("account:1", is_right=True)


def test_wrong_tries_are_forgotten_after_a_day(app):
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(4):
            try_once("account:1")
        clock.shift(86_401)
        try_once("account:1")
        assert waits_until("account:1") is None


def test_the_row_is_what_locks(app):
    """With the rows gone a right try is taken at once: the lock is nothing else."""
    for _ in range(5):
        try_once("account:1")
    with transaction() as session:
        session.execute(delete(WrongTries))
    assert try_once("account:1", is_right=True)

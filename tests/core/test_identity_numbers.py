"""Identity numbers: the check digit over the whole number, the place of the day it was given out, the birth date."""

from datetime import date

import pytest

from core.validators import identity_problem
from tests.factories import identity_number


@pytest.mark.parametrize("number", [
    "11010519491231002X", "440524188001010014", identity_number(5, date(1976, 2, 29)), identity_number(6, division="211321"),
    identity_number(7, division="810000"),
])
def test_numbers_as_people_carry_them(app, number):
    assert identity_problem(number, demo=False) is None


@pytest.mark.parametrize("number", [
    "110105194912310021", "11010519491231002x", identity_number(5, division="999999"), identity_number(5, date(2090, 1, 1)), "1101051949123100",
    "11010519491231００2X",
    identity_number(5, division="211399"),
])
def test_numbers_nobody_carries(app, number):
    assert identity_problem(number, demo=False)


def test_demo_numbers_pass_on_demo_data_alone(app):
    number = identity_number(5, division="211399")
    assert identity_problem(number, demo=True) is None
    assert identity_problem(number[:-1] + ("0" if number[-1] != "0" else "1"), demo=True)

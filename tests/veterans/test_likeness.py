"""Who may be on file twice, and who is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import identity_number
from veterans.likeness import Facts, is_one_slip, likely_pairs, reasons
from veterans.names import name_key

BORN = date(1985, 3, 1)


def facts(number, name="张建军", born=BORN, phone="", identity="", sex="1", township="211382001"):
    return Facts(number, name, name_key(name).split(" ")[0], born, sex, township, identity, phone)


@pytest.mark.parametrize(("one", "other", "expected"), [
    (facts(1), facts(2), ["name_birth"]),
    (facts(1), facts(2, "张健君"), ["name_birth"]),
    (facts(1), facts(2, born=date(1990, 1, 1)), []),
    (facts(1, "李强", phone="13811110001"), facts(2, "王芳", phone="13811110001", born=None), ["phone"]),
    (facts(1, phone="13811110001"), facts(2, phone="13811110010", born=None), ["phone_near"]),
    (facts(1, phone="13811110001"), facts(2, phone="13811110010", born=date(1960, 3, 1)), []),
    (facts(1, "李强", phone="13811110001"), facts(2, "王芳", phone="13811110010"), []),
    (facts(1, "欧阳建国"), facts(2, "欧阳建过"), ["name_birth"]),
    (facts(1, "欧阳建国"), facts(2, "欧阳建光"), ["name_near"]),
    (facts(1, "欧阳建国"), facts(2, "欧阳建光", sex="2"), []),
    (facts(1, "欧阳建国"), facts(2, "欧阳建光", township="211382002"), []),
    (facts(1, born=None), facts(2, born=None), []),
    (facts(1, identity=identity_number(31)), facts(2, born=date(1985, 1, 3), identity=identity_number(31, date(1985, 1, 3))), []),
    (facts(1, identity=identity_number(13)), facts(2, born=None, identity=identity_number(31)), ["identity_near"]),
    (facts(1, identity=identity_number(13)), facts(2, "王芳", born=None, identity=identity_number(31)), [])])
def test_what_speaks_for_one_person(one, other, expected):
    assert reasons(one, other) == reasons(other, one) == expected
    found = likely_pairs([one, other])
    assert found == ({(1, 2): expected} if expected else {})


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 9), st.integers(0, 9))
def test_one_slip_is_one_digit_or_two_neighbours(phone, place, digit):
    swapped = phone[:place] + phone[place + 1] + phone[place] + phone[place + 2:]
    changed = phone[:place] + str(digit) + phone[place + 1:]
    assert is_one_slip(phone, swapped) == (swapped != phone)
    assert is_one_slip(phone, changed) == (changed != phone)
    assert not is_one_slip(phone, "")
    assert not is_one_slip(phone, phone)


PEOPLE = st.lists(st.builds(facts, st.integers(1, 30), st.sampled_from(["张建军", "张健君", "王芳", "欧阳建国", "欧阳建光"]),
                            st.sampled_from([BORN, date(1990, 1, 1), None]), st.sampled_from(["", "13811110001", "13811110010"]),
                            st.sampled_from(["", *(identity_number(n) for n in (12, 13, 21, 31, 113))])),
                  unique_by=lambda f: f.id, max_size=12)


@given(PEOPLE)
def test_grouping_loses_no_pair(people):
    """What is found in groups is what comparing everybody with everybody finds."""
    every = {(a.id, b.id): why for a in people for b in people if a.id < b.id and (why := reasons(a, b))}
    assert likely_pairs(people) == every

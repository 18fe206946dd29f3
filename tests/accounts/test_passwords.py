"""New passwords by profile; hashes by cost."""

import pytest
from argon2 import PasswordHasher

from accounts.passwords import hash_password, is_outdated, password_matches, password_problem

PHONE = "13800138000"


@pytest.mark.parametrize("password", ["梅花香自苦寒来矣", "correct horse", "vn8fkq2l", "x" * 4 + "yz12"])
def test_asvs_takes_length_without_classes(app, password):
    assert password_problem(password, "asvs") is None


@pytest.mark.parametrize("password", ["", "short77", "12345678", "87654321", "qwertyui", "aaaaaaaa", "ababbaab", "password", "woaini1314", "A12345678",
                                      "19800101", "20081231", "1qaz2wsx", "abcdefgh", "x" * 129])
def test_common_and_short_ones_are_refused_in_both_profiles(app, password):
    assert password_problem(password, "asvs")
    assert password_problem(password, "dengbao")


@pytest.mark.parametrize(("password", "is_fine"), [("abcdefg-hij", False), ("Abcdefghijk", False), ("Bridge-Over", True), ("bridge-0ver", True),
                                                   ("Bridge0v3r", True),
                                                   ("Br-0ver42", False)])
def test_dengbao_asks_for_ten_characters_of_three_kinds(app, password, is_fine):
    assert (password_problem(password, "dengbao") is None) is is_fine


def test_own_phone_and_name_are_refused(app):
    assert password_problem(f"a{PHONE}", "asvs", (PHONE, "王五"))
    assert password_problem("zhangjianguo-x", "asvs", ("zhangjianguo",))


def test_hashes(app):
    stored = hash_password("Bridge-Over-42")
    assert stored.startswith("$argon2id$")
    assert password_matches(stored, "Bridge-Over-42")
    assert not password_matches(stored, "bridge-over-42")
    assert not password_matches(None, "nobody has this password")
    assert not password_matches("no hash", "x")
    assert not is_outdated(stored)
    assert is_outdated(PasswordHasher(time_cost=2, memory_cost=1024, parallelism=1).hash("x"))

"""The ledger as the auditor reads it."""

import pytest


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", "２"])
def test_a_number_that_is_nobodys_breaks_nothing(make, number):
    client = make.client(make.staff("auditor"))
    assert client.get(f"/bureau/disclosures?person={number}&employer={number}").status_code == 200

"""Characters that PostgreSQL, a page or a workbook does not take are dropped at the door: no field, no address, no file name makes a page fail."""

import io

import pytest

from core.clock import now
from tests.factories import credit_code

ODD = "甲\x00乙\x1f"
ADDRESSES = (
    ("city", "/bureau/employers?q=%00x"), ("system_admin", "/bureau/stations?q=%00"), ("city", "/bureau/dictionary?q=%00"),
    ("auditor", "/bureau/audit?action=%00"),
    ("", "/positions?q=%00"), ("", "/stations?q=x%00"), ("", "/staff-invitation/%00"))


@pytest.mark.parametrize(("role", "address"), ADDRESSES)
def test_addresses(make, role, address):
    client = make.client(make.staff(role) if role else None)
    assert client.get(address).status_code < 500


def test_fields(make):
    employer = make.employer(state="registered", verified_until=None)
    recruiter, staff, position = make.client(make.recruiter(employer)), make.client(make.staff()), make.position()
    anybody, admin = make.client(), make.client(make.staff("security_admin"))
    for client, address, fields in (
        (anybody, "/sign-in", {"name": ODD, "password": ODD}),
        (anybody, f"/positions/{position.id}/report", {"kind": "fee", "text": ODD}),
        (recruiter, "/employer/positions/new", {"title": ODD, "duties": ODD, "skills": ODD, "nonce": ODD, "pay_unit": "month"}),
        (make.client(make.staff("system_admin")), "/bureau/stations/211382001", {"name": ODD, "address": ODD}),
        (admin, "/bureau/staff/invite", {"name": ODD, "phone": "13900139000", "role": "city", "station": "211382"}),
        (staff, f"/bureau/employers/{employer.id}/edit", {"name": ODD, "credit_code": credit_code(901), "version": "1"}),
        (staff, "/bureau/people", {"text": ODD}),
    ):
        assert client.post(address, data=fields).status_code < 500, address
    assert make.fresh(employer).name == "甲乙"
    assert employer.updated_at <= now()


@pytest.mark.parametrize("name", ["a.xl\x00sx", "a." + "x" * 300, "../../a.xlsx", "岗位.xlsx" * 60, "."])
def test_names_of_files(make, name):
    client = make.client(make.staff())
    answer = client.post("/bureau/positions/import", data={"file": (io.BytesIO(b"no workbook"), name)}, content_type="multipart/form-data")
    assert answer.status_code == 422

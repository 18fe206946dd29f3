"""Who recruits, and whose home is where, is said by the packages above."""

from accounts import permissions
from accounts.models import Account


def test_homes(monkeypatch):
    monkeypatch.setattr(permissions, "home_chooser", [])
    permissions.register_home(lambda who: "bureau_employer.home" if who.id == 2 else None)
    homes = [permissions.home_endpoint(a) for a in (Account(id=1), Account(id=2), Account(id=2, staff_role="city"))]
    assert homes == ["bureau_veteran.home", "bureau_employer.home", "bureau_staff.today"]


def test_recruiters_pages(make):
    recruiter = make.recruiter(make.employer())
    staff, person = make.client(make.staff()), make.client(make.account())
    assert make.client().get("/employer").location.startswith("/sign-in")
    assert person.get("/employer").location == "/employer/join"
    assert staff.get("/employer").status_code == 404
    before = permissions._recruiter_checks[:]
    permissions.register_recruiter_check(lambda who: 7 if who.id == recruiter.id else None)
    try:
        assert permissions.employer_of(recruiter) == 7
        assert permissions.employer_of(Account(id=0)) is None
    finally:
        permissions._recruiter_checks[:] = before

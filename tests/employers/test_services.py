"""The life of an employer: who may join, what each step does, what time does."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from core.audit import Action, Actor, AuditEntry
from core.clock import today
from core.db import db, transaction
from core.errors import BadInput, IllegalTransition, StaleEdit
from employers import queries, tasks
from employers.models import Employer, EmployerMember, EmployerPaper
from employers.papers import Paper
from employers.services import registration, verification
from employers.services.registration import AlreadyJoined, EnterpriseIsTaken, NotComplete, NotWhileUnderReview
from employers.states import EMPLOYER
from tests.factories import credit_code
from tests.outboxes import messages, templates

STAFF = Actor(1, "211382")
FIELDS = {"name": "凌源恒桥仓储有限公司", "nature": "private", "industry": "G", "size": "21-100", "intro": "仓储与装卸，120 人。", "township_code": "211382009",
          "address": "物流园 3 号", "veterans_employed": None, "title": "人事"}
STATES = ("registered", "submitted", "returned", "verified", "due", "suspended")
STEPS = {
    "submit": lambda e: registration.submit_employer(e, STAFF),
    "verify": lambda e: verification.verify_employer(e, today() + timedelta(days=90), "desk", STAFF),
    "return": lambda e: verification.return_employer(e, "执照不清楚", STAFF),
    "suspend": lambda e: verification.suspend_employer(e, "被投诉", STAFF),
    "reinstate": lambda e: verification.reinstate_employer(e, STAFF),
    "release": lambda e: verification.release_employer(e, STAFF),
}
AUDIT = {"submit": Action.EMPLOYER_SUBMITTED, "verify": Action.EMPLOYER_VERIFIED, "return": Action.EMPLOYER_RETURNED,
         "suspend": Action.EMPLOYER_SUSPENDED, "reinstate": Action.EMPLOYER_REINSTATED, "release": Action.EMPLOYER_RELEASED}


def join(account, **changes):
    with transaction():
        return registration.register_employer(account.id, {**FIELDS, "credit_code": credit_code(900), **changes}, Actor(account.id))


def give_papers(employer):
    with transaction() as session:
        session.add_all(EmployerPaper(employer_id=employer.id, kind=kind, stored_name="x" * 43, media_type="image/jpeg", size=1)
                        for kind in queries.PAPER_KINDS)


def deeds(employer):
    query = select(AuditEntry.action).where(AuditEntry.subject_type == "employer", AuditEntry.subject_id == employer.id).order_by(AuditEntry.id)
    return list(db.session.execute(query).scalars())


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_every_step_from_every_state(make, state, action):
    employer = make.employer(state=state, address="物流园")
    give_papers(employer)
    target = EMPLOYER.get((state, action))
    if target is None:
        with pytest.raises(IllegalTransition), transaction():
            STEPS[action](db.session.get(Employer, employer.id))
        assert make.fresh(employer).state == state
        assert deeds(employer) == []
        return
    with transaction():
        STEPS[action](db.session.get(Employer, employer.id))
    assert make.fresh(employer).state == target
    assert deeds(employer) == [AUDIT[action]]


def test_joining_puts_the_enterprise_on_file(make):
    account = make.account()
    employer = join(account)
    assert (employer.state, employer.name_key) == ("registered", "凌源恒桥仓储")
    assert queries.employer_id_of(account.id) == employer.id
    assert deeds(employer) == [Action.EMPLOYER_REGISTERED]
    with pytest.raises(AlreadyJoined):
        join(account, credit_code=credit_code(901), name="另一家公司")


def test_an_imported_enterprise_is_claimed_by_code_or_by_name(make):
    by_code = make.employer(state="registered", credit_code=credit_code(902), name="凌源甲公司", intro="导入的简介", verified_until=None)
    assert join(make.account(), credit_code=credit_code(902)).id == by_code.id
    assert make.fresh(by_code).intro == "导入的简介"
    with transaction() as session:
        by_name = Employer(name="凌源恒桥仓储有限责任公司", name_key="凌源恒桥仓储", state="registered")
        session.add(by_name)
    assert join(make.account(), credit_code=credit_code(903)).id == by_name.id
    assert make.fresh(by_name).credit_code == credit_code(903)


@pytest.mark.parametrize("state", [s for s in STATES if s != "registered"])
def test_only_an_enterprise_nobody_vouched_for_is_claimed(make, state):
    make.employer(state=state, credit_code=credit_code(904))
    with pytest.raises(EnterpriseIsTaken):
        join(make.account(), credit_code=credit_code(904))


def test_an_enterprise_with_people_is_not_claimed(make):
    make.recruiter(make.employer(state="registered", credit_code=credit_code(905)))
    with pytest.raises(EnterpriseIsTaken):
        join(make.account(), credit_code=credit_code(905))
    assert db.session.execute(select(EmployerMember)).scalars().one()


def test_submitting_names_what_is_missing(make):
    employer = make.employer(state="registered", intro="", address="")
    with pytest.raises(NotComplete) as refusal, transaction():
        registration.submit_employer(db.session.get(Employer, employer.id), STAFF)
    assert refusal.value.facts["missing"] == ["intro", "address", "licence", "authorisation"]


def test_members_are_told_once_for_each_step(make):
    employer = make.employer(state="submitted")
    one, two = make.recruiter(employer), make.recruiter(employer)
    with transaction():
        verification.return_employer(db.session.get(Employer, employer.id), "执照不清楚", STAFF)
    assert {m.recipient for m in messages()} == {one.phone, two.phone}
    assert {m.recipient for m in messages("in_site")} == {str(one.id), str(two.id)}
    assert set(templates()) == set(templates("in_site")) == {"employer_returned"}
    assert messages()[0].facts["reason"] == "执照不清楚"
    assert messages("in_site")[0].facts == {}, "the site keeps what its sentence needs"


def test_verification_date_is_bounded_and_a_code_is_needed(make):
    employer = make.employer(state="submitted")
    for until in (today(), today() + timedelta(days=400)):
        with pytest.raises(BadInput), transaction():
            verification.verify_employer(db.session.get(Employer, employer.id), until, "desk", STAFF)
    nameless = make.employer(state="registered", credit_code=None)
    with pytest.raises(verification.NoCreditCode), transaction():
        verification.verify_employer(db.session.get(Employer, nameless.id), today() + timedelta(days=9), "desk", STAFF)


@pytest.mark.parametrize(("day", "months", "expected"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2028, 2, 29), 12, date(2029, 2, 28)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2026, 12, 1), 6, date(2027, 6, 1)),
])
def test_months_later(day, months, expected):
    assert verification.months_later(day, months) == expected


def test_verification_falls_due_the_day_after_its_last(make):
    employer = make.employer(verified_until=date(2027, 3, 10), state="verified")
    make.recruiter(employer)
    position = make.position(employer, valid_until=date(2027, 6, 1))
    with time_machine.travel("2027-03-10T20:00:00+08:00", tick=False):
        tasks.fall_due_employers()
        assert make.fresh(employer).state == "verified"
    with time_machine.travel("2027-03-11T00:20:00+08:00", tick=False):
        tasks.fall_due_employers()
        tasks.fall_due_employers()
        assert make.fresh(employer).state == "due"
        assert make.fresh(position).live_until is None
    assert deeds(employer) == [Action.EMPLOYER_FELL_DUE]
    assert templates() == templates("in_site") == ["reverification_due"] * 2


def test_reminder_of_reverification_is_written_once(make):
    employer = make.employer(verified_until=today() + timedelta(days=20))
    make.recruiter(employer)
    tasks.fall_due_employers()
    tasks.fall_due_employers()
    assert len(messages()) == len(messages("in_site")) == 1


def test_a_stale_change_is_refused(make):
    employer = make.employer(state="registered")
    version = employer.version
    with transaction():
        registration.change_employer(db.session.get(Employer, employer.id), {"intro": "新的简介"}, version, STAFF)
    with pytest.raises(StaleEdit), transaction():
        registration.change_employer(db.session.get(Employer, employer.id), {"intro": "旧页面的简介"}, version, STAFF)
    assert make.fresh(employer).intro == "新的简介"


def test_verified_name_changes_only_by_the_bureau(make):
    employer = make.employer(state="verified", name="凌源甲公司")
    with transaction():
        registration.change_employer(db.session.get(Employer, employer.id), {"name": "凌源乙公司", "intro": "改"}, employer.version, STAFF)
    assert (make.fresh(employer).name, employer.intro) == ("凌源甲公司", "改")
    with transaction():
        registration.change_employer(db.session.get(Employer, employer.id), {"name": "凌源乙公司"}, employer.version, STAFF, by_staff=True)
    assert (make.fresh(employer).name, employer.name_key) == ("凌源乙公司", "凌源乙")


def test_data_and_papers_rest_under_review(make):
    employer = make.employer(state="submitted")
    with pytest.raises(NotWhileUnderReview), transaction():
        registration.change_employer(db.session.get(Employer, employer.id), {"intro": "改"}, employer.version, STAFF)
    with pytest.raises(NotWhileUnderReview), transaction():
        registration.add_paper(db.session.get(Employer, employer.id), "licence", Paper("image/jpeg", b"x"), "x" * 43, STAFF)


def test_releasing_frees_the_enterprise_for_the_right_people(make):
    account = make.account()
    employer = join(account)
    give_papers(employer)
    with transaction():
        registration.submit_employer(db.session.get(Employer, employer.id), Actor(account.id))
    with transaction():
        verification.release_employer(db.session.get(Employer, employer.id), STAFF)
    assert queries.employer_id_of(account.id) is None
    assert queries.papers(employer.id) == {}
    assert join(make.account()).id == employer.id


def test_a_closed_account_hears_nothing_of_its_enterprise(make):
    employer = make.employer()
    make.recruiter(employer, is_active=False)
    open_one = make.recruiter(employer)
    assert [reach.account_id for reach in queries.member_reaches(employer.id)] == [open_one.id]

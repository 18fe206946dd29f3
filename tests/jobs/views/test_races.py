"""Many at once: one draft a form, one enterprise a code, one winner a version."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from core.db import db
from employers.models import Employer, EmployerMember
from jobs.models import Position
from tests.employers.test_pages import ENTERPRISE
from tests.jobs.views.test_employer import whole


def at_once(actions):
    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result() for future in [pool.submit(action) for action in actions]]


def test_eight_identical_forms_make_one_position(make):
    account = make.recruiter(make.employer())
    clients = [make.client(account) for _n in range(8)]
    answers = at_once([lambda c=c: c.post("/employer/positions/new", data=whole(then="submit")) for c in clients])
    assert {a.status_code for a in answers} == {303}
    assert len({a.location for a in answers}) == 1
    db.session.rollback()
    assert db.session.execute(select(func.count(Position.id))).scalar_one() == 1


def test_six_people_cannot_join_for_one_enterprise(make):
    clients = [make.client(make.account()) for _n in range(6)]
    answers = at_once([lambda c=c: c.post("/employer/join", data=ENTERPRISE) for c in clients])
    assert sorted(a.status_code for a in answers) == [303] + [422] * 5
    db.session.rollback()
    assert [db.session.execute(select(func.count(t.id))).scalar_one() for t in (Employer, EmployerMember)] == [1, 1]


def test_of_six_saving_the_same_page_one_wins_and_five_are_told(make):
    employer = make.employer()
    account, position = make.recruiter(employer), make.position(employer, state="draft")
    version, clients = str(position.version), [make.client(account) for _n in range(6)]
    path = f"/employer/positions/{position.id}/edit"
    answers = at_once([lambda c=c, n=n: c.post(path, data=whole(then="save", title=f"第{n}版", version=version)) for n, c in enumerate(clients)])
    assert sorted(a.status_code for a in answers) == [303] + [409] * 5

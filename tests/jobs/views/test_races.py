"""Many at once: one draft a form, one enterprise a code, one winner a version."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from core.db import db
from employers.models import Employer, EmployerMember
from jobs.models import Position, PositionCondition, RelaxationEntry
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


def test_relaxations_at_once_lose_none_that_was_told_as_done(make):
    """Those who come late are either written upon what the first wrote, or told; the ledger holds exactly what was done."""
    employer = make.employer()
    account, position = make.recruiter(employer), make.position(employer, age_max=45)
    number = db.session.execute(select(PositionCondition.id).where(PositionCondition.name == "age")).scalar_one()
    groups, clients = ("veteran", "active_family", "bereaved_family"), [make.client(account) for _n in range(3)]
    path = f"/employer/positions/{position.id}/conditions/{number}"
    answers = at_once([lambda c=c, g=g: c.post(path, data={"whom": g, "how": "value", "high": "50", "occasion": "position"})
                       for c, g in zip(clients, groups, strict=True)])
    assert {a.status_code for a in answers} <= {303, 409}
    done = {g for g, a in zip(groups, answers, strict=True) if a.status_code == 303}
    db.session.rollback()
    assert done
    assert db.session.get(PositionCondition, number).relaxed == dict.fromkeys(done, 50)
    assert set(db.session.execute(select(RelaxationEntry.whom)).scalars()) == done

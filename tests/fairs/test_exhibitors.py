"""Enterprises at a fair: hold while pending, one for each legal entity, waiting list, confirmation, cancelling, no-shows."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from core import reservation
from core.audit import SYSTEM
from core.clock import now
from core.db import db, transaction
from core.errors import BadInput, IllegalTransition
from core.reservation import lapse_offers
from employers.models import Employer, EmployerConduct
from employers.services.conduct import is_barred, lift_mark, no_shows
from jobs.fairs.models import Booth, Fair, FairEmployer
from jobs.fairs.queries.exhibitors import positions_at
from jobs.fairs.queries.fairs import own_live_positions, room
from jobs.fairs.services import booths, exhibitors
from jobs.fairs.services.exhibitors import AlreadyApplied, MayNotApply, NotTheTime, TooEarly, Wish
from tests.fairs import world
from tests.outboxes import templates


def state(row):
    db.session.rollback()
    return db.session.get(FairEmployer, row.id).state


def taken(fair):
    db.session.rollback()
    found = room(db.session.get(Fair, fair.id))["booths"]
    return found.taken, found.waiting, found.capacity


def do(deed, row, *args):
    with transaction() as session:
        deed(session.get(FairEmployer, row.id), *args, SYSTEM)


def the(fair):
    return db.session.get(Fair, fair.id)


def test_a_pending_application_holds_its_place_and_the_next_waits(app, make):
    fair = world.fair(booths=4)
    rows = [world.applied(make, fair) for _ in range(6)]
    assert [state(r) for r in rows] == ["applied"] * 4 + ["waitlisted"] * 2
    assert taken(fair) == (4, 2, 4)


def test_one_booth_for_each_legal_entity(app, make):
    fair, employer = world.fair(), make.employer()
    position = make.position(employer)
    world.applied(make, fair, employer, [position])
    with pytest.raises(AlreadyApplied):
        world.applied(make, fair, employer, [position])
    db.session.rollback()
    assert taken(fair) == (1, 0, 8)


def test_a_returned_one_gives_its_place_to_the_first_in_line(app, make):
    fair = world.fair(booths=4)
    rows = [world.applied(make, fair) for _ in range(6)]
    make.recruiter(db.session.get(Employer, rows[4].employer_id))
    do(lambda row, actor: exhibitors.return_application(row, the(fair), "岗位写得不清楚。", actor), rows[0])
    assert [state(r) for r in rows] == ["returned", "applied", "applied", "applied", "offered", "waitlisted"]
    assert templates() == templates("in_site") == ["fair_booth_free"]
    do(lambda row, actor: exhibitors.accept_offer(row, the(fair), actor), rows[4])
    assert state(rows[4]) == "applied", "it was not reviewed yet"
    do(lambda row, actor: exhibitors.approve(row, the(fair), actor), rows[4])
    first = db.session.get(Employer, rows[0].employer_id)
    again = world.applied(make, fair, first, own_live_positions(first.id))
    assert (again.id, state(again)) == (rows[0].id, "waitlisted")


def test_one_reviewed_in_line_is_in_when_it_takes_the_offer(app, make):
    fair = world.fair(booths=4)
    rows = [world.applied(make, fair) for _ in range(5)]
    do(lambda row, actor: exhibitors.approve(row, the(fair), actor), rows[4])
    assert state(rows[4]) == "waitlisted"
    do(lambda row, actor: exhibitors.withdraw(row, the(fair), "changed", actor), rows[0])
    do(lambda row, actor: exhibitors.accept_offer(row, the(fair), actor), rows[4])
    assert state(rows[4]) == "approved"


def test_an_unanswered_offer_goes_on(app, make, monkeypatch):
    fair = world.fair(booths=4)
    rows = [world.applied(make, fair) for _ in range(6)]
    do(lambda row, actor: exhibitors.withdraw(row, the(fair), "changed", actor), rows[0])
    for expected in (("waitlisted", "offered"), ("offered", "waitlisted"), ("withdrawn", "offered"), ("withdrawn", "withdrawn")):
        moment = reservation.now() + timedelta(hours=25)
        monkeypatch.setattr(reservation, "now", lambda moment=moment: moment)
        with transaction():
            lapse_offers()
        assert (state(rows[4]), state(rows[5])) == expected
    assert taken(fair) == (3, 0, 4)


@pytest.mark.parametrize(("values", "error"), [({"state": "due"}, MayNotApply), ({"state": "registered", "verified_until": None}, MayNotApply)])
def test_only_verified_ones_apply(app, make, values, error):
    fair = world.fair()
    employer = make.employer()
    position = make.position(employer)
    with transaction() as session:
        for name, value in values.items():
            setattr(session.get(Employer, employer.id), name, value)
    with pytest.raises(error):
        world.applied(make, fair, employer, [position])


def test_only_own_live_positions(app, make):
    fair, employer = world.fair(), make.employer()
    foreign, paused = make.position(), make.position(employer, state="paused")
    for ids in ([], [foreign.id], [paused.id]):
        with pytest.raises(BadInput), transaction():
            exhibitors.apply(the(fair), employer, Wish(ids), SYSTEM)
    db.session.rollback()
    assert taken(fair)[0] == 0


@pytest.mark.parametrize("values", [{"employers_from": now() + timedelta(days=1)}, {"employers_until": now() - timedelta(hours=1)}])
def test_the_window_is_kept(app, make, values):
    fair = world.fair(**values)
    with pytest.raises(NotTheTime):
        world.applied(make, fair)


def test_confirming_names_people_and_assigns_the_booth(app, make):
    fair = world.fair()
    row = world.approved(make, fair)
    with transaction():
        booths.plan_all(the(fair), SYSTEM)
    booth = db.session.scalar(select(Booth).where(Booth.fair_employer_id == row.id))
    assert booth.state == "held"
    with pytest.raises(BadInput):
        do(lambda r, actor: exhibitors.confirm(r, [], actor), row)
    db.session.rollback()
    do(lambda r, actor: exhibitors.confirm(r, [{"name": "李经理", "phone": "13800000001"}], actor), row)
    assert state(row) == "confirmed"
    assert db.session.get(Booth, booth.id).state == "assigned"
    raw = db.session.execute(db.text("SELECT delegates FROM fair_employers")).scalar_one()
    assert "李经理".encode() not in bytes(raw)


def test_cancelling_in_time_leaves_no_mark_and_frees_the_booth(app, make):
    fair = world.fair()
    row = world.approved(make, fair)
    with transaction():
        booths.plan_all(the(fair), SYSTEM)
    do(lambda r, actor: exhibitors.withdraw(r, the(fair), "changed", actor), row)
    assert db.session.scalars(select(Booth.state).where(Booth.state != "free")).all() == []
    assert db.session.scalars(select(EmployerConduct.id)).all() == []


def test_cancelling_late_leaves_a_mark(app, make):
    fair = world.fair(cancel_until=now() - timedelta(hours=1))
    row = world.approved(make, fair)
    do(lambda r, actor: exhibitors.withdraw(r, the(fair), "changed", actor), row)
    assert db.session.scalars(select(EmployerConduct.kind)).all() == ["late_cancel"]


def test_who_is_late_loses_the_booth_and_who_never_comes_is_marked(app, make, monkeypatch):
    fair = world.fair("open")
    there, late, never = (world.approved(make, fair) for _ in range(3))
    with transaction() as session:
        booths.plan_all(the(fair), SYSTEM)
        session.execute(db.text("UPDATE fairs SET state = 'running'"))
    do(lambda r, actor: exhibitors.arrive(r, actor), there)
    with pytest.raises(TooEarly), transaction():
        exhibitors.release_late(the(fair), SYSTEM)
    db.session.rollback()
    with transaction():
        the(fair).starts_at = now() - timedelta(minutes=31)
        the(fair).state = "closed"
    with pytest.raises(TooEarly), transaction():  # the doors are shut yet: nobody is late
        exhibitors.release_late(the(fair), SYSTEM)
    db.session.rollback()
    with transaction():
        the(fair).state = "running"
    with transaction():
        assert {r.id for r in exhibitors.release_late(the(fair), SYSTEM)} == {late.id, never.id}
    assert sorted(db.session.scalars(select(Booth.state).where(Booth.state != "free"))) == ["occupied", "released", "released"]
    do(lambda r, actor: exhibitors.arrive(r, actor), late)
    with transaction():
        assert exhibitors.note_no_shows(the(fair), SYSTEM) == 1
    assert [state(r) for r in (there, late, never)] == ["arrived", "arrived", "no_show"]
    assert no_shows(never.employer_id) == 1
    do(lambda r, actor: exhibitors.pack_up(r, actor), there)
    assert state(there) == "packed"


def test_two_no_shows_within_a_year_bar_until_the_bureau_lifts_one(app, make):
    employer = make.employer()
    position = make.position(employer)
    for _n in range(2):
        fair = world.fair()
        row = world.approved(make, fair, employer=employer, positions=[position])
        with transaction() as session:
            session.execute(db.text("UPDATE fairs SET state = 'running' WHERE id = :id"), {"id": fair.id})
        with transaction():
            exhibitors.note_no_shows(the(fair), SYSTEM)
        assert state(row) == "no_show"
    assert is_barred(employer.id)
    fair = world.fair()
    with pytest.raises(MayNotApply):
        world.applied(make, fair, employer, [position])
    db.session.rollback()
    with transaction() as session:
        lift_mark(session.scalars(select(EmployerConduct).order_by(EmployerConduct.id)).first(), "当天停电，情有可原。", SYSTEM)
    assert not is_barred(employer.id)
    assert state(world.applied(make, fair, employer, [position])) == "applied"


def test_a_step_out_of_turn_is_refused(app, make):
    fair = world.fair()
    row = world.applied(make, fair)
    with pytest.raises(IllegalTransition):
        do(lambda r, actor: exhibitors.confirm(r, [{"name": "甲"}], actor), row)


def test_each_offer_is_told_also_to_one_that_left_and_came_back(app, make):
    fair = world.fair(booths=4)
    rows = [world.applied(make, fair) for _ in range(5)]
    employer = db.session.get(Employer, rows[4].employer_id)
    make.recruiter(employer)
    do(lambda row, actor: exhibitors.withdraw(row, the(fair), "changed", actor), rows[0])
    do(lambda row, actor: exhibitors.withdraw(row, the(fair), "changed", actor), rows[4])
    other = world.applied(make, fair)
    assert state(other) == "applied"
    world.applied(make, fair, employer, own_live_positions(employer.id))
    do(lambda row, actor: exhibitors.withdraw(row, the(fair), "changed", actor), rows[1])
    assert state(rows[4]) == "offered"
    assert templates() == ["fair_booth_free"] * 2


def test_what_was_brought_stays_once_the_fair_is_on(app, make):
    fair, employer = world.fair("open"), make.employer()
    offers = [make.position(employer, title=title) for title in ("焊工", "叉车司机")]
    row = world.approved(make, fair, employer=employer, positions=offers)
    client = make.client(make.recruiter(employer))

    def keep_one():
        client.post(f"/employer/fairs/{fair.id}/positions", data={"positions": [offers[0].id]})
        db.session.rollback()
        return len(positions_at(fair.id, [row.id]))

    for named in ("running", "ended", "reported"):
        with transaction():
            the(fair).state = named
        assert keep_one() == 2, named
    with transaction():
        the(fair).state = "open"
    assert keep_one() == 1
    do(lambda r, actor: exhibitors.withdraw(r, the(fair), "changed", actor), row)
    client.post(f"/employer/fairs/{fair.id}/positions", data={"positions": [p.id for p in offers]})
    db.session.rollback()
    assert len(positions_at(fair.id, [row.id])) == 1


def test_nobody_arrives_days_before(app, make):
    fair = world.fair("open")
    row = world.approved(make, fair)
    with pytest.raises(TooEarly):
        do(lambda r, actor: exhibitors.arrive(r, actor), row)
    db.session.rollback()
    assert state(row) == "approved"
    with time_machine.travel(fair.starts_at - timedelta(hours=1), tick=False):
        do(lambda r, actor: exhibitors.arrive(r, actor), row)
    assert state(row) == "arrived"


def test_where_no_day_for_cancelling_is_set_it_is_the_beginning(app, make):
    fair = world.fair(cancel_until=None)
    early, late = world.approved(make, fair), world.approved(make, fair)
    do(lambda r, actor: exhibitors.withdraw(r, the(fair), "changed", actor), early)
    with time_machine.travel(fair.starts_at + timedelta(minutes=40), tick=False):
        do(lambda r, actor: exhibitors.withdraw(r, the(fair), "changed", actor), late)
    assert db.session.scalars(select(EmployerConduct.employer_id)).all() == [late.employer_id]

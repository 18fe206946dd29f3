"""Reading a hall, planning booths: crowding lower than in alphabetical order, wheelchairs' ways, booths by hand, dropping out."""

import random
import statistics
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from benchmarks.generated_fairs import generated_fair
from core.audit import SYSTEM
from core.clock import now
from core.db import db, transaction
from core.errors import BadInput
from core.work import run_next
from jobs.fairs.booth_plan import Draw, Spot, alphabetical, crowding, lower_bound, plan_booths
from jobs.fairs.hall import draw_grid, read_hall
from jobs.fairs.models import Booth, Fair, FairEmployer
from jobs.fairs.queries import fairs
from jobs.fairs.services import booths, exhibitors
from jobs.fairs.services import fairs as fair_services
from jobs.fairs.services.booths import BoothIsTaken
from jobs.fairs.services.fairs import BoothsAreTaken
from tests.fairs import world

SMALL = """\
########
#AA.BB.#
#......#
#CC.DD.#
#....::#
###>####"""


def test_a_hall_is_read():
    hall = read_hall(SMALL)
    assert [s.number for s in hall.stands] == ["A01", "A02", "B01", "B02", "C01", "C02", "D01", "D02"]
    aisle = {s.number: s.aisle for s in hall.stands}
    assert aisle["A01"] == aisle["A02"] == aisle["C01"] == aisle["C02"]
    assert aisle["A01"] != aisle["B01"]
    assert all(s.is_accessible for s in hall.stands)


def test_a_step_keeps_wheelchairs_out():
    hall = read_hall("AA\n..\n::\n.>")
    assert [s.is_accessible for s in hall.stands] == [False, False]
    assert [s.distance for s in hall.stands] == [3, 2]


@pytest.mark.parametrize(("grid", "word"), [
    ("", "1 到 60"), ("AA\n..", "入口"), ("..\n.>", "展位"), ("AA\n##\n.>", "走不到"), ("A?\n.>", "?"), ("A" * 61 + "\n>", "1 到 60")])
def test_what_cannot_be_read_is_said(app, grid, word):
    with app.test_request_context(), pytest.raises(BadInput) as refused:
        read_hall(grid)
    assert word in refused.value.message


@given(st.integers(1, 8), st.integers(1, 3), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_every_drawn_hall_can_be_read(rows, blocks, per_block):
    hall = read_hall(draw_grid(rows, blocks, per_block))
    assert len(hall.stands) == rows * blocks * per_block
    assert len({s.number for s in hall.stands}) == len(hall.stands)
    assert all(s.is_accessible and s.distance > 0 for s in hall.stands)
    assert set(hall.aisles) == {s.aisle for s in hall.stands}


def test_the_peak_is_a_third_lower_than_in_alphabetical_order():
    gains, distances = [], []
    for seed in range(50):
        spots, draws, areas = generated_fair(seed)
        plan = plan_booths(spots, draws, areas)
        assert sorted(plan.booths) == [d.id for d in draws]
        assert len(set(plan.booths.values())) == len(draws)
        usual = max(crowding(alphabetical(spots, draws), spots, draws, areas).values())
        gains.append(1 - plan.peak / usual)
        distances.append(plan.distance)
        assert plan.peak >= plan.bound - 1e-9
    assert statistics.median(gains) >= 0.30
    assert statistics.median(distances) <= 0.02


@given(st.integers(0, 10_000), st.data())
@settings(max_examples=30, deadline=None)
def test_what_is_fixed_stays_and_wheelchairs_get_through(seed, data):
    spots, draws, areas = generated_fair(seed)
    dice = random.Random(seed)
    draws = [Draw(d.id, d.name, d.demand, dice.random() < 0.05) for d in draws]
    blocked = {s.aisle for s in spots if s.aisle % 2}
    spots = [Spot(s.id, s.number, s.aisle, s.x, s.y, s.distance, s.aisle not in blocked) for s in spots]
    chosen = data.draw(st.lists(st.sampled_from(draws), max_size=3, unique_by=lambda d: d.id))
    fixed = {d.id: s.id for d, s in zip(chosen, spots, strict=False)}
    plan = plan_booths(spots, draws, areas, fixed)
    reach = {s.id: s.is_accessible for s in spots}
    assert all(plan.booths[who] == booth for who, booth in fixed.items())
    assert all(reach[plan.booths[d.id]] for d in draws if d.needs_access and d.id in plan.booths and d.id not in fixed)
    assert len(set(plan.booths.values())) == len(plan.booths)


def test_the_bound_is_one():
    spots = [Spot(1, "A01", 1, 0, 0), Spot(2, "A02", 1, 1, 0), Spot(3, "B01", 2, 0, 5), Spot(4, "B02", 2, 1, 5)]
    draws = [Draw(1, "甲", 10), Draw(2, "乙", 9), Draw(3, "丙", 1), Draw(4, "丁", 1)]
    plan = plan_booths(spots, draws, {1: 2, 2: 2})
    assert plan.peak == lower_bound(spots, draws, {1: 2, 2: 2}) == 5.5


def standing(fair):
    db.session.rollback()
    return {b.fair_employer_id: b.number for b in db.session.scalars(select(Booth).where(Booth.fair_id == fair.id, Booth.fair_employer_id.is_not(None)))}


def with_demand(make, fair, number):
    rows = [world.approved(make, fair) for _ in range(number)]
    with transaction() as session:
        for n, row in enumerate(rows):
            session.get(FairEmployer, row.id).demand = 40.0 / (n + 1)
    return rows


def test_who_drops_out_is_planned_around(app, make):
    fair = world.fair(booths=8)
    rows = with_demand(make, fair, 6)
    with transaction() as session:
        outcome = booths.plan_all(session.get(Fair, fair.id), SYSTEM)
    assert (outcome.placed, outcome.left_over) == (6, 0)
    assert outcome.bound <= outcome.peak <= outcome.alphabetical
    assert len(standing(fair)) == 6
    with transaction() as session:
        exhibitors.withdraw(session.get(FairEmployer, rows[0].id), session.get(Fair, fair.id), "changed", SYSTEM)
    assert len(standing(fair)) == 5
    with transaction() as session:
        booths.plan_all(session.get(Fair, fair.id), SYSTEM)
    assert set(standing(fair)) == {r.id for r in rows[1:]}


def test_a_booth_by_hand_stays(app, make):
    fair = world.fair(booths=8)
    rows = with_demand(make, fair, 4)
    with transaction() as session:
        booths.give_booth(session.get(Fair, fair.id), session.get(FairEmployer, rows[3].id), "a01", SYSTEM)
    with transaction() as session:
        booths.plan_all(session.get(Fair, fair.id), SYSTEM)
    assert standing(fair)[rows[3].id] == "A01"
    with pytest.raises(BoothIsTaken), transaction() as session:
        booths.give_booth(session.get(Fair, fair.id), session.get(FairEmployer, rows[0].id), "A01", SYSTEM)
    with transaction() as session:
        booths.give_booth(session.get(Fair, fair.id), session.get(FairEmployer, rows[3].id), next(
            b.number for b in fairs.booths(fair.id) if b.fair_employer_id is None), SYSTEM)
    assert standing(fair)[rows[3].id] != "A01"


def test_a_hall_with_people_in_it_is_not_drawn_anew(app, make):
    fair = world.fair(booths=8)
    with_demand(make, fair, 2)
    with transaction() as session:
        booths.plan_all(session.get(Fair, fair.id), SYSTEM)
    with pytest.raises(BoothsAreTaken), transaction() as session:
        fair_services.draw_hall(session.get(Fair, fair.id), "一层", draw_grid(2, 1, 6), {}, SYSTEM)
    db.session.rollback()
    with transaction() as session:
        fair_services.draw_hall(session.get(Fair, fair.id), "二层", draw_grid(2, 1, 3), {}, SYSTEM)
    assert fairs.room(db.session.get(Fair, fair.id))["booths"].capacity == 14
    assert len({b.number for b in fairs.booths(fair.id)}) == 14


def test_the_plan_is_worked_out_beside_the_page(app, make):
    fair = world.fair(booths=8)
    for title, skill in (("叉车司机", "叉车"), ("电工", "电工"), ("保安", "保安")):
        employer = make.employer()
        world.approved(make, fair, employer=employer, positions=[make.position(employer, title=title, skills=[skill], requirements="")])
    for _n in range(5):
        person = make.person(wanted_occupations=["叉车司机"])
        world.visitor(fair, person_id=person.id)
    client = make.client(make.staff("city"))
    assert client.post(f"/bureau/fairs/{fair.id}/booths/plan").status_code == 303
    assert run_next()
    rows = db.session.execute(select(FairEmployer.demand)).scalars().all()
    assert len(standing(fair)) == 3
    assert all(d is not None for d in rows)
    assert sum(rows) == pytest.approx(5 * 400, rel=0.01)
    page = client.get(f"/bureau/fairs/{fair.id}/booths").get_data(as_text=True)
    assert "按名称顺序排" in page


def on_the_day(fair, *here):
    """The fair runs, and these enterprises are at their booths."""
    with transaction() as session:
        session.get(Fair, fair.id).state = "running"
        for row in here:
            exhibitors.arrive(session.get(FairEmployer, row.id), SYSTEM)


def test_on_the_morning_the_plan_leaves_alone_who_has_arrived(app, make):
    fair = world.fair(booths=8)
    rows = with_demand(make, fair, 6)
    with transaction() as session:
        booths.plan_all(session.get(Fair, fair.id), SYSTEM)
    before = standing(fair)
    on_the_day(fair, *rows[:4])
    with transaction() as session:
        exhibitors.withdraw(session.get(FairEmployer, rows[4].id), session.get(Fair, fair.id), "changed", SYSTEM)
        session.get(FairEmployer, rows[5].id).demand = 90.0
    with transaction() as session:
        outcome = booths.plan_all(session.get(Fair, fair.id), SYSTEM)
    after = standing(fair)
    assert {row.id: after[row.id] for row in rows[:4]} == {row.id: before[row.id] for row in rows[:4]}
    assert set(after) == {row.id for row in rows} - {rows[4].id}
    assert outcome.placed == 5
    crowds = booths.crowds(db.session.get(Fair, fair.id))
    assert max(crowds.values()) == pytest.approx(outcome.peak)


def test_who_withdrew_since_the_page_was_opened_gets_no_booth(app, make):
    fair = world.fair(booths=8)
    gone, pending = world.approved(make, fair), world.applied(make, fair)
    with transaction() as session:
        exhibitors.withdraw(session.get(FairEmployer, gone.id), session.get(Fair, fair.id), "changed", SYSTEM)
    client = make.client(make.staff("city"))
    for row in (gone, pending):
        client.post(f"/bureau/fairs/{fair.id}/employers/{row.id}/booth", data={"number": "A01"})
    assert not standing(fair)


def test_who_comes_after_the_booth_was_given_up_gets_one_by_hand(app, make):
    fair = world.fair(booths=8)
    late = world.approved(make, fair)
    with transaction() as session:
        booths.plan_all(session.get(Fair, fair.id), SYSTEM)
    on_the_day(fair)
    with transaction() as session:
        session.get(Fair, fair.id).starts_at = now() - timedelta(hours=1)
        exhibitors.release_late(session.get(Fair, fair.id), SYSTEM)
    on_the_day(fair, late)
    client = make.client(make.staff("city"))
    where = f"/bureau/fairs/{fair.id}/employers/{late.id}"
    for number in ("A01", "B02"):
        assert "指定这个展位" in client.get(where).text
        client.post(f"{where}/booth", data={"number": number})
        db.session.rollback()
        assert standing(fair) == {late.id: number}
        assert [b.state for b in fairs.booths(fair.id) if b.fair_employer_id] == ["occupied"]


def test_three_halls_alike_are_each_drawn_anew(app):
    fair = world.fair(booths=8)
    for _twice in range(2):
        for name in ("一层", "二层", "三层"):
            with transaction() as session:
                fair_services.draw_hall(session.get(Fair, fair.id), name, draw_grid(2, 1, 4), {}, SYSTEM)
    found = fairs.booths(fair.id)
    assert len({b.number for b in found}) == len(found) == 24

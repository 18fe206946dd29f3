"""The route slip: five booths that suit, the shortest way past them, nothing for who has no file or wants no suggestions."""

from itertools import pairwise, permutations

import pytest

from core.audit import SYSTEM
from core.db import db, transaction
from jobs.fairs.hall import _front, _steps, draw_grid, read_hall, walk
from jobs.fairs.models import Door, Fair, FairEmployer
from jobs.fairs.services import booths, exhibitors
from jobs.fairs.services.route import route_slip
from jobs.fairs.tickets import ticket_token
from jobs.matching.services.models import fit_city, install
from tests.fairs import world
from tests.fairs.day import came, holding

WELDERS = ("电焊工", "氩弧焊工", "焊工", "焊接技工", "二保焊工", "管道焊工")


@pytest.fixture
def hall_day(make):
    """A running fair with six enterprises that look for welders and two for drivers, and a welder's file."""
    fair = world.fair("open", booths=8)
    for title in (*WELDERS, "客车驾驶员", "驾驶员"):
        employer = make.employer()
        skills = ["焊接"] if "焊" in title else ["驾驶"]
        post = make.position(employer, title=title, skills=skills, requirements="", duties=f"{title}，在车间工作。", education="不限")
        world.approved(make, fair, employer=employer, positions=[post])
    with transaction() as session:
        found = session.get(Fair, fair.id)
        for n, row in enumerate(exhibitors.queries.with_place(fair.id)):
            session.get(FairEmployer, row.id).demand = float(n)
        booths.plan_all(found, SYSTEM)
        found.state = "running"
        for row in exhibitors.queries.with_place(fair.id):
            exhibitors.arrive(row, SYSTEM)
    person = make.person(name="欧阳海", wanted_occupations=["焊工"], experience="做过焊接。", service={"specialties": [{"name": "焊接", "years": 5}]})
    with transaction():
        install(fit_city())
    return fair, person


def slip_of(app, fair, row):
    db.session.rollback()
    return route_slip(db.session.get(Fair, fair.id), row, app.config["INSTANCE"])


def test_five_booths_that_suit_the_file(app, hall_day):
    fair, person = hall_day
    slip = slip_of(app, fair, came(fair, person=person))
    assert len(slip.stops) == 5
    assert all("焊" in stop.position.title for stop in slip.stops)
    assert all(stop.reasons for stop in slip.stops), [(s.position.title, s.reasons) for s in slip.stops]
    assert len({stop.booth for stop in slip.stops}) == 5
    assert {stop.minutes for stop in slip.stops} == {0}


def test_no_file_no_slip(app, make, hall_day):
    fair, _person = hall_day
    assert slip_of(app, fair, came(fair)) is None
    assert slip_of(app, fair, came(fair, person=make.person(personalised=False))) is None


def test_the_slip_is_on_the_ticket_and_for_its_holder_alone(make, client, hall_day):
    fair, person = hall_day
    row, other = came(fair, person=person, name="欧阳海"), came(fair)
    ticket = f"/fairs/ticket/{ticket_token(fair.id, row.id)}"
    assert client.get(f"{ticket}/route").status_code == 404
    assert "路线单" not in client.get(ticket).text
    assert "路线单" in make.client(make.staff("fair_desk")).get(f"{ticket}/route").text
    assert make.client(make.recruiter(make.employer())).get(f"{ticket}/route").status_code == 404
    page = holding(client, row).get(f"{ticket}/route").text
    assert "欧阳海" not in page
    assert 'class="path"' in page
    assert page.count('class="pin"') == 5
    assert "路线单" in client.get(ticket).text
    assert client.get(f"/fairs/ticket/{ticket_token(fair.id, other.id)}/route").status_code == 404


def test_the_door_says_where_to_go(make, hall_day):
    fair, person = hall_day
    row = world.visitor(fair, at_desk=True, person_id=person.id)
    with transaction() as session:
        door = Door(fair_id=fair.id, name="1号门")
        session.add(door)
    desk = make.client(make.staff("fair_desk"))
    page = desk.post(f"/bureau/fairs/{fair.id}/doors/{door.id}", data={"shown": row.door_code, "nonce": "nonce-000001"}).text
    assert page.count(" → ") == 4


@pytest.mark.parametrize("picked", [(0, 5, 11, 17, 23), (3, 4), (7,), (22, 1, 13, 9)])
def test_no_order_is_shorter(picked):
    grid = draw_grid(4, 2, 3)
    hall = read_hall(grid)
    cells = [(hall.stands[n].x, hall.stands[n].y) for n in picked]
    order, path = walk(grid, cells)
    assert sorted(order) == sorted(cells)
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) <= 1 for a, b in pairwise(path))
    assert all(hall.lines[y][x] in ".:>" for x, y in path)
    doors = [(x, y) for y, line in enumerate(hall.lines) for x, c in enumerate(line) if c == ">"]
    ends = {stop: _front(hall.lines, stop)[0] for stop in cells}

    def length(some):
        points = [ends[stop] for stop in some]
        first = _steps(hall.lines, doors, ".:>")[points[0]]
        return first + sum(_steps(hall.lines, [a], ".:>")[b] for a, b in pairwise(points))

    assert len(path) - len(order) == length(order) == min(map(length, permutations(cells)))

"""The page of who and what reaches nobody."""

import pytest

from accounts.models import StaffRole
from core.db import db
from jobs.matching import memory
from jobs.matching.services.unseen import blocks_of_people, blocks_of_positions, mutual_of
from jobs.matching.upkeep import refit, run_city

ADDRESS = "/bureau/matching/never-shown"


@pytest.fixture
def city(make, app):
    memory.forget()
    employer = make.employer()
    open_one = make.position(employer, title="叉车司机", education="", requirements="", duties="", certificates=[]).id
    shut = make.position(employer, title="工程师", education="硕士", requirements="", duties="", certificates=[]).id
    seen = make.person(name="王建军", seeking="yes", education="高中", wanted_occupations=["叉车司机"]).id
    unseen = make.person(name="李志强", seeking="yes", education="高中", wanted_occupations=[], experience="", station_code="211382009001").id
    refit()
    yield {"open": open_one, "shut": shut, "seen": seen, "unseen": unseen}
    memory.forget()


def test_before_the_first_run_it_says_so(client, make, city):
    assert "还没有给全市排过序" in make.client(make.staff()).get(ADDRESS).text


def test_who_is_in_no_list_is_listed_with_what_shuts_most_out(make, city, app):
    run_city(top_positions=1, top_candidates=1)
    db.session.remove()
    reader = make.client(make.staff())
    people = reader.get(ADDRESS).text
    assert f"/bureau/people/{city['unseen']}" in people
    assert f"/bureau/people/{city['seen']}" not in people
    assert "李志强" not in people, "names are masked"
    positions = reader.get(f"{ADDRESS}?side=positions").text
    assert f"/bureau/positions/{city['shut']}" in positions
    assert f"/bureau/positions/{city['open']}" not in positions
    assert "学历：单单这一条就挡住 2 人" in positions
    assert reader.get(f"{ADDRESS}?page=99&side=positions").status_code == 200


def test_a_village_sees_its_own_people(make, city, app):
    run_city(top_positions=1, top_candidates=1)
    assert f"/bureau/people/{city['unseen']}" in make.client(make.staff(StaffRole.VILLAGE, "211382009001")).get(ADDRESS).text
    assert f"/bureau/people/{city['unseen']}" not in make.client(make.staff(StaffRole.VILLAGE, "211382001001")).get(ADDRESS).text
    assert make.client(make.staff(StaffRole.SECURITY_ADMIN)).get(ADDRESS).status_code == 403


def test_what_shuts_out_is_counted_from_both_sides(city, app):
    folder = app.config["INSTANCE"]
    block = blocks_of_positions([city["shut"], city["open"], 10**6], folder)
    assert (block[city["shut"]].open, block[city["shut"]].name, block[city["shut"]].alone) == (0, "education", 2)
    assert (block[city["open"]].open, block[city["open"]].name) == (2, "")
    assert len(block) == 2
    people = blocks_of_people([city["seen"], city["unseen"]], folder)
    for one in (city["seen"], city["unseen"]):
        assert (people[one].open, people[one].name, people[one].alone) == (1, "education", 1)


def test_the_list_for_a_person_says_which_positions_list_the_person_too(make, city, app):
    run_city(top_positions=1, top_candidates=1)
    assert mutual_of(city["seen"]) == {city["open"]}
    assert mutual_of(city["unseen"]) == set()
    reader, words = make.client(make.staff()), "岗位名单里也有此人"
    assert reader.get(f"/bureau/people/{city['seen']}/recommend").text.count(words) == 1
    assert words not in reader.get(f"/bureau/people/{city['unseen']}/recommend").text

"""The tree: 1 + 27 + 285, codes under codes, changes inside the own subtree."""

import pytest
from sqlalchemy import func, select

from accounts.models import Station
from accounts.services import (
    StationAboveIsClosed,
    StationCodeMisplaced,
    StationCodeTaken,
    StationInUse,
    add_station,
    change_station,
    plant_stations,
    set_station_active,
)
from accounts.stations import child_stations, covers, station, station_page, townships
from core.audit import Actor
from core.db import db, transaction
from core.errors import NotFound

CITY, TOWNSHIP = Actor(None, "211382"), Actor(None, "211382001")


def test_the_tree_of_the_division_tables(app):
    levels = dict(db.session.execute(select(Station.level, func.count()).group_by(Station.level)).all())
    assert levels == {"city": 1, "township": 27, "village": 285}
    assert len(townships()) == len(child_stations("211382")) == 27
    assert all(covers(s.parent_code, s.code) for s in db.session.execute(select(Station).where(Station.level != "city")).scalars())
    with transaction():
        assert plant_stations() == 0


def test_a_station_is_added_under_its_parent(app):
    with transaction():
        add_station(CITY, "211382001", "211382001999", "新开河社区")
    added = station("211382001999")
    assert (added.level, added.parent_code) == ("village", "211382001")
    with pytest.raises(StationCodeTaken), transaction():
        add_station(CITY, "211382001", "211382001999", "又一个")


@pytest.mark.parametrize("code", ["211382002999", "211382001", "2113820019999", "21138200199", "21138200199a", "211382001９９９", ""])
def test_a_code_that_does_not_fit_is_refused(app, code):
    with pytest.raises(StationCodeMisplaced), transaction():
        add_station(CITY, "211382001", code, "x")


def test_nothing_happens_outside_the_subtree(app):
    for deed in (lambda: add_station(TOWNSHIP, "211382002", "211382002999", "x"), lambda: change_station(TOWNSHIP, "211382002", {"phone": "1"}),
                 lambda: set_station_active(TOWNSHIP, "211382", False), lambda: change_station(TOWNSHIP, "999999", {"phone": "1"})):
        with pytest.raises(NotFound), transaction():
            deed()


def test_a_station_with_staff_or_stations_below_stays_open(app, make):
    make.staff("village", "211382001001")
    for code in ("211382001", "211382001001"):
        with pytest.raises(StationInUse), transaction():
            set_station_active(CITY, code, False)
    with transaction():
        set_station_active(CITY, "211382001002", False)
    assert "211382001002" not in [s.code for s in child_stations("211382001")]


def test_finding_by_name_takes_wildcards_literally(app):
    name = station("211382001001").name
    assert "211382001001" in [s.code for s in station_page("211382", name, 1, 20)[0]]
    assert station_page("211382", "%", 1, 20) == station_page("211382", "_", 1, 20) == ([], 0)


def test_a_page_of_stations_stays_in_scope(app):
    rows, total = station_page("211382001", "", 1, 20)
    assert all(covers("211382001", s.code) for s in rows)
    assert total == 1 + len(child_stations("211382001"))
    assert station_page(None, "", 1, 20) == ([], 0)


def test_nothing_opens_under_a_closed_station(app):
    with transaction():
        for place in child_stations("211382001"):
            set_station_active(CITY, place.code, False)
        set_station_active(CITY, "211382001", False)
    for deed in (lambda: set_station_active(CITY, "211382001001", True), lambda: add_station(CITY, "211382001", "211382001999", "新开河社区")):
        with pytest.raises(StationAboveIsClosed), transaction():
            deed()
    with transaction():
        set_station_active(CITY, "211382001", True)
        set_station_active(CITY, "211382001001", True)

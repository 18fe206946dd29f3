"""What follows from a visitor's scans does not depend on the order in which they arrived."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.fairs.settling import Scan, settle

MORNING = datetime(2026, 12, 5, 1, tzinfo=UTC)
SCANS = st.lists(st.tuples(st.integers(0, 180), st.booleans()), max_size=12).map(
    lambda rows: [Scan(i, MORNING + timedelta(minutes=minute), f"n{i:02d}", is_out) for i, (minute, is_out) in enumerate(rows)])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCANS, st.integers(0, 2**32))
def test_any_order_gives_the_same(scans, seed):
    mixed = Random(seed).sample(scans, len(scans))
    assert settle(mixed) == settle(scans)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCANS)
def test_somebody_is_let_in_once_more_than_they_left(scans):
    settled = settle(scans)
    let_in = sum(result == "ok" for result in settled.results.values())
    assert settled.came == any(not scan.is_out for scan in scans) == (let_in > 0)
    assert not settled.came or settled.came_at == min(scan.at for scan in scans if not scan.is_out)


def test_a_second_door_counts_nobody_twice():
    at = [MORNING + timedelta(minutes=m) for m in (5, 20, 90, 100)]
    settled = settle([Scan(1, at[0], "a", False), Scan(2, at[1], "b", False), Scan(3, at[2], "c", True), Scan(4, at[3], "d", False)])
    assert settled.results == {1: "ok", 2: "already", 3: "left", 4: "ok"}
    assert settled.is_inside
    assert settled.came_at == at[0]
    assert settled.left_at == at[2]


def test_an_earlier_scan_that_arrives_late_takes_the_first_place():
    late, early = Scan(2, MORNING, "x", False), Scan(1, MORNING + timedelta(minutes=5), "y", False)
    assert settle([early]).results == {1: "ok"}
    assert settle([early, late]).results == {2: "ok", 1: "already"}

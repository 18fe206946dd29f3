"""Sending people to booths: against every possible plan on small cases, against greedy, equal on repetition, fast enough for a city's fair."""

import time
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from benchmarks.capacity import made_up_fair
from jobs.matching.capacity import NUDGE, booth_fits, capacity_of, greedy, plain, quality, send

SCORES = st.sampled_from([0.0, 0.0, 0.1, 0.25, 0.25, 0.5, 0.7, 1.0])


@st.composite
def small(draw):
    people, booths = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    fits = np.array(draw(st.lists(st.lists(SCORES, min_size=booths, max_size=booths), min_size=people, max_size=people)))
    room = np.array(draw(st.lists(st.integers(1, 4), min_size=booths, max_size=booths)), np.int64)
    return fits, room, draw(st.integers(1, 3))


def every_plan(fits, room, each):
    """Everything that may be done, as (people with something, total)."""
    choices = [[c for n in range(each + 1) for c in combinations(np.flatnonzero(row > 0).tolist(), n)] for row in fits]
    for plan in product(*choices):
        loads = np.bincount([b for chosen in plan for b in chosen], minlength=fits.shape[1])
        if (loads <= room).all():
            yield sum(bool(chosen) for chosen in plan), sum(fits[p, b] for p, chosen in enumerate(plan) for b in chosen)


@given(small())
@settings(max_examples=150, deadline=None)
def test_no_possible_plan_is_better(case):
    fits, room, each = case
    plan = send(fits, room, each)
    covered, total = max(every_plan(fits, room, each))
    slack = NUDGE * fits.max() * fits.size + 1e-9
    assert (plan.sent.sum(axis=0) <= room).all()
    assert (plan.sent.sum(axis=1) <= each).all()
    assert (fits[plan.sent] > 0).all()
    assert plan.sent.any(axis=1).sum() == covered
    assert plan.total == pytest.approx(fits[plan.sent].sum())
    assert total - slack <= plan.total <= total + 1e-9
    assert plan.total - 1e-9 <= plan.bound <= plan.total + slack


@given(st.integers(0, 10_000), st.integers(1, 30))
@settings(max_examples=25, deadline=None)
def test_never_worse_than_greedy_where_both_serve_as_many(seed, room):
    fits, rooms = made_up_fair(seed, people=60, booths=12), np.full(12, room)
    ours, theirs = send(fits, rooms), greedy(fits, rooms)
    assert ours.sent.any(axis=1).sum() >= theirs.any(axis=1).sum()
    assert (ours.sent.sum(axis=0) <= rooms).all()
    assume(ours.sent.any(axis=1).sum() == theirs.any(axis=1).sum())
    assert ours.total >= fits[theirs].sum() * (1 - 1e-4)
    assert ours.gap < 1e-5


def test_the_popular_booth_is_left_to_those_it_alone_suits():
    fits = np.array([[0.9, 0.8], [0.9, 0.8], [0.7, 0.0]])
    room = np.array([1, 2])
    plan = send(fits, room, 1)
    assert plan.sent.tolist() == [[False, True], [False, True], [True, False]]
    assert not greedy(fits, room, 1)[2].any()


def test_of_two_who_suit_alike_the_lower_goes_and_to_the_lower_booth():
    assert send(np.full((3, 1), 0.5), np.array([2])).sent[:, 0].tolist() == [True, True, False]
    assert send(np.full((1, 3), 0.5), np.array([9, 9, 9]), 2).sent[0].tolist() == [True, True, False]
    assert send(np.full((2, 3), 0.5), np.array([1, 9, 9]), 1).sent.sum(axis=0).tolist() == [1, 1, 0]


def test_where_there_is_room_everybody_gets_their_own_best():
    fits = made_up_fair(3, people=40, booths=9)
    plan = send(fits, np.full(9, 40))
    assert (plan.sent == plain(fits)).all()
    assert plan.gap == 0


def test_nobody_and_nothing():
    assert send(np.zeros((0, 4)), np.ones(4, np.int64)).total == 0
    assert not send(np.zeros((3, 4)), np.ones(4, np.int64)).sent.any()
    assert quality(np.zeros((3, 4)), np.zeros((3, 4), bool), np.ones(4, np.int64)).with_any == 0


def test_the_same_scores_give_the_same_plan():
    fits, room = made_up_fair(5), np.full(60, 50)
    first = send(fits, room)
    assert all((send(fits.copy(), room).sent == first.sent).all() for _n in range(3))


def test_a_fair_of_a_thousand_people_takes_under_two_seconds():
    fits, room = made_up_fair(1), np.full(60, 50)
    began = time.process_time()
    plan = send(fits, room)
    assert time.process_time() - began < 2
    assert plan.gap < 1e-5
    ours, usual = quality(fits, plan.sent, room), quality(fits, plain(fits), room)
    assert (ours.beyond, ours.fullest) == (0, 1.0)
    assert usual.fullest > 3
    assert ours.served > usual.served
    assert ours.with_any > usual.with_any


def test_a_booth_is_as_good_as_its_best_position():
    scores = csr_matrix(np.array([[0.2, 0.6, 0.0], [0.0, 0.0, 0.3]]))
    assert booth_fits(scores, np.array([1, 1, 0]), 2).tolist() == [[0.0, 0.6], [0.3, 0.0]]
    assert capacity_of(3.5, 2, 6) == 42
    assert capacity_of(0.01, 1, 1) == 1


def test_a_solver_that_gives_up_is_not_taken_at_its_word(monkeypatch):
    class GaveUp:
        status, message = 1, "iteration limit"

    monkeypatch.setattr("scipy.optimize.linprog", lambda *_a, **_k: GaveUp())
    with pytest.raises(ArithmeticError, match="iteration limit"):
        send(np.full((3, 1), 0.5), np.array([2]))

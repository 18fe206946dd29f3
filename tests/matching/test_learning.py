"""Learning the blocks' weights: a known truth is found, noise is refused, few outcomes break nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.matching.features import BLOCKS, PRIOR
from jobs.matching.learning import LEAST_KEPT, Context, Ordering, exposure, judge, learn, ndcg, split

PRIOR_WEIGHTS = np.array([getattr(PRIOR, block) for block in BLOCKS])
TRUTH = np.array([15.0, 15.0, 50.0, 15.0, 5.0])


def simulated(outcomes, weights, seed, sharpness=0.25, size=40):
    """Lists of `size` with block values as they are on file (many zero); one of each is taken, with odds that grow with the true score."""
    rng = np.random.default_rng(seed)
    found = []
    for outcome in range(outcomes):
        values = rng.random((size, len(BLOCKS))) * (rng.random((size, len(BLOCKS))) < [0.9, 0.4, 0.5, 0.7, 0.8])
        chances = np.exp(sharpness * (values @ weights))
        gains = np.zeros(size)
        gains[rng.choice(size, p=chances / chances.sum())] = 1 + outcome % 2
        found.append(Context(outcome, values, gains))
    return found


def learned(contexts):
    early, late = split(contexts)
    weights = learn(early, PRIOR_WEIGHTS).points
    return weights, judge(Ordering(late, PRIOR_WEIGHTS), Ordering(late, weights))


@pytest.mark.parametrize("seed", range(5))
def test_a_known_truth_is_found(seed):
    weights, judgement = learned(simulated(600, TRUTH, seed))
    assert judgement.is_better
    assert judgement.after > judgement.before + 0.02
    assert judgement.low > 0
    assert np.abs(weights - TRUTH).sum() < np.abs(PRIOR_WEIGHTS - TRUTH).sum() / 2
    assert weights.sum() == pytest.approx(100)


def test_noise_is_refused():
    refused = [learned(simulated(400, np.zeros(5), seed))[1] for seed in range(10)]
    assert all(not judgement.is_better for judgement in refused)
    assert all("not better" in judgement.reasons for judgement in refused)


def test_without_the_gate_noise_would_be_adopted():
    """The gate is what refuses: the mean alone goes up in some of these."""
    assert any(judgement.after > judgement.before for judgement in (learned(simulated(400, np.zeros(5), seed))[1] for seed in range(10)))


@pytest.mark.parametrize("seed", range(5))
def test_forty_outcomes_break_nothing(seed):
    """Whether they follow the prior, another truth or nothing at all: every weight stays near, and lists of the prior's own truth stay good."""
    fresh = simulated(300, PRIOR_WEIGHTS, seed + 100)
    before = np.mean([ndcg(c, PRIOR_WEIGHTS) for c in fresh])
    for truth in (PRIOR_WEIGHTS, TRUTH, np.zeros(5)):
        weights = learn(simulated(40, truth, seed), PRIOR_WEIGHTS).points
        assert np.all(weights > 0.4 * PRIOR_WEIGHTS)
        assert np.all(weights < 2.0 * PRIOR_WEIGHTS)
        assert np.mean([ndcg(c, weights) for c in fresh]) > before - 0.05


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 30))
def test_weights_are_never_negative_and_sum_to_a_hundred(seed, outcomes):
    against = [Context(c.outcome, 1 - c.values, c.gains) for c in simulated(outcomes, TRUTH * 3, seed)]
    weights = learn(against, PRIOR_WEIGHTS).points
    assert np.all(weights >= 0)
    assert weights.sum() == pytest.approx(100)


def test_a_block_that_speaks_against_is_put_to_nothing_not_below():
    rng = np.random.default_rng(1)
    contexts = []
    for outcome in range(2000):
        values = rng.random((20, len(BLOCKS)))
        taken = np.argmax(values[:, 2] - 2 * values[:, 0])
        contexts.append(Context(outcome, values, (np.arange(20) == taken).astype(float)))
    assert learn(contexts, PRIOR_WEIGHTS).points[0] == 0.0


def test_no_outcomes_leave_the_prior():
    assert learn([], PRIOR_WEIGHTS).points == pytest.approx(PRIOR_WEIGHTS)
    assert not judge(Ordering([], PRIOR_WEIGHTS), Ordering([], PRIOR_WEIGHTS)).is_better


def test_a_group_that_would_be_seen_less_stops_it():
    """Place decides who is taken, and the far township is never near: better for the outcomes, worse for those who live there."""
    rng = np.random.default_rng(3)
    contexts = []
    for outcome in range(600):
        values = rng.random((30, len(BLOCKS)))
        far = np.arange(30) < 10
        values[:, 3] = np.where(far, 0.0, 0.5 + values[:, 3] / 2)
        gains = np.zeros(30)
        gains[np.argmax(values @ PRIOR_WEIGHTS / 100 + values[:, 3] / 2)] = 1.0
        contexts.append(Context(outcome, values, gains, tuple(("township:far",) if one else ("township:near",) for one in far)))
    weights, judgement = learned(contexts)
    assert judgement.low > 0
    assert judgement.exposure["township:far"] < LEAST_KEPT
    assert judgement.reasons == ("exposure township:far",)
    assert exposure(Ordering(contexts, weights))["township:far"] < exposure(Ordering(contexts, PRIOR_WEIGHTS))["township:far"]


def test_later_outcomes_are_held_back():
    early, late = split([Context(n, np.zeros((2, 5)), np.zeros(2)) for n in (3, 1, 2, 1, 4, 5, 6, 7, 8, 9, 10)])
    assert {c.outcome for c in early} == {1, 2, 3, 4, 5, 6, 7}
    assert {c.outcome for c in late} == {8, 9, 10}

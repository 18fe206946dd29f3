"""Learns the blocks' weights from what came of positions: who was taken should stand above who was not.

Pairwise logistic regression on differences of block values within one list (a position's people, or a person's positions), with weights that are
never negative and held to the prior by a ridge worth some fifty outcomes: forty outcomes move little, a thousand decide. scikit-learn's
regression knows neither bounds nor another centre than zero, so its objective is minimised here by scipy's L-BFGS-B, the solver it uses itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from core.lazily import Lazily
from jobs.matching.features import BLOCK_SHIFT, BLOCKS, Encoded

optimize = Lazily("scipy.optimize")
Floats = NDArray[np.float64]

HOLD = 30.0
LEAST_OUTCOMES = 60
HELD_BACK = 0.3
RESAMPLES = 2000
LIST = 10
LEAST_EXPOSED = 20.0
LEAST_KEPT = 0.8
_POINTS = 100.0
_MOST_SCALE = 60.0
_PORTION = 20_000


@dataclass(frozen=True)
class Context:
    """One list: block values between 0 and 1 of each pair, what came of it (0 nothing, 1 an intention, 2 a placement), and whose outcome it is.

    `groups` are the groups of the people in a position's list, for the exposure; empty in a person's list.
    """

    outcome: int
    values: Floats
    gains: Floats
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Ordering:
    """Lists under some weights: the block values that the fields' weights give, and the blocks' points."""

    contexts: Sequence[Context]
    points: Floats


@dataclass(frozen=True)
class Judgement:
    """What held-back outcomes say: nDCG@10 before and after, the 99 % interval of the difference, exposure kept by group, and why it is refused."""

    before: float
    after: float
    low: float
    high: float
    outcomes: int
    exposure: Mapping[str, float]
    reasons: tuple[str, ...]

    @property
    def is_better(self) -> bool:
        """Whether nothing speaks against the new weights."""
        return not self.reasons


def block_products(left: Encoded, right: Encoded, pairs: NDArray[np.int64]) -> Floats:
    """The product of each pair of rows (a row of `left`, a row of `right`), block by block."""
    columns = np.unique(np.concatenate((left.tokens, right.tokens)))
    sides = [sp.csr_array((side.values, (side.rows, np.searchsorted(columns, side.tokens))), shape=(len(side.ids), len(columns))) for side in (left, right)]
    block = (columns >> BLOCK_SHIFT).astype(np.int64)
    out = np.zeros((len(pairs), len(BLOCKS)))
    for start in range(0, len(pairs), _PORTION):
        some = pairs[start:start + _PORTION]
        product = sp.coo_array(sides[0][some[:, 0]].multiply(sides[1][some[:, 1]]))
        np.add.at(out, (start + product.coords[0], block[product.coords[1]]), product.data)
    return out


def _differences(contexts: Sequence[Context]) -> tuple[Floats, Floats]:
    """Block values of who was taken less those of who was not, and the weight of each pair: a list counts as one, times what came of it."""
    rows, weights = [np.empty((0, len(BLOCKS)))], [np.empty(0)]
    for context in contexts:
        taken, left = np.flatnonzero(context.gains > 0), np.flatnonzero(context.gains <= 0)
        if len(taken) and len(left):
            pairs = (context.values[taken][:, None, :] - context.values[left][None, :, :]).reshape(-1, len(BLOCKS))
            rows.append(pairs)
            weights.append(np.repeat(context.gains[taken], len(left)) / len(pairs))
    return np.concatenate(rows), np.concatenate(weights)


def _loss(margins: Floats, weights: Floats) -> float:
    return float(weights @ np.logaddexp(0.0, -margins))


@dataclass(frozen=True, eq=False)
class Learned:
    """Weights in points that sum to a hundred, and what they leave unexplained: the loss with the ridge, the less the better."""

    points: Floats
    loss: float


def learn(contexts: Sequence[Context], prior: Floats) -> Learned:
    """The weights that these outcomes and the prior together speak for."""
    rows, weights = _differences(contexts)
    share = prior / prior.sum()
    if not len(rows):
        return Learned(np.asarray(share * _POINTS, np.float64), 0.0)
    along = rows @ share
    scale = float(optimize.minimize_scalar(lambda s: _loss(along * s, weights), bounds=(1.0, _MOST_SCALE), method="bounded").x)
    held = np.maximum(share, 0.01)

    def objective(relative: Floats) -> tuple[float, Floats]:
        """Loss and gradient; `relative` is each block's weight over its prior one."""
        margins = rows @ (relative * held) * scale
        away = relative - share / held
        slope = -weights / (1.0 + np.exp(np.minimum(margins, 500.0)))
        return _loss(margins, weights) + HOLD / 2 * float(away @ away), (rows.T @ slope) * held * scale + HOLD * away

    found = optimize.minimize(objective, share / held, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(share))
    learned = np.maximum(found.x, 0.0) * held
    points = np.asarray(learned / learned.sum() * _POINTS if learned.sum() > 0 else share * _POINTS, np.float64)
    return Learned(points, float(found.fun))


def _best(context: Context, weights: Floats) -> NDArray[np.int64]:
    """The first places of the list; ties against who was taken, so that what cannot tell people apart gains nothing."""
    return np.asarray(np.lexsort((context.gains, -(context.values @ weights)))[:LIST])


def ndcg(context: Context, weights: Floats) -> float:
    """nDCG@10 of one list (linear gain)."""
    discount = 1 / np.log2(np.arange(2, LIST + 2))
    first, ideal = context.gains[_best(context, weights)], np.sort(context.gains)[::-1][:LIST]
    best = float(ideal @ discount[:len(ideal)])
    return float(first @ discount[:len(first)]) / best if best > 0 else 0.0


def _by_outcome(lists: Ordering) -> Floats:
    found: dict[int, list[float]] = {}
    for context in lists.contexts:
        found.setdefault(context.outcome, []).append(ndcg(context, lists.points))
    return np.array([np.mean(found[outcome]) for outcome in sorted(found)])


def exposure(lists: Ordering) -> dict[str, float]:
    """How much of the first ten places each group of people has, a higher place counting for more."""
    discount = 1 / np.log2(np.arange(2, LIST + 2))
    seen: dict[str, float] = {}
    for context in lists.contexts:
        if context.groups:
            for place, row in enumerate(_best(context, lists.points).tolist()):
                for group in context.groups[row]:
                    seen[group] = seen.get(group, 0.0) + float(discount[place])
    return seen


def _kept_exposure(before: Ordering, after: Ordering) -> dict[str, float]:
    """By group that is seen often enough to say: its exposure under the new weights over that under the old."""
    old, new = exposure(before), exposure(after)
    return {group: new.get(group, 0.0) / old[group] for group in sorted(old) if old[group] >= LEAST_EXPOSED}


def judge(before: Ordering, after: Ordering) -> Judgement:
    """Compare two sets of weights on the same lists, of outcomes that neither was learned from."""
    old, new = _by_outcome(before), _by_outcome(after)
    difference = new - old
    low = high = 0.0
    if len(difference):
        sample = np.random.default_rng(0).integers(0, len(difference), (RESAMPLES, len(difference)))
        low, high = np.quantile(difference[sample].mean(1), [0.005, 0.995]).tolist()
    kept = _kept_exposure(before, after)
    reasons = ("not better",) * (low <= 0) + tuple(f"exposure {group}" for group, share in kept.items() if share < LEAST_KEPT)
    before_mean, after_mean = (float(values.mean()) if len(values) else 0.0 for values in (old, new))
    return Judgement(before_mean, after_mean, low, high, len(difference), kept, reasons)


def split(contexts: Sequence[Context]) -> tuple[list[Context], list[Context]]:
    """Earlier outcomes to learn from, later ones held back; outcomes are numbered in the order of time."""
    numbers = sorted({context.outcome for context in contexts})
    held_back = set(numbers[round(len(numbers) * (1 - HELD_BACK)):])
    return [c for c in contexts if c.outcome not in held_back], [c for c in contexts if c.outcome in held_back]

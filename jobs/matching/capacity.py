"""Who is sent to which booth of a fair, so that the scores add up to the most while no booth gets more people than it can talk to. Pure.

People and booths form a network: one unit from a person to a booth, at most `each` from a person, at most its capacity into a booth. The matrix of that linear
programme is totally unimodular, so the vertex the simplex method ends at is whole and is an optimum, not an approximation. Getting something at all comes
first: a person's first booth carries a bonus above anything that can be lost by moving others, so as many people as can be have at least one.

Columns are generated: the programme begins with each person's best booths and takes in a pair only when the prices say that it would help.
The prices also give the proof: `bound` is the Lagrangian dual at these prices, worked out from the scores alone, and no plan that gives
something to as many people can add up to more. Equal scores go to the lower person, then the lower booth, by a nudge of at most `NUDGE` of the highest score
for each pair; that is all that can lie between the total and the optimum. The same scores give the same plan.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, hstack, identity

from core.lazily import Lazily

optimize = Lazily("scipy.optimize")
Fits = NDArray[np.float64]
Counts = NDArray[np.int64]
Sent = NDArray[np.bool_]

NUDGE = 2e-6
SCALE = 1000.0
EXACT = 1e-6
NEARLY = 0.02 * SCALE  # who comes so near to helping is taken in with those that help, which saves rounds


@dataclass(frozen=True, eq=False)
class Plan:
    """Who is sent where (people × booths), what the scores add up to, what no plan can go above, and each booth's price: what one more talk would be worth."""

    sent: Sent
    total: float
    bound: float
    prices: Fits

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of the bound."""
        return max(0.0, 1 - self.total / self.bound) if self.bound else 0.0


@dataclass(frozen=True)
class Quality:
    """A plan judged: the scores of the talks that can be held, the fullest booth against its capacity, talks beyond capacity, and shares of those who fit."""

    served: float
    fullest: float
    beyond: int
    with_any: float
    with_one_of_two: float


def capacity_of(hours: float, tables: int, talks_per_hour: float) -> int:
    """Talks a booth can hold over the day, at least one."""
    return max(1, int(hours * tables * talks_per_hour))


def booth_fits(scores: csr_matrix, booth_of: Counts, booths: int) -> Fits:
    """The best score of each person at each booth, from people × positions; 0 where nothing fits. `booth_of` says by position whose it is."""
    out = np.zeros((scores.shape[0], booths))
    pairs = scores.tocoo()
    np.maximum.at(out, (pairs.row, booth_of[pairs.col]), pairs.data)
    return out


def plain(fits: Fits, each: int = 5) -> Sent:
    """Everybody to the booths that suit them best, whoever else goes there; ties by the lower booth."""
    order = np.argsort(-fits, axis=1, kind="stable")[:, :each]
    sent = np.zeros(fits.shape, bool)
    np.put_along_axis(sent, order, values=True, axis=1)
    return sent & (fits > 0)


def greedy(fits: Fits, capacity: Counts, each: int = 5) -> Sent:
    """The best pair first, while the booth has room and the person has not enough; ties by the lower person, then booth. What `send` is compared with."""
    sent, left, wants = np.zeros(fits.shape, bool), capacity.copy(), np.full(len(fits), each)
    people, booths = np.nonzero(fits > 0)
    for n in np.argsort(-fits[people, booths], kind="stable"):
        person, booth = people[n], booths[n]
        if left[booth] > 0 and wants[person] > 0:
            sent[person, booth] = True
            left[booth] -= 1
            wants[person] -= 1
    return sent


def send(fits: Fits, capacity: Counts, each: int = 5) -> Plan:
    """The plan with the highest total among those that give something to as many people as can be. Rows and columns are in the order of ids.

    Raises:
        ArithmeticError: the solver did not end at an optimum.

    """
    wished = plain(fits, each)
    if (wished.sum(axis=0) <= capacity).all():
        total = float(fits[wished].sum())
        return Plan(wished, total, total, np.zeros(fits.shape[1]))
    highest = float(fits.max())
    sent, prices = _solved(_nudged(fits, highest), capacity, each)
    prices = prices * highest / SCALE
    return Plan(sent, float(fits[sent].sum()), _bound(fits, capacity, each, prices, int(sent.any(axis=1).sum())), prices)


def quality(fits: Fits, sent: Sent, capacity: Counts) -> Quality:
    """Judge a plan. A booth that gets more than its capacity talks to those it suits best and sends the rest away."""
    held = np.zeros(fits.shape, bool)
    for booth in range(fits.shape[1]):
        who = np.flatnonzero(sent[:, booth])
        held[who[np.argsort(-fits[who, booth], kind="stable")[:capacity[booth]]], booth] = True
    some = (fits > 0).any(axis=1)
    loads, count = sent.sum(axis=0), max(1, int(some.sum()))
    return Quality(float(fits[held].sum()), float((loads / capacity).max(initial=0.0)), int(np.maximum(loads - capacity, 0).sum()),
                   int(held.any(axis=1).sum()) / count, int((held & plain(fits, 2)).any(axis=1).sum()) / count)


def _nudged(fits: Fits, highest: float) -> Fits:
    """Scores scaled to the solver's tolerance, where of two equal ones the lower person's is higher, then the lower booth's."""
    people, booths = fits.shape
    nudge = (1 - np.arange(people) / people)[:, None] + (1 - np.arange(booths) / booths)[None, :]
    return np.where(fits > 0, (fits / highest + nudge * NUDGE / 2) * SCALE, 0.0)


def _bonus(booths: int) -> float:
    """What a first booth is worth beside its score, in highest scores: giving something to one more person moves each booth at most once."""
    return (booths + 2) * (1 + NUDGE)


def _solved(profit: Fits, capacity: Counts, each: int) -> tuple[Sent, Fits]:
    """The optimum and the booths' prices, on the columns that matter."""
    bonus = _bonus(profit.shape[1]) * SCALE
    known = plain(profit, 2 * each)
    while True:
        chosen, people, booths = _programme(profit, known, capacity, each, bonus)
        worth = np.where((profit > 0) & ~known, profit - people[:, None] - booths[None, :], -np.inf)
        if worth.max() <= EXACT:
            return chosen, booths
        known |= worth > -NEARLY


def _programme(profit: Fits, known: Sent, capacity: Counts, each: int, bonus: float) -> tuple[Sent, Fits, Fits]:
    """One linear programme: the pairs sent, and the prices of people and booths.

    Its columns are the pairs, then each person's first booth (with the bonus), then the further ones; a person's row says that the pairs are those.
    """
    who, where = np.nonzero(known)
    people, booths, pairs = *profit.shape, len(who)
    one = identity(people, format="csc")
    flow = hstack([csc_matrix((np.ones(pairs), (who, np.arange(pairs))), shape=(people, pairs)), -one, -one], format="csc")
    room = hstack([csc_matrix((np.ones(pairs), (where, np.arange(pairs))), shape=(booths, pairs)), csc_matrix((booths, 2 * people))], format="csc")
    cost = np.concatenate((-profit[who, where], np.full(people, -bonus), np.zeros(people)))
    upper = np.concatenate((np.ones(pairs + people), np.full(people, each - 1.0)))
    bounds = np.column_stack((np.zeros(len(cost)), upper))
    found = optimize.linprog(cost, A_ub=room, b_ub=capacity, A_eq=flow, b_eq=np.zeros(people), bounds=bounds, method="highs-ds")
    if found.status != 0:
        raise ArithmeticError(found.message)
    sent = np.zeros(profit.shape, bool)
    sent[who, where] = found.x[:pairs] > 0.5
    return sent, -found.eqlin.marginals, -found.ineqlin.marginals


def _bound(fits: Fits, capacity: Counts, each: int, prices: Fits, covered: int) -> float:
    """The Lagrangian dual: booths paid at their prices, everybody free to choose. The bonus of those who get something is taken off again."""
    free = np.maximum(prices, 0.0)
    bonus = _bonus(fits.shape[1]) * float(fits.max())
    net = -np.sort(-np.where(fits > 0, fits - free[None, :], -np.inf), axis=1)[:, :each]
    first, further = net[:, 0], np.maximum(net[:, 1:], 0.0).sum(axis=1)
    return float((capacity * free).sum() + np.maximum(first + further + bonus, 0.0).sum() - bonus * covered)

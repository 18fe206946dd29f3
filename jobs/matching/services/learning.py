"""Learning the blocks' weights from outcomes: who was taken beside a sample of who could have been, and which position beside which others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from flask_babel import gettext as _
from numpy.typing import NDArray

from core.clock import today
from core.errors import Refusal
from jobs.matching import queries
from jobs.matching.asks import AskBook
from jobs.matching.crowd import Crowd
from jobs.matching.features import BLOCKS, PRIOR, BlockWeights, encode_candidates, encode_postings
from jobs.matching.learning import LEAST_OUTCOMES, Context, block_products, judge, learn, split
from jobs.matching.services.models import block_weights, model_in_force
from jobs.matching.sides import PersonFacts
from jobs.models import RankingWeights
from jobs.queries.weights import Outcome, outcomes
from jobs.states.weights import LEARNED, REFUSED

LEARN = "ranking.learn"
OTHERS = 60
POOL = 2000
MOST_OUTCOMES = 5000
_UNIT = BlockWeights(1.0, 1.0, 1.0, 1.0, 1.0, name="unit")

Ids = NDArray[np.int64]


class TooFewOutcomes(Refusal):
    """Not enough came of positions yet: the weights in force stand."""


@dataclass(frozen=True)
class _List:
    """One list: pairs of person and position, what came of each, and whose outcome it is."""

    outcome: int
    pairs: list[tuple[int, int]]
    gains: list[float]
    is_of_position: bool


def _sample(rng: np.random.Generator, ids: Ids, size: int) -> list[int]:
    return list(rng.permutation(ids)[:size].tolist())


def _known(found: Sequence[Outcome], people: dict[int, PersonFacts]) -> list[Outcome]:
    """The newest outcomes, without those of people who refuse that computing ranks them."""
    return [one for one in found if one.person_id in people and people[one.person_id].is_personalised][-MOST_OUTCOMES:]


def _lists(found: Sequence[Outcome], facts: dict[int, PersonFacts]) -> Iterator[_List]:
    """For each outcome two lists: the position's, with others who meet its conditions, and the person's, with other positions they meet those of."""
    rng, day = np.random.default_rng(0), today()
    gains = {(one.person_id, one.position_id): one.gain for one in found}
    positions = queries.position_facts(None)
    people = sorted(_sample(rng, np.array([i for i, one in facts.items() if one.is_rankable and one.is_personalised], np.int64), POOL))
    open_ones = sorted(_sample(rng, np.array([i for i, one in positions.items() if one.is_published], np.int64), POOL))
    crowd, book = Crowd([facts[i].person for i in people], day), AskBook().extended([positions[i].posting for i in open_ones])
    people_ids, position_ids = np.array(people, np.int64), np.array(open_ones, np.int64)
    for number, one in enumerate(found):
        if one.position_id not in positions:
            continue
        able = people_ids[crowd.unmet(positions[one.position_id].posting.conditions) == 0]
        fitting = position_ids[book.misses(facts[one.person_id].person, day) == 0]
        for is_of_position, others in ((True, [(p, one.position_id) for p in _sample(rng, able, OTHERS)]),
                                       (False, [(one.person_id, j) for j in _sample(rng, fitting, OTHERS)])):
            pairs = [(one.person_id, one.position_id), *(pair for pair in others if pair not in gains)]
            yield _List(number, pairs, [one.gain] + [0.0] * (len(pairs) - 1), is_of_position)


def _contexts(lists: Sequence[_List]) -> list[Context]:
    pairs = np.array([pair for one in lists for pair in one.pairs], np.int64).reshape(-1, 2)
    model = replace(model_in_force().model, weights=_UNIT)
    left = encode_candidates(queries.candidates_among(np.unique(pairs[:, 0]).tolist()), model)
    right = encode_postings(queries.postings_among(np.unique(pairs[:, 1]).tolist()), model)
    rows = np.stack((np.searchsorted(left.ids, pairs[:, 0]), np.searchsorted(right.ids, pairs[:, 1])), axis=1)
    values, groups = block_products(left, right, rows), queries.groups_among(left.ids.tolist())
    out, start = [], 0
    for one in lists:
        end = start + len(one.pairs)
        people = tuple(groups[person] for person, _position in one.pairs) if one.is_of_position else ()
        out.append(Context(one.outcome, values[start:end], np.array(one.gains), people))
        start = end
    return out


def learn_weights() -> RankingWeights:
    """What the outcomes on file speak for, judged on the later ones of them: learned, or refused with reasons. Writes nothing.

    Raises:
        TooFewOutcomes: there are not enough outcomes to say anything.

    """
    facts = queries.person_facts(None)
    found = _known(outcomes(), facts)
    if len(found) < LEAST_OUTCOMES:
        raise TooFewOutcomes(_("Nothing is learned from %(n)s outcomes: %(least)s are needed. The weights in force stand.", n=len(found), least=LEAST_OUTCOMES))
    early, late = split(_contexts(list(_lists(found, facts))))
    base = block_weights()
    points = learn(early, PRIOR.points)
    judgement = judge(late, base.points, points)
    return RankingWeights(
        state=LEARNED if judgement.is_better else REFUSED, points=_by_block(points), base=base.name, base_points=_by_block(base.points),
        outcomes=len({c.outcome for c in early}), held_back=judgement.outcomes, ndcg_before=judgement.before, ndcg_after=judgement.after, low=judgement.low,
        high=judgement.high, exposure={group: round(share, 4) for group, share in judgement.exposure.items()}, reasons=list(judgement.reasons),
        is_demo=any(one.is_demo for one in found))


def _by_block(points: NDArray[np.float64]) -> dict[str, float]:
    return {block: round(float(value), 4) for block, value in zip(BLOCKS, points, strict=True)}

"""Learning the weights of blocks and fields from outcomes: who was taken beside a sample of who could have been, and which position beside which others."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import numpy as np
from flask_babel import gettext as _
from numpy.typing import NDArray

from core.clock import today
from core.errors import Refusal
from jobs.matching import queries
from jobs.matching.asks import AskBook
from jobs.matching.crowd import Crowd
from jobs.matching.features import BLOCKS
from jobs.matching.fields import Lists, PairList, choose
from jobs.matching.learning import LEAST_OUTCOMES, Ordering, judge, split
from jobs.matching.services.models import block_weights, model_in_force
from jobs.matching.sides import PersonFacts
from jobs.models import RankingWeights
from jobs.queries.weights import Outcome, outcomes
from jobs.states.weights import LEARNED, REFUSED

LEARN = "ranking.learn"
OTHERS = 60
POOL = 2000
MOST_OUTCOMES = 5000

Ids = NDArray[np.int64]


class TooFewOutcomes(Refusal):
    """Not enough came of positions yet: the weights in force stand."""


def _sample(rng: np.random.Generator, ids: Ids, size: int) -> list[int]:
    return list(rng.permutation(ids)[:size].tolist())


def _known(found: Sequence[Outcome], people: dict[int, PersonFacts]) -> list[Outcome]:
    """The newest outcomes, without those of people who refuse that computing ranks them."""
    return [one for one in found if one.person_id in people and people[one.person_id].is_personalised][-MOST_OUTCOMES:]


def _lists(found: Sequence[Outcome], facts: dict[int, PersonFacts]) -> Iterator[PairList]:
    """For each outcome two lists: the position's, with others who meet its conditions, and the person's, with other positions they meet those of."""
    rng, day = np.random.default_rng(0), today()
    gains = {(one.person_id, one.position_id): one.gain for one in found}
    positions = queries.position_facts(None)
    people = sorted(_sample(rng, np.array([i for i, one in facts.items() if one.is_rankable and one.is_personalised], np.int64), POOL))
    open_ones = sorted(_sample(rng, np.array([i for i, one in positions.items() if one.is_published], np.int64), POOL))
    crowd, book = Crowd([facts[i].person for i in people], day), AskBook().extended([positions[i].posting for i in open_ones])
    groups = queries.groups_among(list({*people, *(one.person_id for one in found)}))
    people_ids, position_ids = np.array(people, np.int64), np.array(open_ones, np.int64)
    for number, one in enumerate(found):
        if one.position_id not in positions:
            continue
        able = people_ids[crowd.unmet(positions[one.position_id].posting.conditions) == 0]
        fitting = position_ids[book.misses(facts[one.person_id].person, day) == 0]
        for is_of_position, others in ((True, [(p, one.position_id) for p in _sample(rng, able, OTHERS)]),
                                       (False, [(one.person_id, j) for j in _sample(rng, fitting, OTHERS)])):
            pairs = [(one.person_id, one.position_id), *(pair for pair in others if pair not in gains)]
            known = tuple(groups[person] for person, _position in pairs) if is_of_position else ()
            yield PairList(number, pairs, [one.gain] + [0.0] * (len(pairs) - 1), known)


def _encoded(lists: Sequence[PairList]) -> Lists:
    people = queries.candidates_among(sorted({person for one in lists for person, _position in one.pairs}))
    postings = queries.postings_among(sorted({position for one in lists for _person, position in one.pairs}))
    return Lists(lists, people, postings, model_in_force().model)


def learn_weights() -> RankingWeights:
    """What the outcomes on file speak for, judged on the later ones of them: learned, or refused with reasons. Writes nothing.

    Raises:
        TooFewOutcomes: there are not enough outcomes to say anything.

    """
    facts = queries.person_facts(None)
    found = _known(outcomes(), facts)
    if len(found) < LEAST_OUTCOMES:
        raise TooFewOutcomes(_("Nothing is learned from %(n)s outcomes: %(least)s are needed. The weights in force stand.", n=len(found), least=LEAST_OUTCOMES))
    made, base = list(_lists(found, facts)), block_weights()
    lists = _encoded(made)
    learned = choose(lambda fields: split(lists.under(fields))[0])
    judgement = judge(*(Ordering(split(lists.under(weights.fields))[1], weights.points) for weights in (base, learned)))
    return RankingWeights(
        state=LEARNED if judgement.is_better else REFUSED, points=_by_block(learned.points), fields=asdict(learned.fields), base=base.name,
        base_points=_by_block(base.points), base_fields=asdict(base.fields), outcomes=len({one.outcome for one in made}) - judgement.outcomes,
        held_back=judgement.outcomes, ndcg_before=judgement.before, ndcg_after=judgement.after, low=judgement.low, high=judgement.high,
        exposure={group: round(share, 4) for group, share in judgement.exposure.items()}, reasons=list(judgement.reasons),
        is_demo=any(one.is_demo for one in found))


def _by_block(points: NDArray[np.float64]) -> dict[str, float]:
    return {block: round(float(value), 4) for block, value in zip(BLOCKS, points, strict=True)}

"""Learning what fields count inside their blocks: a known truth is found, noise is refused, few outcomes keep the prior."""

from dataclasses import astuple, replace

import numpy as np
import pytest

from jobs.matching.features import PRIOR, SKILLS, TEXT, FieldWeights, encode_candidates, encode_postings, fit
from jobs.matching.fields import EVIDENCES, TITLES, Lists, PairList, away, choose
from jobs.matching.learning import Ordering, block_products, judge, split
from jobs.matching.subjects import Candidate, Posting, Skill

WORDS = ["仓库管理", "长途运输", "面点烹饪", "安保巡逻", "数控车床", "设备维修", "氩弧焊", "消防设施",
         "园林绿化", "直播销售", "物业客服", "快递分拣", "机械装配", "食品质检", "文员档案", "驾驶叉车"]
TRADES = ["焊工", "叉车", "钳工", "电工", "烹饪", "驾驶", "测绘", "急救"]
TOWNSHIPS = [f"211382{number:03d}000" for number in range(1, 9)]
SIZE = 30
TITLES_ALIKE, PLAIN_SKILLS = replace(PRIOR, fields=FieldWeights(title=1.0)), replace(PRIOR, fields=FieldWeights(self_declared=0.5, service=0.75))


def town(rng, with_texts):
    """People and positions whose title says another word than their duties, and skills known in three ways."""
    def words(count):
        return tuple(map(str, rng.choice(WORDS, count, replace=False))) if with_texts else ()

    def skills():
        return tuple(Skill(str(name), None, str(rng.choice(["self", "service", "certified"]))) for name in rng.choice(TRADES, 4, replace=False))

    people = [Candidate(i, texts=words(3), wishes=words(1), skills=skills(), townships=(str(rng.choice(TOWNSHIPS)),)) for i in range(1, 201)]
    postings = [Posting(j, title="".join(words(1)), texts=words(3), skills=tuple(map(str, rng.choice(TRADES, 2, replace=False))),
                        township=str(rng.choice(TOWNSHIPS))) for j in range(1, 151)]
    return people, postings


def pairs_of(rng, outcome):
    person, position = int(rng.integers(1, 201)), int(rng.integers(1, 151))
    others = (rng.choice(200 if outcome % 2 else 150, SIZE, replace=False) + 1).tolist()
    return [(other, position) if outcome % 2 else (person, other) for other in others]


def simulated(outcomes, truth, seed, sharpness=0.5, with_texts=True):
    """Lists of which one each was taken, with odds that grow with the score under `truth`."""
    rng = np.random.default_rng(seed)
    people, postings = town(rng, with_texts)
    model, lists = fit(people, postings), []
    blank = [PairList(outcome, pairs_of(rng, outcome), [0.0] * SIZE) for outcome in range(outcomes)]
    for one, context in zip(blank, Lists(blank, people, postings, model).under(truth.fields), strict=True):
        chances, gains = np.exp(sharpness * (context.values @ truth.points)), np.zeros(SIZE)
        gains[rng.choice(SIZE, p=chances / chances.sum())] = 1 + one.outcome % 2
        lists.append(replace(one, gains=gains.tolist()))
    return Lists(lists, people, postings, model)


def learned(lists):
    weights = choose(lambda fields: split(lists.under(fields))[0])
    return weights, judge(*(Ordering(split(lists.under(one.fields))[1], one.points) for one in (PRIOR, weights)))


@pytest.mark.parametrize("seed", range(4))
def test_titles_that_count_no_more_than_duties_are_found(seed):
    weights, judgement = learned(simulated(600, TITLES_ALIKE, seed))
    assert weights.fields == TITLES_ALIKE.fields
    assert judgement.is_better
    assert judgement.after > judgement.before + 0.05
    assert judgement.low > 0


@pytest.mark.parametrize("seed", range(4))
def test_skills_that_count_by_their_paper_are_found(seed):
    weights, judgement = learned(simulated(600, PLAIN_SKILLS, seed, sharpness=1.5, with_texts=False))
    assert weights.fields == PLAIN_SKILLS.fields
    assert judgement.is_better
    assert judgement.low > 0


@pytest.mark.parametrize("seed", range(4))
def test_outcomes_that_follow_the_prior_keep_it(seed):
    assert learned(simulated(300, PRIOR, seed))[0].fields == PRIOR.fields


def test_noise_is_refused():
    for seed in range(5):
        judgement = learned(simulated(200, PRIOR, seed, sharpness=0.0))[1]
        assert "not better" in judgement.reasons


@pytest.mark.parametrize("seed", range(4))
def test_forty_outcomes_keep_the_prior(seed):
    """Whether they follow the prior, skills by their papers or nothing at all."""
    for truth, sharpness in ((PRIOR, 0.25), (PLAIN_SKILLS, 0.25), (PRIOR, 0.0)):
        lists = simulated(40, truth, seed, sharpness)
        assert choose(lists.under).fields == PRIOR.fields


def test_no_outcomes_leave_the_prior():
    found = choose(lambda _fields: [])
    assert found.fields == PRIOR.fields
    assert found.points == pytest.approx(PRIOR.points)


def test_every_choice_keeps_the_order_of_evidence_and_the_prior_is_one():
    assert PRIOR.fields.title in TITLES
    assert (PRIOR.fields.self_declared, PRIOR.fields.service) in EVIDENCES
    assert all(0 < own <= service <= 1 for own, service in EVIDENCES)
    assert away(PRIOR.fields) == 0
    assert min(away(FieldWeights(title, *known)) for title in TITLES for known in EVIDENCES if (title, *known) != astuple(PRIOR.fields)) > 0


def test_values_under_other_weights_are_those_of_encoding_anew():
    rng = np.random.default_rng(0)
    people, postings = town(rng, with_texts=True)
    model, other = fit(people, postings), FieldWeights(1.0, 0.5, 1.0)
    one = PairList(0, pairs_of(rng, 1), [0.0] * SIZE)
    lists = Lists([one], people, postings, model)
    sides = [encode(side, replace(model, weights=replace(PRIOR, fields=other))) for encode, side in ((encode_candidates, people), (encode_postings, postings))]
    whole = block_products(*sides, np.array(one.pairs) - 1) / PRIOR.points
    assert lists.under(other)[0].values == pytest.approx(whole)
    before = lists.under(PRIOR.fields)[0].values
    changed = np.flatnonzero(np.abs(before - whole).max(0) > 1e-9)
    assert changed.tolist() == [TEXT, SKILLS]

"""The arithmetic: blocks, conditions, order."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.matching.features import BLOCKS, PRIOR, fit
from jobs.matching.rules import is_of_working_age, unmet
from jobs.matching.similarity import UNIT
from jobs.matching.subjects import Asked, Candidate, Posting, Skill
from tests.matching.pure import ranked_people, ranked_postings, scores_of

DAY = date(2026, 11, 24)
SKILLS = ["叉车", "电工", "焊接", "数控车床", "驾驶", "烹饪", "消防设施"]
OCCUPATIONS = ["4-02-02-02", "4-02-02-01", "4-07-05-01", "6-31-01-09", "6-18-02-04"]
TOWNS = ["211382001", "211382009", "211381001"]
TEXTS = ["货车司机 长途运输", "设备维修 保养", "仓库管理 叉车作业", "安保巡逻", "mechanical maintenance", ""]

skills = st.builds(Skill, st.sampled_from(SKILLS), st.none() | st.integers(1, 5), st.sampled_from(["self", "service", "certified"]))
LEVELS = ["初中", "高中", "大专"]
groups = st.sampled_from(["veteran", "active_family"])
asked = st.one_of(
    st.builds(lambda n, more, who: Asked("age", "<=", n, ((who, n + more),)), st.integers(20, 60), st.integers(1, 9), groups),
    st.builds(lambda level: Asked("education", ">=", level), st.sampled_from(LEVELS)),
    st.builds(lambda n, word: Asked("experience", ">=", n, (("veteran", word),)), st.integers(1, 9), st.sampled_from(["waived", "service"])))
candidates = st.builds(
    Candidate, id=st.integers(1, 10**6), kind=groups,
    birth_date=st.none() | st.dates(date(1960, 1, 1), date(2008, 1, 1)), education=st.sampled_from(["", "初中", "大专"]),
    experience_years=st.none() | st.floats(0, 30), texts=st.lists(st.sampled_from(TEXTS), max_size=2).map(tuple),
    skills=st.lists(skills, max_size=4).map(tuple),
    occupations=st.lists(st.sampled_from(OCCUPATIONS), max_size=2).map(tuple), townships=st.lists(st.sampled_from(TOWNS), max_size=2).map(tuple),
    wanted_pay=st.none() | st.integers(1000, 15000))
postings = st.builds(
    Posting, id=st.integers(1, 10**6), title=st.sampled_from(TEXTS), texts=st.lists(st.sampled_from(TEXTS), max_size=2).map(tuple),
    skills=st.lists(st.sampled_from(SKILLS), max_size=4).map(tuple), conditions=st.lists(asked, max_size=3, unique_by=lambda one: one.name).map(tuple),
    occupation=st.none() | st.sampled_from(OCCUPATIONS), township=st.none() | st.sampled_from(TOWNS), monthly_pay=st.none() | st.integers(1000, 15000))


def by_id(items):
    return sorted({item.id: item for item in items}.values(), key=lambda item: item.id)


@settings(max_examples=120, deadline=None)
@given(st.lists(candidates, min_size=1, max_size=8).map(by_id), st.lists(postings, min_size=1, max_size=6).map(by_id))
def test_both_directions_agree_blocks_sum_and_the_order_holds(people, offered):
    model = fit(people, offered)
    found = {}
    for posting in offered:
        results = ranked_people(posting, people, model, DAY)
        assert [(-r.eligible, -(r.score if r.score is not None else -1), r.id) for r in results] == sorted(
            (-r.eligible, -(r.score if r.score is not None else -1), r.id) for r in results)
        for r in results:
            known = [v for v in r.blocks.values() if v is not None]
            assert list(r.blocks) == list(BLOCKS)
            assert (r.score is None) == (not known)
            assert all(v >= 0 for v in known)
            if known:
                assert round(sum(round(v * UNIT) for v in known)) == round(r.score * UNIT)
                assert 0 <= r.score <= 100
            assert unmet(list(r.conditions)) == (not r.eligible)
            assert r.eligible == all(c.met is not False for c in r.conditions)
            assert {c.name for c in r.conditions if c.met is None} <= set(r.explanation.missing)
            found[posting.id, r.id] = (r.score, r.blocks, r.eligible)
    for person in people:
        for r in ranked_postings(person, offered, model, DAY):
            assert found.pop((r.id, person.id)) == (r.score, r.blocks, r.eligible)
    assert not found


@settings(max_examples=120, deadline=None)
@given(st.lists(candidates, min_size=2, max_size=8).map(by_id), postings.filter(lambda p: p.skills), st.data())
def test_a_gained_required_skill_never_lowers_a_rank(people, posting, data):
    model = fit(people, [posting])
    place = data.draw(st.integers(0, len(people) - 1))
    name = data.draw(st.sampled_from(posting.skills))
    person = people[place]
    better = Candidate(**{**person.__dict__, "skills": (*person.skills, Skill(name, None, "certified"))})
    others = [better if p is person else p for p in people]

    def rank_of(group):
        return next((i for i, r in enumerate(ranked_people(posting, group, model, DAY)) if r.id == person.id), None)

    before, after = rank_of(people), rank_of(others)
    assert (before is None) == (after is None)
    assert before is None or after <= before


def test_the_whole_fit_gives_a_hundred_points():
    person = Candidate(1, texts=("叉车司机",), skills=(Skill("叉车", 1, "certified"),), occupations=("4-02-05-03",), townships=("211382009001",),
                       wanted_pay=5000)
    posting = Posting(2, texts=("叉车司机",), skills=("叉车驾驶",), occupation="4-02-05-03", township="211382009", monthly_pay=6000)
    model = fit([person], [posting])
    scores = scores_of(posting, [person], model)
    assert scores.totals.tolist() == [100 * UNIT]
    assert scores.parts[0].tolist() == [round(PRIOR.of(b) * UNIT) for b in range(5)]


def test_nothing_to_compare_is_blank_and_comes_last_but_is_listed():
    posting, empty, zero = Posting(1, title="叉车司机"), Candidate(7), Candidate(9, texts=("烹饪",))
    model = fit([empty, zero], [posting])
    results = ranked_people(posting, [empty, zero], model, DAY)
    assert [(r.id, r.score) for r in results] == [(9, 0.0), (7, None)]
    assert set(results[1].blocks.values()) == {None}


def test_near_misses_follow_and_two_misses_are_left_out():
    posting = Posting(1, title="司机", conditions=(Asked("age", "<=", 45), Asked("education", ">=", "大专"), Asked("licence", "any", ("B2",))))
    fits = Candidate(3, birth_date=date(1990, 1, 1), education="本科")
    near = Candidate(2, birth_date=date(1960, 1, 1), education="大专", texts=("司机",))
    far = Candidate(1, birth_date=date(1960, 1, 1), education="小学", texts=("司机",))
    model = fit([far, near, fits], [posting])
    results = ranked_people(posting, [far, near, fits], model, DAY)
    assert [(r.id, r.eligible) for r in results] == [(3, True), (2, False)]
    assert "licence" in results[0].explanation.missing
    assert "age" in results[1].explanation.missing


def test_working_age_counts_full_years():
    assert not is_of_working_age(date(2010, 11, 25), DAY)
    assert is_of_working_age(date(2010, 11, 24), DAY)
    assert is_of_working_age(date(1961, 11, 25), DAY)
    assert not is_of_working_age(date(1961, 11, 24), DAY)
    assert is_of_working_age(None, DAY)


def test_the_closer_occupation_scores_more():
    people = [Candidate(i, occupations=(code,)) for i, code in enumerate(["4-02-02-02", "4-02-02-09", "4-02-07-08", "4-10-01-01", "6-01-01-01"], 1)]
    posting = Posting(1, occupation="4-02-02-02")
    model = fit(people, [posting])
    parts = scores_of(posting, people, model).parts[:, BLOCKS.index("occupation")]
    assert np.allclose(parts / UNIT / PRIOR.occupation, [1, 0.6, 0.3, 0.1, 0])

import random

import pytest
import pytrec_eval
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.matching.collections import KINDS, rank_texts, read_texts
from jobs.matching.evaluation import BadLine, evaluate, read_judgements, read_run


@pytest.mark.parametrize("seed", range(12))
def test_the_measures_are_those_of_trec_eval(seed):
    rng = random.Random(seed)
    names = [f"d{i}" for i in range(300)]
    judged = {f"q{q}": {d: rng.choice([0, 0, 1, 1, 2, 3]) for d in rng.sample(names, 40)} for q in range(12)}
    judged["q_none"] = {"d1": 0}
    grid = [0.1, 0.25, 0.5, 0.5000000001, 1.0, 3.0] if seed % 2 else [rng.random() for _ in range(500)]
    run = {q: {d: float(rng.choice(grid)) for d in rng.sample(names, rng.randint(1, 250))} for q in [*judged, "q_extra"] if q != "q3"}
    theirs = pytrec_eval.RelevanceEvaluator(judged, {"ndcg_cut.10", "map", "recip_rank", "recall.100"}).evaluate(run)
    ours = evaluate(run, judged)
    assert ours.queries == len(theirs)
    for value, name in [(ours.ndcg_10, "ndcg_cut_10"), (ours.map, "map"), (ours.mrr, "recip_rank"), (ours.recall_100, "recall_100")]:
        assert round(value, 4) == pytest.approx(round(sum(r[name] for r in theirs.values()) / len(theirs), 4), abs=1e-9)


def test_files_are_read_and_a_bad_line_is_named():
    assert read_run(["q1 Q0 d1 1 2.5 x", ""]) == {"q1": {"d1": 2.5}}
    assert read_judgements(["q1 0 d1 1", "q1 0 d2 0.0"]) == {"q1": {"d1": 1, "d2": 0}}
    with pytest.raises(BadLine, match="line 2"):
        read_run(["q1 Q0 d1 1 2.5 x", "q1 Q0"])


documents = st.sampled_from([f"d{i}" for i in range(15)] + ["D10", "10", "9", "甲", "é"])
graded = st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), st.dictionaries(documents, st.integers(-1, 4), min_size=1), min_size=1)
scores = st.sampled_from([0.5, 0.50000001, 1.0, -2.0, 1e9])
tied = st.dictionaries(st.sampled_from(["q1", "q2", "q9"]), st.dictionaries(documents, scores, min_size=1), min_size=1)


@settings(max_examples=150, deadline=None)
@given(graded, tied)
def test_ties_grades_and_missing_queries_count_as_in_trec_eval(judged, run):
    theirs = pytrec_eval.RelevanceEvaluator(judged, {"ndcg_cut.10", "map", "recip_rank", "recall.100"}).evaluate(run)
    found = evaluate(run, judged)
    assert found.queries == len(theirs)
    for value, name in [(found.ndcg_10, "ndcg_cut_10"), (found.map, "map"), (found.mrr, "recip_rank"), (found.recall_100, "recall_100")]:
        assert value == pytest.approx(sum(r[name] for r in theirs.values()) / max(len(theirs), 1), abs=5e-5), name


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_finds_its_like_first_in_two_languages(kind):
    corpus = ["货车司机", "中式烹调师", "维修电工", "forklift driver", "mechanical engineer", ""]
    queries = ["货车驾驶司机", "电工", "engineers, mechanics", "没有关系的 xyz"]
    found = list(rank_texts(queries, corpus, kind=kind))
    assert [rows[0][0] for rows in found[:3]] == [0, 2, 4]
    assert all(score > 0 for rows in found for _, score in rows)
    assert [[s for _, s in rows] == sorted((s for _, s in rows), reverse=True) for rows in found]


def test_texts_may_be_missing():
    assert read_texts(["a\t货车\r\n", "b", "", "c\tx\ty"]) == (["a", "b", "c"], ["货车", "", "x\ty"])
    assert list(rank_texts(["x"], [])) == [[]]
    assert list(rank_texts([], ["x"])) == []

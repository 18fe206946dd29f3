"""Synonyms and stop words in the ranking's analyser."""

from datetime import date

import numpy as np
import pytest

from core.lexicon import lexicon, using
from core.lexicon.entries import Entry, Kind
from core.lexicon.patterns import any_of
from core.lexicon.seed import seed_entries
from core.lexicon.snapshot import build
from core.text import normalise_all
from jobs.matching.concepts import concept_token, is_latin
from jobs.matching.dictionary import tables_in_force
from jobs.matching.features import fit
from jobs.matching.subjects import Candidate, Posting
from tests.matching.pure import ranked_people, ranked_postings, scores_of

DAY = date(2026, 11, 24)
PEOPLE = [Candidate(id=1, wishes=("夹抱师",), texts=("干过三年",)), Candidate(id=2, wishes=("货车司机",), texts=("干过三年",))]
POSTING = Posting(id=1, title="叉车司机", texts=("库区装卸",))


def scores(people, posting):
    model = fit(people, [posting])
    return scores_of(posting, people, model).totals.tolist()


def with_entries(*more):
    return build((*seed_entries(), *more), 1, "test")


def test_words_of_one_group_find_each_other_from_both_sides():
    found = with_entries(Entry(Kind.SYNONYM, "夹抱机手", ("夹抱师", "叉运员")))
    posting = Posting(id=1, title="叉运员", texts=("库区装卸",))
    assert scores(PEOPLE, posting)[0] == 0, "not a character in common"
    with using(found):
        model = fit(PEOPLE, [posting])
        ranked = ranked_people(posting, PEOPLE, model, DAY)
        assert [r.id for r in ranked] == [1, 2]
        assert ranked[0].score > 1
        back = ranked_postings(PEOPLE[0], [posting], model, DAY)
        assert back[0].score == ranked[0].score


def test_one_way_words_do_not_act_in_the_ranking():
    one_way = with_entries(Entry(Kind.ONE_WAY, "叉运员", ("夹抱师",)))
    posting = Posting(id=1, title="叉运员", texts=("库区装卸",))
    plain = scores(PEOPLE, posting)
    with using(one_way):
        assert scores(PEOPLE, posting) == plain


def test_stop_words_weigh_nothing():
    with_boilerplate = Posting(id=1, title="叉车司机", texts=("库区装卸，待遇优厚，五险一金，带薪年假。",))
    people = [Candidate(id=1, wishes=("叉车司机",), texts=("库区装卸",))]
    assert scores(people, with_boilerplate) == scores(people, Posting(id=1, title="叉车司机", texts=("库区装卸， ， ， 。",)))
    with using(build([entry for entry in seed_entries() if entry.kind != Kind.STOP_WORD], 1, "none")):
        assert scores(people, with_boilerplate) != scores(people, POSTING)


@pytest.mark.parametrize("text", ["招仓管员两名，会CNC操作工优先", "forklift driver", "仓", "", "库管库管"])
def test_the_quick_way_finds_what_a_scan_finds(text):
    line = normalise_all([text])[0] + "\n"
    codes = np.frombuffer(line.encode("utf-32-le"), np.uint32)
    places, tokens = tables_in_force()[-1].find(codes, is_latin(codes))
    found = any_of(lexicon().synonyms).find(line)
    assert places.tolist() == [place for place, _word in found]
    assert tokens.tolist() == [concept_token(lexicon().synonyms[word], "synonym") for _place, word in found]

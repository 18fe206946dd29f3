"""How a text is typed must not matter to the ranking, and odd texts must not break it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from scipy.stats import spearmanr

from jobs.matching.features import PRIOR, encode_candidates, encode_postings, fit
from jobs.matching.learning import block_products
from jobs.matching.subjects import Candidate, Posting, Skill

PHRASES = ["叉车司机", "仓库管理", "货车长途运输", "数控车床操作", "设备维修保养", "CNC编程", "电工作业", "焊接 氩弧焊", "餐厅厨师", "小区保安巡逻", "会计出纳",
           "幼儿园教师", "养老护理", "快递分拣", "绿化养护", "消防设施检测", "mechanical maintenance", "IT support", "客户服务", "电子商务运营"]
SKILLS = ["叉车", "电工", "焊接", "数控车床", "驾驶", "烹饪", "消防设施", "办公软件"]
to_traditional = OpenCC("s2t")

texts = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4).map("，".join)
people = st.lists(st.builds(lambda wish, text, skills: Candidate(id=0, wishes=(wish,), texts=(text,), skills=tuple(map(Skill, skills))),
                            st.sampled_from(PHRASES), texts, st.lists(st.sampled_from(SKILLS), max_size=3)), min_size=25, max_size=40)
offers = st.builds(lambda title, text, skills: Posting(id=1, title=title, texts=(text,), skills=tuple(skills)), st.sampled_from(PHRASES), texts,
                   st.lists(st.sampled_from(SKILLS), max_size=3))


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def spaced(text):
    """A blank between any two Chinese characters; words of Latin letters stay words."""
    return "".join(c + " " if c > "\u3400" else c for c in text)


TYPED = {"full width": full_width, "traditional": to_traditional.convert, "blanks": spaced, "capitals": str.upper,
         "all of it": lambda text: full_width(spaced(to_traditional.convert(text)))}


def scores(posting, candidates, model):
    left, right = encode_candidates(candidates, model), encode_postings([posting], model)
    pairs = np.stack((np.arange(len(candidates)), np.zeros(len(candidates), int)), axis=1)
    return block_products(left, right, pairs).sum(axis=1)


@pytest.mark.parametrize("typed", TYPED)
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(people, offers)
def test_how_it_is_typed_does_not_move_anybody(typed, candidates, posting):
    write = TYPED[typed]
    model = fit(candidates, [posting])
    other = replace(posting, title=write(posting.title), texts=tuple(map(write, posting.texts)), skills=tuple(map(write, posting.skills)))
    before, after = scores(posting, candidates, model), scores(other, candidates, model)
    if np.ptp(before) > 1e-6:
        assert spearmanr(before, after).statistic >= 0.99
    rewritten = [replace(p, wishes=tuple(map(write, p.wishes)), texts=tuple(map(write, p.texts))) for p in candidates]
    assert scores(posting, rewritten, model) == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize("text", ["", " ", "。", "电", "叉车司机" * 2500, "叉车" + "，包吃包住" * 2000, "\U00020000" * 50, "a" * 10_000, "司机 " * 3000])
def test_odd_texts_are_ranked_like_any_other(text):
    """Empty, of one word, of ten thousand characters: a score between nothing and all of it, for either side."""
    crowd = [Candidate(id=n, wishes=(phrase,), texts=(phrase,)) for n, phrase in enumerate(PHRASES)]
    posting = Posting(id=1, title=text[:80], texts=(text,))
    model = fit(crowd, [posting])
    odd = Candidate(id=99, texts=(text,))
    for found in (scores(posting, [*crowd, odd], model), scores(Posting(id=2, title="叉车司机"), [odd], model)):
        assert np.all(np.isfinite(found))
        assert np.all((found >= 0) & (found <= PRIOR.text + 1e-6))


def test_skills_by_the_hundred_bring_no_more_than_those_asked_for():
    posting = Posting(id=1, title="叉车司机", skills=("叉车", "驾驶"))
    honest = Candidate(id=1, skills=(Skill("叉车", evidence="certified"), Skill("驾驶", evidence="certified")))
    stuffed = Candidate(id=2, skills=tuple(Skill(f"技能{n}") for n in range(300)) + (Skill("叉车"), Skill("驾驶")))
    model = fit([honest, stuffed], [posting])
    first, second = scores(posting, [honest, stuffed], model)
    assert second < first <= PRIOR.skills + 1e-6

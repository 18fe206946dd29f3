"""How texts become tokens, and what that is worth on texts of our own."""

import csv
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from core.text import normalise
from jobs.matching.collections import kind_of, lead_and_rest, rank_texts
from jobs.matching.concepts import FILE, Concepts, concept_token, is_latin, job_words
from jobs.matching.text import TermWeights, counts, occurrences, unit_rows

PAIRS = [
    ("大货车司机", "货车驾驶员（B2）"), ("小区保安", "物业安保人员"), ("电焊工", "焊接技工"), ("仓管员", "仓库管理"), ("酒店厨师", "厨工"),
    ("汽车修理工", "汽修技师"), ("前台接待", "前台文员"), ("数控车工", "车床操作工"), ("小学数学老师", "数学教师"), ("快递员", "快递配送"),
    ("保洁员", "保洁阿姨"), ("水电工", "水电维修"), ("叉车工", "叉车司机"), ("会计助理", "财务会计"), ("园林绿化工", "绿化养护"), ("消防员", "专职消防队员"),
]
BILINGUAL = [("销售经理", "sales manager"), ("货车司机", "truck driver"), ("仓库管理员", "warehouse keeper"), ("软件测试工程师", "software test engineer"),
             ("人力资源总监", "human resources director"), ("焊工", "welder"), ("儿科护士", "pediatric nurse"), ("电梯维修", "elevator maintenance")]


def reciprocal_ranks(lists):
    return float(np.mean([1 / (1 + places.index(i)) if i in places else 0.0 for i, places in enumerate(lists)]))


def ours(queries, corpus, **options):
    return reciprocal_ranks([[place for place, _ in found] for found in rank_texts(queries, corpus, **options)])


def test_titles_find_their_like_where_the_usual_tokenizer_finds_nothing():
    """Chinese has no spaces: scikit-learn's default makes a whole title one word, and says nothing. It must not come back."""
    queries, corpus = (list(side) for side in zip(*PAIRS, strict=True))
    vectorizer = TfidfVectorizer()
    documents = vectorizer.fit_transform(corpus)
    scores = (vectorizer.transform(queries) @ documents.T).toarray()
    usual = reciprocal_ranks([[i for i in np.argsort(-row, kind="stable").tolist() if row[i] > 0] for row in scores])
    assert usual < 0.1
    assert ours(queries, corpus) > 0.9
    assert ours(queries, corpus, tables=()) > 0.8


def test_two_languages_meet_through_the_table_alone():
    queries, corpus = (list(side) for side in zip(*BILINGUAL, strict=True))
    assert ours(queries, corpus) == ours(corpus, queries) == 1.0
    assert ours(queries, corpus, tables=()) == 0.0


def tokens(text, tables=()):
    return sorted(occurrences([text], tables).tokens.tolist())


@pytest.mark.parametrize("written", ["ＣＮＣ數控車床", "cnc数控车床", "CNC 数 控 车 床", " CNC数控车床　"])
def test_width_script_and_blanks_do_not_matter(written):
    assert tokens(written) == tokens("CNC数控车床")


def test_latin_words_are_cut_into_pieces_with_their_edges():
    assert len(tokens("cad")) == len({"<c", "ca", "ad", "d>", "<ca", "cad", "ad>", "<cad", "cad>"})
    assert set(tokens("mechanic")) & set(tokens("mechanical")) > set(tokens("mechanic")) & set(tokens("manicure"))
    assert tokens("c++") != tokens("c#") != tokens("c")
    assert occurrences(["a", "b"], ()).rows.tolist() == [0, 0, 0, 1, 1, 1]


GROUPS = [["销售", "sale"], ["工程师", "engineer"], ["工程", "construction"], ["经理", "manager"], ["总经理", "general manager", "manager"],
          ["信息技术", "it"], ["电商", "e-commerce"], ["药剂师", "pharmacy"]]
TABLE = Concepts.of(GROUPS)


def groups_of(text):
    names = {concept_token(group[0]): group[0] for group in GROUPS}
    return sorted(names[token] for token in set(tokens(text, [TABLE])) - set(tokens(text)))


@pytest.mark.parametrize(("text", "found"), [
    ("销售工程师", ["工程师", "销售"]), ("土木工程", ["工程"]), ("Sales Managers", ["总经理", "经理", "销售"]), ("general manager", ["总经理"]),
    ("kit", []), ("IT manager", ["信息技术", "总经理", "经理"]), ("e-commerce", ["电商"]), ("e commerce", ["电商"]), ("wholesale", []),
    ("两家pharmacies", ["药剂师"]), ("sale总经理", ["总经理", "销售"]), ("", []), ("销。售", []), ("工 程 师", ["工程师"]),
])
def test_the_longest_words_of_a_group_are_found(text, found):
    assert groups_of(text) == found


pieces = st.lists(st.sampled_from([*(form for group in GROUPS for form in group), "s", " ", "师", "工", "x", "-", "。"]), max_size=8).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, min_size=1, max_size=4))
def test_groups_are_found_as_a_pattern_would(texts):
    """Against a regular expression over every place; a match inside a longer match does not count."""
    forms = {}
    for group in GROUPS:
        for form in group:
            for written in {form, form.replace("-", " ")}:
                plurals = [written + "s"] * written.isascii() + [written[:-1] + "ies"] * written.endswith("y")
                for spelt in [written, *plurals]:
                    forms.setdefault(spelt, set()).add(group[0])
    expected = []
    for row, text in enumerate(texts):
        plain = re.sub("(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])", "", normalise(text) if "  " not in text else text)
        spans = {(m.start(), m.start() + len(form), form) for form in forms
                 for m in re.finditer(f"(?=(?<![a-z0-9+#]){re.escape(form)}(?![a-z0-9+#]))" if form.isascii() else f"(?={form})", plain)}
        outer = [s for s in spans if not any(o[0] <= s[0] and s[1] <= o[1] and o[:2] != s[:2] for o in spans)]
        expected += [(row, concept_token(name)) for _, _, form in outer for name in forms[form]]
    found = occurrences(texts, [TABLE])
    there = found.tokens >> np.uint64(59) == 1
    assert sorted(zip(found.rows[there].tolist(), found.tokens[there].tolist(), strict=True)) == sorted(expected)


def test_the_table_is_well_formed():
    rows = list(csv.DictReader(FILE.open(encoding="utf-8", newline="")))
    assert len(rows) > 500
    firsts = [row["zh"].split(";")[0] for row in rows]
    assert len(set(firsts)) == len(firsts)
    for row in rows:
        forms = [*row["zh"].split(";"), *row["en"].split(";")]
        assert len(set(forms)) == len(forms), forms
        assert all(normalise(form) == form and len(form) > 1 for form in forms), forms
        assert all(re.search("[\u4e00-\u9fff]", form) or len(form) <= 3 for form in row["zh"].split(";")), row
        assert not re.search("[\u4e00-\u9fff]", row["en"])
    assert job_words().find(np.array([10, 10], np.uint32), is_latin(np.array([10, 10], np.uint32)))[0].tolist() == []


def test_a_token_everywhere_is_worth_next_to_nothing_and_an_unseen_one_as_one_seen_once():
    found = counts(occurrences(["工"] * 50 + ["工匠"], ()))
    weights = TermWeights.fit(found)
    everywhere, once, never = weights.of(np.array([ord("工"), ord("匠"), ord("猫")], np.uint64))
    assert everywhere < 0.02 < 3 < once == never
    assert np.isclose(np.square(unit_rows(found, weights)[-3:]).sum(), 1.0)


@pytest.mark.parametrize(("text", "lead"), [
    ("收银员 负责前台收银、清点货款、整理票据，早晚两班倒，月休四天。", "收银员"), ("Chief Executives. Determine and formulate policies.", "Chief Executives"),
    ("货车司机 叉车工", ""), ("货 车 司 机 负责运输建材到各工地并办理交接手续并按时返回", ""),
    ("急聘电焊工！待遇优厚包吃包住，有经验者优先，可随时面试上岗。", "急聘电焊工"), ("", ""),
])
def test_what_stands_first_is_the_title(text, lead):
    assert lead_and_rest(text)[0] == lead


def test_titles_and_descriptions_are_told_apart_by_their_length():
    assert kind_of(["货车司机", "叉车工"]) == kind_of([]) == "title"
    assert kind_of(["负责车间设备的日常点检、保养和维修，填写点检记录，配合班组长完成生产任务。" * 2]) == "text"

"""Finding: full text, filters, counts, orders, widening, and that what was just published or ended shows at once."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert

from core.clock import now, today
from core.db import db, transaction
from core.reference import EDUCATION_RANK, SHIFTS
from core.text import search_tokens
from jobs.models import Position
from jobs.search import ddl, finder, queries
from jobs.search.criteria import Criteria
from jobs.search.facets import EDUCATIONS, PAY_FLOORS
from jobs.services import refresh_derived

TOWNS = {"211382001": "东城街道", "211382002": "北街街道", "211382009": "城关街道"}


def found(wanted=None, **options):
    return finder.find(wanted or Criteria(), TOWNS, **options)


def titles(wanted=None, **options):
    return [row.title for row in found(wanted, **options).rows]


def change(position, employer, **values):
    with transaction() as session:
        row = session.get(Position, position.id)
        for name, value in values.items():
            setattr(row, name, value)
        refresh_derived(row, employer)


def test_words_must_all_be_there(make):
    employer = make.employer(name="凌源大河物流有限公司")
    make.position(employer, title="叉车司机", duties="装卸托盘", requirements="", skills=[])
    make.position(employer, title="货车司机", duties="送货", requirements="", skills=[])
    assert sorted(titles(Criteria(q="司机"))) == ["叉车司机", "货车司机"]
    assert titles(Criteria(q="叉车 司机")) == ["叉车司机"]
    assert titles(Criteria(q="装卸")) == ["叉车司机"]
    assert len(titles(Criteria(q="大河物流"))) == 2
    assert titles(Criteria(q="货車")) == ["货车司机"]
    assert titles(Criteria(q="医生")) == []


@pytest.mark.parametrize("word", ["c++", "c1", "4.2", "cet-4", "c#", "焊"])
def test_odd_words_are_found_whole(make, word):
    make.position(title="甲", requirements="会 C++ 和 C#，有 C1 驾照，CET-4，4.2 米货车，焊接", duties="焊接")
    make.position(title="乙", requirements="会 C，有 C2 驾照", duties="搬运")
    assert titles(Criteria(q=word)) == ["甲"]


@pytest.mark.parametrize("word", [
    "'", '"', "司机'", "* OR", "司机 NEAR", ":*", "&|!", "%", "\\", "司机\x00", "(", "a'); DROP TABLE positions;--", "AND", "NOT 司机"])
def test_nothing_typed_breaks_the_query(make, word):
    make.position(title="司机")
    assert found(Criteria(q=word)).total in (0, 1)


def test_hits_equal_brute_force_on_tokens(make):
    texts = ["叉车司机 装卸", "货车司机 C1", "电工 高压 证书", "电焊工 二保焊", "保安 队长", "普工 计件 两班"]
    for text in texts:
        make.position(title=text[:20], duties=text, requirements="", skills=[])
    rows = {row.id: set(row.search_text.split()) for row in db.session.execute(db.select(Position.id, Position.search_text))}
    for query in ("司机", "叉车", "电工", "电焊工", "焊工", "c1", "两班", "装卸 司机"):
        words = [w for w in search_tokens(query) if len(w) > 1]
        assert set(queries.hits(words).tolist()) == {key for key, tokens in rows.items() if set(words) <= tokens}


def test_filters(make):
    employer = make.employer()
    make.position(employer, title="甲", township_code="211382009", pay_min=3000, pay_max=4000, shift="two", has_lodging=True, education="不限")
    make.position(employer, title="乙", township_code="211382001", pay_min=5000, pay_max=6000, shift="day", veteran_first=True, education="高中",
                  licences=["C1"])
    make.position(employer, title="丙", township_code=None, pay_min=200, pay_max=200, pay_unit="day", relaxations=["年龄放宽到 50 岁"], education="本科",
                  requirements="C1 驾照", rest="two")
    assert titles(Criteria(town=("211382009",))) == ["甲"]
    assert sorted(titles(Criteria(town=("211382009", "211382001")))) == ["乙", "甲"]
    assert sorted(titles(Criteria(pay=5000))) == ["丙", "乙"]
    assert titles(Criteria(shift=("two",))) == ["甲"]
    assert titles(Criteria(rest=("two",))) == ["丙"]
    assert titles(Criteria(perk=("lodging",))) == ["甲"]
    assert titles(Criteria(vet=("first",))) == ["乙"]
    assert titles(Criteria(vet=("relaxed",))) == ["丙"]
    assert titles(Criteria(vet=("relaxed", "first"))) == []
    assert titles(Criteria(edu="不限")) == ["甲"]
    assert sorted(titles(Criteria(edu="高中"))) == ["乙", "甲"]
    assert sorted(titles(Criteria(licence=("C1",)))) == ["丙", "乙"], "a licence named only in the text counts"


def test_orders(make):
    employer = make.employer()
    for n, (pay, days) in enumerate([(4000, 3), (9000, 2), (6000, 1)]):
        make.position(employer, title=f"岗{n}", pay_min=pay, pay_max=pay, published_at=now() - timedelta(days=days))
    assert titles() == ["岗2", "岗1", "岗0"]
    assert titles(sort="pay") == ["岗1", "岗2", "岗0"]
    ids = [row.id for row in found().rows]
    assert [row.id for row in found(order=np.array([ids[1], 999, ids[0]])).rows] == [ids[1], ids[0]]


def test_pages(make):
    employer = make.employer()
    for n in range(45):
        make.position(employer, title=f"岗位{n}", published_at=now() - timedelta(minutes=n))
    pages = [found(number=n) for n in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [20, 20, 5]
    assert [row.title for page in pages for row in page.rows] == [f"岗位{n}" for n in range(45)]
    assert found(number=999).number == 3
    assert found(number=-4).number == 1


def test_what_is_published_or_ended_shows_at_once(make):
    employer = make.employer()
    position = make.position(employer, title="叉车司机")
    assert titles() == ["叉车司机"]
    draft = make.position(employer, title="电工", state="submitted", published_at=None, requirements="", duties="", skills=[])
    assert titles() == ["叉车司机"]
    change(draft, employer, state="live", published_at=now())
    assert titles() == ["电工", "叉车司机"]
    change(position, employer, state="closed")
    assert titles() == ["电工"]
    assert found(Criteria(q="叉车")).total == 0
    change(draft, employer, title="焊工")
    assert titles(Criteria(q="焊工")) == ["焊工"]
    assert titles(Criteria(q="电工")) == []
    change(draft, employer, township_code="211382001")
    assert titles(Criteria(town=("211382001",))) == ["焊工"]
    with transaction() as session:
        session.delete(session.get(Position, draft.id))
    assert titles() == []
    assert queries.hits(["焊工"]).size == 0


def test_without_the_stamp_old_columns_would_be_shown(make, monkeypatch):
    """The guard's counter-test: a stamp that never changes leaves the ended position in the list."""
    employer = make.employer()
    position = make.position(employer)
    monkeypatch.setattr(queries, "stamp", lambda: "always the same")
    assert found().total == 1
    change(position, employer, state="closed")
    assert found().total == 1
    monkeypatch.undo()
    assert found().total == 0


def test_a_change_rolled_back_is_not_shown(make):
    employer = make.employer()
    position = make.position(employer)
    assert found().total == 1

    def fail():
        with transaction() as session:
            session.get(Position, position.id).live_until = None
            session.flush()
            assert queries.hits(["叉车"]).size == 0
            raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        fail()
    assert found().total == 1
    assert queries.hits(["叉车"]).size == 1


def test_the_day_alone_ends_a_position(make, monkeypatch):
    make.position(valid_until=today())
    assert found().total == 1
    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr("jobs.search.queries.today", lambda: tomorrow)
    monkeypatch.setattr("jobs.queries.today", lambda: tomorrow)
    assert found().total == 0


def test_an_index_made_later_holds_what_is_there(make):
    make.position(title="叉车司机")
    make.position(title="电工", state="closed")
    with transaction() as session:
        ddl.drop_search(session.connection())
        ddl.drop_search(session.connection())
        ddl.create_search(session.connection())
    assert queries.hits(["叉车"]).size == 1
    make.position(title="叉车工")
    assert queries.hits(["叉车"]).size == 2


def test_columns_are_read_once_while_nothing_changes(make):
    make.position()
    found()
    assert queries.live_columns() is queries.live_columns()


def test_queries_do_not_grow_with_the_rows(make):
    employer = make.employer()

    def count(wanted):
        asked = []
        listener = lambda *args: asked.append(args[2])
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            found(wanted)
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(asked)
    make.position(employer)
    found()
    few = count(Criteria(q="司机"))
    for n in range(25):
        make.position(make.employer() if n < 5 else employer)
    found()
    assert count(Criteria(q="司机")) == few <= 3


def test_widening_says_what_each_filter_costs(make):
    employer = make.employer()
    for n in range(3):
        make.position(employer, title=f"司机{n}", shift="day", rest="one", township_code="211382009")
    make.position(employer, title="电工", rest="two", township_code="211382001")
    answer = found(Criteria(q="司机", rest=("two",), town=("211382009",)))
    assert answer.total == 0
    assert [(one.count, one.rest) for one in answer.widenings] == [(3, Criteria(q="司机", town=("211382009",)))]
    for one in answer.widenings:
        assert found(one.rest).total == one.count
    answer = found(Criteria(q="司机 电工"))
    assert {(one.label, one.count) for one in answer.widenings} == {("电工", 3), ("司机", 1)}
    assert found(Criteria(q="司机")).widenings == ()


def test_did_you_mean(make):
    make.position(title="叉车司机")
    make.position(title="电焊工")
    for typed in ("叉车司级", "查车司机", "chachesiji", "电汉工", "dianhangong"):
        answer = found(Criteria(q=typed))
        assert answer.total == 0
        assert answer.suggestions, typed
        for one in answer.suggestions:
            assert found(one.wanted).total > 0
    assert found(Criteria(q="航天飞机")).suggestions == ()


def test_similar(make):
    employer = make.employer()
    one = make.position(employer, title="叉车司机", skills=[])
    make.position(employer, title="叉车工", skills=[])
    make.position(employer, title="会计", duties="记账", requirements="", skills=[])
    gone = make.position(employer, title="叉车司机", state="closed")
    assert [row.title for row in finder.similar("叉车司机", [], one.id)] == ["叉车工"]
    assert one.id in [row.id for row in finder.similar("叉车司机", [], gone.id)]


def test_front_page_facts(make):
    assert finder.front(5).live == 0
    for n in range(7):
        make.position(title="焊工" if n else "叉车司机", published_at=now() - timedelta(hours=n))
    shown = finder.front(5)
    assert (shown.live, len(shown.rows), shown.rows[0].title) == (7, 5, "叉车司机")
    assert shown.common[0] == "焊工"


CHOICES = {
    "township_code": [None, *TOWNS], "monthly": [None, 2500, 3500, 4500, 6000, 9000], "education": ["", "不限", "初中", "高中", "中专", "大专", "本科"],
    "shift": ["", *SHIFTS], "is_relaxed": [False, True], "veteran_first": [False, True], "family_welcome": [False, True], "has_meals": [False, True],
    "has_lodging": [False, True], "has_insurance": [False, True],
}
ROW = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()})
WANTED = st.builds(
    Criteria, q=st.sampled_from(["", "司机", "电工"]), town=st.sampled_from([(), ("211382001",), ("211382001", "211382009")]),
    pay=st.sampled_from([None, 3000, 3500, 5000]), vet=st.sampled_from([(), ("first",), ("relaxed", "family")]), perk=st.sampled_from([(), ("meals",)]),
    shift=st.sampled_from([(), ("day",), ("two", "three")]), edu=st.sampled_from(["", "不限", "高中", "中专", "硕士"]))
COLUMN = {"relaxed": "is_relaxed", "first": "veteran_first", "family": "family_welcome", "meals": "has_meals", "lodging": "has_lodging",
          "insurance": "has_insurance"}


def passes(row, wanted):
    rank = EDUCATION_RANK.get(row["education"], 0)
    return all((
        not wanted.q or wanted.q in row["title"],
        not wanted.town or row["township_code"] in wanted.town,
        wanted.pay is None or (row["monthly"] or 0) >= wanted.pay,
        all(row[COLUMN[term]] for term in (*wanted.vet, *wanted.perk)),
        not wanted.shift or row["shift"] in wanted.shift,
        not wanted.edu or rank <= EDUCATION_RANK.get(wanted.edu, 0),
    ))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=25), wanted=WANTED)
def test_counts_equal_brute_force(make, rows, wanted):
    with transaction() as session:
        session.execute(Position.__table__.delete())
    employer = make.employer()
    made = []
    for n, row in enumerate(rows):
        made.append({**row, "title": "司机" if n % 2 else "电工"})
    with transaction() as session:
        if made:
            session.execute(insert(Position), [
                {**{k: v for k, v in row.items() if k != "monthly"}, "monthly_pay": row["monthly"], "employer_id": employer.id, "state": "live",
                 "search_text": row["title"], "live_until": today(), "published_at": now()} for row in made])
    answer = found(wanted)
    assert answer.total == sum(passes(row, wanted) for row in made)
    for facet in answer.facets:
        for option in facet.options:
            chosen = getattr(wanted, facet.name)
            value = tuple({*chosen, option.value}) if facet.name in ("vet", "perk") else (option.value,) if isinstance(chosen, tuple) else option.value
            value = int(value) if facet.name == "pay" else value
            probe = Criteria(**{**vars(wanted), facet.name: value})
            assert option.count == sum(passes(row, probe) for row in made), (facet.name, option.value)
    shown = {(facet.name, option.value) for facet in answer.facets for option in facet.options}
    assert {("pay", str(floor)) for floor in PAY_FLOORS if any(passes(r, Criteria(**{**vars(wanted), "pay": floor})) for r in made)} <= shown
    assert {("edu", one) for one in EDUCATIONS if any(passes(r, Criteria(**{**vars(wanted), "edu": one})) for r in made)} <= shown


def test_a_word_finds_its_synonyms_and_one_way_words_only_forwards(make):
    firm = make.employer(name="凌源某某厂")
    for title in ("仓库管理员", "库管", "装卸工", "叉车司机"):
        make.position(firm, title=title, duties="到岗即上班。", requirements="", skills=[])
    assert set(titles(Criteria(q="仓管员"))) == set(titles(Criteria(q="库管"))) == {"仓库管理员", "库管"}
    assert set(titles(Criteria(q="叉车工"))) == {"叉车司机", "仓库管理员", "库管", "装卸工"}
    assert set(titles(Criteria(q="装卸工"))) == {"装卸工"}
    assert set(titles(Criteria(q="到岗 库管员"))) == {"仓库管理员", "库管"}


def test_single_characters_of_a_synonym_do_not_find_what_begins_with_them(make):
    make.position(title="质检员", duties="库存抽查，管道目测。", requirements="", skills=[])
    assert titles(Criteria(q="库管")) == []


def test_stop_words_narrow_nothing(make):
    make.position(title="质检员")
    assert titles(Criteria(q="急招 质检员")) == ["质检员"]
    assert titles(Criteria(q="急招")) == [], "by itself it is looked for"

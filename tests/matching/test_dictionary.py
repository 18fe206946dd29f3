"""Synonyms and stop words in the ranking's analyser."""

import threading
from datetime import date

import numpy as np
import pytest

from core.audit import SYSTEM
from core.db import db, transaction
from core.lexicon import lexicon, lexicon_changed, using
from core.lexicon.entries import Entry, Kind
from core.lexicon.patterns import any_of
from core.lexicon.seed import seed_entries
from core.lexicon.services import plant_lexicon, save_entry
from core.lexicon.snapshot import build
from core.text import normalise_all
from jobs.matching import following, memory, store
from jobs.matching.concepts import concept_token, is_latin
from jobs.matching.dictionary import tables_in_force
from jobs.matching.features import fit
from jobs.matching.models import PERSON
from jobs.matching.services import people_for_position, people_now_and_then
from jobs.matching.subjects import Candidate, Posting
from jobs.matching.upkeep import keep_rows, refit
from tests.matching.pure import ranked_people, ranked_postings, scores_of
from veterans.models import Qualification

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


@pytest.fixture
def city(make):
    """A position and two people; the one with another word for it is on file later."""
    memory.forget()
    with transaction():
        plant_lexicon()
    position = make.position(title="夹抱机手", duties="白天上班。", requirements="", skills=[], education="不限")
    people = [make.person(wanted_occupations=["普通工作"], experience="白天上班"), make.person(wanted_occupations=["叉运师傅"], experience="干活")]
    with transaction() as session:
        session.add(Qualification(person_id=people[0].id, kind="certificate", name="叉运本"))
    make.person(wanted_occupations=["别的"], experience="")
    refit()
    found = position.id, people[0].id, people[1].id
    db.session.remove()
    yield found
    memory.forget()


def listed(app, position_id):
    with app.app_context():
        return {r.id: (place, r.eligible) for place, r in enumerate(people_for_position(position_id, app.config["INSTANCE"]).results)}


def edit(entry):
    with transaction():
        save_entry(entry, SYSTEM)
    db.session.remove()


def test_an_edit_is_in_the_next_ranking_and_the_stored_rows_follow(app, city):
    position, plain, other = city
    assert listed(app, position)[plain][0] < listed(app, position)[other][0]
    numbers = store.sequences_of(PERSON, None)
    db.session.remove()
    edit(Entry(Kind.SYNONYM, "夹抱机手", ("叉运师傅",)))
    after = store.sequences_of(PERSON, None)
    assert {one for one in after if after[one] != numbers[one]} == {other}, "who mentions a word, and nobody else"
    assert listed(app, position)[plain][0] > listed(app, position)[other][0]
    keep_rows()
    memory.forget()
    db.session.remove()
    assert listed(app, position)[plain][0] > listed(app, position)[other][0], "from the stored rows too"


def test_without_the_listener_the_old_rows_would_stay(app, city):
    position, plain, other = city
    listed(app, position)
    lexicon_changed.disconnect(following.follow_dictionary)
    try:
        edit(Entry(Kind.SYNONYM, "夹抱机手", ("叉运师傅",)))
    finally:
        following.follow()
    assert listed(app, position)[plain][0] < listed(app, position)[other][0]


def test_another_name_of_a_certificate_decides_at_once_who_is_eligible(app, make, city):
    _position, plain, _other = city
    position = make.position(title="夹抱", certificates=["夹抱证"], education="不限", requirements="", duties="").id
    assert not listed(app, position)[plain][1]
    edit(Entry(Kind.CERTIFICATE, "夹抱证", ("叉运本",)))
    assert listed(app, position)[plain][1]


def test_a_request_that_read_the_dictionary_before_an_edit_encodes_with_the_new_one(app, city):
    position, plain, other = city
    listed(app, position)
    with app.app_context():
        assert lexicon().version == 1
        db.session.commit()
        thread = threading.Thread(target=in_context, args=(app, Entry(Kind.SYNONYM, "夹抱机手", ("叉运师傅",))))
        thread.start()
        thread.join()
        people_for_position(position, app.config["INSTANCE"])
    assert listed(app, position)[plain][0] > listed(app, position)[other][0]


def in_context(app, entry):
    with app.app_context():
        edit(entry)


def test_a_release_of_many_words_concerns_everybody(app, city):
    numbers = store.sequences_of(PERSON, None)
    with transaction():
        following.follow_dictionary(None, kind=Kind.SKILL, words=frozenset(f"词{n}" for n in range(300)), version=2)
    assert all(after > numbers[one] for one, after in store.sequences_of(PERSON, None).items())


def test_trying_another_dictionary_leaves_the_one_in_force(app, city):
    position, plain, other = city
    folder = app.config["INSTANCE"]
    then = with_entries(Entry(Kind.SYNONYM, "夹抱机手", ("叉运师傅",)))
    (posting, now, later), = people_now_and_then([position], folder, then, [plain, other], 10)
    assert posting.id == position
    assert now[plain][0] < now[other][0]
    assert later[other][1] > now[other][1]
    db.session.remove()
    assert listed(app, position)[plain][0] < listed(app, position)[other][0]

"""An edit of the dictionary is in the ranking at once, in every process that keeps rows."""

import pytest

from core.audit import SYSTEM
from core.db import db, transaction
from core.lexicon.entries import Entry, Kind
from core.lexicon.services import plant_lexicon, save_entry
from jobs.matching import memory, store
from jobs.matching.models import PERSON, POSITION
from jobs.matching.services import people_for_position, refresh_rows
from jobs.matching.upkeep import refit
from veterans.models import PersonSkill


@pytest.fixture
def folder(app):
    memory.forget()
    yield app.config["INSTANCE"]
    memory.forget()


@pytest.fixture
def pair(make, folder):
    with transaction():
        plant_lexicon()
    position = make.position(title="叉运员", duties="库区装卸", requirements="", skills=["数铣"]).id
    person = make.person(wanted_occupations=["夹抱师"], experience="", skills=[PersonSkill(name="铣床数控")]).id
    other = make.person(wanted_occupations=["面点师"], experience="").id
    make.position(title="面点师", duties="", requirements="", skills=[])
    refit()
    db.session.remove()
    return position, person, other


def blocks(position, person, folder):
    return next(r.blocks for r in people_for_position(position, folder).results if r.id == person)


@pytest.mark.parametrize(("entry", "block"), [(Entry(Kind.SYNONYM, "叉运员", ("夹抱师",)), "text"), (Entry(Kind.SKILL, "数铣", ("铣床数控",)), "skills")])
def test_an_edit_changes_the_next_ranking(pair, folder, entry, block):
    position, person, other = pair
    assert blocks(position, person, folder)[block] == 0
    others = blocks(position, other, folder)
    db.session.remove()
    with transaction():
        save_entry(entry, SYSTEM)
    assert {one for side in refresh_rows() for one in side.rows.ids.tolist()} == {position, person}
    assert blocks(position, person, folder)[block] > 0
    assert blocks(position, other, folder) == others
    memory.forget()
    assert blocks(position, person, folder)[block] > 0


def test_an_edit_of_very_many_words_encodes_everybody_anew(pair, folder):
    from core.lexicon import lexicon_changed
    db.session.remove()
    with transaction():
        lexicon_changed.send(kind=Kind.SYNONYM, words=frozenset(map(str, range(500))), version=1)
    model = store.fitted().id
    assert (len(store.stale_ids(PERSON, model)), len(store.stale_ids(POSITION, model))) == (2, 2)


def test_an_edit_of_a_word_that_only_the_specialty_gives_reaches_who_has_the_specialty(make, folder):
    with transaction():
        plant_lexicon()
    driver = make.person(experience="", wanted_occupations=[], service={"specialties": [{"code": "M01", "name": "汽车驾驶", "years": 5}]}).id
    make.person(experience="", wanted_occupations=["面点师"])
    make.position(title="货车司机", duties="", requirements="", skills=[])
    refit()
    db.session.remove()
    with transaction():
        save_entry(Entry(Kind.SYNONYM, "道路货运汽车驾驶员", ("跑车老把式",)), SYSTEM)
    assert driver in {one for side in refresh_rows() if side.side == PERSON for one in side.rows.ids.tolist()}

"""Encoded rows: numbered with the change that made them old, the same however they reach memory."""

import threading
from time import process_time

import numpy as np
import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import selectinload

from core.audit import SYSTEM
from core.db import db, transaction
from jobs.matching import ddl, memory, store
from jobs.matching.models import PERSON, POSITION, RankingRow
from jobs.matching.queries import candidate
from jobs.matching.services import people_for_position, positions_for_person, refresh_rows, store_rows, write_snapshots
from jobs.matching.upkeep import keep_rows, refit
from jobs.models import Position
from tests.matching.edits import Editor
from veterans.models import Person, PersonSkill, Qualification, ServiceRecord
from veterans.services.suggestions import choose, suggestions
from wsgi import create_app


@pytest.fixture
def folder(app):
    memory.forget()
    yield app.config["INSTANCE"]
    memory.forget()


def numbers(side=PERSON):
    return store.sequences_of(side, None)


@pytest.fixture
def city(make, folder):
    editor = Editor(make, 7)
    for _ in range(25):
        editor.add_person()
    for _ in range(12):
        editor.add_position()
    refit()
    db.session.remove()
    return editor


@pytest.mark.parametrize("write", [
    lambda s, one: setattr(s.get(Person, one), "major", "电气"),
    lambda s, one: s.execute(update(Person).where(Person.id == one).values(education="本科")),
    lambda s, one: s.execute(text("UPDATE persons SET experience = '电工' WHERE id = :id"), {"id": one}),
    lambda s, one: s.add(PersonSkill(person_id=one, name="电工")),
    lambda s, one: s.execute(update(PersonSkill).where(PersonSkill.person_id == one).values(level=1)),
    lambda s, one: s.execute(delete(Qualification).where(Qualification.person_id == one)),
    lambda s, one: s.execute(update(ServiceRecord).where(ServiceRecord.person_id == one).values(duty="炊事")),
    lambda s, one: s.execute(delete(Person).where(Person.id == one)),
], ids=["session", "bulk", "sql", "skill", "bulk skill", "paper gone", "service", "gone"])
def test_every_way_of_writing_takes_a_higher_number(make, write):
    other = make.person().id
    person = make.person(skills=[PersonSkill(name="叉车")], qualifications=[Qualification(kind="licence", name="B2")], service={"duty": "驾驶"}).id
    before = numbers()
    db.session.remove()
    with transaction() as session:
        write(session, person)
    after = numbers()
    assert after[person] > max(before.values())
    assert after[other] == before[other]


def test_an_occupation_that_is_dropped_counts_no_more_and_is_a_change(make, city):
    person = make.person(service={"specialties": [{"code": "M20", "name": "焊接/钣金", "years": 3}]})
    code = "6-18-02-04"
    assert code in candidate(person.id).occupations
    who, before = person.id, numbers()[person.id]
    with transaction() as session:
        whole = select(Person).options(selectinload(Person.service), selectinload(Person.skills), selectinload(Person.qualifications))
        own = session.execute(whole.where(Person.id == who).execution_options(populate_existing=True)).scalar_one()
        choose(SYSTEM, own, [], [s.key for s in suggestions(own) if s.value == code])
    db.session.remove()
    assert code not in candidate(who).occupations
    assert numbers()[who] > before


def test_a_rolled_back_change_takes_none(make):
    person = make.person()
    before, one = numbers(), person.id
    db.session.remove()
    with pytest.raises(RuntimeError), transaction() as session:
        session.execute(update(Person).values(major="电气"))
        raise RuntimeError
    assert numbers() == before
    assert one in before


def everything(folder):
    """Both sides by id: columns, values, and who is listed."""
    model = store.fitted()
    people, positions = memory.people(model, folder), memory.positions(model, folder)
    out = {}
    for name, side in ((PERSON, people), (POSITION, positions)):
        for one in sorted(int(i) for i in side.shelf.ids[side.stands]):
            slot = side.shelf.slot(one)
            columns, values = side.shelf.row(slot).row(0)
            out[name, one] = (columns.tolist(), values.tolist(), side.facts[slot])
    return out


def rankings(folder):
    model = store.fitted()
    people, offered = (sorted(side.shelf.ids[side.stands].tolist())[:10] for side in (memory.people(model, folder), memory.positions(model, folder)))
    return [people_for_position(one, folder) for one in offered] + [positions_for_person(one, folder, live_only=False) for one in people]


def edited(city, folder, edits):
    """What memory holds after so many edits applied one by one."""
    for number in range(edits):
        city.change()
        if number % 3 == 0:
            memory.people(store.fitted(), folder)
            memory.positions(store.fitted(), folder)
            db.session.remove()
    return everything(folder), rankings(folder)


@pytest.mark.parametrize("edits", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_after_random_edits_memory_equals_a_rebuild(city, folder, edits):
    found, listed = edited(city, folder, edits)
    memory.forget()
    assert everything(folder) == found, "from the snapshot and what was changed since"
    assert rankings(folder) == listed
    keep_rows()
    assert not refresh_rows()
    for place in (folder / "ranking").iterdir():
        (place / "about.json").unlink()
    memory.forget()
    assert everything(folder) == found, "from the stored rows"
    with transaction() as session:
        session.execute(delete(RankingRow))
    memory.forget()
    assert everything(folder) == found, "from the texts"
    assert rankings(folder) == listed


def test_a_shelf_with_many_additions_is_put_in_order(city, folder, monkeypatch):
    monkeypatch.setattr("jobs.matching.shelf.MOST_ADDED", 5)
    found, _listed = edited(city, folder, 40)
    assert len(memory.people(store.fitted(), folder).shelf.added.ids) <= 40
    memory.forget()
    assert everything(folder) == found


def test_an_edit_is_ranked_at_once(make, city, folder):
    where = city.add_position().id
    one = city.add_person(education="本科").id
    before = next(r for r in people_for_position(where, folder, top=1000).results if r.id == one)
    skills = list(db.session.execute(select(Position.skills).where(Position.id == where)).scalar_one())
    db.session.remove()
    with transaction() as session:
        session.execute(delete(PersonSkill).where(PersonSkill.person_id == one))
        session.add_all([PersonSkill(person_id=one, name=name, evidence="certified") for name in skills])
    after = next(r for r in people_for_position(where, folder, top=1000).results if r.id == one)
    assert after.blocks["skills"] == 30.0
    assert after.score > before.score
    with transaction() as session:
        session.execute(delete(Person).where(Person.id == one))
    assert one not in {r.id for r in people_for_position(where, folder, top=1000).results}


def test_another_process_ranks_on_the_edit(make, city, folder, app):
    """A second application has an engine and a memory of its own, as another process has."""
    where = city.add_position().id
    one = city.add_person(education="本科", skills=[]).id
    url = db.engine.url.render_as_string(hide_password=False)
    other = create_app({"MODE": "testing", "INSTANCE": str(folder), "DATABASE_URL": url})

    def seen():
        with other.app_context():
            found = next(r for r in people_for_position(where, folder, top=1000).results if r.id == one)
            db.session.remove()
            return found.blocks["skills"] or 0
    before = seen()
    skills = list(db.session.execute(select(Position.skills).where(Position.id == where)).scalar_one())
    db.session.remove()
    with transaction() as session:
        session.add_all([PersonSkill(person_id=one, name=name, evidence="certified") for name in skills])
    begin = process_time()
    assert seen() == 30.0 > before
    assert process_time() - begin < 2
    with other.app_context():
        memory.forget()
        db.engine.dispose()


def test_only_the_named_are_ranked(city, folder):
    model = store.fitted()
    some = memory.people(model, folder).shelf.ids[:5].tolist()
    where = int(memory.positions(model, folder).shelf.ids[0])
    assert {r.id for r in people_for_position(where, folder, only=some).results} <= set(some)
    offered = memory.positions(model, folder).shelf.ids[:4].tolist()
    assert {r.id for r in positions_for_person(some[0], folder, live_only=False, only=offered).results} <= set(offered)


def test_an_emptied_or_restored_database_is_noticed(city, make, folder):
    model = store.fitted()
    assert len(memory.people(model, folder).shelf.ids) == 25
    with transaction() as session:
        session.execute(delete(Person))
        session.execute(text("DELETE FROM ranking_changes WHERE side = 'person'"))
    make.person()
    people = memory.people(model, folder)
    assert people.stands.sum() == 1


def test_rows_of_another_model_do_not_hold(city, folder):
    first = everything(folder)
    for _ in range(8):
        city.add_person()
    before = store.fitted().name
    refit()
    assert store.fitted().name != before
    assert len(everything(folder)) == len(first) + 8
    assert not refresh_rows()


def test_a_change_while_rows_are_encoded_leaves_them_stale(city, folder):
    one = next(iter(numbers()))
    with transaction() as session:
        session.execute(update(Person).where(Person.id == one).values(experience="电工"))
    found = refresh_rows()
    with transaction() as session:
        session.execute(update(Person).where(Person.id == one).values(experience="烹饪"))
    with transaction():
        assert store_rows(found) == 1
    assert store.stale_ids(PERSON, store.fitted().id) == [one]


def test_rows_encoded_under_a_model_that_was_replaced_meanwhile_are_not_stored_under_the_new_one(city, folder):
    one = next(iter(numbers()))
    with transaction() as session:
        session.execute(update(Person).where(Person.id == one).values(experience="电工"))
    found = refresh_rows()
    for _ in range(8):
        city.add_person()
    refit()
    with transaction():
        assert store_rows(found) == 0
    held = everything(folder)
    memory.forget()
    refit()
    assert everything(folder) == held


@pytest.mark.parametrize("harm", [
    lambda place: (place / "values.npy").write_bytes((place / "values.npy").read_bytes()[:-4]),
    lambda place: (place / "columns.npy").unlink(),
    lambda place: (place / "about.json").write_text("{"),
], ids=["short", "a file gone", "half written"])
def test_a_broken_snapshot_is_passed_over(city, folder, harm):
    found = everything(folder)
    write_snapshots(folder)
    for place in (folder / "ranking").iterdir():
        harm(place)
    memory.forget()
    assert everything(folder) == found


def test_the_migrations_leave_every_trigger(app):
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            names = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ranking_%'")).scalars())
            wanted = {f"ranking_{table}_{deed}" for table, _side, _column in ddl.noted(connection) for deed in ("insert", "update", "delete")}
        else:
            names = set(connection.execute(text("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'ranking_%'")).scalars())
            wanted = {f"ranking_{table}_changed" for table, _side, _column in ddl.noted(connection)}
    assert names == wanted
    assert len(wanted) >= 5


WITHOUT_LOCK = ddl.POSTGRESQL_NOTE.replace(f"SELECT pg_advisory_xact_lock({ddl.LOCK});", "")


def late_commit(make, folder, engine):
    """One writer takes its number and commits after another, who began later; a reader looks in between. What the reader ends up with."""
    first, second = make.person().id, make.person().id
    refit()
    memory.people(store.fitted(), folder)
    db.session.remove()
    held, go = threading.Event(), threading.Event()

    def slow():
        with engine.connect() as connection, connection.begin():
            connection.execute(update(Person).where(Person.id == first).values(experience="电工"))
            connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))  # the number is taken, the commit comes later
            held.set()
            go.wait(5)

    def quick():
        with engine.connect() as connection, connection.begin():
            connection.execute(update(Person).where(Person.id == second).values(experience="烹饪"))

    one = threading.Thread(target=slow)
    one.start()
    held.wait(5)
    other = threading.Thread(target=quick)
    other.start()
    other.join(0.5)
    memory.people(store.fitted(), folder)
    db.session.remove()
    go.set()
    one.join()
    other.join()
    side = memory.people(store.fitted(), folder)
    return [side.shelf.row(side.shelf.slot(one)).row(0)[0].tolist() == memory.encoded(PERSON, store.fitted(), [one]).row(0)[0].tolist()
            for one in (first, second)]


def test_a_late_commit_is_not_lost(make, folder):
    if db.engine.dialect.name == "sqlite":
        return  # one writer at a time: numbers and commits have one order
    assert late_commit(make, folder, db.engine) == [True, True]
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text(WITHOUT_LOCK))
    try:
        assert late_commit(make, folder, db.engine) == [False, True], "without the lock the reader passes over the late commit"
    finally:
        db.session.remove()
        with db.engine.begin() as connection:
            ddl.create_notes(connection)


def test_blocks_and_data_come_back_as_they_were(city, folder):
    model = store.fitted()
    rows = store.stored_rows(PERSON, model.id)
    again = memory.encoded(PERSON, model, rows.ids.tolist())
    for name in ("ids", "starts", "columns", "values", "has"):
        assert np.array_equal(getattr(rows, name), getattr(again, name)), name

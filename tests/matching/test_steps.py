"""What a person should gain next, and what the scheduler does after a change."""

import pytest
from sqlalchemy import delete, select, update

from core.db import db, transaction
from jobs.matching import memory, store
from jobs.matching.models import PERSON
from jobs.matching.rules import conditions
from jobs.matching.services import refresh_rows
from jobs.matching.services.steps import next_steps
from jobs.matching.subjects import Paper
from jobs.matching.tasks import follow_changes, run_city
from jobs.matching.upkeep import refit
from veterans.models import Person, ProfileProgress, Qualification


@pytest.fixture
def folder(app):
    memory.forget()
    yield app.config["INSTANCE"]
    memory.forget()


def licence(name, **values):
    return Qualification(kind="licence", name=name, **values)


@pytest.fixture
def city(make, folder):
    employer = make.employer()
    for asked in (["B2"], ["B2"], ["C1"], ["B2", "A2"]):
        make.position(employer, licences=asked, certificates=[], requirements="", duties="")
    make.position(employer, licences=["C1"], education="本科", requirements="", duties="")
    for _ in range(2):
        make.position(employer, certificates=["低压电工证"], requirements="", duties="")
    people = {"driver": make.person(education="初中", qualifications=[licence("C1"), Qualification(kind="certificate", name="叉车证")]).id,
              "free": make.person(qualifications=[licence("A1"), licence("A2")]).id, "blank": make.person().id,
              "private": make.person(personalised=False, qualifications=[licence("C1")]).id}
    refit()
    db.session.remove()
    return people


def by_person(folder):
    return {step.person_id: (step.item, step.unlocks) for step in next_steps(folder)}


def test_the_paper_that_opens_most_is_named_with_how_many(city, folder):
    found = by_person(folder)
    assert found[city["driver"]] == ("licence:B2", 3)
    assert found[city["blank"]] == ("", None), "what is not on file shuts nobody out"
    assert city["private"] not in found


def test_it_opens_as_many_as_brute_force_says(city, folder):
    model = store.fitted()
    people, positions = memory.people(model, folder), memory.positions(model, folder)
    postings = [fact.posting for fact in positions.facts]
    for one, (item, unlocks) in by_person(folder).items():
        person = people.facts[people.shelf.slot(one)].person
        shut = [p for p in postings if [c.met for c in conditions(p, person, people.day)].count(False) == 1]
        judged = [list(zip(p.conditions, conditions(p, person, people.day), strict=True)) for p in shut]
        counts = {name: sum(any(a.name == "licence" and name in a.value and c.met is False for a, c in pairs) for pairs in judged)
                  for name in ("A2", "B2", "C1")}
        if item.startswith("licence"):
            assert unlocks == max(counts.values()) == counts[item.partition(":")[2]]
            gained = person.__class__(**{**vars(person), "papers": (*person.papers, Paper("licence", item.partition(":")[2]))})
            assert sum(all(c.met is not False for c in conditions(p, gained, people.day)) for p in shut) >= unlocks


def noted(person_id):
    db.session.remove()
    return db.session.execute(select(ProfileProgress.next_item, ProfileProgress.next_unlocks).where(ProfileProgress.person_id == person_id)).one_or_none()


def test_the_night_notes_it_and_a_change_notes_it_anew(city, folder):
    run_city()
    assert noted(city["driver"]) == ("licence:B2", 3)
    follow_changes()
    with transaction() as session:
        session.add(licence("B2", person_id=city["driver"]))
    follow_changes()
    assert noted(city["driver"]) == ("certificate:低压电工证", 2)
    assert not refresh_rows()
    with transaction() as session:
        session.execute(update(ProfileProgress).values(next_item="", next_unlocks=None))
    follow_changes()
    assert noted(city["driver"]) == ("", None), "nothing was changed since"


def test_a_removed_person_and_an_emptied_database_do_no_harm(city, folder):
    follow_changes()
    with transaction() as session:
        session.execute(delete(Person).where(Person.id == city["driver"]))
    follow_changes()
    assert store.stale_ids(PERSON, store.fitted().id) == []

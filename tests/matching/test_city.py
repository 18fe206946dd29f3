"""The run over the whole city against single rankings, one by one."""

import csv
import json

import numpy as np
import pytest
from sqlalchemy import func, select

from core.db import db
from jobs.matching import crossing, memory, runs, store
from jobs.matching.kernel import plain
from jobs.matching.models import PERSON, POSITION, CityList, CityRun
from jobs.matching.services import people_for_position, positions_for_person
from jobs.matching.services.city import match_city
from jobs.matching.similarity import UNIT
from jobs.matching.tasks import run_city
from jobs.matching.upkeep import refit
from tests.matching.edits import Editor
from veterans.models import Person


@pytest.fixture
def folder(app):
    memory.forget()
    yield app.config["INSTANCE"]
    memory.forget()


@pytest.fixture
def city(make, folder):
    editor = Editor(make, 11)
    for number in range(60):
        editor.add_person(education=["初中", "高中", "大专", ""][number % 4], seeking="yes" if number % 3 else "unknown", personalised=number != 7)
    for _ in range(30):
        editor.add_position()
    for _ in range(20):
        editor.change()
    refit()
    db.session.remove()
    return editor


def listed(lists):
    return {int(one): [(int(i), int(u)) for i, u in zip(ids, units, strict=True) if i >= 0]
            for one, ids, units in zip(lists.subjects, lists.ids, lists.units, strict=True)}


def expected(results, allowed, top):
    """A single ranking as the city's list has it: eligible pairs with a score."""
    return [(r.id, round(r.score * UNIT)) for r in results if r.eligible and r.score and r.id in allowed][:top]


@pytest.mark.parametrize("scope", ["live", "all"])
def test_each_list_is_that_of_a_single_ranking(city, folder, scope):
    found = match_city(folder, scope=scope, top_positions=5, top_candidates=8)
    people = set(found.people.subjects.tolist())
    offered = set(found.positions.subjects.tolist())
    wanted = select(Person.id) if scope == "all" else select(Person.id).where(Person.seeking == "yes")
    assert people == set(db.session.execute(wanted).scalars())
    rankable = {r.id for one in offered for r in people_for_position(one, folder, top=1000).results}
    for one, best in listed(found.positions).items():
        assert [pair for pair in best if pair[0] in rankable] == expected(people_for_position(one, folder, top=1000).results, people, 8)
    for one, best in listed(found.people).items():
        single = positions_for_person(one, folder, top=1000, live_only=scope == "live").results
        assert [pair for pair in best if pair[0] in offered] == expected(single, offered, 5)
    assert sum(map(len, listed(found.people).values())) > 40


def test_the_plain_engine_gives_the_same(city, folder, monkeypatch):
    fast = match_city(folder, scope="all", top_positions=6, top_candidates=9)
    monkeypatch.setattr("jobs.matching.topk.engine", plain)
    told = []
    slow = match_city(folder, scope="all", top_positions=6, top_candidates=9, progress=lambda done, total: told.append((done, total)))
    for name in ("positions", "people"):
        assert listed(getattr(fast, name)) == listed(getattr(slow, name))
    assert told[-1][0] == told[-1][1]


def test_masks_let_through_who_meets_or_may_meet_every_condition(city, folder):
    model = store.fitted()
    positions, people = memory.positions(model, folder), memory.people(model, folder)
    found = crossing.pairing(positions, positions.stands, people, people.stands, model.space)
    for row, one in enumerate(found.position_ids.tolist()):
        posting = positions.facts[positions.shelf.slot(one)].posting
        misses = people.misses(posting)
        for column, other in enumerate(found.person_ids.tolist()):
            passes = not (found.asked[row] & ~found.cleared[column]).any()
            assert passes == (misses[people.shelf.slot(other)] == 0)


def test_a_run_is_kept_as_one_row_a_subject_and_replaces_the_last(city, folder, app):
    run_city()
    first = runs.last_run("live")
    assert (first.people, first.positions) == tuple(len(side.subjects) for side in (match_city(folder).people, match_city(folder).positions))
    numbers = first.id
    run_city()
    assert db.session.execute(select(func.count()).select_from(CityRun)).scalar_one() == 1
    run = runs.last_run("live")
    assert run.id > numbers
    assert set(db.session.execute(select(CityList.run_id)).scalars()) == {run.id}
    found = match_city(folder)
    for side, lists in ((POSITION, found.positions), (PERSON, found.people)):
        kept = runs.lists_of(run, side, lists.subjects.tolist())
        assert kept == {one: best for one, best in listed(lists).items() if best}
    mutual = {(p, v) for p, best in listed(found.positions).items() for v, _units in best} & {
        (p, v) for v, best in listed(found.people).items() for p, _units in best}
    assert run.mutual == len(mutual) > 0
    shown = {v for best in listed(found.positions).values() for v, _units in best}
    assert set(runs.ids_in(run.unshown).tolist()) == set(found.people.subjects.tolist()) - shown
    reached = {p for best in listed(found.people).values() for p, _units in best}
    assert set(runs.ids_in(run.unreached).tolist()) == set(found.positions.subjects.tolist()) - reached


def test_a_run_that_is_broken_off_leaves_the_last_one(city, folder, app, monkeypatch):
    run_city()
    before = runs.last_run("live").id
    packed = runs.packed

    def broken(lists):
        packed(lists)
        raise KeyboardInterrupt
    monkeypatch.setattr("jobs.matching.runs.packed", broken)
    with pytest.raises(KeyboardInterrupt):
        run_city()
    db.session.remove()
    assert runs.last_run("live").id == before
    assert db.session.execute(select(func.count()).select_from(CityRun)).scalar_one() == 1


def test_the_command_writes_both_files(city, app, folder, tmp_path):
    result = app.test_cli_runner().invoke(args=["match", "city", "--scope", "all", "--top-positions", "3", "--top-candidates", "4", "--json",
                                                "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    found = match_city(folder, scope="all", top_positions=3, top_candidates=4)
    assert (told["people"], told["positions"]) == (len(found.people.subjects), len(found.positions.subjects))
    for name, lists, heading in (("positions", found.positions, ["position_id", "rank", "veteran_id", "score"]),
                                 ("veterans", found.people, ["veteran_id", "rank", "position_id", "score"])):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert head == heading
        wanted = [[str(one), str(rank), str(other), f"{units / UNIT:.4f}"]
                  for one, best in listed(lists).items() for rank, (other, units) in enumerate(best, 1)]
        assert rows == wanted


def test_lists_agree_with_sparse_dot_topn(city, folder):
    sparse_dot_topn = pytest.importorskip("sparse_dot_topn")
    model = store.fitted()
    positions, people = memory.positions(model, folder), memory.people(model, folder)
    found = crossing.pairing(positions, positions.stands, people, people.stands, model.space)
    open_to_all = crossing.Pairing(**{**vars(found), "asked": np.zeros_like(found.asked)})
    ours, _people = crossing.cross(open_to_all, top_positions=5, top_candidates=8)
    theirs = sparse_dot_topn.sp_matmul_topn(found.positions, found.people.T.tocsr(), top_n=8, sort=True)
    for row, best in enumerate(listed(ours).values()):
        scores = sorted(theirs.data[theirs.indptr[row]:theirs.indptr[row + 1]], reverse=True)
        assert np.allclose([units / UNIT for _one, units in best], scores[:len(best)], atol=5e-4)

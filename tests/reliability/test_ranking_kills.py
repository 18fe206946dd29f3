"""The ranking's store killed at any point: what was committed is ranked, and rows, snapshot and lists are whole."""

import random
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from sqlalchemy import func, select

from core.config import ROOT
from core.db import db
from jobs.matching import memory, runs, store
from jobs.matching.models import PERSON, POSITION, CityList, CityRun
from veterans.models import Person
from wsgi import create_app

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """An instance of its own with forty people, fifteen positions and a model."""
    folder = tmp_path_factory.mktemp("ranking") / "pristine"
    plant = ("from wsgi import create_app; from core.db import db, transaction; from accounts.services import plant_stations\n"
             "from tests.factories import Factory; from tests.matching.edits import Editor; from jobs.matching.upkeep import refit\n"
             f"app = create_app({{'MODE': 'testing', 'INSTANCE': {str(folder)!r}, 'DATABASE_URL': ''}})\n"
             "with app.app_context():\n    db.create_all()\n    with transaction():\n        plant_stations()\n"
             "    editor = Editor(Factory(app), 1)\n    for _ in range(40):\n        editor.add_person()\n"
             "    for _ in range(15):\n        editor.add_position()\n    refit()\n    db.engine.dispose()\n")
    subprocess.run([sys.executable, "-c", plant], cwd=ROOT, check=True)
    return folder


def killed(instance, seed, after):
    """Run the victim for a while, kill it, and give back what it said it had committed last for each id."""
    command = [sys.executable, "-m", "tests.reliability.ranking_victim", str(instance), str(seed)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "start\n"
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    said = {}
    for line in process.stdout.read().split("\n")[:-1]:
        one, _, text = line.partition(" ")
        said[int(one)] = text
    process.wait()
    return said


@pytest.mark.parametrize("kills", [3, pytest.param(40, marks=pytest.mark.long)])
def test_a_kill_loses_nothing_and_leaves_nothing_half(pristine, tmp_path, kills):
    instance, rng = tmp_path / "instance", random.Random(kills)
    shutil.copytree(pristine, instance)
    edits = 0
    for number in range(kills):
        said = killed(instance, number, rng.uniform(0.3, 2.0))
        edits += len(said)
        app = create_app({"MODE": "testing", "INSTANCE": str(instance), "DATABASE_URL": ""})
        with app.app_context():
            texts = dict(db.session.execute(select(Person.id, Person.experience)).all())
            last = next(reversed(said), None)
            assert all(texts[one] == text for one, text in said.items() if one != last)
            _check(instance)
            db.session.remove()
            db.engine.dispose()
    assert edits > kills


def _check(instance):
    model = store.fitted()
    for side, known in ((PERSON, memory.people(model, instance)), (POSITION, memory.positions(model, instance))):
        ids = sorted(known.shelf.ids[known.stands].tolist())
        fresh = memory.encoded(side, model, ids)
        whole = known.shelf.whole()
        for name in ("ids", "starts", "columns", "values", "has"):
            assert np.array_equal(getattr(whole, name), getattr(fresh, name)), (side, name)
        stored = store.stored_rows(side, model.id)
        stale = set(store.stale_ids(side, model.id))
        assert set(stored.ids.tolist()) | stale >= set(ids)
    assert db.session.execute(select(func.count()).select_from(CityRun)).scalar_one() <= 1
    run = runs.last_run("all")
    if run is not None:
        assert set(db.session.execute(select(CityList.run_id)).scalars()) <= {run.id}

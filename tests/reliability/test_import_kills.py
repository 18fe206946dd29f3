"""An import killed at any point leaves all of the file or nothing of it, and the same file can be brought in again."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from core.config import ROOT
from tests.veterans.importing.rosters import person, roster

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(3600)]
PEOPLE = 400


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A fresh instance with stations, a roster of 400, and how long the whole import takes."""
    folder = tmp_path_factory.mktemp("kills")
    pristine, file = folder / "pristine", roster(folder / "r.xlsx", [person(n) for n in range(1, PEOPLE + 1)])
    plant = ("from wsgi import create_app; from core.db import db, transaction; from accounts.services import plant_stations\n"
             f"app = create_app({{'MODE': 'testing', 'INSTANCE': {str(pristine)!r}, 'DATABASE_URL': ''}})\n"
             "with app.app_context():\n    db.create_all()\n    with transaction():\n        plant_stations()\n    db.engine.dispose()\n")
    subprocess.run([sys.executable, "-c", plant], cwd=ROOT, check=True)
    return folder, pristine, file


class Trial:
    """One copy of the instance, and the process that works on it."""

    def __init__(self, ground, name):
        folder, pristine, self.file = ground
        self.instance = folder / name
        shutil.copytree(pristine, self.instance)

    def start(self, mode="whole"):
        command = [sys.executable, "-m", "tests.reliability.import_victim", str(self.instance), str(self.file), mode]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "start\n"
        return process

    def seen(self):
        """People on file, states of batches, people with a service record, audit entries about people, integrity."""
        connection = sqlite3.connect(self.instance / "rongqiao.sqlite3")
        one = lambda query: connection.execute(query).fetchone()[0]
        states = [row[0] for row in connection.execute("SELECT state FROM import_batches ORDER BY id")]
        found = (one("SELECT count(*) FROM persons"), one("SELECT count(*) FROM service_records"),
                 one("SELECT count(*) FROM audit_entries WHERE action = 'person_added'"), states, one("PRAGMA integrity_check"))
        connection.close()
        return found


def halves(seen):
    """What is half about it; empty when nothing is."""
    people, services, audited, states, integrity = seen
    wanted = (PEOPLE, PEOPLE, PEOPLE) if "confirmed" in states else (0, 0, 0)
    return [] if (people, services, audited) == wanted and integrity == "ok" else [seen]


@pytest.fixture(scope="module")
def duration(ground):
    """How long the steps take, in seconds, once the process has started."""
    trial = Trial(ground, "measured")
    process = trial.start()
    started = time.monotonic()
    assert process.stdout.readline() == "done\n"
    took = time.monotonic() - started
    process.wait()
    assert halves(trial.seen()) == []
    assert trial.seen()[0] == PEOPLE
    return took


def kill_at_random(ground, duration, times, seed):
    """Kill `times` imports at random points; after each the same file is brought in whole. Returns how many had written everything."""
    rng, finished = random.Random(seed), 0
    for number in range(times):
        trial = Trial(ground, f"{seed}-{number}")
        process = trial.start()
        time.sleep(rng.uniform(0, duration * 1.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert halves(trial.seen()) == []
        finished += trial.seen()[0] == PEOPLE
        again = trial.start()
        assert again.wait(300) == 0
        assert halves(trial.seen()) == []
        assert trial.seen()[0] == PEOPLE
        shutil.rmtree(trial.instance)
    return finished


def test_five_kills_leave_no_half_import(ground, duration):
    kill_at_random(ground, duration, 5, 1)


@pytest.mark.long
def test_fifty_kills_leave_no_half_import(ground, duration):
    assert 0 <= kill_at_random(ground, duration, 50, 2) < 50


def test_a_kill_right_before_the_commit_leaves_nothing(ground):
    trial = Trial(ground, "halfway")
    assert trial.start("halfway").wait(300) == -signal.SIGKILL
    assert trial.seen()[0] == 0
    assert halves(trial.seen()) == []


def test_without_one_transaction_the_check_goes_red(ground):
    trial = Trial(ground, "chunked")
    assert trial.start("chunked").wait(300) == -signal.SIGKILL
    assert trial.seen()[0] == PEOPLE // 2
    assert halves(trial.seen()) != []

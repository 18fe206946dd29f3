"""Commands end with a sentence and status 1 when they cannot do their work; with --json, with one document."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli import refusal_code
from core.errors import NotFound
from core.importing import services
from tests.veterans.importing.rosters import person, roster

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def flask(tmp_path):
    def run(*arguments, **environment):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RONGQIAO_") and name != "DATABASE_URL"}
        return subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, env=kept | {"RONGQIAO_INSTANCE": str(tmp_path / "instance")} | environment)
    return run


def test_an_empty_database_says_what_to_run(flask, tmp_path):
    listed = flask("positions", "list", "--json")
    assert (listed.returncode, json.loads(listed.stdout)["error"]) == (1, "empty_database")
    for words in (["veterans", "list"], ["backup", tmp_path / "b"], ["rotate-keys"]):
        told = flask(*words)
        assert (told.returncode, told.stdout) == (1, "")
        assert "flask init" in told.stderr
        assert "Traceback" not in told.stderr
    assert len(json.loads((tmp_path / "instance" / "keys.json").read_text())["keys"]) == 1


def test_a_database_that_does_not_answer(flask):
    told = flask("positions", "list", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert told.returncode == 1
    assert "DATABASE_URL" in told.stderr
    assert "Traceback" not in told.stderr


def test_unsafe_settings_are_told_plainly(flask):
    told = flask("positions", "list", RONGQIAO_MODE="production")
    assert (told.returncode, told.stdout) == (1, "")
    assert "[trusted_hosts]" in told.stderr
    assert "Traceback" not in told.stderr
    shown = flask("--help", RONGQIAO_MODE="production")
    assert shown.returncode == 0
    assert "Traceback" not in shown.stderr


def test_one_form_for_every_refusal(app):
    runner = app.test_cli_runner()
    for words in (["match", "position", "999999"], ["match", "veteran", "999999"]):
        document = runner.invoke(args=[*words, "--json"])
        assert (document.exit_code, document.stderr) == (1, "")
        assert set(json.loads(document.stdout)) == {"error", "message"}
        sentence = runner.invoke(args=words)
        assert (sentence.exit_code, sentence.stdout, sentence.stderr.strip()) == (1, "", json.loads(document.stdout)["message"])
    assert refusal_code(NotFound()) == "not_found"


def test_a_file_without_one_right_row_is_refused(app, tmp_path, monkeypatch):
    monkeypatch.setattr(services, "new_batch", lambda *_: pytest.fail("nothing is written"))
    runner, path = app.test_cli_runner(), roster(tmp_path / "r.xlsx", [person(1, 手机号="1"), person(2, 手机号="2")])
    refused = runner.invoke(args=["veterans", "import", str(path), "--json"])
    assert (refused.exit_code, json.loads(refused.stdout)["error"]) == (1, "all_wrong")
    assert runner.invoke(args=["veterans", "import", str(path), "--check"]).exit_code == 0

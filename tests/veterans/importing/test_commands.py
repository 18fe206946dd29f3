"""`flask veterans import` and `list`, by the contract."""

import json

import pytest
from sqlalchemy import func, select

from core.db import db
from tests.core.spreadsheet.books import xlsx
from tests.veterans.importing.rosters import person, roster
from veterans.models import Person


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["veterans", *map(str, words)])


def people():
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Person)).scalar_one()


def test_check_writes_nothing(run, tmp_path):
    answer = run("import", roster(tmp_path / "r.xlsx", [person(1), person(2, 手机号="1")]), "--check", "--json")
    assert answer.exit_code == 0
    document = json.loads(answer.stdout)
    assert {k: document[k] for k in ("rows", "new", "updated", "duplicate", "draft", "wrong")} == {
        "rows": 2, "new": 1, "updated": 0, "duplicate": 0, "draft": 0, "wrong": 1}
    assert set(document["findings"][0]) == {"row", "column", "value", "code", "message", "severity"}
    assert set(document["items"][0]) == {"row", "outcome", "fields", "missing"}
    assert people() == 0


def test_import_twice_and_list(run, tmp_path):
    path = roster(tmp_path / "r.xlsx", [person(1), person(2, 就业状态="已就业", 期望岗位="")])
    assert json.loads(run("import", path, "--json").stdout)["new"] == 2
    assert json.loads(run("import", path, "--json").stdout)["duplicate"] == 2
    assert people() == 2
    items = json.loads(run("list", "--json").stdout)["items"]
    assert [set(i) for i in items] == [{"id", "number", "state", "live"}] * 2
    assert len(json.loads(run("list", "--seeking", "--json").stdout)["items"]) == 1
    assert len(json.loads(run("list", "--limit", 1, "--json").stdout)["items"]) == 1
    assert run("list").exit_code == 0


def test_output_names_nobody(run, tmp_path):
    one = person(1)
    path = roster(tmp_path / "r.xlsx", [one, person(1, 姓名="别人")])
    for answer in (run("import", path, "--check", "--json"), run("import", path, "--check"), run("list", "--json")):
        for secret in (one["姓名"], one["身份证号"], one["手机号"], "别人"):
            assert secret not in answer.stdout


def test_refusals_and_usage(run, tmp_path):
    refused = run("import", xlsx(tmp_path / "x.xlsx", [["a", "b"], ["c", "d"]]), "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["error"] == "no_table"
    assert run("import", tmp_path / "none.xlsx").exit_code == 2
    assert run("import", "--help").exit_code == 0

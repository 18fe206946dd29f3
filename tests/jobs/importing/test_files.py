"""Whole files through the commands and the pages: .xlsx, .xls, .csv, the template, exit statuses, whose batch it is."""

import io
import json

import pytest
from sqlalchemy import func, select

from core.db import db
from core.spreadsheet.writing import template_workbook
from core.work import run_next
from jobs.importing import OwnPositionImport, PositionImport
from jobs.models import Position
from tests.jobs.importing.sheets import line, write_csv, write_xls, write_xlsx

KEYS = ["rows", "new", "updated", "duplicate", "draft", "wrong", "columns", "findings", "items"]
FIELDS = ["employer", "title", "headcount", "pay_min", "pay_max", "pay_unit", "education", "place", "duties", "valid_until"]


@pytest.fixture
def run(app):
    def run(*arguments):
        return app.test_cli_runner().invoke(args=["positions", *map(str, arguments)])
    return run


def count():
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Position)).scalar_one()


def document(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(("write", "name"), [(write_xlsx, "岗位.xlsx"), (write_xls, "岗位.xls"), (write_csv, "岗位.csv")])
def test_check_then_import_then_the_same_again(run, make, tmp_path, write, name):
    make.employer(name="凌源市鑫达机械有限公司")
    path = write(tmp_path / name, line(), line(title="电工", pay="面议"), line(title=""))
    checked = document(run("import", path, "--check", "--json"))
    assert list(checked) == KEYS
    assert [checked[k] for k in KEYS[:6]] == [3, 1, 0, 0, 1, 1]
    assert count() == 0
    item = checked["items"][0]
    assert sorted(item) == ["fields", "missing", "outcome", "row"]
    assert sorted(item["fields"]) == sorted(FIELDS)
    assert checked["items"][1]["missing"] == ["pay"]
    assert {"row", "column", "value", "code", "message", "severity"} == set(checked["findings"][0])
    assert checked["columns"]["用人单位"] == "employer"
    assert document(run("import", path, "--json"))["new"] == 1
    assert count() == 2
    again = document(run("import", path, "--json"))
    assert (again["duplicate"], again["wrong"], again["new"], again["draft"], again["updated"]) == (2, 1, 0, 0, 0)
    assert count() == 2


def test_the_text_output_sums_up(run, make, tmp_path):
    result = run("import", write_xlsx(tmp_path / "a.xlsx", line()), "--check")
    assert result.exit_code == 0
    assert "1" in result.output


def test_a_file_that_cannot_be_used_is_refused_with_status_1(run, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_text("<html>")
    result = run("import", path, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["message"]


def test_usage_errors_have_status_2(run, tmp_path):
    assert run("import", tmp_path / "none.xlsx").exit_code == 2
    assert run("list", "--limit", "0").exit_code == 2


def test_list_gives_ids_titles_states_and_whether_live(run, make):
    live, draft = make.position(title="电工"), make.position(title="焊工", state="draft", published_at=None)
    items = document(run("list", "--json"))["items"]
    assert items == [{"id": draft.id, "title": "焊工", "state": "draft", "live": False}, {"id": live.id, "title": "电工", "state": "live", "live": True}]
    assert [i["id"] for i in document(run("list", "--live", "--json"))["items"]] == [live.id]
    assert len(document(run("list", "--limit", "1", "--json"))["items"]) == 1
    assert "焊工" in run("list").output


def upload(client, url, path):
    answer = client.post(url, data={"file": (io.BytesIO(path.read_bytes()), path.name)}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def test_an_enterprise_imports_by_the_pages(make, tmp_path):
    firm = make.employer(name="凌源市鑫达机械有限公司")
    client = make.client(make.recruiter(firm))
    assert client.get("/employer/positions/import").status_code == 200
    path = write_xlsx(tmp_path / "岗位.xlsx", line(), line(title="电工", pay="面议"), line(employer="别家", title="店员"))
    batch = upload(client, "/employer/positions/import", path)
    assert client.get(batch).status_code == 200
    while run_next():
        pass
    page = client.get(batch).get_data(as_text=True)
    assert "别家" in page
    assert count() == 0
    assert client.post(f"{batch}/confirm", data={"how": "import"}).status_code == 303
    assert count() == 2
    assert client.post(f"{batch}/undo").status_code == 303
    assert count() == 0


def test_a_batch_of_another_enterprise_is_not_there(make, tmp_path):
    ours, theirs = make.employer(), make.employer()
    path = write_xlsx(tmp_path / "a.xlsx", line()[:2], headings=("用人单位", "岗位名称"))
    batch = upload(make.client(make.recruiter(ours)), "/employer/positions/import", path)
    stranger = make.client(make.recruiter(theirs))
    assert stranger.get(batch).status_code == 404
    assert stranger.post(f"{batch}/confirm", data={"how": "import"}).status_code == 404
    assert make.client(make.staff()).get(batch.replace("/employer/", "/bureau/")).status_code == 404


def test_staff_import_for_many_enterprises(make, tmp_path):
    client = make.client(make.staff())
    batch = upload(client, "/bureau/positions/import", write_xlsx(tmp_path / "a.xlsx", line(), line(employer="凌源市另一商行", title="店员")))
    while run_next():
        pass
    assert client.get(batch).status_code == 200
    assert client.post(f"{batch}/confirm", data={"how": "import"}).status_code == 303
    assert count() == 2


def test_township_staff_do_not_import_positions(make):
    client = make.client(make.staff("township", "211382009"))
    assert client.get("/bureau/positions/import").status_code == 403


@pytest.mark.parametrize("kind", [PositionImport(), OwnPositionImport()])
def test_the_template_is_understood_and_its_example_left_out(run, app, tmp_path, kind):
    path = tmp_path / "模板.xlsx"
    with app.test_request_context():
        path.write_bytes(template_workbook(kind.fields, name="岗位", notes=kind.notes()))
    checked = document(run("import", path, "--check", "--json"))
    assert checked["rows"] == 0
    assert {f.name for f in kind.fields if f.offered} == {name for name in checked["columns"].values() if name}

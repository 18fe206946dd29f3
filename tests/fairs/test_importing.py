"""`flask fairs import`: the spreadsheet's enterprises come to the fair with their positions, once; undone, they leave."""

import json

import pytest
from sqlalchemy import func, select

from core.audit import SYSTEM
from core.db import db, transaction
from core.importing import ImportBatch, services
from jobs.fairs.models import FairEmployer, FairPosition
from jobs.models import Position
from tests.fairs import world
from tests.jobs.importing.sheets import HEADINGS, line


@pytest.fixture
def sheet(tmp_path):
    from openpyxl import Workbook

    def write(*rows):
        book = Workbook()
        for row in (HEADINGS, *rows):
            book.active.append(list(row))
        path = tmp_path / "岗位.xlsx"
        book.save(path)
        return str(path)
    return write


def run(app, *arguments):
    result = app.test_cli_runner().invoke(args=["fairs", *arguments])
    return result.exit_code, result.stdout


def counts():
    db.session.rollback()
    return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (FairEmployer, FairPosition, Position))


def test_rows_come_to_the_fair_once(app, make, sheet):
    fair = world.fair()
    path = sheet(line(title="数控车工"), line(title="电焊工"))
    code, out = run(app, "import", str(fair.id), path, "--check", "--json")
    assert code == 0, out
    assert json.loads(out)["rows"] == 2
    assert counts() == (0, 0, 0)
    assert run(app, "import", str(fair.id), path)[0] == 0
    assert counts() == (1, 2, 2)
    assert db.session.scalars(select(FairEmployer.origin)).all() == ["import"]
    code, out = run(app, "import", str(fair.id), path, "--json")
    assert json.loads(out)["duplicate"] == 2
    assert counts() == (1, 2, 2)


def test_stored_positions_come_to_a_second_fair_without_being_written_anew(app, make, sheet):
    first, second = world.fair(), world.fair()
    path = sheet(line(title="数控车工"))
    run(app, "import", str(first.id), path)
    version = db.session.scalar(select(Position.version))
    code, out = run(app, "import", str(second.id), path, "--json")
    assert code == 0, out
    assert json.loads(out)["updated"] == 1
    assert counts() == (2, 2, 1)
    assert db.session.scalar(select(Position.version)) == version


def test_a_batch_undone_leaves_nothing_at_the_fair(app, make, sheet):
    fair = world.fair()
    run(app, "import", str(fair.id), sheet(line(title="数控车工")))
    with transaction() as session:
        services.undo(session.scalars(select(ImportBatch)).one(), SYSTEM)
    assert counts()[1:] == (0, 0)
    assert db.session.scalars(select(FairEmployer.state)).all() in ([], ["withdrawn"])


def test_no_such_fair_is_refused(app, sheet):
    code, _out = run(app, "import", "99", sheet(line()))
    assert code == 1


def test_fairs_are_listed(app):
    fair, draft = world.fair(), world.fair("draft")
    code, out = run(app, "list", "--json")
    assert code == 0
    assert json.loads(out)["items"] == [{"id": draft.id, "title": draft.title, "state": "draft", "live": False},
                                        {"id": fair.id, "title": fair.title, "state": "open", "live": True}]

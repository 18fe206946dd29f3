"""An import over the pages: upload, check in the scheduler process, look, confirm, undo; nobody else's batch is there."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from core import work
from core.clock import now
from core.db import db, transaction
from core.importing import ImportBatch, ImportRow
from core.importing.tasks import purge_old
from core.uploads import keep_upload, opened_upload, upload_pieces
from core.work import WorkItem
from tests.factories import identity_number
from tests.veterans.importing.rosters import person, roster
from veterans.models import Person

URL = "/bureau/people/import"


@pytest.fixture
def staff(make):
    return make.client(make.staff("township", "211382001"))


def send(client, path, name=None):
    return client.post(URL, data={"file": (io.BytesIO(path.read_bytes()), name or path.name)}, content_type="multipart/form-data")


def uploaded(client, path, name=None):
    """Upload, let the scheduler process check; the address of the batch."""
    answer = send(client, path, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    while work.run_next():
        pass
    return answer.headers["Location"]


def people():
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Person)).scalar_one()


def files(app):
    return sorted(p.name for p in (Path(app.config["INSTANCE"]) / "uploads").iterdir())


@pytest.fixture(autouse=True)
def _empty_store(app):
    """Nothing kept before, for the tests here count files: others of the same process leave theirs."""
    folder = Path(app.config["INSTANCE"]) / "uploads"
    for path in folder.glob("*"):
        path.unlink()


@pytest.fixture
def book(tmp_path):
    return roster(tmp_path / "花名册.xlsx", [*(person(n) for n in range(1, 6)), person(6, 手机号="138"), person(7, 姓名="")])


def test_upload_check_confirm_undo(app, staff, book):
    assert staff.get(URL).status_code == 200
    answer = send(staff, book)
    where = answer.headers["Location"]
    waiting = staff.get(where).get_data(as_text=True)
    assert 'http-equiv="refresh"' in waiting
    assert people() == 0
    work.run_next()
    page = staff.get(where).get_data(as_text=True)
    assert "花名册.xlsx" in page
    assert people() == 0
    assert identity_number(6) not in page
    assert person(1)["姓名"] not in page
    done = staff.post(f"{where}/confirm", data={"how": "import"}, follow_redirects=True)
    assert done.status_code == 200
    assert people() == 5
    assert {p.batch_id for p in db.session.execute(select(Person)).scalars()} == {int(where.rsplit("/", 1)[1])}
    staff.post(f"{where}/undo")
    assert people() == 0
    assert staff.get(where).status_code == 200


def test_the_red_file_is_downloaded(app, staff, book):
    where = uploaded(staff, book)
    answer = staff.get(f"{where}/marked")
    assert answer.mimetype.startswith("application/vnd.openxml")
    assert answer.data[:2] == b"PK"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_file_without_errors_has_no_red_copy(app, staff, tmp_path):
    where = uploaded(staff, roster(tmp_path / "r.xlsx", [person(1)]))
    assert staff.get(f"{where}/marked").status_code == 404


def test_giving_up_deletes_the_file(app, staff, book):
    where = uploaded(staff, book)
    assert len(files(app)) == 2
    staff.post(f"{where}/confirm", data={"how": "discard"})
    assert people() == 0
    assert files(app) == []
    assert db.session.execute(select(func.count()).select_from(ImportRow)).scalar_one() == 0
    assert staff.get(where).status_code == 200
    staff.post(f"{where}/confirm", data={"how": "import"})
    assert people() == 0


def test_an_unreadable_file_is_refused_at_the_door(app, staff, tmp_path):
    (tmp_path / "x.xls").write_text("<html><table>")
    answer = send(staff, tmp_path / "x.xls")
    assert answer.status_code == 422
    assert "err-sum" in answer.get_data(as_text=True)
    assert files(app) == []
    assert staff.post(URL, data={}).status_code == 422


def test_a_file_refused_by_the_check_says_why(app, staff, tmp_path):
    from tests.core.spreadsheet.books import xlsx
    where = uploaded(staff, xlsx(tmp_path / "x.xlsx", [["天气", "温度"], ["晴", "3"]]))
    page = staff.get(where).get_data(as_text=True)
    batch = db.session.execute(select(ImportBatch)).scalar_one()
    assert batch.state == "failed"
    assert batch.message in page
    assert "“姓名”" in batch.message


def test_a_crash_in_the_check_is_told_and_logged(app, staff, book, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError
    monkeypatch.setattr("core.importing.tasks.precheck_with_table", broken)
    answer = send(staff, book)
    with pytest.raises(ZeroDivisionError):
        work.run_next()
    db.session.rollback()
    batch = db.session.execute(select(ImportBatch)).scalar_one()
    assert batch.state == "failed"
    assert batch.message
    assert staff.get(answer.headers["Location"]).status_code == 200


def test_an_interrupted_check_can_be_started_again(app, staff, book):
    where = send(staff, book).headers["Location"]
    with transaction() as session:
        session.execute(WorkItem.__table__.update().values(state="failed", message="interrupted"))
        session.execute(ImportBatch.__table__.update().values(state="checking"))
    assert f"{where}/recheck" in staff.get(where).get_data(as_text=True)
    staff.post(f"{where}/recheck")
    work.run_next()
    db.session.rollback()
    assert db.session.execute(select(ImportBatch)).scalar_one().state == "checked"


def test_changes_after_the_check_stop_the_import_until_it_is_checked_again(app, make, staff, book):
    where = uploaded(staff, book)
    make.person(name=person(2)["姓名"], identity_number=identity_number(2), station_code="211382001")
    staff.post(f"{where}/confirm", data={"how": "import"})
    assert people() == 1
    page = staff.get(where).get_data(as_text=True)
    assert f"{where}/recheck" in page
    staff.post(f"{where}/recheck")
    while work.run_next():
        pass
    staff.post(f"{where}/confirm", data={"how": "import"})
    assert people() == 5


def test_a_large_file_is_written_by_the_scheduler_process(app, staff, tmp_path, monkeypatch):
    monkeypatch.setattr("core.importing.flow.AT_ONCE", 3)
    where = uploaded(staff, roster(tmp_path / "r.xlsx", [person(n) for n in range(1, 9)]))
    for step, state, count in (("confirm", "confirmed", 8), ("undo", "undone", 0)):
        staff.post(f"{where}/{step}", data={"how": "import"})
        staff.post(f"{where}/{step}", data={"how": "import"})
        assert "hx-trigger" in staff.get(where).get_data(as_text=True)
        while work.run_next():
            pass
        assert people() == count
        db.session.rollback()
        assert db.session.execute(select(ImportBatch)).scalar_one().state == state


def test_a_refusal_in_the_scheduler_process_reaches_the_page(app, make, staff, tmp_path, monkeypatch):
    monkeypatch.setattr("core.importing.flow.AT_ONCE", 1)
    where = uploaded(staff, roster(tmp_path / "r.xlsx", [person(n) for n in range(1, 4)]))
    make.person(name=person(2)["姓名"], identity_number=identity_number(2), station_code="211382001")
    staff.post(f"{where}/confirm", data={"how": "import"})
    while work.run_next():
        pass
    batch = db.session.execute(select(ImportBatch)).scalar_one()
    assert (batch.state, people()) == ("checked", 1)
    assert "4" in batch.message


@pytest.mark.parametrize(("language", "said", "heading", "file_name"), [
    ("en", "digit", "Error reasons", "roster-template.xlsx"), ("zh", "位", "错误原因", "%E8%8A%B1%E5%90%8D%E5%86%8C")])
def test_the_scheduler_process_speaks_the_askers_language(app, staff, book, language, said, heading, file_name):
    staff.set_cookie("lang", language)
    where = uploaded(staff, book)
    findings = [f for row in db.session.execute(select(ImportRow)).scalars() for f in row.findings if f["column"] == "手机号"]
    assert said in findings[0]["message"]
    sheet = load_workbook(io.BytesIO(staff.get(f"{where}/marked").data)).active
    assert heading in [cell.value for row in sheet.iter_rows(max_row=3) for cell in row]
    assert file_name in staff.get(f"{URL}/template").headers["Content-Disposition"]


def test_the_same_file_again_says_so(app, staff, book):
    where = uploaded(staff, book)
    staff.post(f"{where}/confirm", data={"how": "import"})
    again = uploaded(staff, book)
    page = staff.get(again).get_data(as_text=True)
    batch = db.session.get(ImportBatch, int(again.rsplit("/", 1)[1]))
    assert (batch.counts["duplicate"], batch.counts["new"]) == (5, 0)
    assert f"{again}/discard" in page


def test_updates_are_shown_masked(app, staff, tmp_path):
    where = uploaded(staff, roster(tmp_path / "r.xlsx", [person(1)]))
    staff.post(f"{where}/confirm", data={"how": "import"})
    where = uploaded(staff, roster(tmp_path / "s.xlsx", [person(1, 手机号="13911112222")]))
    page = staff.get(where).get_data(as_text=True)
    assert "138****0001" in page
    assert "139****2222" in page
    assert "13911112222" not in page


def test_nobody_else_sees_a_batch(app, make, staff, book):
    where = uploaded(staff, book)
    other = make.client(make.staff("township", "211382002"))
    auditor = make.client(make.staff("auditor", "211382"))
    for path, verb in (("", "get"), ("/marked", "get"), ("/confirm", "post"), ("/undo", "post"), ("/discard", "post"), ("/recheck", "post")):
        assert getattr(other, verb)(where + path).status_code == 404, path
        assert getattr(auditor, verb)(where + path).status_code == 403, path
    assert make.client(make.staff("city")).get(where).status_code == 200
    assert people() == 0
    assert "花名册.xlsx" not in other.get("/bureau/imports").get_data(as_text=True)
    assert "花名册.xlsx" in staff.get("/bureau/imports").get_data(as_text=True)


def test_the_store_holds_nothing_in_the_open(app, staff, book):
    uploaded(staff, book)
    folder = Path(app.config["INSTANCE"]) / "uploads"
    for name in files(app):
        data = (folder / name).read_bytes()
        assert b"PK\x03\x04" not in data
        assert (folder / name).stat().st_mode & 0o077 == 0
    raw = db.session.connection().exec_driver_sql("SELECT fields, findings, changes FROM import_rows").all()
    assert person(1)["姓名"].encode() not in b"".join(bytes(v) for row in raw for v in row)


def test_after_seven_days_file_and_rows_are_gone(app, staff, book):
    where = uploaded(staff, book)
    staff.post(f"{where}/confirm", data={"how": "import"})
    unconfirmed = uploaded(staff, book)
    purge_old()
    assert len(files(app)) == 4
    with transaction() as session:
        old = now() - timedelta(days=8)
        session.execute(ImportBatch.__table__.update().values(uploaded_at=old, checked_at=old))
        session.execute(ImportBatch.__table__.update().where(ImportBatch.confirmed_at.is_not(None)).values(confirmed_at=old))
    purge_old()
    assert files(app) == []
    assert db.session.execute(select(func.count()).select_from(ImportRow)).scalar_one() == 0
    assert [b.state for b in db.session.execute(select(ImportBatch).order_by(ImportBatch.id)).scalars()] == ["confirmed", "discarded"]
    staff.post(f"{where}/undo")
    assert people() == 5
    for address in (where, unconfirmed):
        assert staff.get(address).status_code == 200


def test_what_waits_to_be_written_outlives_a_scheduler_that_stood_still(app, staff, book, monkeypatch):
    """Confirmed, then the process was away for eight days: its first morning must not throw the rows away and then call them written."""
    monkeypatch.setattr("core.importing.flow.AT_ONCE", 2)
    where = uploaded(staff, book)
    staff.post(f"{where}/confirm", data={"how": "import"})
    with transaction() as session:
        old = now() - timedelta(days=8)
        session.execute(ImportBatch.__table__.update().values(uploaded_at=old, checked_at=old))
    purge_old()
    while work.run_next():
        pass
    assert people() == 5


def test_template(app, staff):
    answer = staff.get(f"{URL}/template")
    assert answer.data[:2] == b"PK"


def test_many_findings_are_paged(app, staff, tmp_path):
    where = uploaded(staff, roster(tmp_path / "r.xlsx", [person(n, 手机号="1") for n in range(1, 31)]))
    first, second = (staff.get(f"{where}?page={n}").get_data(as_text=True) for n in (1, 2))
    assert (first.count('class="bad"'), second.count('class="bad"')) == (20, 10)


@pytest.mark.parametrize("size", [0, 10, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024])
def test_kept_files_come_back(app, size):
    data = bytes(range(256)) * (size // 256 + 1)
    name = keep_upload(io.BytesIO(data[:size]))
    assert b"".join(upload_pieces(name)) == data[:size]
    with opened_upload(name, ".x") as path:
        assert path.stat().st_size == size
    assert not path.exists()


def test_a_kept_file_that_was_cut_or_altered_is_refused(app):
    from core.crypto import CannotDecrypt
    name = keep_upload(io.BytesIO(b"x" * (2 * 1024 * 1024 + 5)))
    path = Path(app.config["INSTANCE"]) / "uploads" / name
    whole = path.read_bytes()
    cut = whole[:4 + int.from_bytes(whole[:4], "big")]
    for data in (cut, whole[:-1], whole[:100] + b"!" + whole[101:]):
        path.write_bytes(data)
        with pytest.raises(CannotDecrypt):
            b"".join(upload_pieces(name))

"""The roster as a spreadsheet: in scope, with a reason, masked unless asked for in full, and without live formulas."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from accounts.models import Account, StaffRole
from accounts.permissions import RIGHTS, Right
from core.audit import Actor, AuditEntry
from core.clock import now
from core.db import db, transaction
from core.importing import ImportContext, kind_named
from core.importing.precheck import precheck
from core.work import run_next
from tests.factories import OTHER_VILLAGE, VILLAGE, identity_number
from veterans.importing.columns import FIELDS
from veterans.tasks import drop_exports

PLACES = {StaffRole.VILLAGE: VILLAGE, StaffRole.TOWNSHIP: "211382001"}
PHONE = "13811110001"


@pytest.fixture
def people(make):
    make.person(name="张建军", phone=PHONE, identity_number=identity_number(801), address="东大街 5 号", note='=HYPERLINK("http://x")', disability="因战 七级",
                work_unit="=1+1", service={"branch": "陆军", "rank": "下士", "specialties": [{"code": "M01", "name": "汽车驾驶", "years": 5}]})
    make.person(name="李卫国", station_code=OTHER_VILLAGE)


def export(client, address="/bureau/people/export", **data):
    return client.post(address, data={"reason": "visit", **data})


def sheet(answer):
    table = load_workbook(io.BytesIO(answer.data)).active
    rows = [[cell.value for cell in row] for row in table.iter_rows()]
    formulas = [cell.coordinate for row in table.iter_rows() for cell in row if cell.data_type == "f"]
    return rows[0], rows[1:], formulas


@pytest.mark.parametrize("role", list(StaffRole))
def test_who_exports_what(make, people, role):
    answer = export(make.client(make.staff(role, PLACES.get(role, "211382"))), full="y")
    if Right.EXPORT not in RIGHTS[role]:
        assert answer.status_code == 403
        return
    heads, rows, _formulas = sheet(answer)
    assert heads == [f.label for f in FIELDS]
    assert [row[0] for row in rows] == (["张建军"] if role in PLACES else ["张建军", "李卫国"])
    db.session.rollback()
    entry, = db.session.query(AuditEntry).filter(AuditEntry.action == "exported")
    assert entry.detail == {"people": len(rows), "full": True, "reason": "visit"}


def test_masked_unless_asked_for_in_full(make, people):
    client = make.client(make.staff("village", VILLAGE))
    secrets = ("张建军", PHONE, identity_number(801), "东大街")
    masked = str(sheet(export(client)))
    assert not [s for s in secrets if s in masked]
    assert "138****0001" in masked
    full = str(sheet(export(client, full="y")))
    assert not [s for s in secrets if s not in full]
    assert "七级" not in full


def test_no_cell_is_a_formula(make, people):
    heads, rows, formulas = sheet(export(make.client(make.staff("village", VILLAGE)), full="y"))
    assert not formulas
    assert rows[0][heads.index("就业单位")] == "=1+1"


def test_a_reason_is_needed_and_looking_exports_nothing(make, people):
    client = make.client(make.staff("village", VILLAGE))
    assert client.get("/bureau/people/export").status_code == 200
    assert export(client, reason="").status_code == 422
    db.session.rollback()
    assert db.session.query(AuditEntry).count() == 0


def test_the_filter_holds_and_never_widens(make, people):
    client = make.client(make.staff("village", VILLAGE))
    assert sheet(export(client, "/bureau/people/export?seeking=no"))[1] == []
    assert len(sheet(export(client, f"/bureau/people/export?station={OTHER_VILLAGE}"))[1]) == 1


def test_what_was_exported_in_full_can_be_imported_again(make, people, tmp_path):
    """The same columns and words: every row is on file already, none is wrong."""
    path = tmp_path / "roster.xlsx"
    path.write_bytes(export(make.client(make.staff("city", "211382")), full="y").data)
    report = precheck(kind_named("veterans"), path, path.name, ImportContext(Actor(None, "211382"), station_code="211382"))
    assert report.counts["wrong"] == 0, report.all_findings()
    assert report.counts["new"] == 0
    assert report.counts["rows"] == 2


@pytest.fixture
def large(monkeypatch, people, make):
    """A village whose roster is written in the background, and the address of the export asked for."""
    monkeypatch.setattr("veterans.views.staff_export.AT_ONCE", 0)
    account = make.staff("village", VILLAGE)
    client = make.client(account)
    answer = export(client, full="y")
    assert answer.status_code == 303
    return client, answer.headers["Location"], account


def test_a_large_roster_is_written_in_the_background(large):
    client, address, _account = large
    assert "hx-trigger" in client.get(address).text
    assert client.get(f"{address}/file").status_code == 404
    run_next()
    assert f"{address}/file" in client.get(address).text
    _heads, rows, formulas = sheet(client.get(f"{address}/file"))
    assert [row[0] for row in rows] == ["张建军"]
    assert not formulas


def test_an_export_is_its_askers_alone_and_at_that_station(large, make):
    client, address, account = large
    run_next()
    for stranger in (make.staff("village", VILLAGE), make.staff("city", "211382")):
        for part in ("", "/file"):
            assert make.client(stranger).get(address + part).status_code == 404
    assert make.client(make.staff("auditor", "211382")).get(f"{address}/file").status_code == 403
    with transaction() as session:
        session.get(Account, account.id).station_code = OTHER_VILLAGE
    assert client.get(f"{address}/file").status_code == 404


def test_an_export_is_gone_after_a_day(large, monkeypatch):
    client, address, _account = large
    run_next()
    drop_exports()
    assert client.get(f"{address}/file").status_code == 200
    monkeypatch.setattr("veterans.tasks.now", lambda: now() + timedelta(days=2))
    drop_exports()
    assert client.get(f"{address}/file").status_code == 404
    assert client.get(address).status_code == 200


def test_a_kept_export_is_encrypted(large, app):
    run_next()
    kept = b"".join(path.read_bytes() for path in (app.config["INSTANCE"] / "uploads").iterdir())
    assert b"PK\x03\x04" not in kept[:100]
    assert b"xl/worksheets" not in kept

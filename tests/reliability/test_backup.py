"""The drill: back up while others write, lose everything, restore, compare."""

import shutil
import sqlite3
import threading
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select, text

from bureau.nightly import backup_problem
from core import backup, crypto, scheduler
from core.audit import AuditEntry
from core.backup import BadBackup, make_backup, restore_backup
from core.db import db, transaction
from core.facts import fact, keep_fact
from veterans.models import Person

PEOPLE = 300


@pytest.fixture
def city(make, app):
    for _ in range(PEOPLE // 100):
        with transaction() as session:
            session.add_all([Person(name=f"王{i}", phone="13812345678", station_code="211382001001") for i in range(100)])
    (app.config["INSTANCE"] / "papers").mkdir(exist_ok=True)
    (app.config["INSTANCE"] / "papers" / "abc").write_bytes(b"sealed")
    yield app
    shutil.rmtree(app.config["INSTANCE"] / "papers")


def lose_everything():
    with transaction() as session:
        session.execute(text("DELETE FROM persons"))


def test_drill(city, tmp_path):
    stop = threading.Event()

    def keep_writing():
        n = 0
        while not stop.is_set():
            with city.app_context():
                with transaction():
                    keep_fact("n", n)
                db.session.remove()
            n += 1
    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        manifest = make_backup(tmp_path / "backup", city.config["INSTANCE"])
    finally:
        stop.set()
        writer.join()
    assert manifest.rows["persons"] == PEOPLE
    lose_everything()
    (city.config["INSTANCE"] / "papers" / "abc").unlink()
    restored = restore_backup(tmp_path / "backup", city.config["INSTANCE"])
    assert restored == manifest
    assert db.session.execute(select(Person.phone).limit(1)).scalar_one() == "13812345678"
    assert (city.config["INSTANCE"] / "papers" / "abc").read_bytes() == b"sealed"
    with transaction():
        keep_fact("writable", True)


def test_nothing_personal_is_readable_in_the_archive(city, tmp_path):
    make_backup(tmp_path / "backup", city.config["INSTANCE"])
    assert "王1".encode() not in (tmp_path / "backup").read_bytes()
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["cut", "flip", "reorder", "foreign"])
def test_a_damaged_backup_changes_nothing(city, tmp_path, damage, monkeypatch):
    monkeypatch.setattr(backup, "CHUNK", 4096)
    path = tmp_path / "backup"
    make_backup(path, city.config["INSTANCE"])
    raw = path.read_bytes()
    size = 4 + int.from_bytes(raw[10:14], "big")
    damaged = {
        "cut": raw[: len(raw) // 2], "flip": raw[:100] + bytes([raw[100] ^ 1]) + raw[101:],
        "reorder": raw[:10] + raw[10 + size:10 + 2 * size] + raw[10:10 + size] + raw[10 + 2 * size:], "foreign": b"SQLite format 3\0" + raw,
    }[damage]
    path.write_bytes(damaged)
    with pytest.raises(BadBackup):
        restore_backup(path, city.config["INSTANCE"])
    assert db.session.query(Person).count() == PEOPLE


def test_without_its_keys_it_cannot_be_read(city, tmp_path):
    make_backup(tmp_path / "backup", city.config["INSTANCE"])
    kept = crypto._keyring()
    crypto.use_keyring(crypto.Keyring.generate())
    try:
        with pytest.raises(BadBackup):
            restore_backup(tmp_path / "backup", city.config["INSTANCE"])
    finally:
        crypto.use_keyring(kept)


@pytest.mark.sqlite
def test_a_plain_copy_would_not_do(tmp_path):
    """Why `cp` is never used: under WAL the copied file alone lacks what is not checkpointed; the drill's counts would show it."""
    live = sqlite3.connect(tmp_path / "live.sqlite3")
    live.execute("PRAGMA journal_mode=WAL")
    live.execute("CREATE TABLE t (x)")
    live.executemany("INSERT INTO t VALUES (?)", [(i,) for i in range(1000)])
    live.commit()
    shutil.copy(tmp_path / "live.sqlite3", tmp_path / "copied.sqlite3")
    copied = sqlite3.connect(tmp_path / "copied.sqlite3")
    with pytest.raises(sqlite3.DatabaseError):
        assert copied.execute("SELECT count(*) FROM t").fetchone()[0] == 1000


def test_every_night_one_file_and_old_ones_go(city, tmp_path, monkeypatch):
    monkeypatch.setitem(city.config, "BACKUP_DIR", str(tmp_path))
    monkeypatch.setitem(city.config, "BACKUP_DAYS", 2)
    monkeypatch.setattr(scheduler, "_daily", {"backup.nightly": scheduler._daily["backup.nightly"]})
    (tmp_path / "rongqiao-2026-13-45.backup").touch()
    (tmp_path / "notes.txt").touch()
    settings = {"MODE": "production"}
    for day in range(1, 6):
        for hour, ran in ((17, []), (18, ["backup.nightly"]), (20, [])):  # 01:00, 02:00 and 04:00 in the city
            with time_machine.travel(datetime(2026, 10, day, hour, tzinfo=UTC), tick=False):
                assert scheduler.run_due(datetime.now(UTC)) == ran
                assert (backup_problem(settings) is None) == (day > 1 or hour > 17)
    kept = sorted(p.name for p in tmp_path.iterdir())
    assert kept == ["notes.txt", "rongqiao-2026-10-04.backup", "rongqiao-2026-10-05.backup", "rongqiao-2026-10-06.backup", "rongqiao-2026-13-45.backup"]
    assert fact("backup.last").startswith("2026-10-05T18:00")
    with time_machine.travel(datetime(2026, 10, 7, 19, tzinfo=UTC), tick=False):
        assert (backup_problem(settings).code, backup_problem(settings).fatal) == ("backup", False)
        assert backup_problem({"MODE": "local"}) is None
    lose_everything()
    assert sum(restore_backup(tmp_path / kept[3], city.config["INSTANCE"]).rows.values()) > PEOPLE


def deeds():
    db.session.rollback()
    return [entry.action for entry in db.session.execute(select(AuditEntry).order_by(AuditEntry.id)).scalars()]


def test_commands_ask_nothing_without_a_terminal(city, tmp_path):
    runner, path = city.test_cli_runner(), tmp_path / "backup"
    assert runner.invoke(args=["backup", str(path)]).exit_code == 0
    assert deeds()[-1] == "backup_made"
    lose_everything()
    restored = runner.invoke(args=["restore", str(path)], input="")
    assert restored.exit_code == 0, restored.output
    assert deeds()[-1] == "backup_restored"
    assert db.session.query(Person).count() == PEOPLE


def test_what_cannot_be_written_or_read_is_told(city, tmp_path):
    runner = city.test_cli_runner()
    (tmp_path / "damaged").write_bytes(b"RQBACKUP1\n\0\0")
    (tmp_path / "empty").touch()
    for words in (["backup", str(tmp_path / "missing" / "x")], ["backup", "/proc/x"],
                  ["restore", str(tmp_path / "damaged")], ["restore", str(tmp_path / "empty")]):
        told = runner.invoke(args=words)
        assert (told.exit_code, told.stdout) == (1, ""), words
        assert len(told.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.glob("*.part"))
    assert db.session.query(Person).count() == PEOPLE


def test_rotating_keys_is_kept(city):
    kept = crypto._keyring()
    raw = city.config["KEYS_FILE"].read_bytes()
    try:
        assert city.test_cli_runner().invoke(args=["rotate-keys"]).exit_code == 0
        assert deeds()[-1] == "keys_rotated"
    finally:
        with transaction() as session:
            session.execute(text("DELETE FROM persons"))
        city.config["KEYS_FILE"].write_bytes(raw)
        crypto.use_keyring(kept)


def test_every_folder_that_keeps_papers_comes_back(city, tmp_path):
    folder = city.config["INSTANCE"] / "fair-papers"
    folder.mkdir(exist_ok=True)
    (folder / "permit").write_bytes(b"sealed")
    make_backup(tmp_path / "backup", city.config["INSTANCE"])
    shutil.rmtree(folder)
    restore_backup(tmp_path / "backup", city.config["INSTANCE"])
    assert (folder / "permit").read_bytes() == b"sealed"
    shutil.rmtree(folder)


def test_a_file_that_is_open_for_a_moment_is_neither_kept_nor_missed(city, tmp_path, monkeypatch):
    """What an upload leaves in the open while it is inspected is not kept; a file that is gone a moment later stops no backup."""
    folder = city.config["INSTANCE"] / "uploads"
    folder.mkdir(exist_ok=True)
    (folder / "open-abc.xlsx").write_bytes(b"in the clear")
    (folder / "kept").write_bytes(b"sealed")
    stored = backup._stored
    monkeypatch.setattr(backup, "_stored", lambda instance: [*stored(instance), (folder / "gone", "uploads/gone")])
    make_backup(tmp_path / "backup", city.config["INSTANCE"])
    for path in folder.iterdir():
        path.unlink()
    restore_backup(tmp_path / "backup", city.config["INSTANCE"])
    names = {path.name for path in folder.iterdir()}
    assert "kept" in names
    assert not {"open-abc.xlsx", "gone"} & names
    shutil.rmtree(folder)


@pytest.mark.sqlite
def test_a_backup_of_an_older_release_can_be_restored(city, tmp_path, monkeypatch):
    """It lacks tables that were added since: it is restored as it was, and `flask init` brings it up to date."""
    def rename(old, new):
        with transaction() as session:
            session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    rename("position_reports", "kept_aside")
    tables = backup._tables
    monkeypatch.setattr(backup, "_tables", lambda: [name for name in tables() if name != "position_reports"])
    make_backup(tmp_path / "backup", city.config["INSTANCE"])
    monkeypatch.setattr(backup, "_tables", tables)
    assert "position_reports" not in restore_backup(tmp_path / "backup", city.config["INSTANCE"]).rows
    rename("kept_aside", "position_reports")

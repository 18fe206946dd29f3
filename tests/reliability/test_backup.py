"""The drill: back up while others write, lose everything, restore, compare."""

import shutil
import sqlite3
import threading

import pytest
from sqlalchemy import select, text

from core import backup, crypto
from core.backup import BadBackup, make_backup, restore_backup
from core.db import db, transaction
from core.facts import keep_fact
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

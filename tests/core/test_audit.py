"""The audit trail: chained, ordered, broken by a single changed byte."""

import random

import pytest
from sqlalchemy import text

from core.audit import SYSTEM, Action, Actor, AuditEntry, broken_entries, record
from core.db import db, transaction


def write(n):
    for i in range(n):
        with transaction():
            record(Actor(i, "211382"), Action.PERSON_CHANGED, "person", i, fields=["education"])


def test_entries_are_chained(app):
    write(5)
    assert broken_entries() == []
    assert db.session.query(AuditEntry).count() == 5


def test_nothing_is_kept_when_the_deed_fails(app):
    with pytest.raises(ZeroDivisionError), transaction():
        record(SYSTEM, Action.BACKUP_MADE, "installation", None)
        1 / 0
    with transaction():
        record(SYSTEM, Action.BACKUP_MADE, "installation", None)
    assert db.session.query(AuditEntry).count() == 1


def test_any_change_shows(app):
    write(12)
    rng = random.Random(1)
    columns = ("action", "label", "station_code", "subject_type", "detail")
    for _ in range(40):
        entry_id, column = rng.randint(1, 12), rng.choice(columns)
        with transaction() as session:
            first = session.execute(text("SELECT min(id) FROM audit_entries")).scalar_one()
            target = first + entry_id - 1
            kept = session.execute(text(f"SELECT {column} FROM audit_entries WHERE id = :i"), {"i": target}).scalar_one()
            altered = '{"fields":["educatioN"]}' if column == "detail" else "x"
            session.execute(text(f"UPDATE audit_entries SET {column} = :v WHERE id = :i"), {"v": altered, "i": target})
        db.session.expire_all()
        assert target in broken_entries()
        with transaction() as session:
            session.execute(text(f"UPDATE audit_entries SET {column} = :v WHERE id = :i"), {"v": kept, "i": target})
        db.session.expire_all()
    assert broken_entries() == []


def test_a_cut_tail_shows(app):
    write(4)
    with transaction() as session:
        session.execute(text("UPDATE audit_head SET entry_id = NULL"))
        session.execute(text("DELETE FROM audit_entries WHERE id = (SELECT max(id) FROM audit_entries)"))
    assert 0 in broken_entries()

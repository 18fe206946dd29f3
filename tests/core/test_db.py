"""Transactions, stray writes, the clock's types."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from core.db import WriteOutsideTransaction, db, transaction
from core.facts import Fact, fact, forget_fact, keep_fact


def test_a_write_needs_a_door(app):
    db.session.add(Fact(name="x", value=1))
    with pytest.raises(WriteOutsideTransaction):
        db.session.flush()
    db.session.rollback()


def test_an_error_undoes_everything(app):
    with pytest.raises(ZeroDivisionError), transaction():
        keep_fact("x", 1)
        1 / 0
    assert fact("x") is None


def test_transactions_do_not_nest(app):
    with transaction(), pytest.raises(RuntimeError), transaction():
        pass
    with transaction():
        keep_fact("x", {"a": [1, "二"]})
    assert fact("x") == {"a": [1, "二"]}
    with transaction():
        forget_fact("x")
    assert fact("x") is None


@pytest.mark.sqlite
def test_sqlite_is_set_up(app):
    if db.engine.dialect.name != "sqlite":
        pytest.fail("marked for SQLite")
    for pragma, value in (("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 20000)):
        assert db.session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_write_transactions_take_the_lock_at_once(app):
    """Two writers that both read first must queue, not fail: the second waits for the first's commit."""
    seen = []
    for _ in range(2):
        with transaction():
            count = fact("n", 0)
            keep_fact("n", count + 1)
            seen.append(count)
    assert seen == [0, 1]


def test_parameters_are_hidden_in_errors(app):
    with pytest.raises(Exception) as caught, transaction() as session:
        session.execute(text("INSERT INTO facts (name, value) VALUES (:name, NULL)"), {"name": "13812345678"})
        session.execute(text("INSERT INTO facts (name, value) VALUES (:name, '1')"), {"name": "13812345678"})
    assert "13812345678" not in str(caught.value).split("DETAIL")[0]


def test_naive_instants_are_refused(app):
    from core.types import Instant
    with pytest.raises(ValueError, match="naive"):
        Instant().process_bind_param(datetime(2026, 1, 1), db.engine.dialect)  # noqa: DTZ001
    kept = Instant().process_bind_param(datetime(2026, 1, 1, tzinfo=UTC), db.engine.dialect)
    assert Instant().process_result_value(kept, db.engine.dialect) == datetime(2026, 1, 1, tzinfo=UTC)

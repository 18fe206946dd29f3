"""The database: one declarative base, one transaction at the door, the same rules on both engines."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Session, UOWTransaction
from sqlalchemy.pool import ConnectionPoolEntry

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's base class."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
migrate = Migrate()


class WriteOutsideTransaction(RuntimeError):
    """A flush was tried where no door had opened a transaction."""


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one write transaction of a request, task or command; commit at the end, roll back on any error.

    On SQLite it starts with BEGIN IMMEDIATE: a deferred transaction that turns into a write fails at once when
    another writer holds the lock, whatever the timeout. What was read before is ended first, so that nothing is decided
    on stale rows. Services only flush.
    """
    session: Session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a transaction is open already: commit at the door, once")
    session.commit()
    session.info["writing"] = True
    try:
        session.connection(execution_options={"immediate": True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def _refuse_stray_writes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if not session.info.get("writing"):
        raise WriteOutsideTransaction("open `with transaction():` at the door")


def _on_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver's own BEGIN would come late and deferred
    for pragma in ("journal_mode=WAL", "busy_timeout=20000", "foreign_keys=ON", "synchronous=NORMAL",
                   "cache_size=-65536", "mmap_size=268435456", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _wire(engine: Engine) -> None:
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def compares(_item: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Whether alembic compares a thing with the models: not the full-text tables and columns, which are made by hand for each engine."""
    name = name or ""
    return not (kind == "table" and name.startswith("position_search")) and not (kind in ("column", "index") and "search_vector" in name)


def init_db(app: Flask) -> None:
    """Bind the database and the migrations to the application."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]), render_as_batch=True, compare_type=True)
    with app.app_context():
        _wire(db.engine)
    if not event.contains(Session, "before_flush", _refuse_stray_writes):
        event.listen(Session, "before_flush", _refuse_stray_writes)

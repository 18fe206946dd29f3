"""Triggers that number every change of a person or a position, whoever makes it: a form, an import, a bulk statement, a cascade.

On SQLite writers come one after another, so the next number is the highest plus one. On PostgreSQL the number is taken when the transaction
commits (a deferred trigger), under a lock held until the commit is visible: a lower number never appears after a higher one, and writers
wait for one another only while they commit.
"""

from typing import Any

from sqlalchemy import Connection, event, inspect

from core.db import Base
from jobs.matching.models import PERSON, POSITION

LOCK = 7_211_382
# table, whose change it is, the column that names the subject
NOTED = (("persons", PERSON, "id"), ("service_records", PERSON, "person_id"), ("person_skills", PERSON, "person_id"),
         ("qualifications", PERSON, "person_id"), ("positions", POSITION, "id"), ("position_conditions", POSITION, "position_id"))
_NEXT = "(SELECT coalesce(max(sequence), 0) + 1 FROM ranking_changes WHERE side = '{side}')"
_AGAIN = "ON CONFLICT (side, subject_id) DO UPDATE SET sequence = excluded.sequence, stamp = excluded.stamp"
POSTGRESQL_NOTE = f"""CREATE OR REPLACE FUNCTION ranking_note(side text, subject integer) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock({LOCK});
  INSERT INTO ranking_changes VALUES (side, subject, nextval('ranking_sequence'), replace(CAST(gen_random_uuid() AS text), '-', '')) {_AGAIN};
$$"""  # noqa: S608 - a number of our own


def _sqlite_note(table: str, side: str, column: str) -> list[str]:
    out = []
    for deed, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", ("NEW",) if column == "id" else ("OLD", "NEW"))):
        notes = " ".join(f"INSERT INTO ranking_changes (side, subject_id, sequence, stamp) VALUES ('{side}', {row}.{column}, "  # noqa: S608
                         f"{_NEXT.format(side=side)}, hex(randomblob(8))) {_AGAIN};" for row in rows)
        out += [f"DROP TRIGGER IF EXISTS ranking_{table}_{deed.lower()}",
                f"CREATE TRIGGER ranking_{table}_{deed.lower()} AFTER {deed} ON {table} BEGIN {notes} END"]
    return out


def _postgresql_note(table: str, side: str, column: str) -> list[str]:
    name = f"ranking_{table}_changed"
    return [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF TG_OP <> 'INSERT' THEN PERFORM ranking_note('{side}', OLD.{column}); END IF;
          IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.{column} <> OLD.{column}) THEN PERFORM ranking_note('{side}', NEW.{column}); END IF;
          RETURN NULL; END $$""",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        f"EXECUTE FUNCTION {name}()",
    ]


def noted(connection: Connection) -> list[tuple[str, str, str]]:
    """The tables of `NOTED` that are there."""
    tables = set(inspect(connection).get_table_names())
    return [one for one in NOTED if one[0] in tables]


def _seed(side: str, table: str, number: str, stamp: str) -> str:
    """A first number for what was on file before the triggers."""
    return (f"INSERT INTO ranking_changes (side, subject_id, sequence, stamp) SELECT '{side}', id, {number}, {stamp} FROM {table} "  # noqa: S608
            f"WHERE id NOT IN (SELECT subject_id FROM ranking_changes WHERE side = '{side}')")


def create_notes(connection: Connection) -> None:
    """Make the triggers anew, and number what has no number yet.

    For a migration: call it at the end of one that makes a table named in `NOTED`, or that rebuilds one on SQLite (batch mode drops triggers).
    """
    is_postgresql = connection.dialect.name == "postgresql"
    statements = ["CREATE SEQUENCE IF NOT EXISTS ranking_sequence", POSTGRESQL_NOTE] if is_postgresql else []
    for table, side, column in noted(connection):
        statements += (_postgresql_note if is_postgresql else _sqlite_note)(table, side, column)
    if is_postgresql:
        number, stamp = "nextval('ranking_sequence')", "replace(CAST(gen_random_uuid() AS text), '-', '')"
    else:
        number, stamp = "row_number() OVER (ORDER BY id) + (SELECT coalesce(max(sequence), 0) FROM ranking_changes)", "hex(randomblob(8))"
    statements += [_seed(PERSON, "persons", number, stamp), _seed(POSITION, "positions", number, stamp)]
    for statement in statements:
        connection.exec_driver_sql(statement)


def drop_notes(connection: Connection) -> None:
    """Take the triggers away; nothing happens when they are not there."""
    tables = set(inspect(connection).get_table_names())
    for table, _side, _column in NOTED:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS ranking_{table}_changed() CASCADE")
        elif table in tables:
            for deed in ("insert", "delete", "update"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS ranking_{table}_{deed}")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS ranking_note(text, integer)")
        connection.exec_driver_sql("DROP SEQUENCE IF EXISTS ranking_sequence")


def _after_create(_metadata: Any, connection: Connection, **_options: Any) -> None:
    create_notes(connection)


def _before_drop(_metadata: Any, connection: Connection, **_options: Any) -> None:
    drop_notes(connection)


def follow_tables() -> None:
    """Make and drop the triggers together with the tables, where no migration does it (tests)."""
    if not event.contains(Base.metadata, "after_create", _after_create):
        event.listen(Base.metadata, "after_create", _after_create)
        event.listen(Base.metadata, "before_drop", _before_drop)

"""Full text in the database, kept in step by triggers: an FTS5 table on SQLite, a generated `tsvector` column on PostgreSQL.

Both hold the tokens of `Position.search_text` exactly as the shared analyser cut them, so that a word is found on one engine if and only
if it is found on the other. Only positions that may be shown are indexed.

Every change of what may be shown also leaves a new stamp (the fact `live_positions`) in the same transaction, by which each process knows
that its copy of the live columns is old. A stamp never repeats, so that a rollback, a restore or an emptied table cannot look like no change.
"""

from typing import Any

from sqlalchemy import Connection, Table, event

from jobs.models import Position

STAMP = "live_positions"
_KEEP_STAMP = (
    "INSERT INTO facts (name, value) VALUES ('live_positions', '\"' || hex(randomblob(8)) || '\"') "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value;"
)
_SQLITE = (
    "CREATE VIRTUAL TABLE position_search USING fts5(tokens, detail=none, columnsize=0, "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '+#.-'\")",
    "INSERT INTO position_search (rowid, tokens) SELECT id, search_text FROM positions WHERE live_until IS NOT NULL",
    "CREATE TRIGGER position_search_insert AFTER INSERT ON positions WHEN NEW.live_until IS NOT NULL BEGIN "  # noqa: S608
    "INSERT INTO position_search (rowid, tokens) VALUES (NEW.id, NEW.search_text); " + _KEEP_STAMP + " END",
    "CREATE TRIGGER position_search_delete AFTER DELETE ON positions WHEN OLD.live_until IS NOT NULL BEGIN "  # noqa: S608
    "DELETE FROM position_search WHERE rowid = OLD.id; " + _KEEP_STAMP + " END",
    "CREATE TRIGGER position_search_text AFTER UPDATE OF search_text, live_until ON positions "
    "WHEN OLD.search_text IS NOT NEW.search_text OR (OLD.live_until IS NULL) <> (NEW.live_until IS NULL) BEGIN "
    "DELETE FROM position_search WHERE rowid = OLD.id; "
    "INSERT INTO position_search (rowid, tokens) SELECT NEW.id, NEW.search_text WHERE NEW.live_until IS NOT NULL; END",
    "CREATE TRIGGER position_search_update AFTER UPDATE ON positions WHEN OLD.live_until IS NOT NULL OR NEW.live_until IS NOT NULL BEGIN "
    + _KEEP_STAMP + " END",
)
_SQLITE_GONE = (
    *(f"DROP TRIGGER IF EXISTS position_search_{name}" for name in ("insert", "delete", "text", "update")),
    "DROP TABLE IF EXISTS position_search",
)
# The stamp is written when the transaction commits (a deferred trigger) and once in each, so that writers of positions do not wait for one another.
_POSTGRESQL = (
    "ALTER TABLE positions ADD COLUMN search_vector tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(search_text, ' '), ''))) STORED",
    "CREATE INDEX ix_positions_search_vector ON positions USING gin (search_vector) WHERE live_until IS NOT NULL",
    """CREATE FUNCTION position_search_note() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE this text = '"' || CAST(pg_current_xact_id() AS text) || '.';
    BEGIN
      IF (TG_OP <> 'INSERT' AND OLD.live_until IS NOT NULL) OR (TG_OP <> 'DELETE' AND NEW.live_until IS NOT NULL) THEN
        INSERT INTO facts (name, value) VALUES ('live_positions', this || CAST(gen_random_uuid() AS text) || '"')
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE NOT starts_with(facts.value, this);
      END IF;
      RETURN NULL;
    END $$""",
    "CREATE CONSTRAINT TRIGGER position_search_changed AFTER INSERT OR UPDATE OR DELETE ON positions "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION position_search_note()",
)
_POSTGRESQL_GONE = (
    "DROP TRIGGER IF EXISTS position_search_changed ON positions",
    "DROP FUNCTION IF EXISTS position_search_note()",
    "DROP INDEX IF EXISTS ix_positions_search_vector",
    "ALTER TABLE positions DROP COLUMN IF EXISTS search_vector",
)


def create_search(connection: Connection) -> None:
    """Make the index and its triggers, and fill the index from the rows that are there. For a migration: `create_search(op.get_bind())`.

    On SQLite a migration that rebuilds `positions` (batch mode) drops its triggers: call `drop_search` before and `create_search` after it.
    """
    for statement in _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE:
        connection.exec_driver_sql(statement)


def drop_search(connection: Connection) -> None:
    """Take the index and its triggers away; nothing happens when they are not there."""
    for statement in _POSTGRESQL_GONE if connection.dialect.name == "postgresql" else _SQLITE_GONE:
        connection.exec_driver_sql(statement)


def _after_create(_table: Table, connection: Connection, **_options: Any) -> None:
    create_search(connection)


def _before_drop(_table: Table, connection: Connection, **_options: Any) -> None:
    drop_search(connection)


event.listen(Position.__table__, "after_create", _after_create)
event.listen(Position.__table__, "before_drop", _before_drop)

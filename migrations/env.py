from alembic import context
from flask import current_app

from core.db import compares, db

config = context.config
LOCK = 7_211_382


PLAIN = {"Instant": "sa.DateTime(timezone=True)", "Encrypted": "sa.LargeBinary()", "EncryptedJSON": "sa.LargeBinary()", "JSONText": "sa.Text()"}


def render_item(kind, item, _autogen):
    """Write our column types as what the database sees, so that a migration stays as it was whatever becomes of the types."""
    if kind == "type":
        if item.__class__.__name__ in PLAIN:
            return PLAIN[item.__class__.__name__]
        if getattr(item, "_variant_mapping", None):
            return f'sa.String(length={item.length}).with_variant(sa.String(length={item.length}, collation="C"), "postgresql")'
    return False


def run() -> None:
    engine = db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
            connection.commit()
        else:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # a table made anew is dropped: its children must not go with it
            connection = connection.execution_options(immediate=True)
        options = current_app.extensions["migrate"].configure_args
        context.configure(connection=connection, target_metadata=db.metadata, include_object=compares, render_item=render_item, **options)
        try:
            with context.begin_transaction():
                context.run_migrations()
                if engine.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise RuntimeError(f"rows without their parent after the migration: {lost[:5]}")
            connection.commit()
        finally:
            if engine.dialect.name == "sqlite":
                connection.rollback()
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({LOCK})")
        connection.commit()


run()

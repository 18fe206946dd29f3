from alembic import context
from flask import current_app

from core.db import db

config = context.config
LOCK = 7_211_382


def include_object(item, name, kind, reflected, compare_to):
    """The full-text tables and columns are made by hand, by dialect."""
    return not (kind == "table" and name.startswith("position_search")) and not (kind in ("column", "index") and "search_vector" in (name or ""))


def run() -> None:
    engine = db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
            connection.commit()
        else:
            connection = connection.execution_options(immediate=True)
        options = current_app.extensions["migrate"].configure_args
        context.configure(connection=connection, target_metadata=db.metadata, include_object=include_object, **options)
        with context.begin_transaction():
            context.run_migrations()
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({LOCK})")
        connection.commit()


run()

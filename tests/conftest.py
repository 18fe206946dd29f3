"""One application and one database a test process; every test starts from empty tables and the station tree."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from accounts.services import plant_stations  # noqa: E402
from core import crypto  # noqa: E402
from core.db import db, transaction  # noqa: E402
from tests import factories  # noqa: E402
from tests.planted import found_in  # noqa: E402
from wsgi import create_app  # noqa: E402

# The same cases in every run of `make test`; without this profile others each time.
settings.register_profile("steady", derandomize=True)


class FreshClient(FlaskClient):
    """Each request has its own application context, as in production: nothing remembered from the one before."""

    def open(self, *args, **kwargs):
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def _catalogues():
    if not (ROOT / "translations/zh/LC_MESSAGES/messages.mo").exists():
        subprocess.run([sys.executable, str(ROOT / "scripts/catalogue.py"), "compile"], check=True)


@pytest.fixture(scope="session")
def instance():
    folder = Path(tempfile.mkdtemp(prefix="rongqiao-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _database_url(worker: str) -> str:
    """The engine to test on: TEST_DATABASE_URL names a PostgreSQL server, on which each test process makes its own database."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        return ""
    import psycopg
    from psycopg import sql
    name = f"rongqiao_test_{worker}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        connection.execute(sql.SQL(create).format(sql.Identifier(name)))
    return server.rsplit("/", 1)[0] + "/" + name


@pytest.fixture(scope="session")
def shared_app(instance, worker_id):
    app = create_app({"MODE": "testing", "INSTANCE": str(instance), "DATABASE_URL": _database_url(worker_id), "LOG_FILE": str(instance / "app.log")})
    app.test_client_class = FreshClient
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def _nothing_personal_in_the_log(instance):
    """After every test of this process: no planted identity stands in the log."""
    yield
    log = instance / "app.log"
    if log.exists():
        leaked = found_in(log.read_text(encoding="utf-8"))
        assert not leaked, "personal data reached the log"


def _empty_postgresql(session) -> None:
    """Delete from the tables that hold something and count them from 1 again: truncating a hundred tables costs more than most tests."""
    names = [t.name for t in db.metadata.sorted_tables]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    held = session.execute(text(asked)).scalars().all()
    session.execute(text("SET LOCAL session_replication_role = replica"))  # no foreign keys, no triggers
    for name in held:
        session.execute(text(f'DELETE FROM "{name}"'))
    session.execute(text("SET LOCAL session_replication_role = DEFAULT"))
    for name in held:
        if "id" in db.metadata.tables[name].c:
            session.execute(text(f"SELECT setval(s, 1, false) FROM pg_get_serial_sequence('\"{name}\"', 'id') AS s WHERE s IS NOT NULL"))


def _empty() -> None:
    db.session.rollback()
    with transaction() as session:
        if db.engine.dialect.name == "postgresql":
            _empty_postgresql(session)
        else:
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
            for table in reversed(db.metadata.sorted_tables):
                session.execute(table.delete())
        plant_stations()


@pytest.fixture
def app(shared_app):
    crypto.use_keyring(crypto.Keyring.load(shared_app.config["KEYS_FILE"], shared_app.config["CIPHER"]))  # a test may have made another application
    with shared_app.app_context():
        _empty()
        yield shared_app
        db.session.remove()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def make(app):
    """Factories that write committed rows: `make.person()`, `make.employer()`, `make.position()`, `make.staff()`, `make.client(account)`."""
    return factories.Factory(app)

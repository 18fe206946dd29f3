"""Migrations: up and down with rows, equal to the models, safe when two run at once. On both engines."""

import subprocess
import sys
from dataclasses import asdict

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from core.db import compares, db, transaction
from jobs.matching import ddl
from jobs.matching.features import PRIOR
from jobs.models import PositionCondition, RankingWeights
from tests.conftest import ROOT
from veterans.models import LinkRequest, Person, ServiceRecord


@pytest.fixture
def emptied(app):
    """The database without a single table; put back as the other tests expect it."""
    db.session.remove()
    drop_everything()
    yield app
    db.session.remove()
    drop_everything()
    db.create_all()


def drop_everything():
    db.drop_all()
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("DROP FUNCTION IF EXISTS position_search_note() CASCADE"))
        connection.execute(text("DROP TABLE IF EXISTS position_search"))
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def tables():
    return {name for name in inspect(db.engine).get_table_names() if not name.startswith(("position_search", "alembic"))}


def migrate(app, step=upgrade, revision="head"):
    step(directory=str(app.config["MIGRATIONS"]), revision=revision)


def test_up_equals_the_models(emptied):
    migrate(emptied)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": compares, "compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_change_is_numbered_after_all_migrations(emptied, make):
    """On SQLite a migration that rebuilds a table takes its triggers along: the last one to do so must make them anew."""
    migrate(emptied)
    with db.engine.connect() as connection:
        kind = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if connection.dialect.name == "sqlite" else "SELECT tgname FROM pg_trigger"
        names = set(connection.execute(text(kind)).scalars())
        deeds = ("insert", "update", "delete") if connection.dialect.name == "sqlite" else ("changed",)
        assert len(ddl.noted(connection)) == len(ddl.NOTED)
        assert {f"ranking_{table}_{deed}" for table, _side, _column in ddl.NOTED for deed in deeds} <= names


def test_weights_learned_before_fields_were_count_them_as_the_prior(emptied):
    migrate(emptied, revision="0014")
    with db.engine.begin() as connection:
        connection.execute(text("""INSERT INTO ranking_weights (state, points, base, base_points, outcomes, held_back, ndcg_before, ndcg_after, low, high,
            exposure, reasons, is_demo, learned_at, version)
            VALUES ('learned', '{}', 'prior-1', '{}', 100, 40, 0.4, 0.5, 0.0, 0.1, '{}', '[]', :no, :at, 1)"""),
                           {"no": False, "at": "2026-01-01 00:00:00"})
    migrate(emptied)
    row = db.session.execute(select(RankingWeights)).scalar_one()
    assert row.fields == row.base_fields == asdict(PRIOR.fields)


def test_down_and_up_again_with_rows(emptied, make):
    from accounts.services import plant_stations
    migrate(emptied)
    with transaction():
        plant_stations()
    make.position(title="电工", age_max=45, requirements="叉车证或电工证，40岁以下，退役军人可放宽到50岁", certificates=["电工证"])
    make.person(service={"branch": "陆军"}, account_id=(account := make.account()).id)
    with transaction() as session:
        session.add(LinkRequest(account_id=account.id, person_id=1, station_code="211382001", name="王", identity_number="1"))
    phone = db.session.execute(select(Person.phone)).scalar_one()
    db.session.remove()
    migrate(emptied, downgrade, "0001")
    assert db.session.execute(select(Person.phone)).scalar_one() == phone
    db.session.remove()
    migrate(emptied)
    found = ("SELECT count(*) FROM position_search" if db.engine.dialect.name == "sqlite"
             else "SELECT count(*) FROM positions WHERE search_vector @@ to_tsquery('simple', '电工')")
    assert db.session.execute(text(found)).scalar_one() == 1
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in (Person, ServiceRecord, LinkRequest)] == [1, 1, 1]
    read = [(c.name, c.value, c.relaxed, c.origin) for c in db.session.scalars(select(PositionCondition).order_by(PositionCondition.id))]
    assert read == [("age", 40, {"veteran": 50}, "text"), ("education", "初中", {}, "field"),
                    ("certificate", ["叉车作业证(N1)", "低压电工作业证"], {}, "text")]
    db.session.remove()
    migrate(emptied, downgrade, "base")
    assert tables() == set()
    migrate(emptied)
    assert "persons" in tables()


def test_two_at_once_are_safe(emptied):
    import os
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    url = db.engine.url.render_as_string(hide_password=False)
    environment = {**os.environ, "RONGQIAO_INSTANCE": str(emptied.config["INSTANCE"]), "DATABASE_URL": url, "RONGQIAO_MODE": "testing"}
    db.engine.dispose()
    both = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    endings = [(process.communicate(timeout=120)[1], process.returncode) for process in both]
    assert [code for _text, code in endings] == [0, 0], endings
    assert "persons" in tables()

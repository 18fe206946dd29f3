"""Writing the city into the database, in one transaction."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from accounts.passwords import hash_password
from accounts.services import plant_stations
from core import crypto
from core.audit import SYSTEM, Action, record
from core.clock import now
from core.db import db, transaction
from core.facts import fact, keep_fact
from core.outbox import Channel
from demo.accounts import PASSWORD
from demo.city import City, build
from demo.papers import draw_papers
from demo.plan import Plan

CHUNK = 2_000
Row = dict[str, Any]
Progress = Callable[[int, int], None]


def load_city(plan: Plan, progress: Progress) -> dict[str, int]:
    """Write the city of `plan`; returns the number of rows by table. All or nothing."""
    city = build(plan)
    total = sum(map(len, city.rows.values()))
    with transaction() as session:
        plant_stations()
        offsets = {table: _reserve(session, table, len(rows)) for table, rows in city.rows.items()}
        _seal(city)
        _address(city, offsets)
        done = 0
        for table in db.metadata.sorted_tables:
            for chunk in _chunks(city.rows.get(table, [])):
                session.execute(insert(table), [_shifted(table, row, offsets) for row in chunk])
                done += len(chunk)
                progress(done, total)
        draw_papers(session, plan, offsets)
        keep_fact("demo", _note(plan, city))
        counts = {table.name: len(rows) for table, rows in city.rows.items()}
        record(SYSTEM, Action.DEMO_LOADED, "installation", None, seed=plan.seed, scale=plan.scale, rows=sum(counts.values()))
    with transaction() as session:
        session.execute(text("ANALYZE"))
    return counts


def _note(plan: Plan, city: City) -> Row:
    shown = [{"label": label, "login": login, "password": PASSWORD} for login, label in city.shown]
    return {"loaded_on": plan.day.isoformat(), "loaded_at": now().isoformat(), "seed": plan.seed, "scale": plan.scale, "accounts": shown}


def _reserve(session: Session, table: Table, number: int) -> int:
    """The offset that makes the city's ids free ones; on PostgreSQL the sequence is moved past them."""
    if "id" not in table.c:
        return 0
    last = session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    if number and db.engine.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        last = max(last, session.execute(select(func.nextval(sequence))).scalar_one())
        session.execute(select(func.setval(sequence, last + number)))
    return int(last)


def _shifted(table: Table, row: Row, offsets: dict[Table, int]) -> Row:
    moved = dict(row, id=row["id"] + offsets[table]) if "id" in row else dict(row)
    for column, target in _links(table):
        if target in offsets and moved.get(column) is not None:
            moved[column] += offsets[target]
    return moved


def _links(table: Table) -> list[tuple[str, Table]]:
    return [(key.parent.name, key.column.table) for key in table.foreign_keys]


def _chunks(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start:start + CHUNK]


def _seal(city: City) -> None:
    """What needs this installation's keys: blind indexes, and the demo accounts' password."""
    by_name = {table.name: rows for table, rows in city.rows.items()}
    moment = now()
    for row in by_name["fair_registrations"]:
        row["phone_tail_index"] = crypto.blind_index(row["phone"][-4:], "phone-tail")
    for row in (*by_name["persons"], *by_name["accounts"], *by_name["fair_registrations"]):
        row["phone_index"] = crypto.blind_index(row["phone"], "phone") if row["phone"] else None
    for row in by_name["persons"]:
        row["identity_index"] = crypto.blind_index(row["identity_number"], "identity")
    for row in by_name["accounts"]:
        row["password_hash"] = hash_password(PASSWORD) if row["login"] else None
        row["password_changed_at"] = moment if row["login"] else None


def _address(city: City, offsets: dict[Table, int]) -> None:
    """Messages on the site go to the numbers the accounts have in this database."""
    rows = {table.name: rows for table, rows in city.rows.items()}["messages"]
    shift = next(offset for table, offset in offsets.items() if table.name == "accounts")
    for row in rows:
        row["recipient"] = str(row["recipient"] + shift) if row["channel"] == Channel.IN_SITE else row["recipient"]
        row["recipient_index"] = crypto.blind_index(row["recipient"], "recipient")


def is_loaded() -> bool:
    """Whether a demo city is in the database."""
    return fact("demo") is not None

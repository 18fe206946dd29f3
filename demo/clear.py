"""Taking the city out again, with whatever was hung on it meanwhile; rows of real people and enterprises stay."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, false, or_, select, update

from accounts.models import Account
from core import crypto
from core.audit import SYSTEM, Action, record
from core.db import db, transaction
from core.facts import forget_fact
from core.outbox import Message

SOME = 400
Doomed = dict[Table, ColumnElement[bool]]


def clear_city() -> int:
    """Delete the demo's rows and what cannot exist without them (a visitor's posting of a demo enterprise); returns how many rows went.

    Rows that may exist without are only unlinked. Works on every table there is, so that later ones need no line here.
    """
    gone = 0
    doomed = _doomed()
    with transaction() as session:
        _mark_messages()
        for table in db.metadata.sorted_tables:
            for column, target in _links(table):
                if column.nullable and target.table in doomed:
                    stale = and_not(column.in_(select(target).where(doomed[target.table])), doomed.get(table))
                    session.execute(update(table).where(stale).values({column: None}))
        for table, condition in reversed(list(doomed.items())):
            gone += session.execute(delete(table).where(condition)).rowcount  # type: ignore[attr-defined]
        forget_fact("demo")
        record(SYSTEM, Action.DEMO_CLEARED, "installation", None, rows=gone)
    return gone


def _mark_messages() -> None:
    """What was told meanwhile to an account of the demo goes with it: a new account may be given its number."""
    told = [str(reach) for row in db.session.execute(select(Account.id, Account.phone).where(Account.is_demo)) for reach in row if reach]
    for start in range(0, len(told), SOME):
        indexes = [crypto.blind_index(one, "recipient") for one in told[start:start + SOME]]
        db.session.execute(update(Message).where(Message.recipient_index.in_(indexes)).values(is_demo=True))


def and_not(condition: ColumnElement[bool], unless: ColumnElement[bool] | None) -> ColumnElement[bool]:
    """`condition`, but not where `unless` holds."""
    return condition if unless is None else condition & ~unless


def _links(table: Table) -> list[tuple[Column[Any], Column[Any]]]:
    return [(key.parent, key.column) for key in table.foreign_keys if key.column.table is not table]


def _doomed() -> Doomed:
    """Which rows of which tables go: those marked, and those that must have a parent which goes. Parents before children."""
    out: Doomed = {}
    for table in db.metadata.sorted_tables:
        must = [(column, target) for column, target in _links(table) if not column.nullable and target.table in out]
        reasons: list[ColumnElement[bool]] = [column.in_(select(target).where(out[target.table])) for column, target in must]
        if "is_demo" in table.c:
            reasons.append(table.c.is_demo)
        if reasons:
            out[table] = or_(false(), *reasons)
    return out

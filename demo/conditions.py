"""What the postings ask of people, as the services read it, and what they relax from the first day."""

from types import SimpleNamespace
from typing import Any, cast

from jobs.models import Position
from jobs.required import Required, required_of
from jobs.services.conditions import is_relaxed, made

Row = dict[str, Any]


def conditions_of(positions: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of conditions and of the ledger for positions numbered from 1; sets whether each position is relaxed."""
    conditions: list[Row] = []
    ledger: list[Row] = []
    for position_id, row in enumerate(positions, 1):
        posting = SimpleNamespace(**row)
        read = required_of(cast(Position, posting))
        own = [{"position_id": position_id, **made(one), "changed_by": None, "changed_at": None} for one in read]
        row["is_relaxed"] = is_relaxed(cast(Position, posting), [cast(Any, SimpleNamespace(**one)) for one in own])
        conditions += own
        ledger += [entry for one in read for entry in _relaxed(position_id, one, row)]
    return conditions, ledger


def _relaxed(position_id: int, one: Required, row: Row) -> list[Row]:
    return [{"position_id": position_id, "name": one.name, "op": one.op, "whom": group, "was": one.value, "becomes": value, "occasion": "position",
             "lets_in": None, "reason": "", "account_id": None, "role": "employer", "at": row["created_at"]} for group, value in one.relaxed.items()]

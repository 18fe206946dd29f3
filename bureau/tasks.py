"""Long steps of the desk, done in the scheduler process."""

from typing import Any

from bureau.queries import audit_count
from core.audit import broken_entries
from core.work import Progress

SHOWN = 20


def verify_trail(_parameters: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """Walk the whole audit trail: how many entries it has, how many do not follow from the one before, and the first of those."""
    entries, broken = audit_count(), broken_entries()
    return {"entries": entries, "broken": len(broken), "first": broken[:SHOWN]}

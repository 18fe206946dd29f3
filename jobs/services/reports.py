"""What staff do with readers' reports."""

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from jobs.models import PositionReport


def settle_report(report: PositionReport, outcome: str, actor: Actor) -> None:
    """Note what came of a report; a second click changes nothing."""
    if report.settled_at is not None:
        return
    report.settled_at, report.settled_by, report.outcome = now(), actor.account_id, outcome
    db.session.flush()
    record(actor, Action.POSITION_REPORT_SETTLED, "position", report.position_id, report=report.id)

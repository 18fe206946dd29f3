"""Reading what was decided on wordings."""

from sqlalchemy import select

from core.db import db
from jobs.models import WordingDecision


def wording_decisions(position_id: int) -> dict[tuple[str, str], WordingDecision]:
    """The last decision on each phrase of a position, by kind and phrase."""
    rows = db.session.execute(select(WordingDecision).where(WordingDecision.position_id == position_id)).scalars()
    return {(row.kind, row.phrase): row for row in rows}

"""Reading what the wording screen points at and what was decided on it."""

from sqlalchemy import select

from core.db import db
from jobs.models import Position, WordingDecision
from jobs.wording import Flag, flags


def wording_decisions(position_id: int) -> dict[tuple[str, str], WordingDecision]:
    """The last decision on each phrase of a position, by kind and phrase."""
    rows = db.session.execute(select(WordingDecision).where(WordingDecision.position_id == position_id)).scalars()
    return {(row.kind, row.phrase): row for row in rows}


def flags_of(position: Position) -> list[Flag]:
    """What the wording screen points at in a stored posting."""
    texts = (position.title, position.duties, position.requirements, position.pay_note, *(position.relaxations or []), *(position.skills or []))
    return flags(list(texts), position.age_max)


def has_undecided_wording(position: Position) -> bool:
    """Whether a flag stands on which nobody has decided; one that only asks to look twice does not count."""
    decided = wording_decisions(position.id)
    return any(not flag.is_notice and (flag.kind, flag.phrase) not in decided for flag in flags_of(position))

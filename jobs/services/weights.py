"""Keeping versions of the ranking's weights, adopting one, going back."""

from sqlalchemy.orm.exc import StaleDataError

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import IllegalTransition
from core.states import advance
from jobs.models import RankingWeights
from jobs.states.weights import LEARNED, WEIGHTS


def keep_weights(row: RankingWeights, actor: Actor) -> None:
    """Keep what was learned, adopted or not."""
    db.session.add(row)
    db.session.flush()
    record(actor, Action.WEIGHTS_MOVED, "ranking_weights", row.id, step="learn" if row.state == LEARNED else "refuse")


def adopt_weights(row: RankingWeights, actor: Actor) -> None:
    """Put a version in force, in place of the one before.

    Raises:
        core.errors.IllegalTransition: it was refused, or is adopted.

    """
    row.state, row.adopted_at, row.adopted_by, row.rolled_back_at = advance(WEIGHTS, row.state, "adopt"), now(), actor.account_id, None
    _flush(row.state, "adopt")
    record(actor, Action.WEIGHTS_MOVED, "ranking_weights", row.id, step="adopt")


def _flush(state: str, action: str) -> None:
    """Write a step; a colleague who took one at the same moment was faster."""
    try:
        db.session.flush()
    except StaleDataError:
        raise IllegalTransition(state=state, action=action) from None


def roll_back_weights(row: RankingWeights, actor: Actor) -> None:
    """Take an adopted version back: the one adopted before it is in force again, or the prior.

    Raises:
        core.errors.IllegalTransition: it is not adopted.

    """
    row.state, row.rolled_back_at = advance(WEIGHTS, row.state, "roll_back"), now()
    _flush(row.state, "roll_back")
    record(actor, Action.WEIGHTS_MOVED, "ranking_weights", row.id, step="roll_back")

"""What staff decide on the wordings of a posting."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import BadInput
from jobs.models import Position, WordingDecision
from jobs.queries.wording import wording_decisions
from jobs.services.lifecycle import return_position
from jobs.services.relaxing import settle_sex
from jobs.states import POSITION
from jobs.wording import Flag

KEPT, OVERRULED, RETURNED = "kept", "overruled", "returned"
DECISIONS = (KEPT, OVERRULED, RETURNED)
LONGEST_REASON = 300


class Decided(NamedTuple):
    """A flag, one of DECISIONS, and why."""

    flag: Flag
    decision: str
    reason: str = ""


def decide_wordings(position: Position, decided: Sequence[Decided], actor: Actor) -> bool:
    """Note what a person decided on each wording; returns whether the posting went back to its employer for those to be changed.

    Raises:
        BadInput: an unknown decision, or a wording that is to stay without a basis.

    """
    stored = wording_decisions(position.id)
    for one in decided:
        _decide(position, stored.get((one.flag.kind, one.flag.phrase)), one, actor)
    wrong = [one for one in decided if one.decision == RETURNED]
    goes_back = bool(wrong) and (position.state, "return") in POSITION
    if goes_back:
        return_position(position, _reason(wrong), actor)
    db.session.flush()
    return goes_back


def _decide(position: Position, row: WordingDecision | None, one: Decided, actor: Actor) -> None:
    flag, reason = one.flag, one.reason.strip()[:LONGEST_REASON]
    if one.decision not in DECISIONS or one.decision == KEPT and not reason:
        raise BadInput(_("Say on what legal basis the wording may stay."))
    if row is not None and (row.decision, row.reason) == (one.decision, reason):
        return
    if row is None:
        row = WordingDecision(position_id=position.id, kind=flag.kind, phrase=flag.phrase, rule=flag.rule)
        db.session.add(row)
    row.decision, row.reason, row.account_id, row.decided_at = one.decision, reason, actor.account_id, now()
    db.session.flush()
    if flag.kind == "sex":
        settle_sex(position, reason if one.decision == KEPT else "", actor)
    record(actor, Action.WORDING_DECIDED, "position", position.id, kind=flag.kind, decision=one.decision, wording=row.id)


def _reason(wrong: Sequence[Decided]) -> str:
    listed = "；".join(f"“{one.flag.phrase}”（{one.flag.rule}{'；' + one.reason.strip() if one.reason.strip() else ''}）" for one in wrong)
    return str(_("Please change this wording: %(listed)s", listed=listed))[:LONGEST_REASON]

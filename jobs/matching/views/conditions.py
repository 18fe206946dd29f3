"""What the pages of a position are handed down: how many people a change of a condition lets in, how the reader meets each condition."""

from collections.abc import Mapping

from flask import current_app, render_template

from core.clock import today
from jobs.above import Standing
from jobs.matching import queries
from jobs.matching.rules import check
from jobs.matching.services.widening import likely_widenings
from jobs.matching.widenings import Widening
from jobs.matching.wording import standing_mark, standing_text
from jobs.models import Position
from jobs.required.kinds import LATER, SERVICE, WAIVED, span
from jobs.required.wording import LABELS, relaxed_text


def standing(position_id: int, account_id: int) -> Mapping[int, Standing]:
    """Each condition beside the file of the account's person; nothing without a file."""
    person = queries.candidate_of_account(account_id)
    if person is None:
        return {}
    found = {key: check(asked, person, today()) for key, asked in queries.asked_by_id(position_id).items()}
    return {key: Standing(standing_mark(condition), *standing_text(condition)) for key, condition in found.items()}


def likely(position: Position) -> str:
    """What would let in most people, above the candidates of a position; each leads to where it is counted and agreed."""
    found = likely_widenings(position.id, current_app.config["INSTANCE"])
    rows = [(one, LABELS[one.asked.name], relaxed_text(one.asked.name, one.asked.op, one.value), _given(one)) for one in found]
    return render_template("matching/_widenings.html", rows=rows, position=position) if rows else ""


def _given(one: Widening) -> dict[str, object]:
    """The fields of the form that counts it, filled in."""
    if one.value in (WAIVED, LATER, SERVICE):
        return {"whom": one.group, "how": one.value}
    if one.asked.name == "age":
        low, high = span(one.asked.op, one.value)
        return {"whom": one.group, "how": "value", "low": low, "high": high}
    return {"whom": one.group, "how": "value", "level": one.value}

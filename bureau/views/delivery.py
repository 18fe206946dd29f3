"""The delivery desk: what became of every message, and sending one again that did not arrive."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, staff_with
from bureau.delivery import CHANNELS, DELIVERY, MARKS, MEANINGS, OBSTACLES, TROUBLES, masked_recipient
from core import delivery
from core.db import transaction
from core.errors import IllegalTransition
from core.messages import NAMES
from core.outbox import TRIES
from core.web.page import PAGE_SIZE, Page, page_number

bp = Blueprint("bureau_delivery", __name__)


def _narrowed() -> dict[str, str]:
    """What the address narrows the list to: a state and a channel, empty for all."""
    state, channel = request.values.get("state", ""), request.values.get("channel", "")
    return {"state": state if state in DELIVERY else "", "channel": channel if channel in CHANNELS else ""}


@bp.get("/bureau/messages")
@staff_with(Right.MESSAGES)
def messages() -> str:
    wanted, number = _narrowed(), page_number()
    counts = delivery.delivery_counts()
    by_state = {state: sum(n for (one, channel), n in counts.items() if one == state and wanted["channel"] in ("", channel)) for state in DELIVERY}
    total = by_state[wanted["state"]] if wanted["state"] else sum(by_state.values())
    rows = delivery.deliveries(wanted["state"], wanted["channel"], number, PAGE_SIZE)
    tried = {row.id: delivery.obstacle(row) for row in rows if delivery.can_be_tried(row)}
    return render_template(
        "bureau/messages.html", page=Page(rows, number, total), wanted=wanted, by_state=by_state, tried=tried, channels=CHANNELS, states=DELIVERY,
        marks=MARKS, meanings=MEANINGS, troubles=TROUBLES, obstacles=OBSTACLES, names=NAMES, masked_recipient=masked_recipient, most=TRIES)


@bp.post("/bureau/messages/<int:message_id>/again")
@staff_with(Right.MESSAGES)
def again(message_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            name = NAMES[delivery.send_again(message_id, actor()).template]
    except IllegalTransition:
        flash(_("Nothing was changed: this message is in another state by now."), "wait")
    except delivery.NoUseSending as refused:
        flash(str(OBSTACLES[str(refused.facts["obstacle"])]), "wait")
    else:
        flash(_("“%(name)s” waits to be sent again.", name=name), "ok")
    wanted = _narrowed()
    return redirect(url_for("bureau_delivery.messages", state=wanted["state"] or None, channel=wanted["channel"] or None), 303)

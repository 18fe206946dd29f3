"""Paper slips, keyed by the desk: both have signed on paper, here it is counted, once."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, staff_with
from core.db import transaction
from core.errors import IllegalTransition, Refusal
from jobs.fairs.forms import SlipForm
from jobs.fairs.models import Fair
from jobs.fairs.queries import visits as queries
from jobs.fairs.queries.board import intentions
from jobs.fairs.services.intentions import Slip, key_slip
from jobs.fairs.services.visitors import Visitor
from jobs.fairs.views.staff import seen
from jobs.states.outcomes import INTENTION_LABELS

bp = Blueprint("fairs_slips", __name__)


@bp.get("/bureau/fairs/<int:fair_id>/slips")
@staff_with(Right.FAIR_DOOR)
def slips(fair_id: int) -> ResponseReturnValue:
    return _page(seen(fair_id), SlipForm())


def _page(fair: Fair, form: SlipForm, status: int = 200) -> ResponseReturnValue:
    return render_template("fairs/slips.html", fair=fair, form=form, rows=queries.slips(fair.id), counted=intentions(fair.id),
                           labels=INTENTION_LABELS), status


@bp.post("/bureau/fairs/<int:fair_id>/slips")
@staff_with(Right.FAIR_DOOR)
def key(fair_id: int) -> ResponseReturnValue:
    form = SlipForm()
    if not form.validate():
        return _page(seen(fair_id), form, 422)
    slip = _slip(seen(fair_id), form)
    if slip is None:
        return _page(seen(fair_id), form, 422)
    try:
        with transaction():
            _row, is_new = key_slip(seen(fair_id), slip, actor())
    except IllegalTransition:
        form.form_errors.append(_("Nothing was changed: it is in another state by now."))
        return _page(seen(fair_id), form, 409)
    except Refusal as refusal:
        form.form_errors.append(refusal.message)
        return _page(seen(fair_id), form, 422)
    flash(_("Slip %(n)s is kept.", n=slip.number) if is_new else _("This intention was counted already; it counts once."), "ok" if is_new else "wait")
    return redirect(url_for(".slips", fair_id=fair_id), 303)


def _slip(fair: Fair, form: SlipForm) -> Slip | None:
    """What was keyed; None, with an error at the field, when it names nobody."""
    booth = queries.exhibitor_at(fair.id, form.booth.data or "")
    offers = queries.offers_of(booth.id) if booth else []
    if booth is None:
        form.booth.errors = [_("Nobody stands at this booth.")]
        return None
    if not 1 <= (form.line.data or 0) <= len(offers):
        form.line.errors = [_("The booth's list has %(n)s positions.", n=len(offers))]
        return None
    visitor = queries.visitor_by_number(fair.id, form.number.data) if form.number.data else None
    if form.number.data and visitor is None:
        form.number.errors = [_("Nobody at this fair has this number.")]
        return None
    newcomer = None if visitor else Visitor(form.name.data or "", form.phone.data, form.kind.data, origin="walk_in")
    return Slip(form.slip.data or 0, form.booth.data or "", offers[(form.line.data or 1) - 1].id, visitor, newcomer)

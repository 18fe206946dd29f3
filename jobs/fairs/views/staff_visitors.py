"""People at a fair, for staff: who registered, registering somebody at a desk, inviting, coverage by township."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, scope, staff_with
from accounts.stations import townships
from core.db import transaction
from core.errors import NotFound, Refusal
from core.web.page import PAGE_SIZE, Page, page_number
from jobs.fairs.forms import DeskRegisterForm
from jobs.fairs.models import Fair
from jobs.fairs.queries import fairs, visitors
from jobs.fairs.services import visitors as services
from jobs.fairs.services.visitors import Visitor
from jobs.fairs.states import VISITOR_KINDS, VISITOR_LABELS, VISITOR_MARKS
from jobs.fairs.tickets import ticket_token
from jobs.fairs.views.doing import do
from jobs.fairs.views.public import tickets_closed
from jobs.fairs.views.staff import bp, seen


@bp.get("/bureau/fairs/<int:fair_id>/visitors")
@staff_with(Right.PEOPLE)
def people(fair_id: int) -> ResponseReturnValue:
    return _page(seen(fair_id), _form())


def _form() -> DeskRegisterForm:
    form = DeskRegisterForm()
    form.offer_townships([(s.code, s.name) for s in townships() if s.code.startswith(scope()[:9])])
    return form


def _page(fair: Fair, form: DeskRegisterForm, status: int = 200) -> ResponseReturnValue:
    counts = visitors.counts_by_state(scope(), fair)
    state = request.args.get("state", "")
    rows, total = visitors.registrations(scope(), fair, state if state in VISITOR_LABELS else "", page_number(), PAGE_SIZE)
    kept = fairs.room(fair).get("tickets")
    idle = kept if kept is not None and kept.waiting and kept.taken < kept.capacity and tickets_closed(fair) else None
    return render_template("fairs/staff_visitors.html", fair=fair, idle=idle, page=Page(rows, page_number(), total), counts=counts, state=state,
                           labels=VISITOR_LABELS, marks=VISITOR_MARKS, kinds=VISITOR_KINDS, form=form), status


@bp.post("/bureau/fairs/<int:fair_id>/visitors")
@staff_with(Right.PEOPLE_EDIT)
def register(fair_id: int) -> ResponseReturnValue:
    found, form = seen(fair_id), _form()
    if not form.validate():
        return _page(found, form, 422)
    own = scope()[:9] if len(scope()) >= 9 else None
    person_id = visitors.on_file(scope(), form.name.data or "", form.phone.data) if form.phone.data else None
    visitor = Visitor(form.name.data or "", form.phone.data or None, form.kind.data, form.township_code.data or own, person_id, origin="station",
                      shows_profile=bool(form.shows_profile.data))
    try:
        with transaction():
            row = services.register(found, visitor, actor())
    except Refusal as refusal:
        form.form_errors.append(refusal.message)
        return _page(seen(fair_id), form, refusal.status)
    return redirect(url_for("fairs_public.ticket", token=ticket_token(row.fair_id, row.id)), 303)


@bp.post("/bureau/fairs/<int:fair_id>/visitors/<int:registration_id>/cancel")
@staff_with(Right.PEOPLE_EDIT)
def cancel(fair_id: int, registration_id: int) -> ResponseReturnValue:
    found = seen(fair_id)
    row = visitors.registration_for_staff(scope(), found, registration_id)
    if row is None:
        raise NotFound
    return do(url_for(".people", fair_id=fair_id), lambda: services.cancel(row, "staff", "staff", actor()), _("Cancelled; the place goes to the next."))


@bp.get("/bureau/fairs/<int:fair_id>/coverage")
@staff_with(Right.PEOPLE)
def coverage(fair_id: int) -> str:
    found = seen(fair_id)
    rows = visitors.coverage(scope(), found.id)
    sums = {key: sum(row[key] for row in rows) for key in ("seeking", "invited", "came_from_file", "registered")}
    return render_template("fairs/staff_coverage.html", fair=found, rows=rows, sums=sums, waiting=len(visitors.people_to_invite(scope(), found.id)))


@bp.post("/bureau/fairs/<int:fair_id>/invite")
@staff_with(Right.PEOPLE_EDIT)
def invite(fair_id: int) -> ResponseReturnValue:
    found = seen(fair_id)
    if found.state not in ("announced", "open"):
        raise NotFound
    site = f"{current_app.config['PUBLIC_URL'].rstrip('/')}{url_for('fairs_public.fair', fair_id=fair_id)}"
    where = url_for(".coverage", fair_id=fair_id)
    return do(where, lambda: services.invite(scope(), found, site, actor()), _("Invited; the messages go out between 8:00 and 21:00."))

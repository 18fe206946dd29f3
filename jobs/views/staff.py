"""Positions under review, and those the bureau writes for an enterprise."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.permissions import Right, actor, scope, staff_with
from core.clock import today
from core.db import transaction
from core.errors import IllegalTransition, NotFound, StaleEdit
from core.forms import whole_number
from core.reference import REPORT_KINDS
from core.states import actions_from
from core.web.errors import error_page
from core.web.page import PAGE_SIZE, Page, page_number
from jobs import queries
from jobs.forms import PositionForm, ReturnForm, SettleForm
from jobs.mandate import ELEMENTS, missing_elements
from jobs.models import Position
from jobs.queries.conditions import conditions_of
from jobs.relaxations import read_phrases
from jobs.required.shown import table
from jobs.services import lifecycle, positions
from jobs.services.lifecycle import ElementsMissing, EmployerIsSuspended, EmployerNotVerified
from jobs.services.reports import settle_report
from jobs.states import LABELS, MARKS, POSITION, WRITABLE
from jobs.views.wording import only_checks, wording_reviewed, wording_shown
from jobs.views.writing import fields_of, filled_form, name_missing, offered, read_of, wants_reading

bp = Blueprint("jobs_staff", __name__)
MOST_AT_ONCE = 200


def _position(position_id: int) -> Position:
    found = queries.position_for_staff(scope(), position_id)
    if found is None:
        raise NotFound
    return found


def _to(position_id: int, message: str, kind: str = "ok") -> ResponseReturnValue:
    flash(message, kind)
    return redirect(url_for("jobs_staff.position", position_id=position_id), 303)


@bp.errorhandler(IllegalTransition)
def _too_late(error: IllegalTransition) -> ResponseReturnValue:
    """A step pressed twice, or after a colleague: show where things stand."""
    position_id = (request.view_args or {}).get("position_id")
    if position_id is None:
        return error_page(error.status, error.message)
    return _to(position_id, _("Nothing was changed: the position is in another state by now."), "wait")


@bp.get("/bureau/positions/<int:position_id>")
@staff_with(Right.REVIEW)
def position(position_id: int) -> ResponseReturnValue:
    return _page(_position(position_id))


def _page(found: Position, code: int = 200, **forms: Any) -> ResponseReturnValue:
    forms = {"return_form": ReturnForm(formdata=None, prefix="back"), "settle_form": SettleForm(formdata=None), **forms}
    return render_template(
        "jobs/review.html", position=found, found=found.employer, label=LABELS[found.state], mark=MARKS[found.state], labels=LABELS,
        actions=actions_from(POSITION, found.state), may_change=found.state in WRITABLE, elements=ELEMENTS, others=queries.other_postings(found),
        reports=queries.reports_of(found.id), report_kinds=REPORT_KINDS, missing=missing_elements(found, found.employer, today()),
        **wording_reviewed(found), relaxed=read_phrases(found.relaxations or []), asks=table(conditions_of([found.id])), **forms), code


@bp.post("/bureau/positions/<int:position_id>/publish")
@staff_with(Right.REVIEW)
def publish(position_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            found = _position(position_id)
            if request.form.get("version", str(found.version)) != str(found.version):
                raise StaleEdit(_("It was changed since you opened it. Read it again before you publish it."))
            lifecycle.publish_position(found, actor())
    except (StaleEdit, EmployerNotVerified, ElementsMissing) as refusal:
        return _to(position_id, refusal.message, "stop")
    flash(_("Published: %(title)s", title=found.title), "ok")
    return redirect(url_for("bureau_staff.review"), 303)


@bp.post("/bureau/positions/publish")
@staff_with(Right.REVIEW)
def publish_several() -> ResponseReturnValue:
    wanted = {number for one in request.form.getlist("position") if (number := whole_number(one)) is not None}
    if not wanted:
        flash(_("Tick the positions to publish."), "wait")
        return redirect(url_for("bureau_staff.review"), 303)
    with transaction():
        done, left = lifecycle.publish_positions(queries.submitted_positions(scope(), sorted(wanted)[:MOST_AT_ONCE]), actor())
        reasons = [_("Not published: %(title)s. %(why)s", title=p.title, why=why.message) for p, why in left]
    flash(ngettext("%(num)s position published", "%(num)s positions published", done), "ok")
    for reason in reasons[:5]:
        flash(reason, "stop")
    return redirect(url_for("bureau_staff.review"), 303)


@bp.post("/bureau/positions/<int:position_id>/return")
@staff_with(Right.REVIEW)
def send_back(position_id: int) -> ResponseReturnValue:
    found, form = _position(position_id), ReturnForm(prefix="back")
    if not form.validate_on_submit():
        return _page(found, 422, return_form=form)
    with transaction():
        lifecycle.return_position(_position(position_id), form.reason.data or "", actor())
    return _to(position_id, _("Returned. The enterprise is told by text message."))


@bp.post("/bureau/reports/<int:report_id>/settle")
@staff_with(Right.REVIEW)
def settle(report_id: int) -> ResponseReturnValue:
    report, form = queries.report_for_staff(scope(), report_id), SettleForm()
    if report is None:
        raise NotFound
    if not form.validate_on_submit():
        return _page(_position(report.position_id), 422, settle_form=form)
    with transaction():
        settle_report(report, form.outcome.data or "", actor())
    return _to(report.position_id, _("The report is settled."))


@bp.route("/bureau/positions/<int:position_id>/edit", methods=["GET", "POST"])
@staff_with(Right.REVIEW)
def edit(position_id: int) -> ResponseReturnValue:
    found = _position(position_id)
    if found.state not in WRITABLE:
        raise IllegalTransition(state=found.state, action="change")
    if request.method == "GET":
        return _form_page(filled_form(found), found)
    form = offered(PositionForm(), found.occupation_code)
    if only_checks():
        return _form_page(form, found)
    if wants_reading():
        return _form_page(form, found, is_read=True)
    if not form.validate_on_submit():
        return _form_page(form, found, 422)
    try:
        with transaction():
            found = _position(position_id)
            positions.change_position(found, fields_of(form), form.version.data or 0, actor())
            if request.form.get("then") == "submit":
                _hand_in(found)
    except ElementsMissing as refusal:
        name_missing(form, refusal)
        return _form_page(form, _position(position_id), 422)
    except StaleEdit as refusal:
        found = _position(position_id)
        form.version.data = found.version
        return _form_page(form, found, refusal.status, saved=filled_form(found))
    return _to(position_id, _("Saved."))


def _hand_in(found: Position) -> None:
    if (found.state, "submit") in POSITION:
        lifecycle.submit_position(found, actor())


def _form_page(form: PositionForm, found: Position, code: int = 200, **more: Any) -> ResponseReturnValue:
    return render_template("jobs/staff_form.html", form=form, asks=read_of(form), position=found, found=found.employer, **wording_shown(form), **more), code


@bp.post("/bureau/positions/<int:position_id>/submit")
@staff_with(Right.REVIEW)
def submit(position_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            lifecycle.submit_position(_position(position_id), actor())
    except ElementsMissing:
        return _to(position_id, _("Something that every posting must state is missing; see the list."), "stop")
    except EmployerIsSuspended as refusal:
        return _to(position_id, refusal.message, "stop")
    return _to(position_id, _("It waits for review now."))


def employer_positions(found: Any) -> str:
    """The slot on an enterprise's page: its positions without the drafts it keeps to itself."""
    number = page_number()
    rows, total = queries.positions_of_employer_for_staff(scope(), found.id, number, PAGE_SIZE)
    return render_template("jobs/_of_employer.html", page=Page(rows, number, total), labels=LABELS, marks=MARKS)

"""The verification desk."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, scope, staff_with
from accounts.stations import townships
from core.clock import today
from core.db import transaction
from core.errors import BadInput, IllegalTransition, NotFound, Refusal, StaleEdit
from core.states import actions_from
from core.validators import credit_code_problem
from core.web.page import PAGE_SIZE, Page, page_number
from employers import queries
from employers.forms import AnswerForm, ReasonForm, StaffEmployerForm, VerifyForm
from employers.models import Employer
from employers.services import conduct, registration, verification
from employers.services.registration import EnterpriseIsTaken
from employers.services.verification import NoCreditCode
from employers.states import CONDUCT, EMPLOYER, LABELS, MARKS
from employers.views.papers import hand_out

bp = Blueprint("employers_staff", __name__)


@bp.errorhandler(IllegalTransition)
def _too_late(_error: IllegalTransition) -> ResponseReturnValue:
    """A step pressed twice, or after a colleague: show where things stand."""
    flash(_("Nothing was changed: the enterprise is in another state by now."), "wait")
    return redirect(url_for(".employer", **(request.view_args or {})), 303)


@bp.get("/bureau/employers")
@staff_with(Right.REVIEW)
def employers() -> ResponseReturnValue:
    words, state = request.args.get("q", "").strip()[:80], request.args.get("state", "")
    state = state if state in LABELS else ""
    rows, total = queries.employers_for_staff(scope(), words, state, page_number(), PAGE_SIZE)
    return render_template("employers/employers.html", page=Page(rows, page_number(), total), words=words, state=state, labels=LABELS, marks=MARKS,
                           counts=queries.counts_by_state(scope()), objecting=queries.objecting(scope()))


def _employer(employer_id: int) -> Employer:
    found = queries.employer_for_staff(scope(), employer_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/bureau/employers/<int:employer_id>")
@staff_with(Right.REVIEW)
def employer(employer_id: int) -> ResponseReturnValue:
    return _page(_employer(employer_id))


def _page(found: Employer, code: int = 200, answers: dict[int, AnswerForm] | None = None, **forms: Any) -> ResponseReturnValue:
    marks = conduct.conduct_of(found.id)
    answers = {mark.id: AnswerForm(formdata=None, prefix=f"m{mark.id}") for mark in marks if mark.lifted_at is None} | (answers or {})
    until = verification.months_later(today(), current_app.config["REVERIFY_MONTHS"])
    forms = {"verify_form": VerifyForm(formdata=None, until=until), "return_form": ReasonForm(formdata=None, prefix="back"),
             "suspend_form": ReasonForm(formdata=None, prefix="stop"), **forms}
    return render_template(
        "employers/employer.html", found=found, label=LABELS[found.state], mark=MARKS[found.state], papers=queries.papers(found.id),
        members=queries.members(found.id), namesakes=queries.namesakes(found), actions=actions_from(EMPLOYER, found.state), labels=LABELS,
        code_problem=credit_code_problem(found.credit_code) if found.credit_code else None,
        marks=marks, answers=answers, conduct_names=CONDUCT, counts_until=conduct.counts_until, is_barred=conduct.is_barred(found.id), **forms,
    ), code


def _back(employer_id: int, message: str) -> ResponseReturnValue:
    flash(message, "ok")
    return redirect(url_for(".employer", employer_id=employer_id), 303)


@bp.post("/bureau/employers/<int:employer_id>/verify")
@staff_with(Right.REVIEW)
def verify(employer_id: int) -> ResponseReturnValue:
    found, form = _employer(employer_id), VerifyForm()
    if not form.validate_on_submit() or form.until.data is None:
        return _page(found, 422, verify_form=form)
    try:
        with transaction():
            verification.verify_employer(found, form.until.data, form.basis.data, actor())
    except (NoCreditCode, BadInput) as refusal:
        form.until.errors = [refusal.message]
        return _page(_employer(employer_id), 422, verify_form=form)
    return _back(employer_id, _("Verified. The enterprise is told by text message."))


@bp.post("/bureau/employers/<int:employer_id>/return")
@staff_with(Right.REVIEW)
def send_back(employer_id: int) -> ResponseReturnValue:
    found, form = _employer(employer_id), ReasonForm(prefix="back")
    if not form.validate_on_submit():
        return _page(found, 422, return_form=form)
    with transaction():
        verification.return_employer(found, form.reason.data or "", actor())
    return _back(employer_id, _("Returned. The enterprise is told by text message."))


@bp.post("/bureau/employers/<int:employer_id>/suspend")
@staff_with(Right.REVIEW)
def suspend(employer_id: int) -> ResponseReturnValue:
    found, form = _employer(employer_id), ReasonForm(prefix="stop")
    if not form.validate_on_submit():
        return _page(found, 422, suspend_form=form)
    with transaction():
        verification.suspend_employer(found, form.reason.data or "", actor())
    return _back(employer_id, _("Suspended. Its positions are no longer shown."))


@bp.post("/bureau/employers/<int:employer_id>/reinstate")
@staff_with(Right.REVIEW)
def reinstate(employer_id: int) -> ResponseReturnValue:
    found = _employer(employer_id)
    with transaction():
        verification.reinstate_employer(found, actor())
    return _back(employer_id, _("The suspension is lifted. Verify the enterprise again so that its positions are shown."))


@bp.post("/bureau/employers/<int:employer_id>/release")
@staff_with(Right.REVIEW)
def release(employer_id: int) -> ResponseReturnValue:
    found = _employer(employer_id)
    with transaction():
        verification.release_employer(found, actor())
    return _back(employer_id, _("Parted. The enterprise stays on file and can be joined by the right people."))


@bp.post("/bureau/employers/<int:employer_id>/conduct/<int:mark_id>/<any(lift, stand):step>")
@staff_with(Right.REVIEW)
def answer(employer_id: int, mark_id: int, step: str) -> ResponseReturnValue:
    found, form = _employer(employer_id), AnswerForm(prefix=f"m{mark_id}")
    mark = queries.mark_of_employer(found.id, mark_id)
    if mark is None:
        raise NotFound
    if not form.validate_on_submit():
        return _page(found, 422, {mark_id: form} if mark.lifted_at is None else None)
    try:
        with transaction():
            {"lift": conduct.lift_mark, "stand": conduct.let_stand}[step](mark, form.text.data or "", actor())
    except Refusal as refusal:
        flash(refusal.message, "wait")
        return redirect(url_for(".employer", employer_id=employer_id), 303)
    return _back(employer_id, _("The mark is lifted.") if step == "lift" else _("Answered. The mark stays."))


@bp.route("/bureau/employers/<int:employer_id>/edit", methods=["GET", "POST"])
@staff_with(Right.REVIEW)
def edit(employer_id: int) -> ResponseReturnValue:
    found = _employer(employer_id)
    form = StaffEmployerForm(obj=found) if request.method == "GET" else StaffEmployerForm()
    form.offer_townships((t.code, t.name) for t in townships())
    if not form.validate_on_submit():
        return render_template("employers/staff_edit.html", found=found, form=form), 422 if request.method == "POST" else 200
    try:
        with transaction():
            registration.change_employer(found, form.columns(), form.version.data or 0, actor(), by_staff=True)
    except EnterpriseIsTaken as refusal:
        form.credit_code.errors = [refusal.message]
        return render_template("employers/staff_edit.html", found=_employer(employer_id), form=form), 422
    except StaleEdit as refusal:
        found = _employer(employer_id)
        form.version.data = found.version
        return render_template("employers/staff_edit.html", found=found, form=form, saved=StaffEmployerForm(formdata=None, obj=found)), refusal.status
    return _back(employer_id, _("Saved."))


@bp.post("/bureau/papers/<int:paper_id>/open")
@staff_with(Right.REVIEW)
def open_paper(paper_id: int) -> ResponseReturnValue:
    return hand_out(queries.paper_for_staff(scope(), paper_id))

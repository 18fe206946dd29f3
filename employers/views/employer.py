"""An enterprise's own file: data, papers, where verification stands."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, actor, employer_id, recruiters_only
from accounts.stations import townships
from core.db import transaction
from core.errors import BadInput, IllegalTransition, NotFound, Refusal, StaleEdit
from employers import queries
from employers.forms import ObjectionForm, PaperForm, ProfileForm
from employers.models import Employer
from employers.papers import inspect_paper, keep_paper
from employers.services import conduct as conduct_services
from employers.services import registration
from employers.services.registration import EnterpriseIsTaken, NotComplete
from employers.states import CONDUCT, EMPLOYER, LABELS, MARKS, NAME_IS_OPEN, SUBMITTED
from employers.views.papers import hand_out

bp = Blueprint("employers_employer", __name__)


def own_employer() -> Employer:
    """The enterprise the signed-in recruiter speaks for."""
    found = queries.employer(employer_id())
    if found is None:
        raise NotFound
    return found


@bp.get("/employer/profile")
@recruiters_only
def profile() -> ResponseReturnValue:
    return _profile_page(own_employer())


def _profile_page(employer: Employer, code: int = 200, missing: list[str] | None = None, **forms: PaperForm) -> ResponseReturnValue:
    papers = {kind: forms.get(kind) or PaperForm(formdata=None, prefix=kind) for kind in queries.PAPER_KINDS}
    return render_template(
        "employers/profile.html", employer=employer, label=LABELS[employer.state], mark=MARKS[employer.state], papers=queries.papers(employer.id),
        forms=papers, members=queries.members(employer.id), me=queries.membership(account().id), may_submit=(employer.state, "submit") in EMPLOYER,
        may_change=employer.state != SUBMITTED, missing=missing or [],
    ), code


def _edit_form(employer: Employer, title: str, filled: bool) -> ProfileForm:
    """The form with what may be changed: a verified name and code are the bureau's to change."""
    form = ProfileForm(formdata=None, obj=employer, title=title) if filled else ProfileForm()
    form.offer_townships((t.code, t.name) for t in townships())
    if employer.state not in NAME_IS_OPEN:
        del form.name, form.credit_code
    return form


@bp.route("/employer/profile/edit", methods=["GET", "POST"])
@recruiters_only
def edit() -> ResponseReturnValue:
    employer, member = own_employer(), queries.membership(account().id)
    if member is None:
        raise NotFound
    form = _edit_form(employer, member.title, request.method == "GET")
    if not form.validate_on_submit():
        return render_template("employers/edit.html", employer=employer, form=form), 422 if request.method == "POST" else 200
    try:
        with transaction():
            registration.change_employer(employer, form.columns(), form.version.data or 0, actor())
            registration.change_title(member, form.title.data or "")
    except EnterpriseIsTaken as refusal:
        form.credit_code.errors = [refusal.message]
        return render_template("employers/edit.html", employer=own_employer(), form=form), 422
    except StaleEdit as refusal:
        return _stale(form, refusal)
    flash(_("Saved."), "ok")
    return redirect(url_for(".profile"), 303)


def _stale(form: ProfileForm, refusal: StaleEdit) -> ResponseReturnValue:
    employer, member = own_employer(), queries.membership(account().id)
    form.version.data = employer.version
    saved = _edit_form(employer, member.title if member else "", filled=True)
    return render_template("employers/edit.html", employer=employer, form=form, saved=saved), refusal.status


@bp.post("/employer/papers/<any(licence, authorisation):kind>")
@recruiters_only
def upload(kind: str) -> ResponseReturnValue:
    employer, form = own_employer(), PaperForm(prefix=kind)
    if not form.validate_on_submit():
        return _profile_page(employer, 422, **{kind: form})
    try:
        paper = inspect_paper(form.file.data.read())
    except BadInput as refusal:
        form.file.errors = [refusal.message]
        return _profile_page(employer, 422, **{kind: form})
    stored = keep_paper(current_app.config["INSTANCE"] / "papers", paper.data)
    with transaction():
        registration.add_paper(employer, kind, paper, stored, actor())
    flash(_("The paper is uploaded."), "ok")
    return redirect(url_for(".profile"), 303)


@bp.post("/employer/papers/<int:paper_id>/open")
@recruiters_only
def open_paper(paper_id: int) -> ResponseReturnValue:
    return hand_out(queries.paper_of_employer(employer_id(), paper_id))


@bp.post("/employer/people-news/<any(on, off):step>")
@recruiters_only
def hear_of_people(step: str) -> ResponseReturnValue:
    with transaction():
        member = queries.membership(account().id)
        if member is None:
            raise NotFound
        registration.hear_of_people(member, hears=step == "on")
    flash(_("Saved."), "ok")
    return redirect(url_for(".profile", _anchor="news"), 303)


@bp.post("/employer/submit")
@recruiters_only
def submit() -> ResponseReturnValue:
    employer = own_employer()
    try:
        with transaction():
            registration.submit_employer(employer, actor())
    except NotComplete as refusal:
        return _profile_page(own_employer(), 422, missing=list(refusal.facts["missing"]))  # type: ignore[call-overload]
    except IllegalTransition:
        return redirect(url_for(".profile"), 303)
    flash(_("Sent to the bureau. You get a text message when it has looked at your papers."), "ok")
    return redirect(url_for(".profile"), 303)


@bp.get("/employer/conduct")
@recruiters_only
def conduct() -> ResponseReturnValue:
    return _conduct_page(own_employer())


def _conduct_page(employer: Employer, code: int = 200, said: dict[int, ObjectionForm] | None = None) -> ResponseReturnValue:
    marks = conduct_services.conduct_of(employer.id)
    forms = {mark.id: ObjectionForm(formdata=None, prefix=f"m{mark.id}", text=mark.objection) for mark in marks if mark.answered_at is None} | (said or {})
    return render_template("employers/conduct.html", marks=marks, forms=forms, names=CONDUCT, counts_until=conduct_services.counts_until,
                           is_barred=conduct_services.is_barred(employer.id)), code


@bp.post("/employer/conduct/<int:mark_id>/object")
@recruiters_only
def object_to(mark_id: int) -> ResponseReturnValue:
    employer, form = own_employer(), ObjectionForm(prefix=f"m{mark_id}")
    mark = queries.mark_of_employer(employer.id, mark_id)
    if mark is None:
        raise NotFound
    if not form.validate_on_submit():
        return _conduct_page(employer, 422, {mark_id: form})
    try:
        with transaction():
            conduct_services.object_to(mark, form.text.data or "", actor())
    except Refusal as refusal:
        flash(refusal.message, "wait")
    else:
        flash(_("Sent to the bureau. Its answer will stand here."), "ok")
    return redirect(url_for(".conduct"), 303)

"""A person sees who saw the file, whom it is hidden from, and what was consented to; and changes it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, actor, signed_in
from core.db import transaction
from core.errors import NotFound, Refusal
from core.web.page import PAGE_SIZE, Page, page_number
from jobs.disclosure import queries, services
from jobs.disclosure.forms import HideForm
from jobs.disclosure.labels import PURPOSES
from jobs.disclosure.models import Consent, ContactRequest, HiddenEmployer
from jobs.disclosure.notice import TEMPLATE as NOTICE
from jobs.disclosure.states import LABELS, MARKS
from veterans.models import Person
from veterans.queries import person_of_account

bp = Blueprint("disclosure_veteran", __name__)


def _own() -> Person:
    person = person_of_account(account().id)
    if person is None:
        raise NotFound
    return person


def _back(message: str, kind: str = "ok") -> ResponseReturnValue:
    flash(message, kind)
    return redirect(url_for("disclosure_veteran.privacy"), 303)


@bp.get("/my/privacy")
@signed_in
def privacy() -> ResponseReturnValue:
    if person_of_account(account().id) is None:
        return redirect(url_for("veterans_veteran.link"), 303)
    return _page(HideForm(formdata=None), 200)


def _page(form: HideForm, status: int) -> ResponseReturnValue:
    person, number = _own(), page_number()
    looks, total = queries.looks_at(person.id, number, PAGE_SIZE)
    return render_template(
        "disclosure/privacy.html", person=person, form=form, looks=Page(looks, number, total), consents=queries.consents_of(person.id), purposes=PURPOSES,
        requests=queries.requests_of(person.id), hidden=queries.hidden_of(person.id), general=queries.general_consent(person.id), notice=NOTICE,
        labels=LABELS, marks=MARKS), status


@bp.post("/my/privacy/open")
@signed_in
def agree_to_all() -> ResponseReturnValue:
    with transaction():
        services.consent_to_all(_own(), actor())
    return _back(_("Noted. While your file is open, verified employers see your name and profile. Your phone stays yours."))


def _consent(consent_id: int) -> Consent:
    found = queries.consent_of(_own().id, consent_id)
    if found is None:
        raise NotFound
    return found


@bp.post("/my/privacy/consents/<int:consent_id>/withdraw")
@signed_in
def withdraw(consent_id: int) -> ResponseReturnValue:
    _consent(consent_id)
    with transaction():
        services.end_consent(_consent(consent_id), actor())
    return _back(_("Withdrawn. From now on nothing goes out on it."))


@bp.post("/my/privacy/hidden")
@signed_in
def hide() -> ResponseReturnValue:
    _own()
    form = HideForm()
    if not form.validate():
        return _page(form, 422)
    try:
        with transaction():
            services.hide_employer(_own(), form.name.data or "", form.credit_code.data or None, actor())
    except Refusal as refusal:
        form.name.errors = [refusal.message]
        return _page(form, refusal.status)
    return _back(_("Hidden. This employer sees nothing of you, in no list and no count."))


def _hidden(hidden_id: int) -> HiddenEmployer:
    found = queries.hidden_with_id(_own().id, hidden_id)
    if found is None:
        raise NotFound
    return found


@bp.post("/my/privacy/hidden/<int:hidden_id>/remove")
@signed_in
def unhide(hidden_id: int) -> ResponseReturnValue:
    _hidden(hidden_id)
    with transaction():
        services.unhide_employer(_hidden(hidden_id), actor())
    return _back(_("No longer hidden from this employer."))


def _request(request_id: int) -> ContactRequest:
    found = queries.request_of(_own().id, request_id)
    if found is None:
        raise NotFound
    return found


@bp.post("/my/privacy/requests/<int:request_id>/<any(agree, refuse):answer>")
@signed_in
def answer(request_id: int, answer: str) -> ResponseReturnValue:
    _request(request_id)
    try:
        with transaction():
            services.answer_contact(_request(request_id), _own(), agrees=answer == "agree", actor=actor())
    except Refusal as refusal:
        return _back(refusal.message or _("Nothing was changed: you have answered already."), "wait")
    return _back(_("Agreed. The employer sees your name and phone for this position.") if answer == "agree"
                 else _("Refused. The employer learns that you refused, nothing else."))


def my_privacy(person: Person) -> str:
    """For the profile's step about visibility: what an open file still needs, and the ways to the ledger and the hidden employers."""
    return render_template("disclosure/_my_privacy.html", person=person, general=queries.general_consent(person.id), hidden=len(queries.hidden_of(person.id)))


def my_requests(person: Person) -> str:
    """For the person's home: employers that wait for an answer."""
    waiting = queries.waiting_requests(person.id)
    return render_template("disclosure/_my_requests.html", waiting=waiting) if waiting else ""

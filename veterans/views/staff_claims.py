"""Requests to join an account to a file: staff compare and decide."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.models import Account
from accounts.permissions import Right, actor, scope, staff_with
from accounts.stations import station_choices
from core.db import transaction
from core.errors import NotFound, Refusal
from core.forms import choices
from core.web.page import PAGE_SIZE, Page, page_number
from veterans import queries
from veterans.forms import ConfirmClaimForm, NewFileForm, RefuseClaimForm, RevealForm
from veterans.models import LinkRequest, Person
from veterans.services import claims, disclosure

bp = Blueprint("veterans_claims", __name__)


@bp.get("/bureau/people/claims")
@staff_with(Right.PEOPLE_EDIT)
def waiting() -> str:
    rows, total = queries.waiting_claims(scope(), page_number(), PAGE_SIZE), queries.waiting_claims_count(scope())
    return render_template("veterans/claims.html", page=Page(rows, page_number(), total))


def _meant(claim: LinkRequest) -> Person | None:
    return queries.person_in_scope_by_identity(scope(), claim.identity_number)


def _new_file_form(claim: LinkRequest) -> NewFileForm:
    form = NewFileForm(data={"station_code": claim.station_code})
    form.station_code.choices = choices(station_choices(scope()))
    return form


def _page(claim_id: int, is_shown: bool = False, **forms: object) -> str:
    claim, account = queries.claim_in_scope(scope(), claim_id)
    given = {"reveal": RevealForm(), "confirm": ConfirmClaimForm(), "refuse": RefuseClaimForm(), "new_file": _new_file_form(claim), **forms}
    return render_template("veterans/claim.html", claim=claim, account=account, person=_meant(claim), is_shown=is_shown, **given)


@bp.get("/bureau/people/claims/<int:claim_id>")
@staff_with(Right.PEOPLE_EDIT)
def claim(claim_id: int) -> str:
    return _page(claim_id)


@bp.post("/bureau/people/claims/<int:claim_id>")
@staff_with(Right.REVEAL)
def reveal(claim_id: int) -> ResponseReturnValue:
    queries.claim_in_scope(scope(), claim_id)
    form = RevealForm()
    if not form.validate():
        return _page(claim_id, reveal=form), 422
    with transaction():
        fresh, _account = queries.claim_in_scope(scope(), claim_id)
        meant = _meant(fresh)
        disclosure.reveal_claim(actor(), fresh, meant.id if meant else None, form.reason.data)
    return _page(claim_id, is_shown=True, reveal=form)


def _decide(claim_id: int, step: Callable[[LinkRequest, Account], None], done: str) -> ResponseReturnValue:
    """Take the step; a refusal is told on the list of requests."""
    try:
        with transaction():
            step(*queries.claim_in_scope(scope(), claim_id))
    except NotFound:
        raise
    except Refusal as refusal:
        flash(str(refusal.message) or _("This request was decided already."), "stop")
        return redirect(url_for("veterans_claims.claim", claim_id=claim_id), 303)
    flash(done)
    return redirect(url_for("veterans_claims.waiting"), 303)


@bp.post("/bureau/people/claims/<int:claim_id>/confirm")
@staff_with(Right.PEOPLE_EDIT)
def confirm(claim_id: int) -> ResponseReturnValue:
    form = ConfirmClaimForm()

    def step(fresh: LinkRequest, account: Account) -> None:
        person = _meant(fresh)
        if person is None:
            raise NotFound
        claims.confirm_claim(actor(), fresh, account, person, take_phone=form.take_phone.data)

    return _decide(claim_id, step, _("Joined. The person is told by text message."))


@bp.post("/bureau/people/claims/<int:claim_id>/new-file")
@staff_with(Right.PEOPLE_EDIT)
def new_file(claim_id: int) -> ResponseReturnValue:
    form = _new_file_form(queries.claim_in_scope(scope(), claim_id)[0])
    if not form.validate():
        return _page(claim_id, new_file=form), 422

    def step(fresh: LinkRequest, account: Account) -> None:
        claims.file_for_claim(actor(), fresh, account, form.station_code.data)

    return _decide(claim_id, step, _("On file and joined. The person is told by text message."))


@bp.post("/bureau/people/claims/<int:claim_id>/refuse")
@staff_with(Right.PEOPLE_EDIT)
def refuse(claim_id: int) -> ResponseReturnValue:
    queries.claim_in_scope(scope(), claim_id)
    form = RefuseClaimForm()
    if not form.validate():
        return _page(claim_id, refuse=form), 422
    return _decide(claim_id, lambda fresh, _account: claims.refuse_claim(actor(), fresh, form.reason.data), _("Refused. The person sees the reason."))

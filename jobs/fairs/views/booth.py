"""The booth desk, on a recruiter's phone: whom they have before them, the line, what came of it, a condition relaxed on the spot."""

import json
import secrets
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import actor, employer_id, recruiters_only
from core.db import transaction
from core.errors import BadInput, IllegalTransition, NotFound, Refusal
from core.forms import whole_number
from jobs.above import count_let_in
from jobs.disclosure.services import show_people
from jobs.fairs.forms import BoothScanForm, CodeForm
from jobs.fairs.models import BoothVisit, Fair, FairEmployer, FairRegistration
from jobs.fairs.queries import door, exhibitors, fairs
from jobs.fairs.queries import visits as queries
from jobs.fairs.services import intentions, visits
from jobs.fairs.states import ATTENDED, PUBLIC, TALK_RESULTS
from jobs.fairs.tickets import token_in
from jobs.fairs.views.doing import do
from jobs.matching.services.widening import likely_widenings
from jobs.matching.widenings import Widening
from jobs.models import Position
from jobs.queries.conditions import condition_of, ledger_of
from jobs.required.wording import LABELS, relaxed_text, value_text
from jobs.services.relaxing import relax_condition
from jobs.states.outcomes import INTENTION_LABELS

bp = Blueprint("fairs_booth", __name__)


def _own(fair_id: int) -> tuple[Fair, FairEmployer]:
    """The fair and the enterprise's place at it; the desk opens once the enterprise has arrived."""
    fair, booth = fairs.public_fair(fair_id), exhibitors.exhibitor_of(fair_id, employer_id())
    if fair is None or fair.state not in PUBLIC or booth is None or booth.state not in ATTENDED:
        raise NotFound
    return fair, booth


def _visitor(booth: FairEmployer, registration_id: int) -> FairRegistration:
    found = queries.visitor_of(booth.id, registration_id)
    if found is None:
        raise NotFound
    return found


def _offer(booth: FairEmployer, position_id: int) -> Position:
    found = next((p for p in queries.offers_of(booth.id) if p.id == position_id), None)
    if found is None:
        raise NotFound
    return found


def _visit(booth: FairEmployer, visit_id: int) -> BoothVisit:
    found = queries.visit_of(booth.id, visit_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/employer/fairs/<int:fair_id>/desk")
@recruiters_only
def desk(fair_id: int) -> ResponseReturnValue:
    return _desk(*_own(fair_id), BoothScanForm(formdata=None, nonce=secrets.token_urlsafe(12)))


def _desk(fair: Fair, booth: FairEmployer, form: BoothScanForm, status: int = 200) -> ResponseReturnValue:
    stand = exhibitors.booth_of(booth.id)
    return render_template("fairs/booth_desk.html", fair=fair, form=form, stand=stand.number if stand else "", queue=queries.queue(booth.id),
                           offers=queries.offers_of(booth.id), tally=queries.tally(booth.id), talk_results=TALK_RESULTS), status


@bp.post("/employer/fairs/<int:fair_id>/desk")
@recruiters_only
def scan(fair_id: int) -> ResponseReturnValue:
    fair, booth = _own(fair_id)
    form = BoothScanForm()
    found = _shown(fair, form.shown.data or "") if form.validate() else None
    if found is None:
        form.shown.errors = form.shown.errors or [_("Nobody at this fair has this number or ticket.")]
        return _desk(fair, booth, form, 422)
    nonce, registration_id = form.nonce.data or "", found.id
    try:
        with transaction():
            visits.meet(*_own(fair_id), found, nonce, actor())
    except Refusal as refusal:
        form.shown.errors = [refusal.message]
        return _desk(*_own(fair_id), form, refusal.status)
    return redirect(url_for(".visitor", fair_id=fair_id, registration_id=registration_id), 303)


def _shown(fair: Fair, text: str) -> FairRegistration | None:
    """The visitor that a number or a ticket of this fair names."""
    if text.isdigit() and len(text) <= 5:
        return queries.visitor_by_number(fair.id, text)
    token = token_in(text)
    return door.registration_of(fair.id, token[1]) if token and token[0] == fair.id else None


@bp.post("/employer/fairs/<int:fair_id>/desk/visits/<int:visit_id>/<any(call, begin, miss):step>")
@recruiters_only
def move(fair_id: int, visit_id: int, step: str) -> ResponseReturnValue:
    registration_id = _visit(_own(fair_id)[1], visit_id).registration_id
    there = url_for(".visitor", fair_id=fair_id, registration_id=registration_id) if step == "begin" else url_for(".desk", fair_id=fair_id)

    def deed() -> None:
        fair, booth = _own(fair_id)
        visits.refuse_closed(fair, booth)
        found = _visit(booth, visit_id)
        if step == "call":
            visits.call(found, whole_number(request.form.get("version", "")) or 0, actor())
        else:
            visits.take_step(found, step, actor())

    return do(there, deed)


@bp.get("/employer/fairs/<int:fair_id>/desk/visitors/<int:registration_id>")
@recruiters_only
def visitor(fair_id: int, registration_id: int) -> ResponseReturnValue:
    return _visitor_page(fair_id, registration_id)


def _visitor_page(fair_id: int, registration_id: int, form: CodeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """The visitor as far as they consented, what came of each position, what is signed. The look is in the ledger before the page is."""
    fair, booth = _own(fair_id)
    row, offers = _visitor(booth, registration_id), queries.offers_of(booth.id)
    owner, people = booth.employer_id, []
    if row.shows_profile and row.person_id is not None and offers:
        person_id, about = row.person_id, offers[0].id
        with transaction():
            people = show_people(actor(), owner, about, [person_id], "booth")
        fair, booth = _own(fair_id)
        row, offers = _visitor(booth, registration_id), queries.offers_of(booth.id)
    signed = {position.id: intention for intention, position, _name in queries.intentions_of(row) if position.employer_id == owner}
    form = form or CodeForm(formdata=None, code_id=whole_number(request.args.get("code", "")))
    return render_template("fairs/booth_visitor.html", fair=fair, visitor=row, who=people[0] if people else None, offers=offers, signed=signed,
                           outcomes=queries.outcomes(booth.id, row.id), visit=queries.running_visit(booth.id, row.id), talk_results=TALK_RESULTS,
                           intention_labels=INTENTION_LABELS, form=form, coded=request.args.get("intention", "")), status


@bp.post("/employer/fairs/<int:fair_id>/desk/visitors/<int:registration_id>/positions/<int:position_id>/<any(intention, second, no):step>")
@recruiters_only
def outcome(fair_id: int, registration_id: int, position_id: int, step: str) -> ResponseReturnValue:
    booth = _own(fair_id)[1]
    _visitor(booth, registration_id), _offer(booth, position_id)

    def deed() -> None:
        fair, booth = _own(fair_id)
        visits.note_outcome(fair, booth, _visitor(booth, registration_id), position_id, step, actor())

    return do(url_for(".visitor", fair_id=fair_id, registration_id=registration_id), deed, str(TALK_RESULTS[step]))


def _intention(fair_id: int, booth: FairEmployer, intention_id: int) -> tuple[Any, FairRegistration]:
    """An intention of the enterprise, with the visitor who was at its booth."""
    row = queries.intention_of_employer(fair_id, booth.employer_id, intention_id)
    if row is None or row.registration_id is None:
        raise NotFound
    return row, _visitor(booth, row.registration_id)


@bp.post("/employer/fairs/<int:fair_id>/desk/intentions/<int:intention_id>/send-code")
@recruiters_only
def send_code(fair_id: int, intention_id: int) -> ResponseReturnValue:
    fair, booth = _own(fair_id)
    registration_id = _intention(fair_id, booth, intention_id)[1].id
    there: dict[str, Any] = {"fair_id": fair_id, "registration_id": registration_id}
    try:
        with transaction():
            fair, booth = _own(fair_id)
            sent = intentions.send_intention_code(fair, *_intention(fair_id, booth, intention_id))
            there |= {"code": sent.id, "intention": intention_id}
    except Refusal as refusal:
        flash(refusal.message, "stop")
    return redirect(url_for(".visitor", **there), 303)


@bp.post("/employer/fairs/<int:fair_id>/desk/intentions/<int:intention_id>/code")
@recruiters_only
def enter_code(fair_id: int, intention_id: int) -> ResponseReturnValue:
    fair, booth = _own(fair_id)
    registration_id, form = _intention(fair_id, booth, intention_id)[1].id, CodeForm()
    there: dict[str, Any] = {"fair_id": fair_id, "registration_id": registration_id}
    if not form.validate():
        flash(_("The code has six digits."), "stop")
        return redirect(url_for(".visitor", **there, code=form.code_id.data, intention=intention_id), 303)
    code_id, digits = form.code_id.data or 0, form.digits.data or ""
    try:
        with transaction():
            fair, booth = _own(fair_id)
            right = intentions.sign_by_code(fair, *_intention(fair_id, booth, intention_id), code_id, digits, actor())
    except IllegalTransition:
        flash(_("Nothing was changed: it is in another state by now."), "wait")
    except Refusal as refusal:
        flash(refusal.message, "stop")
    else:
        flash(_("Signed by both.") if right else _("This code is wrong or too old."), "ok" if right else "stop")
        there |= {} if right else {"code": code_id, "intention": intention_id}
    return redirect(url_for(".visitor", **there), 303)


@bp.get("/employer/fairs/<int:fair_id>/desk/positions/<int:position_id>")
@recruiters_only
def position(fair_id: int, position_id: int) -> str:
    """What may be relaxed on the spot, each with how many people it lets in, and what was."""
    fair, booth = _own(fair_id)
    offer = _offer(booth, position_id)
    rows = [(one, LABELS[one.asked.name], relaxed_text(one.asked.name, one.asked.op, one.value), json.dumps(one.value))
            for one in likely_widenings(position_id, current_app.config["INSTANCE"], most=6)]
    ledger = [(entry, LABELS[entry.name], _words(entry.name, entry.op, entry.becomes), name) for entry, name in ledger_of(position_id)]
    return render_template("fairs/booth_position.html", fair=fair, position=offer, rows=rows, ledger=ledger)


def _words(name: str, op: str, value: Any) -> str:
    return relaxed_text(name, op, value) if isinstance(value, str) and value in ("waived", "later", "service") else value_text(name, op, value)


@bp.post("/employer/fairs/<int:fair_id>/desk/positions/<int:position_id>/relax/<int:condition_id>")
@recruiters_only
def relax(fair_id: int, position_id: int, condition_id: int) -> ResponseReturnValue:
    _offer(_own(fair_id)[1], position_id)
    if condition_of(position_id, condition_id) is None:
        raise NotFound
    chosen = _offered(position_id, condition_id, request.form.get("becomes", ""))
    counted = count_let_in(position_id, condition_id, chosen.group, chosen.value) if chosen else None

    def deed() -> None:
        fair, booth = _own(fair_id)
        visits.refuse_closed(fair, booth)
        offer, found = _offer(booth, position_id), condition_of(position_id, condition_id)
        if chosen is None or found is None:
            raise BadInput(_("This was relaxed already, or is asked otherwise by now. Look at the list again."))
        value = list(chosen.value) if isinstance(chosen.value, tuple) else chosen.value
        relax_condition(offer, found, chosen.group, value, actor(), counted.more if counted else None, occasion="booth")

    done = _("Relaxed for veterans. It lets in %(n)s more people.", n=counted.more) if counted else ""
    return do(url_for(".position", fair_id=fair_id, position_id=position_id), deed, done)


def _offered(position_id: int, condition_id: int, becomes: str) -> Widening | None:
    """The relaxation that was on the page, if it still is: a second tap finds it gone."""
    return next((one for one in likely_widenings(position_id, current_app.config["INSTANCE"], most=6)
                 if one.condition_id == condition_id and json.dumps(one.value) == becomes), None)

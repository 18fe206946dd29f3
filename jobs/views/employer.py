"""An enterprise's own positions."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import actor, employer_id, recruiters_only
from core.db import transaction
from core.errors import BadInput, IllegalTransition, NotFound, Refusal, StaleEdit
from core.forms import whole_number
from core.states import actions_from
from core.web.errors import error_page
from employers.models import Employer
from employers.queries import employer as employer_with_id
from jobs import queries
from jobs.forms import CloseForm, ExtendForm, PositionForm, TemplateForm
from jobs.models import Position
from jobs.queries.conditions import conditions_of
from jobs.relaxations import read_phrases
from jobs.required.shown import table
from jobs.services import lifecycle, positions
from jobs.services.lifecycle import ElementsMissing
from jobs.states import LABELS, MARKS, POSITION, WRITABLE
from jobs.views.wording import only_checks, wording_shown
from jobs.views.writing import fields_of, filled_form, name_missing, offered, pattern_form, read_of, wants_reading

bp = Blueprint("jobs_employer", __name__)
STEPS = {"submit": lifecycle.submit_position, "withdraw": lifecycle.withdraw_position, "pause": lifecycle.pause_position,
         "resume": lifecycle.resume_position}


def _employer() -> Employer:
    found = employer_with_id(employer_id())
    if found is None:
        raise NotFound
    return found


def _position(position_id: int) -> Position:
    found = queries.position_of(_employer(), position_id)
    if found is None:
        raise NotFound
    return found


def _to(position_id: int, message: str, kind: str = "ok") -> ResponseReturnValue:
    flash(message, kind)
    return redirect(url_for("jobs_employer.position", position_id=position_id), 303)


@bp.errorhandler(IllegalTransition)
def _too_late(error: IllegalTransition) -> ResponseReturnValue:
    """A step pressed twice, or after the review: show where things stand."""
    position_id = (request.view_args or {}).get("position_id")
    if position_id is None:
        return error_page(error.status, error.message)
    return _to(position_id, _("Nothing was changed: the position is in another state by now."), "wait")


@bp.get("/employer/positions/<int:position_id>")
@recruiters_only
def position(position_id: int) -> ResponseReturnValue:
    return _page(_position(position_id))


def _page(found: Position, code: int = 200, **forms: Any) -> ResponseReturnValue:
    forms = {"extend_form": ExtendForm(formdata=None, prefix="extend"), "close_form": CloseForm(formdata=None, prefix="close"),
             "template_form": TemplateForm(formdata=None, prefix="keep", name=found.title), **forms}
    return render_template(
        "jobs/own.html", position=found, label=LABELS[found.state], mark=MARKS[found.state], actions=actions_from(POSITION, found.state),
        may_change=found.state in WRITABLE, relaxed=read_phrases(found.relaxations or []), asks=table(conditions_of([found.id])),
        nonce_once=secrets.token_urlsafe(18), **forms), code


@bp.route("/employer/positions/new", methods=["GET", "POST"])
@recruiters_only
def add() -> ResponseReturnValue:
    template = queries.template_of(employer_id(), whole_number(request.args.get("template", "")) or 0)
    pattern: dict[str, Any] = template.fields if template else {}
    if request.method == "GET":
        return _form_page(pattern_form(pattern))
    form = offered(PositionForm(), pattern.get("occupation_code"))
    if only_checks():
        return _form_page(form)
    if wants_reading():
        return _form_page(form, is_read=True)
    if not form.validate_on_submit():
        return _form_page(form, 422)
    try:
        with transaction():
            made = positions.add_position(_employer(), fields_of(form), form.nonce.data or None, actor())
            _hand_in(made)
    except ElementsMissing as refusal:
        name_missing(form, refusal)
        return _form_page(form, 422)
    return _to(made.id, _saved_message())


def _wants_review() -> bool:
    return request.form.get("then") == "submit"


def _saved_message() -> str:
    return str(_("Handed in. The bureau usually answers within two working days.") if _wants_review() else _("Saved."))


def _hand_in(made: Position) -> None:
    """Hand the posting in when that button was pressed; a form sent twice has done so already."""
    if _wants_review() and (made.state, "submit") in POSITION:
        lifecycle.submit_position(made, actor())


def _form_page(form: PositionForm, code: int = 200, **more: Any) -> ResponseReturnValue:
    templates = queries.templates_of(employer_id())
    return render_template("jobs/form.html", form=form, asks=read_of(form), templates=templates, **wording_shown(form), **more), code


@bp.route("/employer/positions/<int:position_id>/edit", methods=["GET", "POST"])
@recruiters_only
def edit(position_id: int) -> ResponseReturnValue:
    found = _position(position_id)
    if found.state not in WRITABLE:
        raise IllegalTransition(state=found.state, action="change")
    if request.method == "GET":
        return _form_page(filled_form(found), position=found)
    form = offered(PositionForm(), found.occupation_code)
    if only_checks():
        return _form_page(form, position=found)
    if wants_reading():
        return _form_page(form, position=found, is_read=True)
    if not form.validate_on_submit():
        return _form_page(form, 422, position=found)
    try:
        with transaction():
            found = _position(position_id)
            positions.change_position(found, fields_of(form), form.version.data or 0, actor())
            _hand_in(found)
    except ElementsMissing as refusal:
        name_missing(form, refusal)
        return _form_page(form, 422, position=_position(position_id))
    except StaleEdit as refusal:
        return _stale(form, _position(position_id), refusal)
    return _to(position_id, _saved_message())


def _stale(form: PositionForm, found: Position, refusal: Refusal) -> ResponseReturnValue:
    form.version.data = found.version
    return _form_page(form, refusal.status, position=found, saved=filled_form(found))


@bp.post("/employer/positions/<int:position_id>/<any(submit, withdraw, pause, resume):step>")
@recruiters_only
def take_step(position_id: int, step: str) -> ResponseReturnValue:
    messages = {"submit": _("Handed in. The bureau usually answers within two working days."), "withdraw": _("Taken back. It is a draft again."),
                "pause": _("Paused. Readers no longer see it."), "resume": _("Open again.")}
    try:
        with transaction():
            STEPS[step](_position(position_id), actor())
    except ElementsMissing as refusal:
        form = filled_form(_position(position_id))
        name_missing(form, refusal)
        return _form_page(form, 422, position=_position(position_id))
    return _to(position_id, messages[step])


@bp.post("/employer/positions/<int:position_id>/extend")
@recruiters_only
def extend(position_id: int) -> ResponseReturnValue:
    found, form = _position(position_id), ExtendForm(prefix="extend")
    if not form.validate_on_submit() or form.until.data is None:
        return _page(found, 422, extend_form=form)
    try:
        with transaction():
            lifecycle.extend_position(_position(position_id), form.until.data, form.reason.data, actor())
    except BadInput as refusal:
        form.until.errors = [refusal.message]
        return _page(_position(position_id), 422, extend_form=form)
    return _to(position_id, _("Open longer."))


@bp.post("/employer/positions/<int:position_id>/close")
@recruiters_only
def close(position_id: int) -> ResponseReturnValue:
    found, form = _position(position_id), CloseForm(prefix="close")
    if not form.validate_on_submit():
        return _page(found, 422, close_form=form)
    with transaction():
        lifecycle.close_position(_position(position_id), form.reason.data, actor())
    return _to(position_id, _("Ended. You can offer it again from here at any time."))


@bp.post("/employer/positions/<int:position_id>/copy")
@recruiters_only
def copy(position_id: int) -> ResponseReturnValue:
    with transaction():
        made = positions.copy_position(_position(position_id), request.form.get("nonce", "")[:40] or None, actor())
    flash(_("A new draft with the same content. Set the last day, then hand it in."), "ok")
    return redirect(url_for("jobs_employer.edit", position_id=made.id), 303)


@bp.post("/employer/positions/<int:position_id>/template")
@recruiters_only
def keep_template(position_id: int) -> ResponseReturnValue:
    found, form = _position(position_id), TemplateForm(prefix="keep")
    if not form.validate_on_submit():
        return _page(found, 422, template_form=form)
    with transaction():
        positions.keep_template(_position(position_id), form.name.data or "", actor())
    return _to(position_id, _("Kept as a template. You find it under “Post a position”."))


@bp.post("/employer/templates/<int:template_id>/drop")
@recruiters_only
def drop_template(template_id: int) -> ResponseReturnValue:
    template = queries.template_of(employer_id(), template_id)
    if template is None:
        raise NotFound
    with transaction():
        positions.drop_template(template, actor())
    flash(_("The template is gone."), "ok")
    return redirect(url_for("jobs_employer.add"), 303)

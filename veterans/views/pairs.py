"""A person's family: asking, answering, ending; both sides agree."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import actor, signed_in
from core.db import transaction
from core.errors import NotFound, Refusal
from veterans import queries
from veterans.forms import RelativeForm
from veterans.models import FamilyPair, Person
from veterans.services import pairs
from veterans.views.veteran import own_file

bp = Blueprint("veterans_pairs", __name__)


@bp.route("/my/family", methods=["GET", "POST"])
@signed_in
def family() -> ResponseReturnValue:
    person, form, status = own_file(), RelativeForm(), 200
    if form.validate_on_submit():
        try:
            with transaction():
                pairs.ask_relative(actor(), own_file(), pairs.Relative(form.name.data, form.phone.data, form.relation.data))
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
            status = refusal.status
        else:
            flash(_("Sent. If somebody with this name and phone is on file, they are asked to agree; you see the answer here."))
            return redirect(url_for("veterans_pairs.family"), 303)
    elif form.is_submitted():
        status = 422
    return render_template("veterans/family.html", form=form, pairs=queries.pairs_of(person.id)), status


def _answer(pair_id: int, step: Callable[[FamilyPair, Person], object], done: str) -> ResponseReturnValue:
    try:
        with transaction():
            person = own_file()
            step(queries.pair_of(person.id, pair_id), person)
    except NotFound:
        raise
    except Refusal:
        flash(_("This was answered or ended meanwhile."), "stop")
    else:
        flash(done)
    return redirect(url_for("veterans_pairs.family"), 303)


@bp.post("/my/family/<int:pair_id>/confirm")
@signed_in
def confirm(pair_id: int) -> ResponseReturnValue:
    return _answer(pair_id, lambda pair, person: pairs.confirm_pair(actor(), pair, person), _("Linked. Either of you can end it at any time."))


@bp.post("/my/family/<int:pair_id>/refuse")
@signed_in
def refuse(pair_id: int) -> ResponseReturnValue:
    return _answer(pair_id, lambda pair, person: pairs.refuse_pair(actor(), pair, person), _("Refused. Nothing of your file was shown."))


@bp.post("/my/family/<int:pair_id>/end")
@signed_in
def end(pair_id: int) -> ResponseReturnValue:
    return _answer(pair_id, lambda pair, person: pairs.end_pair(actor(), pair, person), _("Ended."))

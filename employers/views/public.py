"""Joining."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, actor, employer_of, is_signed_in, open_to_all, signed_in
from accounts.stations import townships
from core.db import transaction
from core.errors import NotAllowed
from employers.forms import JoinForm
from employers.services.registration import AlreadyJoined, EnterpriseIsTaken, register_employer

bp = Blueprint("employers_public", __name__)


def _form() -> JoinForm:
    form = JoinForm()
    form.offer_townships((t.code, t.name) for t in townships())
    return form


@bp.get("/employer/join")
@open_to_all
def join() -> ResponseReturnValue:
    if not is_signed_in() or account().staff_role:
        return render_template("employers/join.html")
    if employer_of(account()) is not None:
        return redirect(url_for("bureau_employer.home"), 303)
    return render_template("employers/register.html", form=_form())


@bp.post("/employer/join")
@signed_in
def register() -> ResponseReturnValue:
    if account().staff_role:
        raise NotAllowed(_("A staff account cannot speak for an enterprise."))
    form = _form()
    if not form.validate_on_submit():
        return render_template("employers/register.html", form=form), 422
    try:
        with transaction():
            register_employer(account().id, {**form.columns(), "title": form.title.data or ""}, actor())
    except AlreadyJoined:
        return redirect(url_for("employers_employer.profile"), 303)
    except EnterpriseIsTaken as refusal:
        form.credit_code.errors = [refusal.message]
        return render_template("employers/register.html", form=form), 422
    flash(_("The enterprise is on file. Now upload the two papers."), "ok")
    return redirect(url_for("employers_employer.profile"), 303)

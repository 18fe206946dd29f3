"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts import services
from accounts.enrolment import enrolment_picture, fresh_secret
from accounts.forms import CodeForm, SignInForm
from accounts.models import Account, SignIn
from accounts.permissions import account, actor, home_endpoint, is_signed_in, open_to_all, signed_in
from accounts.sessions import leave, safe_next
from accounts.views.entering import account_with_password, let_in, refusal
from core.audit import Actor
from core.db import transaction
from core.facts import fact

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    following, status = safe_next(request.args.get("next")), 200
    if request.method == "GET" and is_signed_in():
        return redirect(following or url_for("accounts.home"), 303)
    form = SignInForm()
    if form.validate_on_submit():
        found = account_with_password(form.name.data, form.password.data)
        if found is not None:
            return let_in(found, following)
        message, status = refusal(form.name.data)
        form.form_errors.append(message)
    elif form.is_submitted():
        status = 422
    return render_template("accounts/sign_in.html", form=form, following=following, demo_accounts=_demo_accounts()), status


def _demo_accounts() -> list[dict[str, str]]:
    return list((fact("demo") or {}).get("accounts", []))


@bp.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    waiting = _pending()
    with transaction():
        if waiting is not None:
            services.end_sign_in(Actor(waiting[0].id), waiting[1].id)
        elif is_signed_in():
            services.end_sign_in(actor(), current_user.sign_in.id)
    leave()
    return redirect(url_for("bureau_public.home"), 303)


@bp.get("/account/home")
@signed_in
def home() -> ResponseReturnValue:
    return redirect(url_for(home_endpoint(account())), 303)


def _pending() -> tuple[Account, SignIn] | None:
    """The account and session that wait for the second factor."""
    if current_user.is_anonymous or is_signed_in():
        return None
    return current_user.account, current_user.sign_in


@bp.route("/sign-in/second-factor", methods=["GET", "POST"])
@open_to_all
def second_factor() -> ResponseReturnValue:
    waiting = _pending()
    if waiting is None:
        return redirect(url_for("accounts.sign_in"), 303)
    who, _row = waiting
    if who.totp_secret is None:
        return redirect(url_for("accounts.first_enrolment"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        with transaction():
            is_right = services.check_second_factor(who, form.code.data)
        if is_right:
            return _pass_second_factor(who)
        form.code.errors = [_("This code is wrong or was used already. Wait for the next one; after five wrong ones a pause is needed.")]
    return render_template("accounts/second_factor.html", form=form), 422 if form.errors else 200


@bp.route("/sign-in/enrol", methods=["GET", "POST"])
@open_to_all
def first_enrolment() -> ResponseReturnValue:
    waiting = _pending()
    if waiting is None or waiting[0].totp_secret is not None:
        return redirect(url_for("accounts.sign_in"), 303)
    form, who = CodeForm(), waiting[0]
    secret = fresh_secret()
    if form.validate_on_submit():
        with transaction():
            is_right = services.enrol_second_factor(who, secret, form.code.data)
        if is_right:
            return _pass_second_factor(who)
        form.code.errors = [_("This code does not belong to the secret shown here. Scan it again and enter the newest code.")]
    page = render_template("accounts/enrol.html", form=form, secret=secret, picture=enrolment_picture(secret, who), layout="layouts/public.html")
    return page, 422 if form.errors else 200


def _pass_second_factor(who: Account) -> ResponseReturnValue:
    following, waiting = session.get("following"), current_user.sign_in.id
    with transaction():
        services.end_sign_in(Actor(who.id), waiting)
    return let_in(who, following, has_passed=True)

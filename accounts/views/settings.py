"""An account's own settings: password, phone, devices, second factor."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts import services
from accounts.enrolment import enrolment_picture, forget_secret, fresh_secret
from accounts.forms import ChangePasswordForm, CodeForm, NewPhoneForm
from accounts.models import Account
from accounts.passwords import hash_password
from accounts.permissions import account, actor, employer_of, signed_in
from accounts.proofs import drop_proof, keep_proof, kept_proof
from accounts.queries import open_sign_ins
from accounts.roles import ROLE_NAMES
from accounts.services import PhoneTaken, ProofIsGone, Purpose
from accounts.stations import station
from accounts.views.account import bp as accounts
from accounts.views.codes import is_right, send_to
from accounts.views.entering import account_with_password, let_in, refusal
from core.audit import Actor
from core.db import transaction
from core.errors import NotFound

bp = Blueprint("accounts_settings", __name__)


def layout() -> str:
    """The page frame of whoever is signed in; a recruiter's names the enterprise, as on every page of theirs."""
    if account().staff_role:
        return "layouts/staff.html"
    g.employer_id = employer_of(account())
    return "layouts/employer.html" if g.employer_id else "layouts/public.html"


@accounts.get("/account")
@signed_in
def settings() -> ResponseReturnValue:
    who = account()
    place = station(who.station_code) if who.station_code else None
    return render_template("accounts/settings.html", layout=layout(), account=who, station=place, role=ROLE_NAMES.get(who.staff_role or ""),
                           devices=open_sign_ins(who.id), present_id=current_user.sign_in.id)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    who, status = account(), 200
    if who.password_hash is None:
        flash(_("You have no password yet. Set one by a code to your phone."), "wait")
        return redirect(url_for("accounts_codes.forgot"), 303)
    form = ChangePasswordForm(is_staff=bool(who.staff_role), own=(who.phone or "", who.name, who.login or ""))
    if form.validate_on_submit():
        if _shows_password(who, form.present.data):
            return _change_password(who, form)
        form.present.errors, status = _password_refusal(who)
    return render_template("accounts/change_password.html", layout=layout(), form=form), status if status != 200 or not form.errors else 422


def _name_of(who: Account) -> str:
    return who.phone or who.login or ""


def _shows_password(who: Account, typed: str) -> bool:
    return account_with_password(_name_of(who), typed) is not None


def _password_refusal(who: Account) -> tuple[list[str], int]:
    message, status = refusal(_name_of(who))
    return [_("This is not your present password.") if status == 422 else message], status


def _change_password(who: Account, form: ChangePasswordForm) -> ResponseReturnValue:
    password_hash = hash_password(form.password.data)
    with transaction():
        services.set_password(Actor(who.id, who.station_code), who, password_hash)
    flash(_("The new password is set. Other devices were signed out."), "ok")
    return let_in(who, url_for("accounts.settings"), has_passed=True)


@bp.route("/account/phone", methods=["GET", "POST"])
@signed_in
def phone() -> ResponseReturnValue:
    who, status = account(), 200
    form = NewPhoneForm()
    if form.validate_on_submit():
        if not _shows_password(who, form.password.data):
            form.password.errors, status = _password_refusal(who)
        elif problem := send_to(form.phone.data, Purpose.NEW_PHONE):
            form.phone.errors = [problem]
        else:
            return redirect(url_for("accounts_settings.phone_code"), 303)
    page = render_template("accounts/new_phone.html", layout=layout(), form=form, account=who)
    return page, status if status != 200 or not form.errors else 422


@bp.route("/account/phone/code", methods=["GET", "POST"])
@signed_in
def phone_code() -> ResponseReturnValue:
    proof = kept_proof(False, Purpose.NEW_PHONE)
    if proof is None:
        return redirect(url_for("accounts_settings.phone"), 303)
    form = CodeForm()
    if form.validate_on_submit() and is_right(proof, form):
        keep_proof(proof.proved())
        return _change_phone(proof.phone, proof.code_id)
    page = render_template("accounts/code.html", layout=layout(), form=form, proof=proof, start=url_for("accounts_settings.phone"), again=None)
    return page, 422 if form.errors else 200


def _change_phone(phone: str, code_id: int) -> ResponseReturnValue:
    drop_proof()
    try:
        with transaction():
            services.change_phone(actor(), account(), phone, code_id, current_user.sign_in.id)
    except (PhoneTaken, ProofIsGone) as refused:
        flash(refused.message, "stop")
        return redirect(url_for("accounts_settings.phone"), 303)
    flash(_("From now on you sign in with the new number."), "ok")
    return redirect(url_for("accounts.settings"), 303)


@bp.post("/account/sign-out-others")
@signed_in
def sign_out_others() -> ResponseReturnValue:
    with transaction():
        ended = services.end_all_sign_ins(actor(), account().id, keep=current_user.sign_in.id)
    flash(_("%(n)s other sign-ins were ended.", n=ended), "ok")
    return redirect(url_for("accounts.settings"), 303)


@bp.route("/account/second-factor", methods=["GET", "POST"])
@signed_in
def second_factor() -> ResponseReturnValue:
    who = account()
    if not who.staff_role or who.totp_secret is not None:
        raise NotFound
    form, secret = CodeForm(), fresh_secret()
    if form.validate_on_submit():
        with transaction():
            is_kept = services.enrol_second_factor(who, secret, form.code.data)
        if is_kept:
            forget_secret()
            flash(_("The second factor is on. It is asked at every sign-in."), "ok")
            return redirect(url_for("accounts.settings"), 303)
        form.code.errors = [_("This code does not belong to the secret shown here. Scan it again and enter the newest code.")]
    page = render_template("accounts/enrol.html", layout=layout(), form=form, secret=secret, picture=enrolment_picture(secret, who))
    return page, 422 if form.errors else 200

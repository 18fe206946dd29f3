"""Everything proved by a code sent to a phone: signing up, signing in without a password, a new password.

The steps are the same, and the same pages come back, whether or not the phone has an account; only its owner learns that, with the code.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import services
from accounts.forms import CodeForm, NewAccountForm, NewPasswordForm, PhoneForm
from accounts.models import Account
from accounts.passwords import hash_password
from accounts.permissions import open_to_all
from accounts.proofs import Proof, drop_proof, keep_proof, kept_proof
from accounts.queries import account_by_phone, shows_code
from accounts.services import PhoneTaken, ProofIsGone, Purpose, TooManyCodes
from accounts.sessions import safe_next
from accounts.views.entering import let_in
from core.db import transaction

bp = Blueprint("accounts_codes", __name__)
OPEN_PURPOSES = (Purpose.SIGN_UP, Purpose.SIGN_IN, Purpose.RESET)
START = {Purpose.SIGN_UP: "accounts_codes.sign_up", Purpose.SIGN_IN: "accounts_codes.sign_in", Purpose.RESET: "accounts_codes.forgot"}


def send_to(phone: str, purpose: Purpose, **kept: Any) -> str:
    """Send a code and keep the proof under way; returns why none was sent, or nothing."""
    try:
        with transaction():
            sent = services.send_code(phone, purpose)
    except TooManyCodes as refused:
        return refused.message
    keep_proof(Proof(str(purpose), phone, sent.id, sent.digits if shows_code(phone) else "", **kept))
    return ""


def _ask_phone(purpose: Purpose, template: str) -> ResponseReturnValue:
    form = PhoneForm()
    joining = "employer" if request.args.get("for") == "employer" else ""
    following = safe_next(request.args.get("next"))
    if form.validate_on_submit():
        problem = send_to(form.phone.data, purpose, joining=joining, following=following)
        if not problem:
            return redirect(url_for("accounts_codes.enter_code"), 303)
        form.phone.errors = [problem]
    return render_template(template, form=form, joining=joining, following=following), 422 if form.errors else 200


@bp.route("/sign-up", methods=["GET", "POST"])
@open_to_all
def sign_up() -> ResponseReturnValue:
    return _ask_phone(Purpose.SIGN_UP, "accounts/sign_up.html")


@bp.route("/sign-in/by-code", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    return _ask_phone(Purpose.SIGN_IN, "accounts/sign_in_by_code.html")


@bp.route("/forgot", methods=["GET", "POST"])
@open_to_all
def forgot() -> ResponseReturnValue:
    return _ask_phone(Purpose.RESET, "accounts/forgot.html")


@bp.route("/code", methods=["GET", "POST"])
@open_to_all
def enter_code() -> ResponseReturnValue:
    proof = kept_proof(False, *OPEN_PURPOSES)
    if proof is None:
        return redirect(url_for("accounts_codes.sign_in"), 303)
    form = CodeForm()
    if form.validate_on_submit() and is_right(proof, form):
        return _after_code(proof)
    page = render_template("accounts/code.html", form=form, proof=proof, start=url_for(START[Purpose(proof.purpose)], **_kept(proof)),
                           again=url_for("accounts_codes.send_again"), layout="layouts/public.html")
    return page, 422 if form.errors else 200


def is_right(proof: Proof, form: CodeForm) -> bool:
    """Whether the form holds the code that was sent; else the form says so."""
    with transaction():
        fits = services.check_code(proof.code_id, proof.phone, Purpose(proof.purpose), form.code.data)
    if not fits:
        form.code.errors = [_("The code is wrong, or no longer good. A code lives 10 minutes and five tries; you can have a new one sent.")]
    return fits


def _kept(proof: Proof) -> dict[str, Any]:
    return {name: value for name, value in (("for", proof.joining), ("next", proof.following)) if value}


@bp.post("/code/again")
@open_to_all
def send_again() -> ResponseReturnValue:
    proof = kept_proof(False, *OPEN_PURPOSES)
    if proof is None:
        return redirect(url_for("accounts_codes.sign_in"), 303)
    problem = send_to(proof.phone, Purpose(proof.purpose), joining=proof.joining, following=proof.following)
    flash(problem or _("A new code is on its way. The earlier one no longer works."), "stop" if problem else "ok")
    return redirect(url_for("accounts_codes.enter_code"), 303)


def _after_code(proof: Proof) -> ResponseReturnValue:
    account = account_by_phone(proof.phone)
    keep_proof(proof.proved())
    if account is None:
        return redirect(url_for("accounts_codes.new_account"), 303)
    if not account.is_active:
        drop_proof()
        flash(_("This account is closed. Please call the hotline or ask at a station."), "stop")
        return redirect(url_for("accounts.sign_in"), 303)
    if proof.purpose == Purpose.RESET:
        return redirect(url_for("accounts_codes.new_password"), 303)
    return _enter_by_code(proof, account)


def _enter_by_code(proof: Proof, account: Account) -> ResponseReturnValue:
    with transaction():
        services.spend_proof(proof.code_id)
    if proof.purpose == Purpose.SIGN_UP:
        flash(_("This phone had an account already; you are signed in."), "ok")
    return let_in(account, url_for("employers_public.join") if proof.joining else proof.following)


@bp.route("/sign-up/account", methods=["GET", "POST"])
@open_to_all
def new_account() -> ResponseReturnValue:
    proof = kept_proof(True, *OPEN_PURPOSES)
    if proof is None:
        return redirect(url_for("accounts_codes.sign_up"), 303)
    form = NewAccountForm(own=(proof.phone, request.form.get("name", "").strip()))
    if form.validate_on_submit():
        return _sign_up(proof, form)
    return render_template("accounts/new_account.html", form=form, proof=proof), 422 if form.errors else 200


def _sign_up(proof: Proof, form: NewAccountForm) -> ResponseReturnValue:
    password_hash = hash_password(form.password.data)
    try:
        with transaction():
            account = services.sign_up(proof.phone, form.name.data, password_hash, proof.code_id)
    except (ProofIsGone, PhoneTaken) as refused:
        return _start_anew(refused.message)
    flash(_("Your account is ready."), "ok")
    return let_in(account, url_for("employers_public.join" if proof.joining else "veterans_veteran.link"))


def _start_anew(message: str) -> ResponseReturnValue:
    drop_proof()
    flash(message, "wait")
    return redirect(url_for("accounts_codes.sign_in"), 303)


@bp.route("/forgot/password", methods=["GET", "POST"])
@open_to_all
def new_password() -> ResponseReturnValue:
    proof = kept_proof(True, Purpose.RESET)
    account = account_by_phone(proof.phone) if proof else None
    if proof is None or account is None:
        return redirect(url_for("accounts_codes.forgot"), 303)
    form = NewPasswordForm(is_staff=bool(account.staff_role), own=(proof.phone, account.name, account.login or ""))
    if form.validate_on_submit():
        return _reset(proof, form)
    return render_template("accounts/new_password.html", form=form, phone=proof.phone), 422 if form.errors else 200


def _reset(proof: Proof, form: NewPasswordForm) -> ResponseReturnValue:
    password_hash = hash_password(form.password.data)
    try:
        with transaction():
            account = services.reset_password(proof.phone, password_hash, proof.code_id)
    except ProofIsGone as refused:
        return _start_anew(refused.message)
    flash(_("The new password is set. Other devices were signed out."), "ok")
    return let_in(account, proof.following)

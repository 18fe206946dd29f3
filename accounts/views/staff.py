"""Staff: inviting, changing, closing; accepting an invitation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import services
from accounts.forms import InviteForm, NewPasswordForm, StaffForm
from accounts.links import public_address
from accounts.models import Account
from accounts.passwords import hash_password
from accounts.permissions import Right, account, actor, open_to_all, scope, staff_with
from accounts.queries import open_invitation, open_invitations, staff_member, staff_page
from accounts.roles import ROLE_NAMES
from accounts.services import AlreadyStaff, StationOutOfReach
from accounts.stations import station, station_choices
from accounts.views.entering import let_in
from core.clock import now
from core.db import transaction
from core.errors import NotFound
from core.facts import is_demo
from core.web.page import PAGE_SIZE, Page, page_number

bp = Blueprint("accounts_staff", __name__)


@bp.get("/bureau/staff")
@staff_with(Right.STAFF)
def staff() -> ResponseReturnValue:
    number = page_number()
    rows, total = staff_page(scope(), number, PAGE_SIZE)
    return render_template("accounts/staff.html", page=Page(rows, number, total), invitations=open_invitations(scope()), roles=ROLE_NAMES,
                           moment=now(), own_id=account().id)


@bp.route("/bureau/staff/invite", methods=["GET", "POST"])
@staff_with(Right.STAFF)
def invite() -> ResponseReturnValue:
    form = InviteForm(stations=station_choices(scope()))
    if form.validate_on_submit() and _invite(form):
        return redirect(url_for("accounts_staff.staff"), 303)
    return render_template("accounts/invite.html", form=form), 422 if form.errors else 200


def _invite(form: InviteForm) -> bool:
    try:
        with transaction():
            link = services.invite_staff(actor(), form.phone.data, form.name.data, form.role.data, form.station.data,
                                         lambda token: public_address("accounts_staff.accept", token=token))
    except StationOutOfReach as refused:
        form.station.errors = [refused.message]
        return False
    flash(_("The invitation is on its way by text message. It can be accepted for 7 days."), "ok")
    if is_demo():
        flash(_("Demo data: the link is %(link)s", link=link), "wait")
    return True


@bp.post("/bureau/staff/invitations/<int:invitation_id>/withdraw")
@staff_with(Right.STAFF)
def withdraw(invitation_id: int) -> ResponseReturnValue:
    with transaction():
        services.withdraw_invitation(actor(), invitation_id)
    flash(_("The invitation no longer works."), "ok")
    return redirect(url_for("accounts_staff.staff"), 303)


def _member(account_id: int) -> Account:
    member = staff_member(scope(), account_id)
    if member is None:
        raise NotFound
    return member


@bp.route("/bureau/staff/<int:account_id>", methods=["GET", "POST"])
@staff_with(Right.STAFF)
def member(account_id: int) -> ResponseReturnValue:
    who = _member(account_id)
    form = StaffForm(stations=station_choices(scope()), data={"role": who.staff_role, "station": who.station_code})
    if form.validate_on_submit():
        try:
            with transaction():
                services.change_staff(actor(), account_id, form.role.data, form.station.data)
        except StationOutOfReach as refused:
            form.station.errors = [refused.message]
        else:
            flash(_("Role and station are set. All devices of this account were signed out."), "ok")
            return redirect(url_for("accounts_staff.staff"), 303)
    page = render_template("accounts/member.html", form=form, member=who, role=ROLE_NAMES[who.staff_role or ""], is_own=who.id == account().id)
    return page, 422 if form.errors else 200


@bp.post("/bureau/staff/<int:account_id>/close")
@staff_with(Right.STAFF)
def close(account_id: int) -> ResponseReturnValue:
    return _set_active(account_id, False, _("The account is closed; all its devices were signed out."))


@bp.post("/bureau/staff/<int:account_id>/open")
@staff_with(Right.STAFF)
def reopen(account_id: int) -> ResponseReturnValue:
    return _set_active(account_id, True, _("The account is open again."))


def _set_active(account_id: int, is_active: bool, message: str) -> ResponseReturnValue:
    try:
        with transaction():
            services.set_staff_active(actor(), account_id, is_active)
    except StationOutOfReach:
        flash(_("The station of this account is closed. Give the account another station first."), "stop")
        return redirect(url_for("accounts_staff.member", account_id=account_id), 303)
    flash(message, "ok")
    return redirect(url_for("accounts_staff.staff"), 303)


@bp.post("/bureau/staff/<int:account_id>/reset-second-factor")
@staff_with(Right.STAFF)
def reset_second_factor(account_id: int) -> ResponseReturnValue:
    with transaction():
        services.reset_second_factor(actor(), account_id)
    flash(_("At the next sign-in a new authenticator app is set up."), "ok")
    return redirect(url_for("accounts_staff.staff"), 303)


@bp.route("/staff-invitation/<string:token>", methods=["GET", "POST"])
@open_to_all
def accept(token: str) -> ResponseReturnValue:
    invitation = open_invitation(token)
    if invitation is None:
        return render_template("accounts/invitation_gone.html"), 404
    form = NewPasswordForm(is_staff=True, own=(invitation.phone, invitation.name))
    if form.validate_on_submit():
        return _accept(token, form)
    page = render_template("accounts/accept.html", form=form, invitation=invitation, role=ROLE_NAMES[invitation.staff_role],
                           station=station(invitation.station_code))
    return page, 422 if form.errors else 200


def _accept(token: str, form: NewPasswordForm) -> ResponseReturnValue:
    password_hash = hash_password(form.password.data)
    try:
        with transaction():
            joined = services.accept_invitation(token, password_hash)
    except AlreadyStaff as refused:
        flash(refused.message, "stop")
        return redirect(url_for("accounts.sign_in"), 303)
    flash(_("Welcome. Your account is ready."), "ok")
    return let_in(joined)

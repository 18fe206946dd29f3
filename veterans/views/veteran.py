"""A person's own file: joining it, seeing it, keeping it up to date."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, actor, signed_in
from accounts.stations import townships
from core.db import transaction
from core.errors import NotFound, Refusal
from core.forms import choices
from veterans import queries
from veterans.forms import ClaimForm, PrivacyForm, SkillForm
from veterans.models import Person
from veterans.services import claims, people, progress, suggestions
from veterans.services.profile import running_out
from veterans.states import ASKED
from veterans.views import editing
from veterans.views.editing import Folder

bp = Blueprint("veterans_veteran", __name__)


def own_file() -> Person:
    """The signed-in person's whole file.

    Raises:
        NotFound: the account is joined to none.

    """
    person = queries.person_of_account(account().id)
    if person is None:
        raise NotFound
    return person


def own_folder() -> Folder:
    """The signed-in person's file."""
    return Folder(own_file, "layouts/public.html", "veterans_veteran", {}, "veterans_veteran.profile")


@bp.get("/my/profile")
@signed_in
def profile() -> ResponseReturnValue:
    person = queries.person_of_account(account().id)
    if person is None:
        return redirect(url_for("veterans_veteran.link"), 303)
    return render_template("veterans/profile.html", person=person, folder=own_folder(), papers=running_out(person), **editing.overview(person),
                           asked=any(pair.state == ASKED and not pair.is_mine for pair in queries.pairs_of(person.id)),
                           has_other_phone=account().phone is not None and account().phone_index != person.phone_index)


@bp.post("/my/profile/phone")
@signed_in
def take_phone() -> ResponseReturnValue:
    own_file()
    if account().phone is None:
        raise NotFound
    with transaction():
        people.change_person(actor(), own_file(), {"phone": account().phone})
    flash(_("The file has your account's phone now."))
    return redirect(url_for("veterans_veteran.profile"), 303)


def _claim(form: ClaimForm) -> ResponseReturnValue:
    claim = claims.Claim(form.name.data, form.identity_number.data.upper(), form.station_code.data)
    with transaction():
        request_made = claims.claim_file(actor(), claim)
    if claims.is_joined(request_made):
        flash(_("Your account is joined to your file. Please look it through."))
        return redirect(url_for("veterans_veteran.profile"), 303)
    flash(_("Sent. Your station will check it and may call you. You can search for work meanwhile."))
    return redirect(url_for("veterans_veteran.link"), 303)


@bp.route("/my/link", methods=["GET", "POST"])
@signed_in
def link() -> ResponseReturnValue:
    if queries.person_of_account(account().id) is not None:
        return redirect(url_for("veterans_veteran.profile"), 303)
    form, status = ClaimForm(data={"name": account().name}), 200
    form.station_code.choices = choices(((s.code, s.name) for s in townships()), _("Choose"))
    if form.validate_on_submit():
        try:
            return _claim(form)
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
            status = refusal.status
    elif form.is_submitted():
        status = 422
    return render_template("veterans/link.html", form=form, latest=queries.latest_claim(account().id)), status


@bp.get("/my/profile/check")
@signed_in
def check() -> str:
    person = own_file()
    return render_template("veterans/check.html", person=person, folder=own_folder(), station=queries.station_title(person.station_code),
                           civil=suggestions.occupations_of(person), noted=queries.progress_of(person.id), **editing.overview(person))


@bp.post("/my/profile/check")
@signed_in
def confirm() -> ResponseReturnValue:
    with transaction():
        progress.confirm_answers(actor(), own_file())
    flash(_("Thank you. Your station and the suggestions go by what you confirmed today."))
    return redirect(url_for("veterans_veteran.profile"), 303)


@bp.post("/my/profile/<any(basics,service,family,work,wishes,privacy):step>/drop-draft")
@signed_in
def drop_draft(step: str) -> ResponseReturnValue:
    return editing.drop_draft(own_folder(), step)


@bp.route("/my/profile/basics", methods=["GET", "POST"])
@signed_in
def basics() -> ResponseReturnValue:
    return editing.edit_own_basics(own_folder())


@bp.route("/my/profile/service", methods=["GET", "POST"])
@signed_in
def service() -> ResponseReturnValue:
    return editing.edit_service(own_folder())


@bp.route("/my/profile/family", methods=["GET", "POST"])
@signed_in
def family() -> ResponseReturnValue:
    return editing.edit_family(own_folder())


@bp.route("/my/profile/work", methods=["GET", "POST"])
@signed_in
def work() -> ResponseReturnValue:
    return editing.edit_work(own_folder())


@bp.route("/my/profile/wishes", methods=["GET", "POST"])
@signed_in
def wishes() -> ResponseReturnValue:
    return editing.edit_wishes(own_folder())


@bp.route("/my/profile/privacy", methods=["GET", "POST"])
@signed_in
def privacy() -> ResponseReturnValue:
    return editing.edit_privacy(own_folder(), PrivacyForm)


@bp.route("/my/profile/skills", methods=["GET", "POST"])
@signed_in
def skills() -> ResponseReturnValue:
    return editing.edit_skills(own_folder(), SkillForm())


@bp.post("/my/profile/skills/<int:skill_id>/remove")
@signed_in
def remove_skill(skill_id: int) -> ResponseReturnValue:
    return editing.remove_skill(own_folder(), skill_id)


@bp.post("/my/profile/skills/suggested")
@signed_in
def choose_suggestions() -> ResponseReturnValue:
    return editing.choose_suggestions(own_folder())


@bp.route("/my/profile/qualifications", methods=["GET", "POST"])
@signed_in
def qualifications() -> ResponseReturnValue:
    return editing.edit_qualifications(own_folder())


@bp.post("/my/profile/qualifications/<int:qualification_id>/remove")
@signed_in
def remove_qualification(qualification_id: int) -> ResponseReturnValue:
    return editing.remove_qualification(own_folder(), qualification_id)

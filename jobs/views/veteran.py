"""A person applies, keeps positions in mind, and follows what becomes of it."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, actor, signed_in
from core.db import transaction
from core.errors import IllegalTransition, NotFound, Refusal
from core.states import actions_from
from core.web.page import PAGE_SIZE, Page, page_number
from employers.queries import is_verified_today
from jobs.application_forms import CONTACT, ApplyForm, DeclineForm
from jobs.disclosure.notice import TEMPLATE as NOTICE
from jobs.disclosure.queries import consent_of_application, hides_from, visible_ids
from jobs.disclosure.showing import NAME, PHONE, PROFILE
from jobs.models import Application, Position
from jobs.queries import applications as queries
from jobs.queries import live_position
from jobs.search.queries import shown_position
from jobs.services import applications, interests
from jobs.services.applications import AlreadyApplied, Wish
from jobs.states import CLOSED
from jobs.states.applications import APPLICATION, APPLICATION_LABELS, APPLICATION_MARKS, OFFERED
from jobs.timeline import ASK_AFTER, may_ask_help, timeline, what_next
from veterans.models import Person
from veterans.queries import person_of_account, station_title

bp = Blueprint("jobs_veteran", __name__)


class NoFile(Exception):
    """The account is not joined to a file: there is nothing to apply with."""


@bp.errorhandler(NoFile)
def _join_first(_error: NoFile) -> ResponseReturnValue:
    flash(_("Join your file first: then you can apply with it."), "wait")
    return redirect(url_for("veterans_veteran.link"), 303)


def own_person() -> Person:
    """The file of the signed-in account."""
    person = person_of_account(account().id)
    if person is None:
        raise NoFile
    return person


def _shown(position_id: int) -> Position:
    position = shown_position(position_id)
    if position is None:
        raise NotFound
    return position


def _to_application(application_id: int, message: str = "", kind: str = "ok") -> ResponseReturnValue:
    if message:
        flash(message, kind)
    return redirect(url_for("jobs_veteran.application", application_id=application_id), 303)


@bp.route("/my/positions/<int:position_id>/apply", methods=["GET", "POST"])
@signed_in
def apply(position_id: int) -> ResponseReturnValue:
    position, person = _shown(position_id), own_person()
    running = queries.running_application(person.id, position.id)
    form, status = ApplyForm(), 200
    if form.is_submitted():
        if form.validate():
            try:
                return _applied(position_id, form)
            except AlreadyApplied:
                return _to_application(_running(person.id, position_id).id, _("You have applied for this position already."), "wait")
            except Refusal as refusal:
                form.form_errors.append(refusal.message)
                position, person = _shown(position_id), own_person()
                status = refusal.status
        else:
            status = 422
    elif running is not None:
        return _to_application(running.id)
    else:
        form.nonce.data = secrets.token_urlsafe(18)
    return render_template("jobs/apply.html", form=form, position=position, employer=position.employer, person=person, notice=NOTICE,
                           is_live=live_position(position_id) is not None, hides=hides_from(person.id, position.employer_id)), status


def _running(person_id: int, position_id: int) -> Application:
    found = queries.running_application(person_id, position_id)
    if found is None:
        raise NotFound
    return found


def _applied(position_id: int, form: ApplyForm) -> ResponseReturnValue:
    gives = (NAME, PHONE, PROFILE) if form.gives.data == CONTACT else (PROFILE,)
    with transaction():
        wish = Wish(gives, form.message.data or "", nonce=form.nonce.data or None)
        made = applications.apply(own_person(), position_id, wish, actor())
        application_id, has_ended = made.id, made.ended_at is not None
    if has_ended:
        return _to_application(application_id, _("This form was sent before, and that application has ended. To apply again, open the position."), "wait")
    return _to_application(application_id, _("Applied. Employers usually look within three days; if there is no answer, the station asks for you."))


@bp.post("/my/positions/<int:position_id>/<any(keep, drop):step>")
@signed_in
def keep(position_id: int, step: str) -> ResponseReturnValue:
    if step == "keep":
        _shown(position_id)
    with transaction():
        (interests.keep_favourite if step == "keep" else interests.drop_favourite)(account().id, position_id)
    flash(_("Kept. You find it under “My pages”.") if step == "keep" else _("No longer kept."), "ok")
    to_list = request.form.get("back") == "list" or shown_position(position_id) is None
    return redirect(url_for("jobs_veteran.favourites") if to_list else url_for("jobs_public.position", position_id=position_id), 303)


@bp.get("/my/favourites")
@signed_in
def favourites() -> str:
    number = page_number()
    rows, total = queries.favourites_of(account().id, number, PAGE_SIZE)
    return render_template("jobs/favourites.html", page=Page(rows, number, total))


@bp.get("/my/applications")
@signed_in
def my_applications() -> str:
    person, number = own_person(), page_number()
    rows, total = queries.applications_of_person(person.id, number, PAGE_SIZE)
    return render_template("jobs/my_applications.html", page=Page(rows, number, total), labels=APPLICATION_LABELS, marks=APPLICATION_MARKS, way=timeline)


def _own(application_id: int) -> Application:
    found = queries.application_of_person(own_person().id, application_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/my/applications/<int:application_id>")
@signed_in
def application(application_id: int) -> ResponseReturnValue:
    return _page(application_id, DeclineForm(formdata=None), 200)


def _obstacle(found: Application) -> str:
    """Why the employer does not go on with an application that runs, as far as it is known; empty when nothing is in the way."""
    employer = found.position.employer
    if found.ended_at is not None:
        return ""
    if not is_verified_today(employer):
        return str(_("The bureau is checking this employer; until that is done it does not see your application."))
    if hides_from(found.person_id, employer.id):
        return str(_("You hide your file from this employer, so it does not see your application. Lift that under “Who may see my file”, or withdraw."))
    if not visible_ids(employer.id, [found.person_id]):
        return str(_("You have closed your file, so the employer does not see your application. Open it under “Who may see my file”, or withdraw."))
    return str(_("The position has ended. The employer may still answer you.")) if found.position.state == CLOSED and found.state != OFFERED else ""


def _page(application_id: int, form: DeclineForm, status: int) -> ResponseReturnValue:
    found = _own(application_id)
    return render_template(
        "jobs/my_application.html", application=found, position=found.position, employer=found.position.employer, form=form,
        label=APPLICATION_LABELS[found.state], mark=APPLICATION_MARKS[found.state], steps=timeline(found), next_step=what_next(found),
        obstacle=_obstacle(found), is_shown=shown_position(found.position_id) is not None,
        actions=actions_from(APPLICATION, found.state), may_ask=may_ask_help(found), ask_from=found.state_since + ASK_AFTER,
        consent=consent_of_application(found.id), station=station_title(own_person().station_code)), status


@bp.post("/my/applications/<int:application_id>/<any(withdraw, decline, help):step>")
@signed_in
def take_step(application_id: int, step: str) -> ResponseReturnValue:
    _own(application_id)
    form = DeclineForm()
    if step == "decline" and not form.validate():
        return _page(application_id, form, 422)
    messages = {"withdraw": _("Withdrawn. The employer no longer sees your name and phone."), "decline": _("Declined. The employer hears of it."),
                "help": _("Your station has it on its list and calls the employer.")}
    try:
        with transaction():
            found = _own(application_id)
            if step == "withdraw":
                applications.withdraw(found, found.position, actor())
            elif step == "decline":
                applications.decline(found, found.position, form.reason.data, actor())
            else:
                applications.ask_for_help(found, actor())
    except IllegalTransition:
        return _to_application(application_id, _("Nothing was changed: the application is in another state by now."), "wait")
    except Refusal as refusal:
        return _to_application(application_id, refusal.message, "wait")
    return _to_application(application_id, messages[step])


def my_latest(person: Person) -> str:
    """For the person's home: the application that moved last, and how many there are."""
    rows, total = queries.applications_of_person(person.id, 1, 1)
    return render_template("jobs/_my_latest.html", application=rows[0], total=total, label=APPLICATION_LABELS[rows[0].state],
                           mark=APPLICATION_MARKS[rows[0].state], steps=timeline(rows[0])) if rows else ""

"""What an enterprise does with an application, from the candidate's page."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import actor, employer_id, recruiters_only
from core.db import transaction
from core.errors import BadInput, IllegalTransition, NotFound
from jobs.application_forms import InviteForm, RefuseForm
from jobs.disclosure.queries import visible_ids
from jobs.matching.views.employer import bp, candidate_page
from jobs.models import Application
from jobs.queries.applications import application_of_employer
from jobs.services import applications


def _application(application_id: int) -> Application:
    """An application for one of the enterprise's positions by somebody whom it may be shown."""
    found = application_of_employer(employer_id(), application_id)
    if found is None or not visible_ids(employer_id(), [found.person_id]):
        raise NotFound
    return found


def _to(found: tuple[int, int], message: str, kind: str = "ok") -> ResponseReturnValue:
    flash(message, kind)
    return redirect(url_for("matching_employer.candidate", position_id=found[0], candidate_id=found[1]), 303)


@bp.post("/employer/applications/<int:application_id>/<any(shortlist, offer):step>")
@recruiters_only
def take_step(application_id: int, step: str) -> ResponseReturnValue:
    found = _application(application_id)
    where = found.position_id, found.person_id
    try:
        with transaction():
            (applications.shortlist if step == "shortlist" else applications.offer)(_application(application_id), actor())
    except IllegalTransition:
        return _too_late(where)
    return _to(where, _("On the shortlist. The person sees it.") if step == "shortlist" else _("Offered. The person sees it."))


def _too_late(where: tuple[int, int]) -> ResponseReturnValue:
    return _to(where, _("Nothing was changed: the application is in another state by now."), "wait")


@bp.post("/employer/applications/<int:application_id>/invite")
@recruiters_only
def invite(application_id: int) -> ResponseReturnValue:
    found, form = _application(application_id), InviteForm(prefix="invite")
    where = found.position_id, found.person_id
    if not form.validate():
        return candidate_page(*where, 422, invite_form=form)
    try:
        with transaction():
            applications.invite(_application(application_id), form.moment(), form.place.data or "", actor())
    except BadInput as refusal:
        form.at.errors = [refusal.message]
        return candidate_page(*where, 422, invite_form=form)
    except IllegalTransition:
        return _too_late(where)
    return _to(where, _("Invited. The person sees day, hour and place."))


@bp.post("/employer/applications/<int:application_id>/refuse")
@recruiters_only
def refuse(application_id: int) -> ResponseReturnValue:
    found, form = _application(application_id), RefuseForm(prefix="refuse")
    where = found.position_id, found.person_id
    if not form.validate():
        return candidate_page(*where, 422, refuse_form=form)
    try:
        with transaction():
            applications.refuse(_application(application_id), form.reason.data, actor())
    except IllegalTransition:
        return _too_late(where)
    return _to(where, _("Answered. The person reads the reason; name and phone are closed again."))

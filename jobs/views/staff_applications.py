"""Applications without an answer, for the station to follow up."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, scope, staff_with
from core.db import transaction
from core.errors import NotFound
from core.web.page import PAGE_SIZE, Page, page_number
from jobs.application_forms import HelpForm
from jobs.models import Application
from jobs.queries import applications as queries
from jobs.services.applications import note_help
from jobs.states.applications import APPLICATION_LABELS, APPLICATION_MARKS
from jobs.timeline import timeline

bp = Blueprint("jobs_applications", __name__)


@bp.get("/bureau/applications")
@staff_with(Right.PEOPLE_EDIT)
def waiting() -> str:
    number = page_number()
    rows, total = queries.unanswered_applications(scope(), number, PAGE_SIZE), queries.unanswered_count(scope())[0]
    return render_template("jobs/unanswered.html", page=Page(rows, number, total), labels=APPLICATION_LABELS, marks=APPLICATION_MARKS,
                           days=queries.NO_ANSWER.days)


def _application(application_id: int) -> Application:
    found = queries.application_in_scope(scope(), application_id)
    if found is None:
        raise NotFound
    return found


@bp.route("/bureau/applications/<int:application_id>", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def follow_up(application_id: int) -> ResponseReturnValue:
    found, form, status = _application(application_id), HelpForm(), 200
    if form.validate_on_submit():
        with transaction():
            note_help(_application(application_id), form.note.data or "", actor())
        flash(_("Noted. The person reads it under “My applications”."), "ok")
        return redirect(url_for("jobs_applications.waiting"), 303)
    if form.is_submitted():
        status = 422
    position = found.position
    return render_template("jobs/follow_up.html", application=found, person=found.person, position=position, employer=position.employer, form=form,
                           label=APPLICATION_LABELS[found.state], mark=APPLICATION_MARKS[found.state], steps=timeline(found),
                           phones=queries.reachable(position.employer_id)), status

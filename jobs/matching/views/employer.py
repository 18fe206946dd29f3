"""The people for one of an enterprise's positions: masked until they consent; every way out passes `show_people` and stands in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.permissions import actor, employer_id, recruiters_only
from core.db import transaction
from core.errors import NotFound, Refusal
from core.spreadsheet.writing import SPREADSHEET
from core.web.page import PAGE_SIZE, Page, page_number
from employers.models import Employer
from employers.queries import employer as employer_with_id
from employers.queries import is_verified_today
from jobs import queries
from jobs.application_forms import InviteForm, RefuseForm
from jobs.disclosure import services as disclosure
from jobs.disclosure.exporting import Standing, candidates_workbook
from jobs.disclosure.queries import everybody_visible, request_states, visible_ids
from jobs.disclosure.showing import Shown
from jobs.disclosure.states import LABELS as ASK_LABELS
from jobs.disclosure.states import MARKS as ASK_MARKS
from jobs.matching.services import people_for_position
from jobs.matching.services.news import MOST
from jobs.matching.views.presenting import BLOCK_NAMES, Place, for_employers
from jobs.models import Position
from jobs.queries import applications as application_queries
from jobs.services import applications
from jobs.services.outcomes import filled
from jobs.states.applications import (
    APPLICATION_LABELS,
    APPLICATION_MARKS,
    APPLIED,
    DECLINED,
    INTERVIEWING,
    OFFERED,
    PLACED,
    SHORTLISTED,
    TAKEN_BACK,
    UNSUCCESSFUL,
    VIEWED,
)

bp = Blueprint("matching_employer", __name__)
GROUPS = {"applied": (APPLIED, VIEWED, SHORTLISTED), "talks": (INTERVIEWING, OFFERED), "ended": (UNSUCCESSFUL, DECLINED, TAKEN_BACK, PLACED)}
GROUP_NAMES = {"fit": _l("Recommended"), "applied": _l("Applied"), "talks": _l("Interview and offer"), "asked": _l("Contact asked for"), "ended": _l("Ended")}


@dataclass(frozen=True)
class Candidates:
    """Whom a position could show its enterprise: the ranked people, and for each person the state of application and request."""

    places: list[Place]
    applications: dict[int, str]
    requests: dict[int, str]

    def ids(self, group: str) -> list[int]:
        """The people of one group, in its order."""
        if group == "fit":
            return [place.id for place in self.places]
        if group == "asked":
            return list(self.requests)
        return [person_id for person_id, state in self.applications.items() if state in GROUPS[group]]


def _employer() -> Employer:
    found = employer_with_id(employer_id())
    if found is None:
        raise NotFound
    return found


def _position(position_id: int) -> Position:
    found = queries.position_of(_employer(), position_id)
    if found is None:
        raise NotFound
    return found


def _candidates(position: Position) -> Candidates:
    """Everything is limited to whom the enterprise may be shown, the counts as well."""
    allowed = everybody_visible(position.employer_id)
    try:
        results = people_for_position(position.id, current_app.config["INSTANCE"], top=MOST, only=allowed, for_employer=True).results
    except NotFound:  # nothing was fitted yet
        results = []
    latest = application_queries.application_states(position.id)
    states = {person_id: found.state for person_id, found in latest.items() if person_id in allowed}
    asked = {person_id: state for person_id, state in request_states(position.id, position.employer_id).items() if person_id in allowed}
    return Candidates(for_employers(results), states, asked)


def _group() -> str:
    wanted = request.args.get("group", "fit")
    return wanted if wanted in GROUP_NAMES else "fit"


def _show(position: Position, person_ids: Sequence[int], path: str) -> list[Shown]:
    position_id, owner_id = position.id, position.employer_id
    with transaction():
        return disclosure.show_people(actor(), owner_id, position_id, person_ids, path)


@bp.get("/employer/positions/<int:position_id>/candidates")
@recruiters_only
def candidates(position_id: int) -> str:
    return _list_page(position_id, "list")


@bp.get("/employer/positions/<int:position_id>/candidates/print")
@recruiters_only
def print_list(position_id: int) -> str:
    return _list_page(position_id, "print")


def _list_page(position_id: int, path: str) -> str:
    position, group = _position(position_id), _group()
    found = _candidates(position)
    ids, number = found.ids(group), page_number()
    some = ids if path == "print" else ids[(number - 1) * PAGE_SIZE:number * PAGE_SIZE]
    people = _show(position, some, path)
    position = _position(position_id)
    counts = {name: len(found.ids(name)) for name in GROUP_NAMES}
    template = "matching/candidates_print.html" if path == "print" else "matching/candidates.html"
    return render_template(
        template, position=position, employer=position.employer, group=group, names=GROUP_NAMES, counts=counts, page=Page(people, number, len(ids)),
        places={place.id: place for place in found.places}, eligible=sum(place.eligible for place in found.places),
        unopened=sum(state == APPLIED for state in found.applications.values()), found=found, labels=APPLICATION_LABELS, marks=APPLICATION_MARKS,
        ask_labels=ASK_LABELS, ask_marks=ASK_MARKS, block_names=BLOCK_NAMES, most=MOST, is_verified=is_verified_today(position.employer),
        placed=filled(position_id))


@bp.get("/employer/positions/<int:position_id>/candidates.xlsx")
@recruiters_only
def export(position_id: int) -> Response:
    position, group = _position(position_id), _group()
    found = _candidates(position)
    places = {place.id: place for place in found.places}
    ids = found.ids(group)
    people = _show(position, ids, "export")
    response = make_response(candidates_workbook(people, {one: _standing(places.get(one), found.applications.get(one)) for one in ids}))
    response.headers["Content-Type"] = SPREADSHEET
    response.headers["Content-Disposition"] = f'attachment; filename="candidates-{position_id}.xlsx"'
    return response


def _standing(place: Place | None, state: str | None) -> Standing:
    label = str(APPLICATION_LABELS[state]) if state else ""
    return Standing(place.rank, place.bar.score if place.bar else None, place.unmet, label) if place else Standing(state=label)


def _may_open(position: Position, person_id: int) -> None:
    if not visible_ids(position.employer_id, [person_id]):
        raise NotFound


@bp.get("/employer/positions/<int:position_id>/candidates/<int:candidate_id>")
@recruiters_only
def candidate(position_id: int, candidate_id: int) -> ResponseReturnValue:
    return candidate_page(position_id, candidate_id)


def candidate_page(position_id: int, candidate_id: int, status: int = 200, **forms: object) -> ResponseReturnValue:
    """One person as the enterprise may see them, with their application and its next steps."""
    position = _position(position_id)
    owner_id = position.employer_id
    with transaction():
        people = disclosure.show_people(actor(), owner_id, position_id, [candidate_id], "detail")
        if not people:
            raise NotFound
        application = application_queries.application_states(position_id).get(candidate_id)
        if application is not None:
            applications.view_application(application, actor())
    position, application = _position(position_id), application_queries.application_states(position_id).get(candidate_id)
    try:
        ranked = people_for_position(position_id, current_app.config["INSTANCE"], top=1, only=[candidate_id], for_employer=True).results
    except NotFound:
        ranked = []
    forms = {"invite_form": InviteForm(formdata=None, prefix="invite"), "refuse_form": RefuseForm(formdata=None, prefix="refuse"), **forms}
    return render_template(
        "matching/candidate.html", position=position, employer=position.employer, who=people[0], application=application,
        is_live=queries.live_position(position_id) is not None, place=for_employers(ranked)[0] if ranked else None,
        asked=request_states(position_id, position.employer_id).get(candidate_id), labels=APPLICATION_LABELS, marks=APPLICATION_MARKS,
        ask_labels=ASK_LABELS, ask_marks=ASK_MARKS, block_names=BLOCK_NAMES, **forms), status


@bp.post("/employer/positions/<int:position_id>/candidates/<int:candidate_id>/ask")
@recruiters_only
def ask(position_id: int, candidate_id: int) -> ResponseReturnValue:
    _may_open(_position(position_id), candidate_id)
    try:
        with transaction():
            position = _position(position_id)
            disclosure.ask_contact(position.employer, position, candidate_id, application_queries.reach_of_person(candidate_id), actor())
    except NotFound:
        raise
    except Refusal as refusal:
        flash(refusal.message, "wait")
    else:
        flash(_("Asked. You see name and phone here once the person agrees."), "ok")
    return redirect(url_for("matching_employer.candidate", position_id=position_id, candidate_id=candidate_id), 303)

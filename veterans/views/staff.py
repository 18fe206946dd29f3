"""The roster, a person's page, adding people, showing what is masked."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, may, scope, staff_with
from accounts.services.credentials import reset_by_station
from accounts.stations import station_choices
from core.db import transaction
from core.errors import NotFound, Refusal
from core.forms import choices
from core.validators import clean_phone
from core.web.page import PAGE_SIZE, Page, page_number
from veterans import queries
from veterans.forms import FindForm, NewPersonForm, ResetForm, RevealForm, RosterFilterForm
from veterans.models import Person
from veterans.queries import RosterFilter
from veterans.services import disclosure, people, suggestions
from veterans.states import LINKED
from veterans.views.editing import Folder, overview, warn_of_secrets

bp = Blueprint("veterans_staff", __name__)
FOUND = 50


def filter_form() -> RosterFilterForm:
    """The filter in this request's address, its stations limited to those of the viewer."""
    form = RosterFilterForm(request.args)
    form.station.choices = choices(station_choices(scope()), _("All"))
    form.validate()
    return form


def chosen_filter(form: RosterFilterForm) -> RosterFilter:
    """What the form asks for; an entry that is no choice narrows nothing."""
    return RosterFilter(**{f.short_name: f.data for f in form if f.data and not f.errors})


def may_see_disability() -> bool:
    """Whether the viewer's role knows more than that support is needed."""
    return may(Right.DISABILITY)


@bp.get("/bureau/people")
@staff_with(Right.PEOPLE)
def roster() -> str:
    form = filter_form()
    wanted = chosen_filter(form)
    rows, total = queries.roster_page(scope(), wanted, page_number(), PAGE_SIZE)
    return render_template("veterans/roster.html", page=Page(rows, page_number(), total), filters=form, wanted=wanted, find=FindForm(),
                           kinds=queries.kind_counts(scope()), doubles=queries.duplicates_count(scope()) if may(Right.PEOPLE_EDIT) else 0,
                           claims=queries.waiting_claims_count(scope()) if may(Right.PEOPLE_EDIT) else 0)


@bp.post("/bureau/people")
@staff_with(Right.PEOPLE)
def find() -> ResponseReturnValue:
    form = FindForm()
    if not form.validate():
        return render_template("veterans/found.html", find=form, rows=[], total=0, limit=FOUND), 422
    rows, total = queries.roster_page(scope(), RosterFilter(), 1, FOUND, form.text.data)
    return render_template("veterans/found.html", find=form, rows=rows, total=total, limit=FOUND)


def _person_page(person: Person, form: RevealForm, shown: dict[str, str]) -> str:
    pairs = [pair for pair in queries.pairs_of(person.id) if pair.state == LINKED]
    folder = Folder(lambda: person, "layouts/staff.html", "veterans_file", {"person_id": person.id}, "veterans_staff.person")
    return render_template("veterans/person.html", person=person, form=form, shown=shown, station=queries.station_title(person.station_code), folder=folder,
                           civil=suggestions.occupations_of(person), sees_disability=may_see_disability(), pairs=pairs,
                           near=queries.ids_in_scope(scope(), [pair.other_id for pair in pairs]), **overview(person))


@bp.get("/bureau/people/<int:person_id>")
@staff_with(Right.PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    survivor = queries.merged_into(scope(), person_id)
    if survivor is not None:
        flash(_("File %(old)s was merged into this one.", old=person_id))
        return redirect(url_for("veterans_staff.person", person_id=survivor), 303)
    return _person_page(queries.person_in_scope(scope(), person_id), RevealForm(), {})


@bp.post("/bureau/people/<int:person_id>")
@staff_with(Right.REVEAL)
def reveal(person_id: int) -> ResponseReturnValue:
    found, form = queries.person_in_scope(scope(), person_id), RevealForm()
    if not form.validate():
        return _person_page(found, form, {}), 422
    with transaction():
        found = queries.person_in_scope(scope(), person_id)
        value = disclosure.reveal_field(actor(), found, form.field.data, form.reason.data, may_see_disability=may_see_disability())
    return _person_page(queries.person_in_scope(scope(), person_id), form, {form.field.data: value})


@bp.route("/bureau/people/new", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def add() -> ResponseReturnValue:
    form, status = NewPersonForm(data={"station_code": scope(), "sex": "0"}), 200
    form.station_code.choices = choices(station_choices(scope()))
    if not may_see_disability():
        del form.disability
    if form.validate_on_submit():
        try:
            with transaction():
                person_id = people.add_person(actor(), form.values()).id
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
            status = refusal.status
        else:
            flash(_("On file now. Next: service record, skills and wishes."))
            warn_of_secrets(form)
            return redirect(url_for("veterans_staff.person", person_id=person_id), 303)
    elif form.is_submitted():
        status = 422
    return render_template("veterans/add.html", form=form), status


@bp.route("/bureau/people/<int:person_id>/sign-in", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def reset_sign_in(person_id: int) -> ResponseReturnValue:
    found, form, status = queries.person_in_scope(scope(), person_id), ResetForm(), 200
    if found.account_id is None:
        raise NotFound
    if form.validate_on_submit():
        phone = clean_phone(form.phone.data)
        try:
            with transaction():
                found = queries.person_in_scope(scope(), person_id)
                reset_by_station(actor(), found.account_id or 0, phone)
                people.change_person(actor(), found, {"phone": phone})
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message) if not isinstance(refusal, NotFound) else _("This account cannot be reset here."))
            status = refusal.status
        else:
            flash(_("From now on the person signs in with a code sent to the new phone. All open sessions have ended."))
            return redirect(url_for("veterans_staff.person", person_id=person_id), 303)
    elif form.is_submitted():
        status = 422
    return render_template("veterans/reset.html", form=form, person=found), status

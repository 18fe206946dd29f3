"""Staff edit the sections of a file on the person's behalf."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from accounts.permissions import Right, actor, may, scope, staff_with
from accounts.stations import station_choices
from core.forms import choices
from veterans import queries
from veterans.forms import MASKED, BasicsForm, StaffPrivacyForm, StaffSkillForm
from veterans.models import ProfileDraft
from veterans.services import people
from veterans.steps import IDENTITY
from veterans.views import editing
from veterans.views.editing import Folder

bp = Blueprint("veterans_file", __name__)


def _folder(person_id: int) -> Folder:
    here = scope()
    return Folder(lambda: queries.person_in_scope(here, person_id), "layouts/staff.html", "veterans_file", {"person_id": person_id}, "veterans_staff.person")


def _basics_form(folder: Folder) -> tuple[BasicsForm, ProfileDraft | None]:
    """The file as form data, without what is masked on the page; or the viewer's draft."""
    person = folder.load()
    shown = {name: getattr(person, name) for name in people.FIELDS if name not in MASKED}
    form, draft = editing.opened(person, IDENTITY, BasicsForm, shown)
    form.station_code.choices = choices(station_choices(scope()))
    if not may(Right.DISABILITY):
        del form.disability
    return form, draft


@bp.route("/bureau/people/<int:person_id>/basics", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def basics(person_id: int) -> ResponseReturnValue:
    folder = _folder(person_id)
    form, draft = _basics_form(folder)
    return editing.edit(folder, IDENTITY, form, lambda fresh, version: people.change_person(actor(), fresh, form.values(), version), draft)


@bp.route("/bureau/people/<int:person_id>/family", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def family(person_id: int) -> ResponseReturnValue:
    return editing.edit_family(_folder(person_id))


@bp.route("/bureau/people/<int:person_id>/work", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def work(person_id: int) -> ResponseReturnValue:
    return editing.edit_work(_folder(person_id))


@bp.route("/bureau/people/<int:person_id>/privacy", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def privacy(person_id: int) -> ResponseReturnValue:
    return editing.edit_privacy(_folder(person_id), StaffPrivacyForm, agreed=True)


@bp.post("/bureau/people/<int:person_id>/<any(basics,service,family,work,wishes,privacy):step>/drop-draft")
@staff_with(Right.PEOPLE_EDIT)
def drop_draft(person_id: int, step: str) -> ResponseReturnValue:
    return editing.drop_draft(_folder(person_id), step)


@bp.route("/bureau/people/<int:person_id>/service", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def service(person_id: int) -> ResponseReturnValue:
    return editing.edit_service(_folder(person_id))


@bp.route("/bureau/people/<int:person_id>/wishes", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def wishes(person_id: int) -> ResponseReturnValue:
    return editing.edit_wishes(_folder(person_id))


@bp.route("/bureau/people/<int:person_id>/skills", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def skills(person_id: int) -> ResponseReturnValue:
    return editing.edit_skills(_folder(person_id), StaffSkillForm())


@bp.post("/bureau/people/<int:person_id>/skills/<int:skill_id>/remove")
@staff_with(Right.PEOPLE_EDIT)
def remove_skill(person_id: int, skill_id: int) -> ResponseReturnValue:
    return editing.remove_skill(_folder(person_id), skill_id)


@bp.post("/bureau/people/<int:person_id>/skills/suggested")
@staff_with(Right.PEOPLE_EDIT)
def choose_suggestions(person_id: int) -> ResponseReturnValue:
    return editing.choose_suggestions(_folder(person_id))


@bp.route("/bureau/people/<int:person_id>/qualifications", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def qualifications(person_id: int) -> ResponseReturnValue:
    return editing.edit_qualifications(_folder(person_id))


@bp.post("/bureau/people/<int:person_id>/qualifications/<int:qualification_id>/remove")
@staff_with(Right.PEOPLE_EDIT)
def remove_qualification(person_id: int, qualification_id: int) -> ResponseReturnValue:
    return editing.remove_qualification(_folder(person_id), qualification_id)

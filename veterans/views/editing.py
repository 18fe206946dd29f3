"""The six steps of a file: the same pages for the person and for staff who act for them.

`load` fetches the file with the query that carries its owner; it is called once for the page and again inside the transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from accounts.permissions import account, actor
from accounts.stations import station_names
from core.db import transaction
from core.errors import Refusal, StaleEdit
from core.forms import PageForm, whole_number
from core.lexicon import lexicon
from veterans import queries
from veterans.forms import FamilyForm, OwnBasicsForm, PrivacyForm, QualificationForm, ServiceForm, SkillForm, WishesForm, WorkForm
from veterans.labels import label
from veterans.models import Person, PersonKind, ProfileDraft
from veterans.secrecy import secret_phrases, withheld
from veterans.services import people, profile, progress, suggestions
from veterans.steps import FAMILY, IDENTITY, PRIVACY, SERVICE, SKILLS, WISHES, WORK, completeness

F = TypeVar("F", bound=PageForm)
Save = Callable[[Person, int | None], object]


@dataclass(frozen=True)
class Folder:
    """A file opened for editing: how it is fetched, the layout of its pages, the blueprint and arguments of their addresses."""

    load: Callable[[], Person]
    layout: str
    blueprint: str
    arguments: dict[str, Any]
    home: str

    def address(self, endpoint: str, **more: Any) -> str:
        """The address of a page of this file."""
        return url_for(f"{self.blueprint}.{endpoint}", **self.arguments, **more)

    @property
    def back(self) -> str:
        """The page that shows the whole file."""
        return url_for(self.home, **self.arguments)


def overview(person: Person) -> dict[str, Any]:
    """What a page says of the steps: how far they are, the viewer's drafts, who filled them in, what is held back from employers."""
    whole = completeness(person, queries.progress_of(person.id))
    stations = station_names({step.station for step in whole.steps if step.station})
    return {"whole": whole, "drafts": queries.drafts_of(person.id, account().id), "stations": stations, "held_back": withheld(person)}


def warn_of_secrets(form: PageForm) -> None:
    """Say which of the fields just saved seem to name a unit, equipment or a garrison, and that employers do not see them."""
    for field in form:
        if isinstance(field, StringField) and secret_phrases(field.data or ""):
            flash(_("“%(field)s” may name a unit, equipment or a garrison. Employers do not see it until you change it.", field=field.label.text), "wait")


def opened(person: Person, step: str, form: type[F], data: dict[str, Any]) -> tuple[F, ProfileDraft | None]:
    """The form of a step: with what is on file, or with the viewer's draft as it was typed."""
    draft = None if request.method == "POST" else queries.draft(person.id, step, account().id)
    if draft is None:
        return form(data={"version": str(person.version), **data}), None
    return form(MultiDict([(name, value) for name, values in draft.data.items() for value in values])), draft


def _keep_draft(folder: Folder, step: str, form: PageForm) -> None:
    typed = {field.name: request.form.getlist(field.name) for field in form if field.name in request.form and field.name != "csrf_token"}
    with transaction():
        progress.keep_draft(actor(), folder.load().id, step, typed)


def _later(folder: Folder, step: str, form: PageForm) -> ResponseReturnValue:
    """Put the step aside as it is."""
    _keep_draft(folder, step, form)
    flash(_("Draft kept. Nobody else sees it; go on whenever you like."))
    return redirect(folder.back, 303)


def edit(folder: Folder, step: str, form: PageForm, save: Save, draft: ProfileDraft | None = None) -> ResponseReturnValue:
    """Show a step, keep it as a draft, or save it and go back to the file. A file saved by somebody else meanwhile is not overwritten unseen."""
    status = 200
    if form.is_submitted() and "later" in request.form:
        return _later(folder, step, form)
    if form.validate_on_submit():
        seen = form["version"].data
        try:
            with transaction():
                fresh = folder.load()
                save(fresh, whole_number(seen) or 0)
                progress.note_saved(actor(), fresh, step)
        except StaleEdit:
            status = 409
            form["version"].data = str(folder.load().version)
            form.form_errors.append(_("Somebody else saved this file meanwhile. Compare with the file; saving again keeps what you see here."))
        except Refusal as refusal:
            status = refusal.status
            form.form_errors.append(str(refusal.message))
        else:
            flash(_("Saved."))
            warn_of_secrets(form)
            return redirect(folder.back, 303)
    elif form.is_submitted():
        status = 422
    if status != 200:
        _keep_draft(folder, step, form)
    person = folder.load()
    return render_template("veterans/edit.html", form=form, step=step, title=label(step, "step"), folder=folder, draft=draft, person=person,
                           known_specialties=lexicon().specialties), status


def drop_draft(folder: Folder, step: str) -> ResponseReturnValue:
    """Throw the viewer's draft of a step away."""
    with transaction():
        progress.drop_draft(actor(), folder.load().id, step)
    return redirect(folder.address(step), 303)


def edit_service(folder: Folder) -> ResponseReturnValue:
    """Step 2 of a veteran: the service record. What the dictionary makes of it is asked next."""
    person = folder.load()
    form, draft = opened(person, SERVICE, ServiceForm, ServiceForm.data_of(person.service))

    def save(fresh: Person, version: int | None) -> None:
        named = [profile.specialty_entry(name, years) for name, years in form.specialties()]
        profile.set_service(actor(), fresh, form.values() | {"specialties": named}, version)

    return edit(folder, SERVICE, form, save, draft)


def _plain_step(folder: Folder, step: str, form_class: type[PageForm], data: dict[str, Any]) -> ResponseReturnValue:
    form, draft = opened(folder.load(), step, form_class, data)
    return edit(folder, step, form, lambda fresh, version: people.change_person(actor(), fresh, form.values(), version), draft)


def _columns(person: Person, form_class: type[PageForm]) -> dict[str, Any]:
    return {name: getattr(person, name) for name in people.FIELDS if hasattr(form_class, name)}


def edit_own_basics(folder: Folder) -> ResponseReturnValue:
    """Step 1, by the person."""
    return _plain_step(folder, IDENTITY, OwnBasicsForm, _columns(folder.load(), OwnBasicsForm))


def edit_family(folder: Folder) -> ResponseReturnValue:
    """Step 2 of a family member."""
    person = folder.load()
    form, draft = opened(person, FAMILY, FamilyForm, _columns(person, FamilyForm))
    if person.kind != PersonKind.BEREAVED_FAMILY:
        del form.loss
    return edit(folder, FAMILY, form, lambda fresh, version: people.change_person(actor(), fresh, form.values(), version), draft)


def edit_work(folder: Folder) -> ResponseReturnValue:
    """Step 4: work since service."""
    person = folder.load()
    noted = queries.progress_of(person.id)
    is_none = "experience" in (noted.none_of if noted else ())
    form, draft = opened(person, WORK, WorkForm, _columns(person, WorkForm) | {"nothing": is_none})

    def save(fresh: Person, version: int | None) -> None:
        people.change_person(actor(), fresh, form.values(), version)
        progress.note_nothing(fresh, "experience", is_nothing=form["nothing"].data)

    return edit(folder, WORK, form, save, draft)


def edit_wishes(folder: Folder) -> ResponseReturnValue:
    """Step 5: what is wanted."""
    return _plain_step(folder, WISHES, WishesForm, WishesForm.data_of(folder.load()))


def edit_privacy(folder: Folder, form_class: type[PrivacyForm], **detail: Any) -> ResponseReturnValue:
    """Step 6: who may see the file, and whether suggestions are computed. `detail` is kept with the change."""
    form, draft = opened(folder.load(), PRIVACY, form_class, PrivacyForm.data_of(folder.load()))

    def save(fresh: Person, version: int | None) -> None:
        people.change_person(actor(), fresh, form.values(), version, **detail)

    return edit(folder, PRIVACY, form, save, draft)


def edit_skills(folder: Folder, form: SkillForm) -> ResponseReturnValue:
    """Step 3: the skills with a form for one more, and what the dictionary makes of the service."""
    person = folder.load()
    if form.validate_on_submit():
        evidence = form["evidence"].data if "evidence" in form else "self"
        with transaction():
            fresh = folder.load()
            profile.add_skill(actor(), fresh, form.name.data, int(form.level.data) if form.level.data else None, evidence)
            progress.note_saved(actor(), fresh, SKILLS)
        warn_of_secrets(form)
        return redirect(folder.address("skills"), 303)
    page = render_template("veterans/skills.html", form=form, folder=folder, person=person, suggestions=suggestions.suggestions(person),
                           civil=suggestions.occupations_of(person))
    return page, 422 if form.is_submitted() else 200


def edit_qualifications(folder: Folder) -> ResponseReturnValue:
    """Step 3, continued: certificates and licences with a form for one more, or that there are none."""
    person, form = folder.load(), QualificationForm()
    if form.is_submitted() and "nothing" in request.form:
        with transaction():
            fresh = folder.load()
            progress.note_nothing(fresh, "qualifications", is_nothing=request.form["nothing"] == "yes")
            progress.note_saved(actor(), fresh, SKILLS)
        return redirect(folder.back, 303)
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("kind", "name", "issued_on", "expires_on", "is_military")}
        with transaction():
            fresh = folder.load()
            profile.add_qualification(actor(), fresh, values)
            progress.note_saved(actor(), fresh, SKILLS)
        warn_of_secrets(form)
        return redirect(folder.address("qualifications"), 303)
    noted = queries.progress_of(person.id)
    page = render_template("veterans/qualifications.html", form=form, folder=folder, person=person,
                           has_none="qualifications" in (noted.none_of if noted else ()))
    return page, 422 if form.is_submitted() else 200


def remove_skill(folder: Folder, skill_id: int) -> ResponseReturnValue:
    """Take one skill off the file."""
    with transaction():
        profile.remove_skill(actor(), folder.load(), skill_id)
    return redirect(folder.address("skills"), 303)


def remove_qualification(folder: Folder, qualification_id: int) -> ResponseReturnValue:
    """Take one certificate or licence off the file."""
    with transaction():
        profile.remove_qualification(actor(), folder.load(), qualification_id)
    return redirect(folder.address("qualifications"), 303)


def choose_suggestions(folder: Folder) -> ResponseReturnValue:
    """Keep or drop the dictionary's suggestions that were ticked, or look again at those dropped before."""
    what, ticked = request.form.get("choice", "keep"), request.form.getlist("suggestion")
    with transaction():
        fresh = folder.load()
        if what == "again":
            suggestions.reconsider(fresh)
            return redirect(folder.address("skills"), 303)
        kept = suggestions.choose(actor(), fresh, ticked if what == "keep" else [], ticked if what == "drop" else [])
    flash(_("%(n)s kept from service.", n=kept) if what == "keep" else _("%(n)s dropped. They are not suggested again.", n=len(ticked)))
    return redirect(folder.address("skills"), 303)

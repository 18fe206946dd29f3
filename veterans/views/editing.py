"""Editing the sections of a file: the same pages for the person and for staff who act for them.

`load` fetches the file with the query that carries its owner; it is called once for the page and again inside the transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import StringField

from accounts.permissions import actor
from core.db import transaction
from core.errors import Refusal, StaleEdit
from core.forms import PageForm
from core.lexicon import lexicon
from veterans.forms import OwnBasicsForm, QualificationForm, ServiceForm, SkillForm, WishesForm
from veterans.models import Person
from veterans.secrecy import secret_phrases
from veterans.services import people, profile


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


def warn_of_secrets(form: PageForm) -> None:
    """Say which of the fields just saved seem to name a unit, equipment or a garrison."""
    for field in form:
        if isinstance(field, StringField) and secret_phrases(field.data or ""):
            flash(_("“%(field)s” may name a unit, equipment or a garrison. Please take that out: it must not be written here.", field=field.label.text), "wait")


def edit(folder: Folder, form: PageForm, title: str, save: Callable[[Person, int | None], object]) -> ResponseReturnValue:
    """Show a form, or save it and go back to the file. A file saved by somebody else meanwhile is not overwritten unseen."""
    status = 200
    if form.validate_on_submit():
        seen = form["version"].data
        try:
            with transaction():
                save(folder.load(), int(seen) if seen.isdigit() else 0)
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
    return render_template("veterans/edit.html", form=form, title=title, folder=folder, known_specialties=lexicon().specialties), status


def edit_service(folder: Folder) -> ResponseReturnValue:
    """The service record."""
    person = folder.load()
    form = ServiceForm(data={"version": str(person.version), **ServiceForm.data_of(person.service)})

    def save(fresh: Person, version: int | None) -> None:
        named = [profile.specialty_entry(name, years) for name, years in form.specialties()]
        profile.set_service(actor(), fresh, form.values() | {"specialties": named}, version)

    return edit(folder, form, _("Service record"), save)


def edit_wishes(folder: Folder) -> ResponseReturnValue:
    """What is wanted, and who may see the file."""
    person = folder.load()
    form = WishesForm(data={"version": str(person.version), **WishesForm.data_of(person)})
    return edit(folder, form, _("Wanted work and visibility"), lambda fresh, version: people.change_person(actor(), fresh, form.values(), version))


def edit_own_basics(folder: Folder) -> ResponseReturnValue:
    """Education, situation and work since service, by the person."""
    person = folder.load()
    form = OwnBasicsForm(obj=person)
    if not form.is_submitted():
        form.version.data = str(person.version)
    return edit(folder, form, _("Education and present work"), lambda fresh, version: people.change_person(actor(), fresh, form.values(), version))


def edit_skills(folder: Folder, form: SkillForm) -> ResponseReturnValue:
    """The skills with a form for one more."""
    person = folder.load()
    if form.validate_on_submit():
        evidence = form["evidence"].data if "evidence" in form else "self"
        with transaction():
            profile.add_skill(actor(), folder.load(), form.name.data, int(form.level.data) if form.level.data else None, evidence)
        warn_of_secrets(form)
        return redirect(folder.address("skills"), 303)
    page = render_template("veterans/skills.html", form=form, folder=folder, person=person, suggestions=profile.transferable_skills(person))
    return page, 422 if form.is_submitted() else 200


def edit_qualifications(folder: Folder) -> ResponseReturnValue:
    """Certificates and licences with a form for one more."""
    person, form = folder.load(), QualificationForm()
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("kind", "name", "issued_on", "expires_on", "is_military")}
        with transaction():
            profile.add_qualification(actor(), folder.load(), values)
        return redirect(folder.address("qualifications"), 303)
    page = render_template("veterans/qualifications.html", form=form, folder=folder, person=person)
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


def keep_suggestions(folder: Folder, names: list[str]) -> ResponseReturnValue:
    """Take over the dictionary's suggestions that were ticked."""
    with transaction():
        kept = profile.keep_transferable(actor(), folder.load(), names)
    flash(_("%(n)s skills from service added.", n=len(kept)))
    return redirect(folder.address("skills"), 303)

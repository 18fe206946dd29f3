"""The posting's form, shared by the enterprise and the bureau that writes for it."""

import secrets
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from flask import request
from flask_babel import gettext as _

from accounts.stations import townships
from core.errors import Refusal
from core.reference import EDUCATION_RANK
from jobs.forms import PositionForm
from jobs.models import Position
from jobs.relaxations import Relaxed, phrases, read_phrases
from jobs.required import required_of
from jobs.required.reading import Posting as Reading
from jobs.required.shown import Table, table_of
from jobs.services.positions import CONTENT

FIELD_OF = {"requirements": "education", "pay": "pay_min"}
PLAIN = tuple(name for name in CONTENT if name != "relaxations")
BLANK_IS_NONE = ("occupation_code", "township_code", "pay_unit", "contact_phone")


def offered(form: PositionForm, kept_code: str | None = None) -> PositionForm:
    """The form with its list of places, and with the posting's occupation even where our list does not have it."""
    form.offer_townships((t.code, t.name) for t in townships())
    form.offer_occupation(kept_code)
    return form


def filled_form(position: Position) -> PositionForm:
    """The form as the posting stands."""
    content = {name: getattr(position, name) for name in PLAIN}
    return _with(content | {"relaxations": position.relaxations, "valid_until": position.valid_until, "version": position.version})


def pattern_form(content: Mapping[str, Any]) -> PositionForm:
    """A new form, filled from a template."""
    return _with({**content, "nonce": secrets.token_urlsafe(18)})


def _with(content: Mapping[str, Any]) -> PositionForm:
    relaxed = read_phrases(content.get("relaxations") or [])
    form = PositionForm(formdata=None, data={
        **content, "relax_age": relaxed.age, "relax_education": relaxed.education, "relax_certificate": relaxed.certificate,
        "relax_experience": relaxed.experience, "relax_other": relaxed.other})
    return offered(form, content.get("occupation_code"))


def fields_of(form: PositionForm) -> dict[str, Any]:
    """The posting's columns as entered."""
    fields = {name: form.data[name] for name in (*PLAIN, "valid_until")}
    for name in BLANK_IS_NONE:
        fields[name] = fields[name] or None
    for name in ("title", "duties", "requirements", "pay_note", "place", "contact_name", "education", "shift", "rest"):
        fields[name] = fields[name] or ""
    relaxed = Relaxed(form.relax_age.data, _lower(form), form.relax_certificate.data, form.relax_experience.data, form.relax_other.data or "")
    return fields | {"relaxations": phrases(relaxed)}


def _lower(form: PositionForm) -> str:
    """The schooling veterans need, unless it is no less than everybody's."""
    wanted = form.relax_education.data or ""
    asked = EDUCATION_RANK.get(form.education.data or "", 0)
    return wanted if wanted and EDUCATION_RANK[wanted] < asked else ""


def wants_reading() -> bool:
    """Whether the button was pressed that only shows what is read."""
    return request.form.get("then") == "read"


def read_of(form: PositionForm) -> Table:
    """The conditions as they would be read from the form as it stands."""
    return table_of(required_of(cast(Reading, SimpleNamespace(**fields_of(form)))))


def name_missing(form: PositionForm, refusal: Refusal) -> None:
    """Write beside each field that a mandated element is missing; what is the enterprise's own goes to the top."""
    for element in refusal.facts["missing"]:  # type: ignore[attr-defined]
        if element == "intro":
            form.form_errors.append(_("Your enterprise's introduction is missing. Add it under “Our enterprise”."))
        else:
            field = form[FIELD_OF.get(element, element)]
            field.errors = [*field.errors, _("must be stated before you hand it in")]

"""Two files that may be one person's: staff compare them and merge them, or keep them apart."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, account, actor, may, scope, staff_with
from core.db import transaction
from core.errors import NotFound, Refusal
from core.web.page import PAGE_SIZE, Page, page_number
from core.work import latest_work, queue_work
from veterans import queries
from veterans.forms import MASKED, RevealForm
from veterans.forms.merging import ONE, OTHER, MergeForm, field_name, merge_form
from veterans.labels import field_label, shown_value
from veterans.models import Person, PossibleDuplicate
from veterans.services import disclosure, duplicates, merging
from veterans.states import WAITING

bp = Blueprint("veterans_doubles", __name__)


@bp.get("/bureau/people/duplicates")
@staff_with(Right.PEOPLE_EDIT)
def waiting() -> str:
    rows, total = queries.duplicates_page(scope(), page_number(), PAGE_SIZE)
    return render_template("veterans/doubles.html", page=Page(rows, page_number(), total), last=latest_work(duplicates.WORK))


@bp.post("/bureau/people/duplicates/search")
@staff_with(Right.PEOPLE_EDIT)
def search() -> ResponseReturnValue:
    with transaction():
        queue_work(duplicates.WORK, {}, account().id)
    flash(_("Everybody on file is compared now. Look again in a minute."))
    return redirect(url_for("veterans_doubles.waiting"), 303)


def _compared(double_id: int) -> tuple[PossibleDuplicate, Person, Person]:
    pair = queries.duplicate_in_scope(scope(), double_id)
    return pair, queries.person_in_scope(scope(), pair.one_id), queries.person_in_scope(scope(), pair.other_id)


def _fields(one: Person, other: Person) -> list[str]:
    """What differs and may be seen by the viewer's role."""
    return [name for name in merging.differing(one, other) if name != "disability" or may(Right.DISABILITY)]


def _value(person: Person, name: str) -> Any:
    if name.startswith("service."):
        return getattr(person.service, name.removeprefix("service.")) if person.service else None
    return queries.station_title(person.station_code) if name == "station_code" else getattr(person, name)


def _preferred(one: Person, other: Person, names: list[str]) -> dict[str, str]:
    """At first, what is on file; where both say something, the first file's."""
    return {name: OTHER if not _value(one, name) and _value(other, name) else ONE for name in names}


def _form(one: Person, other: Person, names: list[str]) -> MergeForm:
    survivor = OTHER if other.account_id and not one.account_id else ONE
    data = {"one_version": str(one.version), "other_version": str(other.version), "survivor": survivor}
    return merge_form(names, _preferred(one, other, names))(data=data)


def _row(name: str, one: Person, other: Person, *, is_shown: bool) -> Mapping[str, Any]:
    """A field as the page compares it: masked where it is masked elsewhere."""
    is_masked = name in MASKED and not is_shown
    return {"name": name, "label": field_label(name), "field": field_name(name), "one": shown_value(name, _value(one, name), is_masked=is_masked),
            "other": shown_value(name, _value(other, name), is_masked=is_masked)}


def _page(double_id: int, form: MergeForm | None = None, reveal: RevealForm | None = None, *, is_shown: bool = False) -> str:
    pair, one, other = _compared(double_id)
    names = _fields(one, other)
    same = [name for name in ("name", "birth_date", "phone", "identity_number") if name not in names]
    rows, alike = ([_row(name, one, other, is_shown=is_shown) for name in listed] for listed in (names, same))
    return render_template("veterans/double.html", pair=pair, one=one, other=other, rows=rows, alike=alike, form=form or _form(one, other, names),
                           reveal=reveal or RevealForm(), is_shown=is_shown)


@bp.get("/bureau/people/duplicates/<int:double_id>")
@staff_with(Right.PEOPLE_EDIT)
def double(double_id: int) -> str:
    return _page(double_id)


@bp.post("/bureau/people/duplicates/<int:double_id>")
@staff_with(Right.REVEAL)
def reveal(double_id: int) -> ResponseReturnValue:
    _compared(double_id)
    form = RevealForm()
    if not form.validate():
        return _page(double_id, reveal=form), 422
    with transaction():
        _pair, one, other = _compared(double_id)
        shown = sorted({"name", "birth_date", "phone", "identity_number"} | (set(MASKED) & set(_fields(one, other))))
        disclosure.reveal_files(actor(), (one, other), shown, form.reason.data)
    return _page(double_id, reveal=form, is_shown=True)


@bp.post("/bureau/people/duplicates/<int:double_id>/merge")
@staff_with(Right.PEOPLE_EDIT)
def merge(double_id: int) -> ResponseReturnValue:
    pair, one, other = _compared(double_id)
    form = _form(one, other, _fields(one, other))
    if not form.validate():
        return _page(double_id, form), 422
    survivor = pair.one_id if form.survivor.data == ONE else pair.other_id
    try:
        with transaction():
            pair, one, other = _compared(double_id)
            if pair.state != WAITING:
                raise NotFound
            kept, dropped = (one, other) if one.id == survivor else (other, one)
            versions = form.versions() if one.id == survivor else form.versions()[::-1]
            merging.merge_files(actor(), kept, dropped, form.taken(_fields(one, other)), versions)
    except NotFound:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "stop")
        return redirect(url_for("veterans_doubles.double", double_id=double_id), 303)
    flash(_("Merged. The number of the other file leads here from now on."))
    return redirect(url_for("veterans_staff.person", person_id=survivor), 303)


@bp.post("/bureau/people/duplicates/<int:double_id>/apart")
@staff_with(Right.PEOPLE_EDIT)
def apart(double_id: int) -> ResponseReturnValue:
    queries.duplicate_in_scope(scope(), double_id)
    try:
        with transaction():
            duplicates.keep_apart(actor(), queries.duplicate_in_scope(scope(), double_id))
    except NotFound:
        raise
    except Refusal:
        flash(_("This was decided before."), "stop")
    else:
        flash(_("Kept apart. The two are not shown again unless something new speaks for it."))
    return redirect(url_for("veterans_doubles.waiting"), 303)

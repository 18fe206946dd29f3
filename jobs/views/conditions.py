"""What a position asks of people: what was read, put right, relaxed. The same pages for the enterprise and for the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from accounts.permissions import Right, actor, employer_id, recruiters_only, scope, staff_with
from core.db import transaction
from core.errors import BadInput, NotFound
from employers.queries import employer as employer_with_id
from jobs.above import LetIn, count_let_in
from jobs.condition_forms import OCCASIONS, BasisForm, RelaxForm, ValueForm, value_data
from jobs.models import Position, PositionCondition
from jobs.queries import position_for_staff, position_of
from jobs.queries.conditions import condition_of, conditions_of, ledger_of
from jobs.required.kinds import PREFER
from jobs.required.shown import table
from jobs.required.wording import GROUP_LABELS, LABELS, relaxed_text, value_text
from jobs.services import relaxing
from jobs.states import CLOSED, WRITABLE
from jobs.views import employer, staff

STEPS = {"drop": relaxing.drop_condition, "keep": relaxing.keep_condition}


@dataclass(frozen=True)
class ConditionPages:
    """Where the pages live and for whom: the blueprint, the frame, how the audience's own position is found."""

    prefix: str
    layout: str
    nav: str
    position: Callable[[int], Position]
    occasions: tuple[str, ...]
    is_desk: bool = False

    def address(self, page: str, position_id: int, **more: Any) -> str:
        """The address of one of the pages: conditions, condition, correct_condition, settle_condition; position, edit."""
        return url_for(f"{self.prefix}.{page}", position_id=position_id, **more)

    def render(self, template: str, position: Position, **values: Any) -> str:
        """A page in the audience's frame."""
        return render_template(f"jobs/{template}.html", pages=self, layout=self.layout, nav=self.nav, position=position, employer=position.employer,
                               title=position.title or _("Untitled draft"), group_labels=GROUP_LABELS, occasion_labels=OCCASIONS, **values)


def overview(pages: ConditionPages, position_id: int) -> ResponseReturnValue:
    """All conditions of a position with the ledger."""
    position = pages.position(position_id)
    return pages.render("conditions", position, asks=table(conditions_of([position_id])), ledger=ledger_lines(position_id, with_staff=pages.is_desk),
                        may_change=_may_change(pages, position), may_relax=position.state != CLOSED)


def _may_change(pages: ConditionPages, position: Position) -> bool:
    return position.state != CLOSED if pages.is_desk else position.state in WRITABLE


def ledger_lines(position_id: int, *, with_staff: bool) -> list[dict[str, Any]]:
    """The ledger in words; which of the bureau's people it was is the bureau's to know."""
    return [{"entry": entry, "who": name if with_staff or entry.role != "staff" else None, "label": LABELS[entry.name],
             **{key: _asked_text(entry.name, entry.op, value) for key, value in (("was", entry.was), ("becomes", entry.becomes))}}
            for entry, name in ledger_of(position_id)]


def _asked_text(name: str, op: str, value: Any) -> str:
    words = isinstance(value, str) and value in ("waived", "later", "service")
    return relaxed_text(name, op, value) if words else value_text(name, op, value)


def _condition(position_id: int, condition_id: int) -> PositionCondition:
    found = condition_of(position_id, condition_id)
    if found is None or found.op == PREFER:
        raise NotFound
    return found


def condition(pages: ConditionPages, position_id: int, condition_id: int) -> ResponseReturnValue:
    """One condition: with `whom` in the address, how many people less would let in; sent, it is relaxed."""
    position, found = pages.position(position_id), _condition(position_id, condition_id)
    if request.method == "POST":
        return _relax(pages, position, found)
    if "whom" not in request.args:
        return _page(pages, position, found, _relax_form(pages, found))
    form = _relax_form(pages, found, request.args, is_asking=True)
    value, counted = _counted(position, found, form)
    return _page(pages, position, found, form, 200 if counted else 422, value=value, counted=counted)


def _relax_form(pages: ConditionPages, found: PositionCondition, given: MultiDict[str, str] | None = None, *, is_asking: bool = False) -> RelaxForm:
    """The form as the condition stands, or as given; asking writes nothing and needs no token."""
    form = RelaxForm(formdata=given, data=value_data(found.name, found.op, found.value), meta={"csrf": False} if is_asking else {})
    form.fit(found.name, found.op, pages.occasions)
    return form


def _counted(position: Position, found: PositionCondition, form: RelaxForm) -> tuple[Any, LetIn | None]:
    """What is asked instead, and how many people it lets in; errors stand in the form."""
    if not form.validate():
        return None, None
    value = form.becomes(found.name, found.op)
    if value is None:
        return None, None
    try:
        relaxing.refuse_unless_wider(found, form.whom.data, value)
    except BadInput as refusal:
        form.form_errors.append(refusal.message)
        return None, None
    return value, count_let_in(position.id, found.id, form.whom.data, value) or LetIn(0, 0, {})


def _relax(pages: ConditionPages, position: Position, found: PositionCondition) -> ResponseReturnValue:
    form = _relax_form(pages, found, request.form)
    value, counted = _counted(position, found, form)
    if counted is None:
        return _page(pages, position, found, form, 422)
    label = LABELS[found.name]
    with transaction():
        position, found = pages.position(position.id), _condition(position.id, found.id)
        relaxing.relax_condition(position, found, form.whom.data, value, actor(), counted.more, reason=form.reason.data or "", occasion=form.occasion.data)
    return _to(pages, position, _("Relaxed: %(what)s. It lets in %(n)s more people.", what=label, n=counted.more))


def _page(pages: ConditionPages, position: Position, found: PositionCondition, form: RelaxForm, code: int = 200, **values: Any) -> ResponseReturnValue:
    shown = table([found])
    line = next(iter([*shown.hard, *shown.dropped, *([shown.sex] if shown.sex else [])]))
    correct_form = ValueForm(formdata=None, prefix="right", data=value_data(found.name, found.op, found.value))
    correct_form.keep_only(found.name)
    value = values.get("value")
    more = {"correct_form": correct_form, "basis_form": BasisForm(formdata=None, prefix="law", basis=found.legal_basis), **values}
    return pages.render(
        "condition", position, condition=found, line=line, form=form, becomes=value is not None and _asked_text(found.name, found.op, value),
        from_field=(found.reading or {}).get("origin") == "field", may_change=_may_change(pages, position),
        may_relax=position.state != CLOSED and found.is_hard and not found.is_dropped and found.name != "sex", **more), code


def correct(pages: ConditionPages, position_id: int, condition_id: int) -> ResponseReturnValue:
    """Put a reading right."""
    position, found = pages.position(position_id), _condition(position_id, condition_id)
    form = ValueForm(prefix="right")
    form.keep_only(found.name)
    entered = form.entered(found.name, found.op) if form.validate_on_submit() else None
    if entered is None:
        return _page(pages, position, found, _relax_form(pages, found), 422, correct_form=form)
    with transaction():
        position = pages.position(position_id)
        relaxing.correct_condition(position, _condition(position_id, condition_id), *entered, actor())
    return _to(pages, position, _("Corrected."))


def settle(pages: ConditionPages, position_id: int, condition_id: int, step: str) -> ResponseReturnValue:
    """Say that what was read is no condition, or take that back."""
    with transaction():
        position = pages.position(position_id)
        STEPS[step](position, _condition(position_id, condition_id), actor())
    return _to(pages, position, _("It is no condition any more.") if step == "drop" else _("It is a condition again."))


def _to(pages: ConditionPages, position: Position, message: str) -> ResponseReturnValue:
    flash(message, "ok")
    return redirect(pages.address("conditions", position.id), 303)


def _own(position_id: int) -> Position:
    firm = employer_with_id(employer_id())
    found = position_of(firm, position_id) if firm else None
    if found is None:
        raise NotFound
    return found


def _in_scope(position_id: int) -> Position:
    found = position_for_staff(scope(), position_id)
    if found is None:
        raise NotFound
    return found


EMPLOYER_PAGES = ConditionPages("jobs_employer", "layouts/employer.html", "home", _own, ("position", "booth"))
STAFF_PAGES = ConditionPages("jobs_staff", "layouts/staff.html", "review", _in_scope, ("adviser", "booth", "position"), is_desk=True)


@staff.bp.post("/bureau/positions/<int:position_id>/conditions/<int:condition_id>/basis")
@staff_with(Right.REVIEW)
def state_basis(position_id: int, condition_id: int) -> ResponseReturnValue:
    position, found, form = _in_scope(position_id), _condition(position_id, condition_id), BasisForm(prefix="law")
    if found.name != "sex":
        raise NotFound
    if "law-none" not in request.form and not form.validate_on_submit():
        return _page(STAFF_PAGES, position, found, _relax_form(STAFF_PAGES, found), 422, basis_form=form)
    basis = "" if "law-none" in request.form else form.basis.data or ""
    with transaction():
        position = _in_scope(position_id)
        relaxing.state_legal_basis(position, _condition(position_id, condition_id), basis, actor())
    return _to(STAFF_PAGES, position, _("Kept, with its legal basis.") if basis else _("Dropped: nobody's sex is asked for."))


def _add(blueprint: Blueprint, url: str, pages: ConditionPages, mark: Callable[[Any], Any]) -> None:
    def bound(page: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        def view(**ids: Any) -> ResponseReturnValue:
            return page(pages, **ids)
        return cast(Callable[..., ResponseReturnValue], mark(view))

    one = f"{url}/<int:condition_id>"
    blueprint.add_url_rule(url, "conditions", bound(overview), methods=["GET"])
    blueprint.add_url_rule(one, "condition", bound(condition), methods=["GET", "POST"])
    blueprint.add_url_rule(f"{one}/correct", "correct_condition", bound(correct), methods=["POST"])
    blueprint.add_url_rule(f"{one}/<any(drop, keep):step>", "settle_condition", bound(settle), methods=["POST"])


_add(employer.bp, "/employer/positions/<int:position_id>/conditions", EMPLOYER_PAGES, recruiters_only)
_add(staff.bp, "/bureau/positions/<int:position_id>/conditions", STAFF_PAGES, staff_with(Right.REVIEW))

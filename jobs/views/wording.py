"""The wording screen: shown while a posting is written, decided at its review."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.permissions import Right, actor, recruiters_only, scope, staff_with
from core.db import transaction
from core.errors import BadInput, NotFound
from jobs.forms import PositionForm
from jobs.models import Position
from jobs.queries import position_for_staff
from jobs.queries.wording import flags_of, wording_decisions
from jobs.services.wording import DECISIONS, KEPT, OVERRULED, RETURNED, Decided, decide_wordings
from jobs.wording import KINDS, Flag, flags

bp = Blueprint("jobs_wording", __name__)
LABELS = {KEPT: _l("May stay, on a legal basis"), OVERRULED: _l("Nothing wrong with it"), RETURNED: _l("Has to be changed: return it")}
MARKS = {KEPT: "ok", OVERRULED: "off", RETURNED: "stop"}
OLDEST = 99


def only_checks() -> bool:
    """Whether the button pressed asks for the wording alone; nothing is saved then."""
    return request.method == "POST" and request.form.get("then") == "check"


def _flags_in(form: PositionForm) -> list[Flag]:
    texts = [form.title.data, form.duties.data, form.requirements.data, form.pay_note.data, form.relax_other.data, *(form.skills.data or [])]
    age = form.age_max.data
    return flags([text for text in texts if text], age if age and age <= OLDEST else None)


def wording_shown(form: PositionForm) -> dict[str, Any]:
    """What the form's page needs for the section on wording."""
    by_staff = request.blueprint == "jobs_staff"
    return {"flags": _flags_in(form), "kinds": KINDS, "is_checked": only_checks(),
            "check_address": url_for("jobs_wording.check_for_staff" if by_staff else "jobs_wording.check")}


def wording_reviewed(found: Position) -> dict[str, Any]:
    """What the review page needs: what was found, and what was decided."""
    return {"flags": flags_of(found), "kinds": KINDS, "decisions": wording_decisions(found.id), "decision_labels": LABELS, "decision_marks": MARKS}


def _found() -> ResponseReturnValue:
    return render_template("jobs/_wording_found.html", flags=_flags_in(PositionForm()), kinds=KINDS, is_checked=True)


@bp.post("/employer/positions/wording")
@recruiters_only
def check() -> ResponseReturnValue:
    """The part of the page that names what was found, for a form that is being written."""
    return _found()


@bp.post("/bureau/positions/wording")
@staff_with(Right.REVIEW)
def check_for_staff() -> ResponseReturnValue:
    """The same for staff who write on an enterprise's behalf."""
    return _found()


@bp.post("/bureau/positions/<int:position_id>/wording")
@staff_with(Right.REVIEW)
def decide(position_id: int) -> ResponseReturnValue:
    found = position_for_staff(scope(), position_id)
    if found is None:
        raise NotFound
    decided = _decided(flags_of(found))
    try:
        with transaction():
            found = position_for_staff(scope(), position_id)
            if found is None:
                raise NotFound
            goes_back = decide_wordings(found, decided, actor())
    except BadInput as refusal:
        flash(refusal.message, "stop")
    else:
        _tell(bool(decided), goes_back)
    return redirect(url_for("jobs_staff.position", position_id=position_id, _anchor="words"), 303)


def _decided(present: list[Flag]) -> list[Decided]:
    """What was chosen for the wordings that are still there."""
    there = {(flag.kind, flag.phrase): flag for flag in present}
    rows = zip(request.form.getlist("kind"), request.form.getlist("phrase"), request.form.getlist("decision"), request.form.getlist("reason"), strict=False)
    return [Decided(there[kind, phrase], decision, reason) for kind, phrase, decision, reason in rows if decision in DECISIONS and (kind, phrase) in there]


def _tell(any_decided: bool, goes_back: bool) -> None:
    if goes_back:
        flash(_("Noted, and returned. The enterprise is told by text message."), "ok")
    elif any_decided:
        flash(_("Your decisions are noted."), "ok")
    else:
        flash(_("Nothing was decided, or the text has changed meanwhile."), "wait")

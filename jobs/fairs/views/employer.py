"""An enterprise and fairs: apply with positions, say who comes, cancel, read the brief."""

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import actor, employer_id, recruiters_only
from core.errors import NotFound
from core.reservation import live_place, position_in_line
from employers.models import Employer
from employers.queries import employer as employer_with_id
from employers.queries import is_verified_today
from employers.services.conduct import is_barred
from jobs.fairs.forms import ApplyForm, Delegates
from jobs.fairs.models import Fair, FairEmployer
from jobs.fairs.queries import exhibitors, fairs, visitors
from jobs.fairs.services import exhibitors as services
from jobs.fairs.services.exhibitors import Wish
from jobs.fairs.services.fairs import late_from
from jobs.fairs.services.guiding import fit_counts
from jobs.fairs.states import APPROVED, COMES, CONFIRMED, EXHIBITOR_LABELS, EXHIBITOR_MARKS, RETURNED, WITHDRAWN
from jobs.fairs.views.doing import do
from jobs.fairs.views.public import announced

bp = Blueprint("fairs_employer", __name__)
FEWEST = 3  # fewer people than this are not numbered: one who fits might be known


def _own() -> Employer:
    found = employer_with_id(employer_id())
    if found is None:
        raise NotFound
    return found


def _fair(fair_id: int) -> tuple[Fair, FairEmployer | None]:
    return announced(fair_id), exhibitors.exhibitor_of(fair_id, employer_id())


def _placed(fair_id: int) -> tuple[Fair, FairEmployer]:
    found, row = _fair(fair_id)
    if row is None:
        raise NotFound
    return found, row


def _there(fair_id: int) -> str:
    return url_for("fairs_employer.fair", fair_id=fair_id)


@bp.get("/employer/fairs")
@recruiters_only
def index() -> str:
    return render_template("fairs/own_fairs.html", rows=exhibitors.fairs_of_employer(employer_id()), labels=EXHIBITOR_LABELS, marks=EXHIBITOR_MARKS)


@bp.get("/employer/fairs/<int:fair_id>")
@recruiters_only
def fair(fair_id: int) -> ResponseReturnValue:
    found, row = _fair(fair_id)
    return _page(found, row, _apply_form(row), Delegates())


def _apply_form(row: FairEmployer | None) -> ApplyForm:
    live = fairs.own_live_positions(employer_id())
    brought = [p.position_id for p, _position in exhibitors.positions_at(row.fair_id, [row.id])] if row else [p.id for p in live]
    form = ApplyForm(data={"positions": brought, "note": row.note if row else "", "needs_access": bool(row and row.needs_access)})
    form.offer([(p.id, p.title) for p in live])
    return form


def _page(found: Fair, row: FairEmployer | None, form: ApplyForm, delegates: Delegates, status: int = 200) -> ResponseReturnValue:
    own, positions = _own(), [p for _f, p in exhibitors.positions_at(found.id, [row.id])] if row else []
    prepares = row is not None and row.state in COMES
    fits = fit_counts(found, own.id, [p.id for p in positions], current_app.config["INSTANCE"]) if prepares else {}
    place = live_place(found.booths_id, own.id) if found.booths_id else None
    return render_template(
        "fairs/own_fair.html", fair=found, row=row, form=form, delegates=delegates, own=own, is_verified=is_verified_today(own), is_barred=is_barred(own.id),
        may_apply=row is None or row.state in (RETURNED, WITHDRAWN), may_confirm=row is not None and row.state in (APPROVED, CONFIRMED), place=place,
        in_line=position_in_line(place) if place else 0, booth=exhibitors.booth_of(row.id) if row else None, labels=EXHIBITOR_LABELS, marks=EXHIBITOR_MARKS,
        positions=positions, prepares=prepares, fits=fits, fewest=FEWEST, kinds=visitors.counts_by_kind(found.id),
        late=late_from(found)), status


@bp.post("/employer/fairs/<int:fair_id>/apply")
@recruiters_only
def apply(fair_id: int) -> ResponseReturnValue:
    found, row = _fair(fair_id)
    form = _apply_form(None)
    if not form.validate():
        return _page(found, row, form, Delegates(), 422)
    wish = Wish(form.positions.data or [], form.note.data or "", bool(form.needs_access.data))
    return do(_there(fair_id), lambda: services.apply(found, _own(), wish, actor()),
              _("Sent to the bureau. Your booth is held meanwhile, or your place in line."))


@bp.post("/employer/fairs/<int:fair_id>/positions")
@recruiters_only
def positions(fair_id: int) -> ResponseReturnValue:
    found, row = _placed(fair_id)
    form = _apply_form(None)
    if not form.validate():
        return _page(found, row, form, Delegates(), 422)
    return do(_there(fair_id), lambda: services.set_positions(row, form.positions.data or [], actor()), _("Saved."))


@bp.post("/employer/fairs/<int:fair_id>/confirm")
@recruiters_only
def confirm(fair_id: int) -> ResponseReturnValue:
    found, row = _placed(fair_id)
    form = Delegates()
    if not form.validate():
        return _page(found, row, _apply_form(row), form, 422)
    return do(_there(fair_id), lambda: services.confirm(row, form.people(), actor()), _("Saved. The booth is yours; we see you there."))


@bp.post("/employer/fairs/<int:fair_id>/<any(accept, withdraw):step>")
@recruiters_only
def take_step(fair_id: int, step: str) -> ResponseReturnValue:
    found, row = _placed(fair_id)
    if step == "accept":
        return do(_there(fair_id), lambda: services.accept_offer(row, found, actor()), _("The booth is held for you."))
    return do(_there(fair_id), lambda: services.withdraw(row, found, "changed", actor()), _("Cancelled. The booth goes to the next."))

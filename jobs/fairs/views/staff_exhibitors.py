"""Enterprises at a fair, for who holds it: the review desk, booths by plan and by hand, the halls."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, account, actor, scope, staff_with
from core.db import transaction
from core.errors import NotFound, Refusal
from core.states import actions_from
from core.work import latest_work, queue_work
from jobs.fairs import maps
from jobs.fairs.forms import BoothForm, HallForm, KeptForm, ReasonForm
from jobs.fairs.hall import draw_grid
from jobs.fairs.models import Fair, FairEmployer
from jobs.fairs.queries import exhibitors, fairs, guides
from jobs.fairs.services import booths
from jobs.fairs.services import exhibitors as services
from jobs.fairs.services import fairs as fair_services
from jobs.fairs.states import APPROVED, COMES, CONFIRMED, EXHIBITOR, EXHIBITOR_LABELS, EXHIBITOR_MARKS, STANDS, WITHDRAWN
from jobs.fairs.views.doing import do
from jobs.fairs.views.staff import PLAN, bp, run, seen

EMPTY_HALL = {"rows": 4, "blocks": 2, "per_block": 6}
MAY_APPROVE = ("applied", "waitlisted", "offered")


def _exhibitor(fair: Fair, exhibitor_id: int) -> FairEmployer:
    found = exhibitors.exhibitor(fair.id, exhibitor_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/bureau/fairs/<int:fair_id>/employers")
@staff_with(Right.FAIRS)
def employers(fair_id: int) -> str:
    found = seen(fair_id)
    counts = exhibitors.counts_by_state(found.id)
    state = request.args.get("state", "")
    states = (state,) if state in EXHIBITOR_LABELS else tuple(s for s in EXHIBITOR_LABELS if s != WITHDRAWN)
    return render_template("fairs/staff_employers.html", fair=found, lines=exhibitors.lines(found.id, states), counts=counts, state=state,
                           labels=EXHIBITOR_LABELS, marks=EXHIBITOR_MARKS, late=fair_services.late_from(found), is_mine=_is_mine(found))


def _is_mine(fair: Fair) -> bool:
    return fairs.fair_to_run(scope(), fair.id) is not None


@bp.get("/bureau/fairs/<int:fair_id>/employers/<int:exhibitor_id>")
@staff_with(Right.FAIRS)
def employer(fair_id: int, exhibitor_id: int) -> ResponseReturnValue:
    found = seen(fair_id)
    return _page(found, _exhibitor(found, exhibitor_id), ReasonForm(), BoothForm())


def _page(fair: Fair, row: FairEmployer, reason: ReasonForm, booth: BoothForm, status: int = 200) -> ResponseReturnValue:
    line = next(n for n in exhibitors.lines(fair.id, (row.state,)) if n.row.id == row.id)
    return render_template(
        "fairs/staff_employer.html", fair=fair, line=line, positions=[p for _f, p in exhibitors.positions_at(fair.id, [row.id])], reason=reason, booth=booth,
        actions=actions_from(EXHIBITOR, row.state), may_approve=row.state in MAY_APPROVE and row.reviewed_at is None,
        may_place=row.state in STANDS, label=EXHIBITOR_LABELS[row.state], mark=EXHIBITOR_MARKS[row.state], is_mine=_is_mine(fair)), status


@bp.post("/bureau/fairs/<int:fair_id>/employers/<int:exhibitor_id>/<any(approve, arrive, withdraw, pack):step>")
@staff_with(Right.FAIR_RUN)
def decide(fair_id: int, exhibitor_id: int, step: str) -> ResponseReturnValue:
    found = run(fair_id)
    row = _exhibitor(found, exhibitor_id)
    deeds = {"approve": lambda: services.approve(row, found, actor()), "arrive": lambda: services.arrive(row, actor()),
             "withdraw": lambda: services.withdraw(row, found, "staff", actor()), "pack": lambda: services.pack_up(row, actor())}
    return do(url_for(".employer", fair_id=fair_id, exhibitor_id=exhibitor_id), deeds[step], _("Saved."))


@bp.post("/bureau/fairs/<int:fair_id>/employers/<int:exhibitor_id>/return")
@staff_with(Right.FAIR_RUN)
def send_back(fair_id: int, exhibitor_id: int) -> ResponseReturnValue:
    found, form = run(fair_id), ReasonForm()
    row = _exhibitor(found, exhibitor_id)
    if not form.validate():
        return _page(found, row, form, BoothForm(), 422)
    where = url_for(".employers", fair_id=fair_id)
    return do(where, lambda: services.return_application(row, found, form.reason.data or "", actor()), _("Sent back; its place goes to the next."))


@bp.post("/bureau/fairs/<int:fair_id>/employers/<int:exhibitor_id>/booth")
@staff_with(Right.FAIR_RUN)
def give_booth(fair_id: int, exhibitor_id: int) -> ResponseReturnValue:
    found, form = run(fair_id), BoothForm()
    row = _exhibitor(found, exhibitor_id)
    if not form.validate():
        return _page(found, row, ReasonForm(), form, 422)
    where = url_for(".employer", fair_id=fair_id, exhibitor_id=exhibitor_id)
    return do(where, lambda: booths.give_booth(found, row, form.number.data or "", actor()), _("Saved. A new plan leaves this booth alone."))


@bp.post("/bureau/fairs/<int:fair_id>/employers/release-late")
@staff_with(Right.FAIR_RUN)
def release_late(fair_id: int) -> ResponseReturnValue:
    found = run(fair_id)
    return do(url_for(".employers", fair_id=fair_id), lambda: services.release_late(found, actor()), _("Booths of those who have not arrived are given up."))


@bp.get("/bureau/fairs/<int:fair_id>/booths")
@staff_with(Right.FAIRS)
def halls(fair_id: int) -> ResponseReturnValue:
    return _halls(seen(fair_id), HallForm(data=EMPTY_HALL))


def _halls(fair: Fair, form: HallForm, status: int = 200, keep: KeptForm | None = None) -> ResponseReturnValue:
    kept = [b.number for b in fairs.booths(fair.id) if b.is_kept]
    lines = exhibitors.lines(fair.id, COMES)
    drawn = fairs.halls(fair.id)
    item = latest_work(PLAN)
    mine = item if item is not None and item.parameters.get("fair_id") == fair.id else None
    has_map = bool(drawn) and any(line.row.state in (APPROVED, CONFIRMED) for line in lines)
    outcome = booths.plan(fair)[1] if has_map and all(line.row.demand is not None for line in lines) else None
    crowds = booths.crowds(fair) if drawn else {}
    return render_template("fairs/staff_booths.html", fair=fair, halls=maps.drawings(fair, lines), lines=lines, form=form, drawn=drawn, item=mine,
                           outcome=outcome, now_peak=max(crowds.values(), default=0.0), has_map=has_map, is_mine=_is_mine(fair),
                           loads=guides.loads(fair.id), unfit=guides.unfit_people(scope(), fair),
                           kept=kept, keep=keep or KeptForm(formdata=None, numbers="、".join(kept))), status


@bp.post("/bureau/fairs/<int:fair_id>/booths/draw")
@staff_with(Right.FAIR_RUN)
def draw(fair_id: int) -> ResponseReturnValue:
    found, form = run(fair_id), HallForm()
    if not form.validate():
        return _halls(found, form, 422)
    grid = (form.grid.data or "").strip("\n") or draw_grid(form.rows.data or 4, form.blocks.data or 2, form.per_block.data or 6)
    try:
        with transaction():
            fair_services.draw_hall(found, form.name.data or "", grid, form.zone_names(), actor())
    except Refusal as refusal:
        form.grid.errors = [refusal.message]
        return _halls(run(fair_id), form, 422)
    flash(_("The hall is drawn."), "ok")
    return redirect(url_for(".halls", fair_id=fair_id), 303)


@bp.post("/bureau/fairs/<int:fair_id>/booths/keep")
@staff_with(Right.FAIR_RUN)
def keep(fair_id: int) -> ResponseReturnValue:
    found, form = run(fair_id), KeptForm()
    if not form.validate():
        return _halls(found, HallForm(formdata=None, data=EMPTY_HALL), 422, form)
    try:
        with transaction():
            fair_services.keep_booths(found, form.named(), actor())
    except Refusal as refusal:
        form.numbers.errors = [refusal.message]
        return _halls(run(fair_id), HallForm(formdata=None, data=EMPTY_HALL), 422, form)
    flash(_("Saved. A new plan leaves these booths alone."), "ok")
    return redirect(url_for(".halls", fair_id=fair_id), 303)


@bp.post("/bureau/fairs/<int:fair_id>/booths/plan")
@staff_with(Right.FAIR_RUN)
def plan(fair_id: int) -> ResponseReturnValue:
    found = run(fair_id)
    with transaction():
        queue_work(PLAN, {"fair_id": found.id}, account().id)
    flash(_("The plan is being worked out; look again in a moment."), "wait")
    return redirect(url_for(".halls", fair_id=fair_id), 303)

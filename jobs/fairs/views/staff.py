"""Holding a fair: set up, papers and checklist, its steps. The halls, enterprises and people have their own files on the same blueprint."""

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, scope, staff_with
from core.clock import in_city, today
from core.crypto import CannotDecrypt
from core.db import transaction
from core.errors import BadInput, IllegalTransition, NotFound, Refusal, StaleEdit
from core.states import actions_from
from core.web.page import PAGE_SIZE, Page, page_number
from core.work import latest_work
from employers.papers import inspect_paper, keep_paper, read_paper
from employers.views.papers import ENDINGS
from jobs.fairs.checklist import STEPS
from jobs.fairs.forms import CloneForm, FairForm, FairPaperForm, PermitForm, TaskForm
from jobs.fairs.gate import PAPERS, PROBLEMS, Rules
from jobs.fairs.models import Fair
from jobs.fairs.queries import exhibitors, fairs, visitors
from jobs.fairs.services import exhibitors as exhibitor_services
from jobs.fairs.services import fairs as services
from jobs.fairs.services import visitors as visitor_services
from jobs.fairs.services.fairs import PapersMissing
from jobs.fairs.services.reminders import tell_of_move
from jobs.fairs.states import CHANGEABLE, FAIR
from jobs.fairs.views.doing import do

bp = Blueprint("fairs_staff", __name__)
PLAN = "fairs.plan"
STARTERS = {"late_after": 30, "booths": 40, "tickets": 500, "expected": 500, "mode": "site"}


def rules() -> Rules:
    """The dates of the law, from the settings."""
    return Rules(current_app.config["FAIR_PERMIT_FROM"], current_app.config["FAIR_PERMIT_DAYS"])


def seen(fair_id: int) -> Fair:
    """A fair the viewer may look at."""
    found = fairs.fair_for_staff(scope(), fair_id)
    if found is None:
        raise NotFound
    return found


def run(fair_id: int) -> Fair:
    """A fair the viewer's station holds."""
    found = fairs.fair_to_run(scope(), fair_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/bureau/fairs")
@staff_with(Right.FAIRS)
def index() -> str:
    rows, total = fairs.fairs_for_staff(scope(), page_number(), PAGE_SIZE)
    return render_template("fairs/staff_fairs.html", page=Page(rows, page_number(), total), counts=fairs.counts([f.id for f in rows]))


@bp.route("/bureau/fairs/new", methods=["GET", "POST"])
@staff_with(Right.FAIR_RUN)
def add() -> ResponseReturnValue:
    form = FairForm() if request.method == "POST" else FairForm(data=STARTERS)
    if not form.validate_on_submit():
        return render_template("fairs/form.html", form=form, fair=None), 422 if form.is_submitted() else 200
    with transaction():
        made = services.add_fair(scope(), form.columns(), form.booths.data or 0, form.tickets.data or 1, rules(), actor())
    return redirect(url_for(".fair", fair_id=made.id), 303)


@bp.route("/bureau/fairs/<int:fair_id>/edit", methods=["GET", "POST"])
@staff_with(Right.FAIR_RUN)
def edit(fair_id: int) -> ResponseReturnValue:
    found, form = run(fair_id), FairForm()
    room = fairs.room(found)
    booths = room["booths"].capacity if "booths" in room else 0
    if request.method == "GET":
        form.show(found, booths, room["tickets"].capacity if "tickets" in room else 0)
    if not form.validate_on_submit():
        return render_template("fairs/form.html", form=form, fair=found), 422 if form.is_submitted() else 200
    try:
        with transaction():
            is_moved = services.change_fair(found, form.columns(), form.tickets.data or 1, form.version.data or 0, rules(), actor())
            told = tell_of_move(found) if is_moved else 0
    except StaleEdit as refusal:
        now_saved = run(fair_id)
        saved = FairForm(formdata=None)
        saved.show(now_saved, booths, fairs.room(now_saved)["tickets"].capacity)
        form.version.data = now_saved.version
        form.version.raw_data = None
        return render_template("fairs/form.html", form=form, fair=now_saved, saved=saved), refusal.status
    except Refusal as refusal:
        form.form_errors.append(refusal.message or _("Nothing was changed: it is in another state by now."))
        return render_template("fairs/form.html", form=form, fair=run(fair_id)), refusal.status
    flash(_("Saved. Another time or place: %(n)s people and enterprises are told.", n=told) if told else _("Saved."), "ok")
    return redirect(url_for(".fair", fair_id=fair_id), 303)


@bp.route("/bureau/fairs/<int:fair_id>/clone", methods=["GET", "POST"])
@staff_with(Right.FAIR_RUN)
def clone(fair_id: int) -> ResponseReturnValue:
    found, form = run(fair_id), CloneForm()
    if not form.validate_on_submit() or form.starts_at.data is None:
        return render_template("fairs/clone.html", form=form, fair=found), 422 if form.is_submitted() else 200
    with transaction():
        made = services.clone_fair(found, form.starts_at.data, rules(), actor())
    flash(_("A new fair like this one. Papers, enterprises and people did not come along."), "ok")
    return redirect(url_for(".fair", fair_id=made.id), 303)


@bp.get("/bureau/fairs/<int:fair_id>")
@staff_with(Right.FAIRS)
def fair(fair_id: int) -> ResponseReturnValue:
    return overview(seen(fair_id))


def overview(found: Fair, status: int = 200, **forms: FairPaperForm) -> ResponseReturnValue:
    """The page of a fair."""
    day = in_city(found.starts_at).date()
    large = found.mode != "online" and rules().needs_permit(found.expected)
    kinds = [kind for kind in PAPERS if kind != "permit" or large]
    shown = {kind: forms.get(kind) or (PermitForm if kind == "permit" else FairPaperForm)(prefix=kind) for kind in kinds}
    return render_template(
        "fairs/staff_fair.html", fair=found, papers=fairs.papers(found.id), paper_names=PAPERS, paper_forms=shown, lacking=services.lacking(found, rules()),
        problems=PROBLEMS, tasks=fairs.tasks_of(found.id), task_names=STEPS, actions=actions_from(FAIR, found.state), may_change=found.state in CHANGEABLE,
        is_mine=fairs.fair_to_run(scope(), found.id) is not None, room=fairs.room(found), exhibitors=exhibitors.counts_by_state(found.id),
        visitors=visitors.counts_by_state(scope(), found), kinds=visitors.counts_by_kind(found.id), left=(day - today()).days,
        ask_by=rules().ask_by(day) if large else None, plan=latest_work(PLAN)), status


@bp.post("/bureau/fairs/<int:fair_id>/papers/<any(plan, emergency, security, permit):kind>")
@staff_with(Right.FAIR_RUN)
def upload(fair_id: int, kind: str) -> ResponseReturnValue:
    found, form = run(fair_id), (PermitForm if kind == "permit" else FairPaperForm)(prefix=kind)
    kept = fairs.papers(fair_id).get(kind)
    has_file = bool(form.file.data)
    if not has_file and not (kept and kept.stored_name and kind == "permit"):
        form.validate()
        form.file.errors = [_("Choose a file")]
        return overview(found, 422, **{kind: form})
    if not form.validate():
        return overview(found, 422, **{kind: form})
    values = {name: form.data[name] for name in ("number", "applied_on", "issued_on", "permitted") if name in form.data}
    try:
        values |= _stored(form) if has_file else {}
    except BadInput as refusal:
        form.file.errors = [refusal.message]
        return overview(found, 422, **{kind: form})
    return do(url_for(".fair", fair_id=fair_id), lambda: services.keep_paper(found, kind, values, actor()), _("The paper is uploaded."))


def _stored(form: FairPaperForm) -> dict[str, object]:
    paper = inspect_paper(form.file.data.read())
    name = keep_paper(current_app.config["INSTANCE"] / "fair-papers", paper.data)
    return {"stored_name": name, "media_type": paper.media_type, "size": len(paper.data)}


@bp.post("/bureau/fairs/<int:fair_id>/papers/<any(plan, emergency, security, permit):kind>/open")
@staff_with(Right.FAIRS)
def open_paper(fair_id: int, kind: str) -> Response:
    paper = fairs.papers(seen(fair_id).id).get(kind)
    if paper is None:
        raise NotFound
    try:
        data = read_paper(current_app.config["INSTANCE"] / "fair-papers", paper.stored_name)
    except (OSError, CannotDecrypt):
        raise NotFound from None
    answer = make_response(data)
    answer.headers["Content-Type"] = paper.media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}-{paper.id}.{ENDINGS[paper.media_type]}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    with transaction():
        services.note_paper_opened(paper, actor())
    return answer


@bp.post("/bureau/fairs/<int:fair_id>/<any(announce, open, close, start, end):step>")
@staff_with(Right.FAIR_RUN)
def take_step(fair_id: int, step: str) -> ResponseReturnValue:
    found = run(fair_id)
    try:
        with transaction():
            _step(found, step)
    except PapersMissing:
        return overview(run(fair_id), 409)
    except IllegalTransition:
        flash(_("Nothing was changed: it is in another state by now."), "wait")
    except Refusal as refusal:
        flash(refusal.message, "stop")
    return redirect(url_for(".fair", fair_id=fair_id), 303)


def _step(found: Fair, step: str) -> None:
    if step == "announce":
        services.announce_fair(found, rules(), actor())
    elif step == "end":
        services.end_fair(found, actor())
        exhibitor_services.note_no_shows(found, actor())
        visitor_services.note_no_shows(found, actor())
    else:
        {"open": services.open_registration, "close": services.close_registration, "start": services.start_fair}[step](found, actor())


@bp.post("/bureau/fairs/<int:fair_id>/tasks")
@staff_with(Right.FAIR_RUN)
def tick(fair_id: int) -> ResponseReturnValue:
    found, form = run(fair_id), TaskForm()
    if form.validate() and form.key.data in STEPS:
        with transaction():
            services.tick(found, form.key.data, bool(form.done.data), actor())
    return redirect(url_for(".fair", fair_id=fair_id, _anchor="tasks"), 303)

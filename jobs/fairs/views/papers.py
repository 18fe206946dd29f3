"""The fair's papers for print: made as PDF by the scheduler, or printed from the browser."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.permissions import Right, account, actor, staff_with
from core.audit import Action, record
from core.crypto import CannotDecrypt
from core.db import transaction
from core.errors import NotFound
from core.forms import whole_number
from core.work import queue_work
from employers.papers import read_paper
from jobs.fairs.forms import PrintForm
from jobs.fairs.models import Fair
from jobs.fairs.printing import FOLDER, KINDS, PERSONAL, WORK, Wanted, engine, latest_print, paper
from jobs.fairs.views.staff import run

bp = Blueprint("fairs_papers", __name__)


@bp.get("/bureau/fairs/<int:fair_id>/papers-print")
@staff_with(Right.FAIR_RUN)
def papers(fair_id: int) -> ResponseReturnValue:
    return _page(run(fair_id), PrintForm(formdata=None))


def _page(fair: Fair, form: PrintForm, status: int = 200) -> ResponseReturnValue:
    return render_template("fairs/papers.html", fair=fair, form=form, kinds=KINDS, has_pdf=engine() is not None,
                           made={kind: latest_print(fair.id, kind) for kind in KINDS}), status


@bp.post("/bureau/fairs/<int:fair_id>/papers-print/<any(handbook, cards, positions, attendance, slips, routes):kind>")
@staff_with(Right.FAIR_RUN)
def make(fair_id: int, kind: str) -> ResponseReturnValue:
    fair, form = run(fair_id), PrintForm()
    if not form.validate():
        return _page(fair, form, 422)
    with transaction():
        queue_work(WORK, {"fair_id": run(fair_id).id, "kind": kind, "first": form.first.data or 1, "count": form.count.data or 40}, account().id)
    return redirect(url_for(".papers", fair_id=fair_id), 303)


def _note(fair_id: int, kind: str) -> None:
    """Papers with people on them leave the house: that is written down."""
    if kind in PERSONAL:
        with transaction():
            record(actor(), Action.EXPORTED, "fair", fair_id, paper=kind)


@bp.get("/bureau/fairs/<int:fair_id>/papers-print/<any(handbook, cards, positions, attendance, slips, routes):kind>")
@staff_with(Right.FAIR_RUN)
def in_browser(fair_id: int, kind: str) -> str:
    """The same paper for the browser's own printing."""
    run(fair_id)
    _note(fair_id, kind)
    first, count = (v if 0 < (v := whole_number(request.args.get(name, "")) or 0) < 100_000 else other for name, other in (("first", 1), ("count", 40)))
    return paper(run(fair_id), Wanted(kind, first, count), url_for("static", filename="print.css"))


@bp.get("/bureau/fairs/<int:fair_id>/papers-print/<any(handbook, cards, positions, attendance, slips, routes):kind>/pdf")
@staff_with(Right.FAIR_RUN)
def pdf(fair_id: int, kind: str) -> Response:
    item = latest_print(run(fair_id).id, kind)
    if item is None or not item.result:
        raise NotFound
    try:
        data = read_paper(current_app.config["INSTANCE"] / FOLDER, str(item.result["stored_name"]))
    except (OSError, CannotDecrypt):
        raise NotFound from None
    _note(fair_id, kind)
    answer = make_response(data)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{kind}-{fair_id}.pdf"'
    return answer

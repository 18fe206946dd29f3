"""The roster leaves the system only with a reason, and masked unless asked for in full. A large one is written in the background."""

from dataclasses import asdict

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.permissions import Right, account, actor, scope, staff_with
from core.clock import today
from core.db import transaction
from core.errors import NotFound
from core.importing.flow import SILENT, download
from core.scheduler import heartbeat_age
from core.uploads import upload_pieces
from core.work import WorkItem, queue_work
from veterans import queries
from veterans.exporting import AT_ONCE, WORK, roster_workbook
from veterans.forms import ExportForm
from veterans.importing.columns import FIELDS
from veterans.services import disclosure
from veterans.views.staff import chosen_filter, filter_form

bp = Blueprint("veterans_export", __name__)


def _file_name() -> str:
    return f"roster-{today():%Y%m%d}.xlsx"


@bp.route("/bureau/people/export", methods=["GET", "POST"])
@staff_with(Right.EXPORT)
def export() -> ResponseReturnValue:
    wanted, form = chosen_filter(filter_form()), ExportForm()
    people = queries.roster_count(scope(), wanted)
    if not form.validate_on_submit():
        page = render_template("veterans/export.html", form=form, people=people, is_narrowed=bool(request.args))
        return page, 422 if form.is_submitted() else 200
    is_full, is_large = form.full.data, people > AT_ONCE
    with transaction():
        disclosure.keep_export(actor(), people, form.reason.data, is_full=is_full)
        item = queue_work(WORK, {"scope": scope(), "filter": asdict(wanted), "full": is_full}, account().id) if is_large else None
    if item is not None:
        return redirect(url_for("veterans_export.waiting", work_id=item.id), 303)
    return download(iter([roster_workbook(scope(), wanted, FIELDS, is_full=is_full)]), _file_name())


def _own_export(work_id: int) -> WorkItem:
    return queries.export_of(account().id, scope(), WORK, work_id)


@bp.get("/bureau/people/export/<int:work_id>")
@staff_with(Right.EXPORT)
def waiting(work_id: int) -> str:
    age = heartbeat_age()
    return render_template("veterans/export_wait.html", item=_own_export(work_id), is_silent=age is None or age > SILENT)


@bp.get("/bureau/people/export/<int:work_id>/file")
@staff_with(Right.EXPORT)
def file(work_id: int) -> Response:
    item = _own_export(work_id)
    if not item.result or not item.result.get("stored"):
        raise NotFound
    return download(upload_pieces(item.result["stored"]), _file_name())

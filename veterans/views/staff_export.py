"""The roster leaves the system only with a reason, and masked unless asked for in full."""

import io

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from accounts.permissions import Right, actor, scope, staff_with
from core.clock import today
from core.db import transaction
from core.spreadsheet.writing import SPREADSHEET, ColumnSpec, write_workbook
from veterans import queries
from veterans.exporting import roster_rows
from veterans.forms import ExportForm
from veterans.importing.columns import FIELDS
from veterans.queries import RosterFilter
from veterans.services import disclosure
from veterans.views.staff import chosen_filter, filter_form

bp = Blueprint("veterans_export", __name__)
COLUMNS = [ColumnSpec(f.label, f.kind, f.width) for f in FIELDS]
NAMES = [f.name for f in FIELDS]


def _workbook(wanted: RosterFilter, is_full: bool) -> bytes:
    rows = roster_rows(queries.roster_people(scope(), wanted), queries.station_names(scope()), NAMES, is_full=is_full)
    return write_workbook(COLUMNS, rows, name="花名册")


@bp.route("/bureau/people/export", methods=["GET", "POST"])
@staff_with(Right.EXPORT)
def export() -> ResponseReturnValue:
    wanted, form = chosen_filter(filter_form()), ExportForm()
    people = queries.roster_count(scope(), wanted)
    if not form.validate_on_submit():
        page = render_template("veterans/export.html", form=form, people=people, is_narrowed=bool(request.args))
        return page, 422 if form.is_submitted() else 200
    with transaction():
        disclosure.keep_export(actor(), people, form.reason.data, is_full=form.full.data)
    return send_file(io.BytesIO(_workbook(wanted, form.full.data)), SPREADSHEET, as_attachment=True, download_name=f"roster-{today():%Y%m%d}.xlsx")

"""The list of a fair from a spreadsheet: enterprises and positions that come to it. The pages are those of every import."""

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from accounts.permissions import Right, actor, scope, staff_with
from core.importing import ImportContext
from core.importing.flow import ImportPages, add_import_pages
from jobs.fairs.importing import FairImport
from jobs.fairs.views.staff import bp, run


def _context() -> ImportContext:
    return ImportContext(actor(), station_code=scope(), subject_id=run((request.view_args or {})["fair_id"]).id)


def _conditions(position_id: int) -> str:
    return url_for("jobs_staff.conditions", position_id=position_id)


PAGES = ImportPages(
    kind=FairImport.name, prefix=bp.name, layout="layouts/staff.html", nav="fairs", name=_l("Enterprises and positions of a fair"),
    home="fairs_staff.employers", home_name=_l("Enterprises at the fair"), template_name=_l("fair-template.xlsx"), context=_context, target=_conditions,
    subject="fair_id")

add_import_pages(bp, "/bureau/fairs/<int:fair_id>/import", PAGES, staff_with(Right.FAIR_RUN))

"""Positions from a spreadsheet: the bureau's for any enterprise, an enterprise's for itself. The pages are those of every import."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from accounts.permissions import Right, actor, employer_id, recruiters_only, scope, staff_with
from core.errors import NotFound
from core.importing import ImportContext
from core.importing.flow import ImportPages, add_import_pages
from employers.queries import employer as employer_with_id
from jobs.importing import OwnPositionImport, PositionImport
from jobs.views import employer, staff


def _own_context() -> ImportContext:
    return ImportContext(actor(), owner_id=employer_id())


def _staff_context() -> ImportContext:
    return ImportContext(actor(), station_code=scope())


def _own_frame() -> dict[str, Any]:
    found = employer_with_id(employer_id())
    if found is None:
        raise NotFound
    return {"employer": found}


EMPLOYER_PAGES = ImportPages(
    kind=OwnPositionImport.name, prefix="jobs_employer", layout="layouts/employer.html", nav="imports", name=_l("Positions"), home="bureau_employer.home",
    home_name=_l("Positions"), template_name=_l("positions-template.xlsx"), context=_own_context, extras=_own_frame,
    target=lambda position_id: url_for("jobs_employer.conditions", position_id=position_id))
STAFF_PAGES = ImportPages(
    kind=PositionImport.name, prefix="jobs_staff", layout="layouts/staff.html", nav="imports", name=_l("Positions"), home="bureau_staff.review",
    home_name=_l("Review"), template_name=_l("positions-template.xlsx"), context=_staff_context,
    target=lambda position_id: url_for("jobs_staff.conditions", position_id=position_id))

add_import_pages(employer.bp, "/employer/positions/import", EMPLOYER_PAGES, recruiters_only)
add_import_pages(staff.bp, "/bureau/positions/import", STAFF_PAGES, staff_with(Right.POSITIONS_IMPORT))

"""Importing the roster: the shared pages, for staff who may edit people."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from accounts.permissions import Right, actor, scope, staff_with
from core.importing import ImportContext
from core.importing.flow import ImportPages, add_import_pages
from veterans.importing import ROSTER

bp = Blueprint("veterans_importing", __name__)


def _context() -> ImportContext:
    return ImportContext(actor(), station_code=scope())


PAGES = ImportPages(kind=ROSTER, prefix=bp.name, layout="layouts/staff.html", nav="imports", name=_l("Roster"), home="veterans_staff.roster",
                    home_name=_l("Roster"), template_name=_l("roster-template.xlsx"), context=_context)
add_import_pages(bp, "/bureau/people/import", PAGES, staff_with(Right.PEOPLE_EDIT))

"""The staff desk: what is due, the imports, the audit log."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from accounts.permissions import Right, account, actor, may, scope, staff_with
from accounts.stations import LEVELS
from bureau import queries
from bureau.forms import AuditFilterForm
from bureau.queries import VERIFY, AuditFilter
from core.audit import Action, record
from core.clock import now
from core.db import transaction
from core.delivery import undelivered
from core.facts import fact, keep_fact, stale_demo_notice
from core.importing.flow import ImportPages, import_list
from core.scheduler import heartbeat_age
from core.web.page import PAGE_SIZE, Page, page_number, shows_demo
from core.work import latest_work, queue_work
from jobs.posts import count_posts
from jobs.queries.applications import unanswered_count
from jobs.views.importing import STAFF_PAGES as POSITION_PAGES
from veterans.queries import added_since, gaps, oldest_waiting_claim, waiting_claims_count
from veterans.views.importing import PAGES as ROSTER_PAGES

bp = Blueprint("bureau_staff", __name__)
DISMISSED = "checklist.dismissed"
SILENT_AFTER = 15 * 60
WAITING = {
    "claims": (_l("Requests to join a file"), "veterans_claims.waiting"), "applications": (_l("Applications without an answer"), "jobs_applications.waiting"),
    "imports": (_l("Imports not confirmed yet"), "bureau_staff.imports"),
    "employers": (_l("Employers to verify"), "bureau_staff.review"), "positions": (_l("Positions to review"), "bureau_staff.review"),
    "reports": (_l("Reports on positions"), "bureau_staff.review"),
    "messages": (_l("Messages of the last 7 days that failed or may have"), "bureau_delivery.messages"),
}
STEPS = {
    "stations": (_l("The stations are there"), "accounts_staff.stations", Right.STATIONS),
    "phones": (_l("The stations have phone numbers"), "accounts_staff.stations", Right.STATIONS),
    "staff": (_l("Staff are invited"), "accounts_staff.staff", Right.STAFF),
    "roster": (_l("The roster is imported"), "veterans_importing.import_file", Right.PEOPLE_EDIT),
    "positions": (_l("The first positions are in"), "jobs_staff.import_file", Right.POSITIONS_IMPORT),
}


def _import_pages() -> list[ImportPages]:
    """The imports the viewer may do."""
    return [ROSTER_PAGES, POSITION_PAGES] if may(Right.POSITIONS_IMPORT) else [ROSTER_PAGES]


def _waiting() -> dict[str, queries.Waiting]:
    """What waits for somebody with the viewer's rights."""
    found = {}
    if may(Right.PEOPLE_EDIT):
        found["claims"] = queries.Waiting(waiting_claims_count(scope()), oldest_waiting_claim(scope()))
        found["applications"] = queries.Waiting(*unanswered_count(scope()))
        found["imports"] = queries.imports_waiting(scope(), [pages.kind for pages in _import_pages()])
    if may(Right.REVIEW):
        found["employers"] = queries.employers_waiting(scope())
        found["positions"] = queries.positions_waiting(scope())
        found["reports"] = queries.reports_waiting(scope())
    if may(Right.MESSAGES):
        found["messages"] = queries.Waiting(*undelivered(now() - timedelta(days=7)))
    return found


def _is_city() -> bool:
    return LEVELS.get(len(scope())) == "city"


def _first_steps() -> dict[str, bool]:
    """The checklist, while there is something left on it and nobody put it away; for the city's own staff."""
    if not _is_city() or not (may(Right.STATIONS) or may(Right.STAFF)) or fact(DISMISSED):
        return {}
    steps = queries.first_steps()
    return {} if all(steps.values()) else steps


@bp.get("/bureau")
@staff_with(Right.DESK)
def today() -> str:
    silent = heartbeat_age()
    return render_template(
        "bureau/today.html", waiting=_waiting(), names=WAITING, steps=_first_steps(), step_names=STEPS, role=account().staff_role,
        added=added_since(scope(), 7) if may(Right.PEOPLE) else None, gaps=gaps(scope()) if may(Right.PEOPLE) else None,
        is_silent=silent is None or silent > SILENT_AFTER, stale=stale_demo_notice() if shows_demo() else None,
        posts=count_posts() if _is_city() and may(Right.REVIEW) else None)


@bp.post("/bureau/checklist/dismiss")
@staff_with(Right.STATIONS)
def dismiss_checklist() -> ResponseReturnValue:
    with transaction():
        keep_fact(DISMISSED, now().isoformat())
        record(actor(), Action.SETTING_CHANGED, "fact", None, name=DISMISSED)
    return redirect(url_for("bureau_staff.today"), 303)


@bp.get("/bureau/audit")
@staff_with(Right.AUDIT)
def audit_log() -> str:
    form = AuditFilterForm(request.args)
    form.validate()
    wanted = AuditFilter(**{field.short_name: field.data for field in form if field.data and not field.errors})
    rows, total = queries.audit_page(scope(), wanted, page_number(), PAGE_SIZE)
    return render_template("bureau/audit.html", page=Page(rows, page_number(), total), filters=form, check=latest_work(VERIFY))


@bp.post("/bureau/audit/verify")
@staff_with(Right.AUDIT)
def verify_audit() -> ResponseReturnValue:
    with transaction():
        queue_work(VERIFY, {}, account().id)
    return redirect(url_for("bureau_staff.audit_log"), 303)


@bp.get("/bureau/imports")
@staff_with(Right.PEOPLE_EDIT)
def imports() -> str:
    return import_list(_import_pages())

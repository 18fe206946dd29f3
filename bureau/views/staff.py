"""The staff desk: what is due, the imports, the audit log."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.permissions import Right, account, actor, may, scope, staff_with
from accounts.stations import LEVELS
from bureau import queries
from bureau.forms import AuditFilterForm
from bureau.queries import VERIFY, AuditFilter
from core.audit import Action, record
from core.clock import now
from core.db import transaction
from core.facts import fact, keep_fact
from core.importing.flow import ImportPages, import_list
from core.scheduler import heartbeat_age
from core.web.page import PAGE_SIZE, Page, page_number
from core.work import latest_work, queue_work
from jobs.views.importing import STAFF_PAGES as POSITION_PAGES
from veterans.queries import added_since, gaps, oldest_waiting_claim, waiting_claims_count
from veterans.views.importing import PAGES as ROSTER_PAGES

bp = Blueprint("bureau_staff", __name__)
DISMISSED = "checklist.dismissed"
SILENT_AFTER = 15 * 60
DEMO_STALE_DAYS = 90


def _import_pages() -> list[ImportPages]:
    """The imports the viewer may do."""
    return [ROSTER_PAGES, POSITION_PAGES] if may(Right.POSITIONS_IMPORT) else [ROSTER_PAGES]


def _waiting() -> dict[str, queries.Waiting]:
    """What waits for somebody with the viewer's rights."""
    found = {}
    if may(Right.PEOPLE_EDIT):
        found["claims"] = queries.Waiting(waiting_claims_count(scope()), oldest_waiting_claim(scope()))
        found["imports"] = queries.imports_waiting(scope(), [pages.kind for pages in _import_pages()])
    if may(Right.REVIEW):
        found["employers"] = queries.employers_waiting(scope())
        found["positions"] = queries.positions_waiting(scope())
        found["reports"] = queries.reports_waiting(scope())
    return found


def _first_steps() -> dict[str, bool]:
    """The checklist, while there is something left on it and nobody put it away; for the city's own staff."""
    if LEVELS.get(len(scope())) != "city" or not (may(Right.STATIONS) or may(Right.STAFF)) or fact(DISMISSED):
        return {}
    steps = queries.first_steps()
    return {} if all(steps.values()) else steps


def _demo_days() -> int | None:
    """How long ago the demo data was loaded, in days; None when there is none or its day is not known."""
    kept = fact("demo")
    loaded = kept.get("loaded_at") if isinstance(kept, dict) else kept
    try:
        return (now() - datetime.fromisoformat(str(loaded))).days if loaded else None
    except (ValueError, TypeError):
        return None


@bp.get("/bureau")
@staff_with(Right.DESK)
def today() -> str:
    silent, demo_days = heartbeat_age(), _demo_days()
    return render_template(
        "bureau/today.html", waiting=_waiting(), steps=_first_steps(), role=account().staff_role,
        added=added_since(scope(), 7) if may(Right.PEOPLE) else None, gaps=gaps(scope()) if may(Right.PEOPLE) else None,
        is_silent=silent is None or silent > SILENT_AFTER, demo_days=demo_days if demo_days and demo_days > DEMO_STALE_DAYS else None)


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

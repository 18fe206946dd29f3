"""The review desk: what waits, oldest first."""

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.permissions import Right, scope, staff_with
from bureau import queries
from bureau.views.staff import bp
from core.clock import now, today
from core.reference import REPORT_KINDS
from core.web.page import PAGE_SIZE, Page, page_within
from employers.queries import due_between_for_staff

KINDS = ("", "employer", "position", "report")
SOON = timedelta(days=30)
LATE = timedelta(days=2)


@bp.get("/bureau/review")
@staff_with(Right.REVIEW)
def review() -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    counts = {"employer": queries.employers_waiting(scope()).count, "position": queries.positions_waiting(scope()).count,
              "report": queries.reports_waiting(scope()).count}
    read = queries.open_reports if kind == "report" else lambda where, page, size: queries.review_queue(where, kind, page, size)
    total = counts[kind] if kind else counts["employer"] + counts["position"]
    number = page_within(total)
    return render_template(
        "bureau/review.html", page=Page(read(scope(), number, PAGE_SIZE), number, total), kind=kind, counts=counts, report_kinds=REPORT_KINDS,
        now=now(), late=now() - LATE, soon=due_between_for_staff(scope(), today(), today() + SOON, 10) if not kind else [])

"""An enterprise's home: its positions by state."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.permissions import employer_id, recruiters_only
from core.errors import NotFound
from core.web.page import PAGE_SIZE, Page, page_number
from employers.queries import employer as employer_with_id
from jobs.queries import counts_of, positions_of
from jobs.states import LABELS, LIVE

bp = Blueprint("bureau_employer", __name__)


@bp.get("/employer")
@recruiters_only
def home() -> ResponseReturnValue:
    employer = employer_with_id(employer_id())
    if employer is None:
        raise NotFound
    counts = counts_of(employer)
    first = next((state for state in LABELS if counts.get(state)), LIVE)
    state = request.args.get("state", first)
    state = state if state in LABELS else first
    number = page_number()
    return render_template("bureau/employer_home.html", employer=employer, labels=LABELS, counts=counts, state=state,
                           page=Page(positions_of(employer, state, number, PAGE_SIZE), number, counts.get(state, 0)))

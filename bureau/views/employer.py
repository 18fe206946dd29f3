"""An enterprise's home: its positions by state."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from accounts.permissions import employer_id, recruiters_only
from core.errors import NotFound
from core.web.page import PAGE_SIZE, Page, page_within
from employers.queries import employer as employer_with_id
from employers.queries import is_verified_today
from jobs.disclosure.queries import application_counts, fresh_applications
from jobs.queries import counts_of, positions_of
from jobs.queries.applications import view_counts
from jobs.states import LABELS, LIVE

bp = Blueprint("bureau_employer", __name__)
NOTHING = {
    "live": (_l("No open positions"), _l("A position is shown here once the bureau has reviewed it.")),
    "submitted": (_l("Nothing waits for review"), _l("What you hand in appears here until the bureau answers.")),
    "draft": (_l("No drafts"), _l("A position you have not finished is kept here.")),
    "returned": (_l("Nothing was returned"), _l("If something has to be put right, it appears here with the reason.")),
    "paused": (_l("Nothing is paused"), _l("A paused position can be opened again at any time.")),
    "closed": (_l("Nothing has ended"), _l("Ended positions are kept here; you can offer them again.")),
}


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
    number = page_within(counts.get(state, 0))
    rows = positions_of(employer, state, number, PAGE_SIZE)
    ids = [position.id for position in rows]
    return render_template("bureau/employer_home.html", employer=employer, is_verified=is_verified_today(employer), nothing=NOTHING,
                           labels=LABELS, counts=counts, state=state, page=Page(rows, number, counts.get(state, 0)),
                           applications=application_counts(employer.id, ids), views=view_counts(ids), fresh=fresh_applications(employer.id))

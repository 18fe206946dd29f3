"""Finding and reading positions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, actor, is_signed_in, open_to_all
from core.audit import Actor
from core.clock import from_city, in_city
from core.db import transaction
from core.errors import NotFound
from core.web.page import Page, page_number
from jobs.above import standing
from jobs.models import Application, Position
from jobs.queries import live_position
from jobs.queries.applications import favourite_of, running_application_of_account
from jobs.queries.conditions import conditions_of
from jobs.relaxations import read_phrases
from jobs.report_form import ReportForm
from jobs.reports import report_position
from jobs.required.shown import table
from jobs.search import queries
from jobs.search.criteria import Criteria, criteria_from
from jobs.search.finder import SORTS, find, similar
from jobs.search.words import read_words
from jobs.views.counting import note_view

bp = Blueprint("jobs_public", __name__)
SINCE = "%Y%m%dT%H%M"
VISITOR = Actor(None, label="visitor")


def _since() -> datetime | None:
    """The moment, by the city's clock, after which a position must have been published to be listed."""
    try:
        return from_city(datetime.strptime(request.args.get("since", ""), SINCE))  # noqa: DTZ007 - a wall clock, placed in the city
    except ValueError:
        return None


def _addresses(sort: str, since: datetime | None) -> Callable[..., str]:
    """Addresses of other searches in the same order, from the same moment on."""
    kept = {} if sort == SORTS[0] else {"sort": sort}
    if since is not None:
        kept["since"] = f"{in_city(since):{SINCE}}"

    def address(wanted: Criteria, **changed: str) -> str:
        arguments: dict[str, Any] = {**wanted.arguments(), **kept, **changed}
        return url_for("jobs_public.search", **arguments)
    return address


@bp.get("/positions")
@open_to_all
def search() -> str:
    towns = queries.township_names()
    given = criteria_from(request.args, towns)
    wanted = given.joined(read_words(given.q, towns))
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    since = _since()
    found = find(wanted, towns, sort, page_number(), since=since)
    return render_template("jobs/search.html", found=found, wanted=wanted, sort=sort, since=since, address=_addresses(sort, since),
                           page=Page(found.rows, found.number, found.total))


def _shown(position_id: int) -> Position:
    position = queries.shown_position(position_id)
    if position is None:
        raise NotFound
    return position


def _mine(position_id: int) -> tuple[bool, Application | None]:
    """Whether the reader keeps the position in mind, and their running application for it."""
    if not is_signed_in() or account().staff_role:
        return False, None
    return favourite_of(account().id, position_id) is not None, running_application_of_account(account().id, position_id)


def _position_page(position: Position, form: ReportForm) -> str:
    is_kept, application = _mine(position.id)
    yours = standing(position.id, account().id) if is_signed_in() and not account().staff_role else {}
    return render_template(
        "jobs/position.html", position=position, is_kept=is_kept, application=application, employer=position.employer, form=form,
        relaxed=read_phrases(position.relaxations or []), asks=table(conditions_of([position.id]), yours), is_live=live_position(position.id) is not None,
        township=queries.station_name(position.township_code), employer_shown=queries.shown_employer(position.employer_id) is not None,
        others=queries.live_count_of_employer(position.employer_id), similar=similar(position.title, position.skills or [], position.id))


@bp.get("/positions/<int:position_id>")
@open_to_all
def position(position_id: int) -> str:
    found = _shown(position_id)
    note_view(position_id)
    return _position_page(found, ReportForm())


@bp.post("/positions/<int:position_id>/report")
@open_to_all
def report(position_id: int) -> ResponseReturnValue:
    found, form = _shown(position_id), ReportForm()
    if not form.validate():
        return _position_page(found, form), 422
    with transaction():
        report_position(position_id, form.kind.data, form.text.data or "", actor() if is_signed_in() else VISITOR)
    flash(_("Thank you. Staff of the bureau will look into this position."), "ok")
    return redirect(url_for("jobs_public.position", position_id=position_id), 303)


@bp.get("/employers/<int:employer_id>")
@open_to_all
def employer(employer_id: int) -> str:
    found = queries.shown_employer(employer_id)
    if found is None:
        raise NotFound
    number = page_number()
    rows, total = queries.posts_of_employer(employer_id, number)
    return render_template("jobs/employer.html", employer=found, township=queries.station_name(found.township_code), page=Page(rows, number, total))

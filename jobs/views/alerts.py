"""Saved searches: kept from the search page, changed in a list, stopped or kept for another year from a message without signing in."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, open_to_all, signed_in
from core.clock import in_city
from core.db import transaction
from core.errors import BadInput, NotFound, Refusal
from jobs.alert_forms import FREQUENCIES, SaveSearchForm
from jobs.alerts import queries, services
from jobs.alerts.links import read_token
from jobs.models import SavedSearch
from jobs.models.alerts import DAILY, WEEKLY
from jobs.search.criteria import Criteria, criteria_from
from jobs.search.facets import labels_of
from jobs.search.queries import township_names
from jobs.search.words import read_words
from jobs.views.public import SINCE

bp = Blueprint("jobs_alerts", __name__)


def _described(wanted: Criteria) -> str:
    towns = township_names()
    names = [*(["q"] if wanted.q else []), *wanted.chosen()]
    return " · ".join(labels_of(wanted, name, towns) for name in names)


def _address(search: SavedSearch, since: datetime | None) -> str:
    """The search page of a saved search, limited to what was published after `since`."""
    new = {} if since is None else {"since": f"{in_city(since):{SINCE}}"}
    return url_for("jobs_public.search", **services.criteria_of(search).arguments(), **new)  # type: ignore[arg-type]


@bp.get("/my/alerts")
@signed_in
def alerts() -> str:
    rows = [(search, _described(services.criteria_of(search)), _address(search, None), _address(search, search.told_from))
            for search in queries.searches_of(account().id)]
    return render_template("jobs/alerts.html", rows=rows, frequencies=FREQUENCIES, most=services.MOST)


@bp.route("/my/alerts/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    towns = township_names()
    given = criteria_from(request.args, towns)
    wanted, form, status = given.joined(read_words(given.q, towns)), SaveSearchForm(), 200
    described = _described(wanted)
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    services.keep_search(account().id, wanted, form.name.data or "", form.frequency.data)
            except BadInput as refusal:
                form.form_errors.append(refusal.message)
            except Refusal as refusal:
                flash(refusal.message, "wait")
                return redirect(url_for(".alerts"), 303)
            else:
                flash(_("Saved. You hear when something new is published."), "ok")
                return redirect(url_for(".alerts"), 303)
    else:
        form.name.data = described[:40]
    return render_template("jobs/alert_new.html", form=form, described=described, here=url_for(".new", **wanted.arguments())), status  # type: ignore[arg-type]


def _own(alert_id: int) -> SavedSearch:
    found = queries.search_of(account().id, alert_id)
    if found is None:
        raise NotFound
    return found


@bp.post("/my/alerts/<int:alert_id>/<any(daily, weekly, sms, site, pause, resume, drop):step>")
@signed_in
def change(alert_id: int, step: str) -> ResponseReturnValue:
    with transaction():
        search = _own(alert_id)
        if step in (DAILY, WEEKLY):
            services.set_frequency(search, step)
        elif step in ("sms", "site"):
            services.set_sms(search, by_sms=step == "sms")
        else:
            {"pause": services.pause, "resume": services.resume, "drop": services.drop}[step](search)
    flash(_("Deleted. You hear no more of it.") if step == "drop" else _("Saved."), "ok")
    return redirect(url_for(".alerts"), 303)


def _of_link(token: str) -> SavedSearch:
    number = read_token(token)
    found = None if number is None else queries.search_of_link(number)
    if found is None:
        raise NotFound
    return found


@bp.get("/alerts/new/<string:token>")
@open_to_all
def fresh(token: str) -> ResponseReturnValue:
    search = _of_link(token)
    return redirect(_address(search, search.told_from))


@bp.get("/alerts/stop/<string:token>")
@open_to_all
def stop(token: str) -> str:
    """Only shows the button: programs that open every link of a message stop nothing."""
    return render_template("jobs/alert_stop.html", search=_of_link(token), token=token)


@bp.post("/alerts/stop/<string:token>")
@open_to_all
def stop_now(token: str) -> ResponseReturnValue:
    with transaction():
        services.pause(_of_link(token))
    return redirect(url_for(".stop", token=token), 303)


@bp.get("/alerts/keep/<string:token>")
@open_to_all
def keep(token: str) -> str:
    """Only shows the button: programs that open every link of a message keep nothing."""
    return render_template("jobs/alert_keep.html", search=_of_link(token), token=token)


@bp.post("/alerts/keep/<string:token>")
@open_to_all
def keep_now(token: str) -> ResponseReturnValue:
    with transaction():
        services.resume(_of_link(token))
    return redirect(url_for(".keep", token=token), 303)

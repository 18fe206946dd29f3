"""The page of a ticket: its place, and on the day lining up at booths and signing intentions. Its address is the right to all of it."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, employer_of, is_signed_in, open_to_all
from core import reservation
from core.audit import Actor
from core.db import transaction
from core.errors import IllegalTransition, NotFound, Refusal
from core.reservation import position_in_line
from jobs.fairs import maps, tickets
from jobs.fairs.forms import LineForm
from jobs.fairs.models import Fair, FairRegistration
from jobs.fairs.queries import exhibitors, fairs, visitors
from jobs.fairs.queries import visits as queries
from jobs.fairs.services import intentions, visits
from jobs.fairs.services import visitors as services
from jobs.fairs.services.route import route_slip
from jobs.fairs.states import ARRIVED, CHECKED_IN, COMES, COMING, CONFIRMED, RUNNING, VISITOR_LABELS, VISITOR_MARKS
from jobs.fairs.views.public import bp, days_left, tickets_closed
from jobs.states.outcomes import INTENTION_LABELS


def read_ticket(token: str) -> tuple[Fair, FairRegistration]:
    """The fair and the registration that a ticket names; a forged one names nothing."""
    read = tickets.read_token(token)
    row = visitors.registration(*read) if read else None
    found = fairs.public_fair(row.fair_id) if row else None
    if row is None or found is None:
        raise NotFound
    return found, row


@bp.get("/fairs/ticket/<string:token>")
@open_to_all
def ticket(token: str) -> str:
    found, row = read_ticket(token)
    place = reservation.live_place(found.tickets_id, row.id) if found.tickets_id else None
    return render_template("fairs/ticket.html", fair=found, row=row, token=token, qr=tickets.qr_svg(tickets.ticket_address(found.id, row.id)),
                           place=place, in_line=position_in_line(place) if place else 0, is_closed=tickets_closed(found),
                           label=VISITOR_LABELS[row.state], mark=VISITOR_MARKS[row.state],
                           left=days_left(found.starts_at), is_coming=found.state in COMING, **day_of(found, row))


@bp.post("/fairs/ticket/<string:token>/<any(accept, cancel):step>")
@open_to_all
def answer(token: str, step: str) -> ResponseReturnValue:
    found, row = read_ticket(token)
    try:
        with transaction():
            if step == "accept":
                services.accept_offer(row, found, Actor(None))
            else:
                services.cancel(row, "person", "changed", Actor(None))
    except IllegalTransition:
        flash(_("Nothing was changed: it is in another state by now."), "wait")
    except Refusal as refusal:
        flash(refusal.message, "stop")
    else:
        flash(_("The place is yours.") if step == "accept" else _("Cancelled. Your place goes to the next."), "ok")
    return redirect(url_for(".ticket", token=token), 303)


def day_of(fair: Fair, row: FairRegistration) -> dict[str, Any]:
    """What the page shows of the day."""
    form = None
    if fair.state == RUNNING and row.state == CHECKED_IN:
        form = LineForm(formdata=None)
        form.booth.choices = [(line.booth, f"{line.booth} {line.employer.name}") for line in exhibitors.lines(fair.id, (ARRIVED,)) if line.booth]
    slip = route_slip(fair, row, current_app.config["INSTANCE"]) if fair.state in COMING and row.state in (CONFIRMED, CHECKED_IN) else None
    return {"line_form": form, "slip": slip, "places": queries.visits_of(row.id), "intentions": queries.intentions_of(row),
            "intention_labels": INTENTION_LABELS}


def _do(token: str, deed: Callable[[Fair, FairRegistration], object], done: str) -> ResponseReturnValue:
    read_ticket(token)
    try:
        with transaction():
            deed(*read_ticket(token))
    except NotFound:
        raise
    except IllegalTransition:
        flash(_("Nothing was changed: it is in another state by now."), "wait")
    except Refusal as refusal:
        flash(refusal.message, "stop")
    else:
        flash(done, "ok")
    return redirect(url_for("fairs_public.ticket", token=token), 303)


@bp.post("/fairs/ticket/<string:token>/line")
@open_to_all
def line_up(token: str) -> ResponseReturnValue:
    found, _row = read_ticket(token)
    form = LineForm()
    booth = queries.exhibitor_at(found.id, form.booth.data or "")
    if booth is None:
        raise NotFound
    return _do(token, lambda fair, row: visits.line_up(fair, queries.exhibitor_at(fair.id, form.booth.data or "") or booth, row, Actor(None)),
               _("You are in line. Your number is below; the board calls it."))


@bp.post("/fairs/ticket/<string:token>/visits/<int:visit_id>/leave")
@open_to_all
def leave_line(token: str, visit_id: int) -> ResponseReturnValue:
    def deed(_fair: Fair, row: FairRegistration) -> None:
        found = next((visit for visit, _n, _e, _b in queries.visits_of(row.id) if visit.id == visit_id), None)
        if found is None:
            raise NotFound
        visits.leave_line(found, Actor(None))

    return _do(token, deed, _("You left the line."))


@bp.post("/fairs/ticket/<string:token>/intentions/<int:intention_id>/<any(sign, refuse):step>")
@open_to_all
def answer_intention(token: str, intention_id: int, step: str) -> ResponseReturnValue:
    """The person agrees or not. Whoever is signed in for an enterprise does not sign for the person."""
    if is_signed_in() and employer_of(account()) is not None:
        flash(_("You are signed in for an enterprise. The person signs on their own phone, by a code, or on paper."), "stop")
        return redirect(url_for("fairs_public.ticket", token=token), 303)

    def deed(fair: Fair, row: FairRegistration) -> None:
        found = next((intention for intention, _p, _e in queries.intentions_of(row) if intention.id == intention_id), None)
        if found is None:
            raise NotFound
        (intentions.sign_on_ticket if step == "sign" else intentions.refuse_on_ticket)(fair, found, Actor(None))

    return _do(token, deed, _("Signed. The enterprise sees it at once.") if step == "sign" else _("Noted. Nothing comes of it."))


@bp.get("/fairs/ticket/<string:token>/route")
@open_to_all
def route(token: str) -> str:
    """The route slip: on the screen, and printed on A5."""
    found, row = read_ticket(token)
    slip = route_slip(found, row, current_app.config["INSTANCE"])
    if slip is None:
        raise NotFound
    lines = exhibitors.lines(found.id, COMES)
    halls = maps.drawings(found, lines, frozenset(stop.exhibitor_id for stop in slip.stops), slip.ways)
    return render_template("fairs/route.html", fair=found, row=row, token=token, slip=slip, halls=halls,
                           qr=tickets.qr_svg(tickets.ticket_address(found.id, row.id)))

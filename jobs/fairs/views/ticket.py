"""The page of a ticket: its place, and on the day lining up at booths and signing intentions. Its address is the right to all but what is the person's own.

To sign, and to read what suits them and what they agreed with whom, takes the browser that is theirs (`is_holder`).
"""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, account, is_signed_in, may, open_to_all, scope
from core import reservation
from core.audit import Actor
from core.errors import NotFound
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
from jobs.fairs.views.doing import do
from jobs.fairs.views.public import bp, days_left, is_desk, own_ticket, tickets_closed
from jobs.states.outcomes import INTENTION_LABELS, SIGNED


def read_ticket(token: str) -> tuple[Fair, FairRegistration]:
    """The fair and the registration that a ticket names; a forged one names nothing."""
    read = tickets.read_token(token)
    row = visitors.registration(*read) if read else None
    found = fairs.public_fair(row.fair_id) if row else None
    if row is None or found is None:
        raise NotFound
    return found, row


def is_holder(row: FairRegistration) -> bool:
    """Whether the browser is the person's own: it registered them, opened the address their phone was sent, or is signed in as them."""
    if is_desk():
        return False
    opened = tickets.read_token(request.cookies.get(f"ticket-{row.id}", ""), tickets.OWN) == (row.fair_id, row.id)
    return opened or is_signed_in() and account().id == visitors.accounts_of([row])[row.id]


def _may_read(fair: Fair, row: FairRegistration) -> bool:
    """Who may read what suits somebody: the person, and staff who see the registration."""
    return is_holder(row) or (may(Right.PEOPLE) or may(Right.FAIR_DOOR)) and visitors.registration_for_staff(scope(), fair, row.id) is not None


@bp.get("/fairs/ticket/<string:token>")
@open_to_all
def ticket(token: str) -> ResponseReturnValue:
    if own := tickets.read_token(token, tickets.OWN):
        read_ticket(tickets.ticket_token(*own))
        return own_ticket(*own)
    found, row = read_ticket(token)
    place = reservation.live_place(found.tickets_id, row.id) if found.tickets_id else None
    return render_template("fairs/ticket.html", fair=found, row=row, token=token, qr=tickets.qr_svg(tickets.ticket_address(found.id, row.id)),
                           place=place, in_line=position_in_line(place) if place else 0, is_closed=tickets_closed(found),
                           label=VISITOR_LABELS[row.state], mark=VISITOR_MARKS[row.state],
                           left=days_left(found.starts_at), is_coming=found.state in COMING, **day_of(found, row))


@bp.post("/fairs/ticket/<string:token>/<any(accept, cancel):step>")
@open_to_all
def answer(token: str, step: str) -> ResponseReturnValue:
    if step == "accept":
        return _do(token, lambda fair, row: services.accept_offer(row, fair, Actor(None)), _("The place is yours."))
    return _do(token, lambda _fair, row: services.cancel(row, "person", "changed", Actor(None)), _("Cancelled. Your place goes to the next."))


def day_of(fair: Fair, row: FairRegistration) -> dict[str, Any]:
    """What the page shows of the day."""
    form = None
    if fair.state == RUNNING and row.state == CHECKED_IN:
        form = LineForm(formdata=None)
        form.booth.choices = [(line.booth, f"{line.booth} {line.employer.name}") for line in exhibitors.lines(fair.id, (ARRIVED,)) if line.booth]
    has_way = fair.state in COMING and row.state in (CONFIRMED, CHECKED_IN) and _may_read(fair, row)
    found, is_own = queries.intentions_of(row), is_holder(row)
    return {"line_form": form, "slip": route_slip(fair, row, current_app.config["INSTANCE"]) if has_way else None, "places": queries.visits_of(row.id),
            "intentions": found if is_own else [], "intention_labels": INTENTION_LABELS,
            "waits": not is_own and any(one.state == SIGNED and one.person_signed_at is None for one, _p, _e in found)}


def _do(token: str, deed: Callable[[Fair, FairRegistration], object], done: str) -> ResponseReturnValue:
    read_ticket(token)
    return do(url_for("fairs_public.ticket", token=token), lambda: deed(*read_ticket(token)), done)


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
    """The person agrees or not, in a browser of their own: the ticket's address is known to every booth that read it."""
    if not is_holder(read_ticket(token)[1]):
        flash(_("Only the person signs here: signed in, in the browser they registered with, or by the link in their text message. "
                "Otherwise by a code, or on paper."), "stop")
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
    slip = route_slip(found, row, current_app.config["INSTANCE"]) if _may_read(found, row) else None
    if slip is None:
        raise NotFound
    lines = exhibitors.lines(found.id, COMES)
    halls = maps.drawings(found, lines, frozenset(stop.exhibitor_id for stop in slip.stops), slip.ways)
    return render_template("fairs/route.html", fair=found, row=row, token=token, slip=slip, halls=halls,
                           qr=tickets.qr_svg(tickets.ticket_address(found.id, row.id)))

"""Fairs as everybody sees them; registering with name and phone alone; the ticket."""

from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.permissions import account, employer_of, is_signed_in, open_to_all
from accounts.stations import townships
from core.audit import Actor
from core.clock import in_city, now, today
from core.db import transaction
from core.errors import NotFound, Refusal
from core.web.page import PAGE_SIZE, Page, page_number
from jobs.fairs import maps, tickets
from jobs.fairs.forms import MODES, RegisterForm
from jobs.fairs.models import Fair
from jobs.fairs.queries import fairs, visitors
from jobs.fairs.queries.visits import visits_of
from jobs.fairs.services import visitors as services
from jobs.fairs.services.visitors import AlreadyRegistered, Visitor
from jobs.fairs.states import CHECKED_IN, COMING, FAIR_LABELS, FAIR_MARKS, OPEN, RUNNING, VISITOR_LABELS, VISITOR_MARKS
from veterans.models import Person
from veterans.queries import person_of_account

bp = Blueprint("fairs_public", __name__)
KEPT = 180 * 24 * 3600  # seconds: from the first registration to long after the day
MOST_OWN, MOST_OVER = 20, 3  # fairs looked through and past ones shown on a person's own page
SIGNS = {"i": _l("Information"), "w": _l("Water")}


def announced(fair_id: int) -> Fair:
    """A fair the public may see."""
    found = fairs.public_fair(fair_id)
    if found is None:
        raise NotFound
    return found


def days_left(moment: datetime) -> int:
    """Days from today to a moment, by the city's calendar."""
    return (in_city(moment).date() - today()).days


@bp.get("/fairs")
@open_to_all
def index() -> str:
    coming, (past, total) = fairs.coming_fairs(), fairs.past_fairs(page_number(), PAGE_SIZE)
    counts = fairs.counts([f.id for f in (*coming, *past)])
    return render_template("fairs/fairs.html", coming=coming, page=Page(past, page_number(), total), counts=counts)


@bp.route("/fairs/<int:fair_id>", methods=["GET", "POST"])
@open_to_all
def fair(fair_id: int) -> ResponseReturnValue:
    found, form = announced(fair_id), RegisterForm()
    form.offer_townships([(s.code, s.name) for s in townships()])
    if form.is_submitted():
        return _register(found, form)
    return _page(found, form)


def own_ticket(fair_id: int, registration_id: int) -> ResponseReturnValue:
    """On to the ticket, in a browser that is the person's own from now on; that of a desk never is."""
    answer = redirect(url_for("fairs_public.ticket", token=tickets.ticket_token(fair_id, registration_id)), 303)
    if not is_desk():
        answer.set_cookie(f"ticket-{registration_id}", tickets.ticket_token(fair_id, registration_id, tickets.OWN), max_age=KEPT, path="/fairs/ticket",
                          samesite="Lax", httponly=True, secure=request.is_secure)
    return answer


def is_desk() -> bool:
    """Whether somebody is signed in for an enterprise or the bureau: whom they register stays nobody's but the person's own."""
    return is_signed_in() and (account().staff_role is not None or employer_of(account()) is not None)


def may_register(found: Fair) -> bool:
    """Whether people can register now."""
    moment = now()
    begun = found.people_from is None or found.people_from <= moment
    over = moment >= found.ends_at or (found.people_until is not None and found.people_until <= moment)
    return found.state in (OPEN, RUNNING) and begun and not over and not tickets_closed(found)


def tickets_closed(found: Fair) -> bool:
    """Whether tickets that come free are offered to nobody any more, but given out at the door."""
    kept = fairs.room(found).get("tickets")
    return kept is not None and kept.closes_at is not None and kept.closes_at <= now()


def _page(found: Fair, form: RegisterForm, status: int = 200) -> ResponseReturnValue:
    lines = maps.coming(found)
    positions = maps.offers(found, lines)
    own = visitors.standing_of_account(found.id, account().id) if is_signed_in() else None
    return render_template(
        "fairs/fair.html", fair=found, form=form, lines=lines, positions=positions, totals=maps.totals(lines, positions), halls=maps.drawings(found, lines),
        left=days_left(found.starts_at), is_coming=found.state in COMING, may_register=may_register(found), room=fairs.room(found), own=own,
        token=tickets.ticket_token(found.id, own.id) if own else ""), status


def _register(found: Fair, form: RegisterForm) -> ResponseReturnValue:
    if not form.validate():
        return _page(found, form, 422)
    who = account() if is_signed_in() else None
    person = person_of_account(who.id) if who else None
    visitor = Visitor(form.name.data or "", form.phone.data, form.kind.data, form.township_code.data or (person.station_code[:9] if person else None),
                      person.id if person else None, who.id if who else None, shows_profile=bool(form.shows_profile.data))
    try:
        with transaction():
            row = services.register(found, visitor, Actor(who.id if who else None))
    except AlreadyRegistered as refusal:
        return _known(found, form, refusal)
    except Refusal as refusal:
        form.form_errors.append(refusal.message)
        return _page(announced(found.id), form, refusal.status)
    return own_ticket(row.fair_id, row.id)


def _known(found: Fair, form: RegisterForm, refusal: AlreadyRegistered) -> ResponseReturnValue:
    """The same name and phone again: the ticket again. Another name hears no more than that the phone is registered."""
    kept = visitors.registration(found.id, int(str(refusal.facts.get("registration", 0))))
    if kept is not None and kept.name == form.name.data:
        return redirect(url_for(".ticket", token=tickets.ticket_token(kept.fair_id, kept.id)), 303)
    form.phone.errors = [_("This phone is registered for the fair already. The ticket went to it as a text message.")]
    return _page(found, form, 422)


@bp.get("/fairs/<int:fair_id>/calendar.ics")
@open_to_all
def calendar(fair_id: int) -> Response:
    answer = Response(tickets.calendar_file(announced(fair_id)), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f"attachment; filename=fair-{fair_id}.ics"
    return answer


@bp.get("/fairs/<int:fair_id>/booths/<string:number>")
@open_to_all
def booth(fair_id: int, number: str) -> str:
    found = announced(fair_id)
    line = next((n for n in maps.coming(found) if n.booth == number.upper()), None)
    if line is None:
        raise NotFound
    positions = maps.offers(found, [line]).get(line.row.id, [])
    return render_template("fairs/booth.html", fair=found, line=line, positions=positions)


def next_fair() -> str:
    """The card of the front page; nothing when no fair is announced."""
    coming = fairs.coming_fairs(1)
    if not coming:
        return ""
    return render_template("fairs/_next.html", fair=coming[0], left=days_left(coming[0].starts_at), counts=fairs.counts([coming[0].id])[coming[0].id])


def own_fairs(person: Person | None) -> str:
    """For a person's own pages: the fairs they registered for, the coming ones first; where none comes, the next one they can register for."""
    found = visitors.own_registrations(account().id, person.id if person else None, MOST_OWN)
    over = [pair for pair in found if pair[1].state not in COMING][:MOST_OVER]
    rows = [pair for pair in reversed(found) if pair[1].state in COMING]
    inside = [row.id for row, _fair in rows if row.state == CHECKED_IN]
    ahead = None if rows else next((fair for fair in fairs.coming_fairs() if may_register(fair)), None)
    if not rows and not over and ahead is None:
        return ""
    return render_template("fairs/_mine.html", rows=[*rows, *over], ahead=ahead, token=tickets.ticket_token, labels=VISITOR_LABELS, marks=VISITOR_MARKS,
                           places=visits_of(*inside) if inside else [], coming=COMING)


def door() -> str:
    """The way in from the front page."""
    return render_template("fairs/_door.html")


def when(found: Fair) -> str:
    """2026年12月5日（周六）09:00–12:00, or its English form."""
    locale = get_locale()
    pattern = "EEE, d MMM y, " if locale is not None and locale.language == "en" else "y年M月d日（EEE）"
    return f"{format_datetime(found.starts_at, pattern)}{in_city(found.starts_at):%H:%M}–{in_city(found.ends_at):%H:%M}"


def labels() -> dict[str, object]:
    """What templates call the states, and the way they write a fair's time."""
    return {"fair_labels": FAIR_LABELS, "fair_marks": FAIR_MARKS, "map_signs": SIGNS, "fair_modes": MODES, "fair_when": when}


"""A fair from the first note to the sealed report: made or cloned, its papers, its halls, its steps."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from core import reservation
from core.audit import Action, Actor, record
from core.clock import in_city, now, today
from core.db import db
from core.errors import IllegalTransition, Refusal, StaleEdit
from jobs.fairs.checklist import due_days
from jobs.fairs.gate import PROBLEMS, Held, Rules, problems
from jobs.fairs.hall import Hall, read_hall
from jobs.fairs.models import Booth, Fair, FairHall, FairPaper, FairTask
from jobs.fairs.queries import fairs as queries
from jobs.fairs.services.steps import move_fair
from jobs.fairs.states import CHANGEABLE, CLOSED, DRAFT, FREE

FIELDS = ("title", "mode", "partners", "venue", "address", "bus", "parking", "notice", "schedule", "starts_at", "ends_at", "expected", "employers_from",
          "employers_until", "people_from", "people_until", "cancel_until", "late_after")
TIMES = ("starts_at", "ends_at", "employers_from", "employers_until", "people_from", "people_until", "cancel_until")
WHEN_AND_WHERE = {"starts_at", "venue", "address"}
BOOTH, TICKET = "booth", "ticket"


class PapersMissing(Refusal):
    """Something the law asks for is not there; `facts["problems"]` are keys of jobs.fairs.gate.PROBLEMS."""


class BoothsAreTaken(Refusal):
    """Booths that enterprises stand in are neither drawn anew nor kept."""


class NotYet(Refusal):
    """The time for this step has not come."""


class NoSuchBooth(Refusal):
    """No hall of the fair has a booth of this number."""


def add_fair(station_code: str, fields: Mapping[str, Any], booths: int, tickets: int, rules: Rules, actor: Actor) -> Fair:
    """Set up a fair with so many booths and tickets; its checklist is written with it."""
    fair = Fair(station_code=station_code, **{name: fields[name] for name in FIELDS if name in fields})
    db.session.add(fair)
    db.session.flush()
    if fair.mode != "online":
        fair.booths_id = reservation.open_resource(BOOTH, booths, _booths_until(fair)).id
    fair.tickets_id = reservation.open_resource(TICKET, tickets, _tickets_until(fair)).id
    _write_checklist(fair, rules)
    db.session.flush()
    record(actor, Action.FAIR_ADDED, "fair", fair.id)
    return fair


def _booths_until(fair: Fair) -> datetime:
    """Until when booths that come free are offered: never to somebody who cannot come any more."""
    return fair.employers_until or fair.starts_at


def _tickets_until(fair: Fair) -> datetime:
    """Until when tickets that come free are offered."""
    return fair.people_until or fair.ends_at


def clone_fair(source: Fair, starts_at: datetime, rules: Rules, actor: Actor) -> Fair:
    """A new draft like `source`, every time moved by as much as its start; halls come along, papers, enterprises and people do not."""
    shift = starts_at - source.starts_at
    fields = {name: getattr(source, name) for name in FIELDS}
    fields |= {name: fields[name] + shift for name in TIMES if fields[name] is not None}
    room = queries.room(source)
    fair = add_fair(source.station_code, fields, room["booths"].capacity if "booths" in room else 0, room["tickets"].capacity if "tickets" in room else 0,
                    rules, actor)
    fair.cloned_from_id = source.id
    for hall in queries.halls(source.id):
        draw_hall(fair, hall.name, hall.grid, hall.zones, actor)
    _keep_the_same(source, fair)
    return fair


def _keep_the_same(source: Fair, fair: Fair) -> None:
    """What was the bureau's own in the halls is not given to enterprises in the next fair."""
    names = {h.id: h.name for h in (*queries.halls(source.id), *queries.halls(fair.id))}
    kept = {(names[b.hall_id], b.x, b.y) for b in queries.booths(source.id) if b.is_kept}
    for booth in queries.booths(fair.id):
        booth.is_kept = (names[booth.hall_id], booth.x, booth.y) in kept
    db.session.flush()
    if names:
        _as_many_as_drawn(fair)


def _write_checklist(fair: Fair, rules: Rules) -> None:
    due = due_days(in_city(fair.starts_at).date(), is_large=rules.needs_permit(fair.expected))
    kept = {task.key: task for task in queries.tasks_of(fair.id)}
    for key, day in due.items():
        if key in kept:
            kept[key].due_on = day
        else:
            db.session.add(FairTask(fair_id=fair.id, key=key, due_on=day))
    for key in kept.keys() - due.keys():
        db.session.delete(kept[key])


def change_fair(fair: Fair, fields: Mapping[str, Any], tickets: int, version: int, rules: Rules, actor: Actor) -> bool:
    """Change what a fair says; times of the windows move the closing of booths and tickets with them. True when it begins at another time or place.

    Raises:
        StaleEdit: somebody saved it since `version`.
        IllegalTransition: it runs or is over.
        PapersMissing: it is announced, and what it would become needs a paper that is not there.
        core.reservation.IsFull: more tickets are out than there would be.

    """
    if fair.version != version:
        raise StaleEdit(_("Somebody else saved this first."))
    if fair.state not in CHANGEABLE:
        raise IllegalTransition(state=fair.state, action="change")
    changed = [name for name in FIELDS if name in fields and getattr(fair, name) != fields[name]]
    lacked = lacking(fair, rules)
    for name in changed:
        setattr(fair, name, fields[name])
    db.session.flush()
    _refuse_without_papers(fair, lacked, rules)
    if fair.mode != "online" and fair.booths_id is None:
        fair.booths_id = reservation.open_resource(BOOTH, 0, _booths_until(fair)).id
        _as_many_as_drawn(fair)
    if fair.tickets_id:
        reservation.set_capacity(fair.tickets_id, tickets)
    if fair.state != CLOSED and changed:
        _offer_until(fair)
    _write_checklist(fair, rules)
    db.session.flush()
    if changed:
        record(actor, Action.FAIR_CHANGED, "fair", fair.id, fields=changed)
    return not WHEN_AND_WHERE.isdisjoint(changed)


def _refuse_without_papers(fair: Fair, lacked: Sequence[str], rules: Rules) -> None:
    """A fair the public knows of does not grow, or move, beyond what was permitted."""
    found = [key for key in lacking(fair, rules) if key not in lacked]
    if fair.state != DRAFT and found:
        raise PapersMissing(_("Not before the papers are there: %(papers)s", papers=" ".join(str(PROBLEMS[key]) for key in found)), problems=found)


def _offer_until(fair: Fair) -> None:
    for resource_id, until in ((fair.booths_id, _booths_until(fair)), (fair.tickets_id, _tickets_until(fair))):
        if resource_id:
            reservation.set_closing(resource_id, until)


def keep_paper(fair: Fair, kind: str, values: Mapping[str, Any], actor: Actor) -> None:
    """Keep a paper, or what is known about it; a newer one takes the place of the former."""
    paper = queries.papers(fair.id).get(kind)
    if paper is None:
        paper = FairPaper(fair_id=fair.id, kind=kind)
        db.session.add(paper)
    for name, value in values.items():
        setattr(paper, name, value)
    paper.kept_at = now()
    db.session.flush()
    record(actor, Action.PAPER_UPLOADED, "fair", fair.id, paper=kind)


def note_paper_opened(paper: FairPaper, actor: Actor) -> None:
    """Keep who opened a paper."""
    record(actor, Action.PAPER_OPENED, "fair", paper.fair_id, paper=paper.kind)


def lacking(fair: Fair, rules: Rules) -> list[str]:
    """What forbids announcing the fair: keys of jobs.fairs.gate.PROBLEMS."""
    held = {kind: Held(p.applied_on, p.issued_on, p.permitted) for kind, p in queries.papers(fair.id).items() if p.stored_name}
    return problems(in_city(fair.starts_at).date(), fair.expected, held, rules, unverified=queries.unverified_exhibitors(fair.id),
                    is_on_site=fair.mode != "online")


def announce_fair(fair: Fair, rules: Rules, actor: Actor) -> None:
    """Let the public see the fair.

    Raises:
        PapersMissing: a paper the law asks for is not there or not in time.

    """
    found = lacking(fair, rules)
    if found:
        raise PapersMissing(_("The fair cannot be announced yet."), problems=found)
    move_fair(fair, "announce", actor)
    tick(fair, "announce", True, actor)


def open_registration(fair: Fair, actor: Actor) -> None:
    """Let enterprises and people register, within their windows. Opened again, what was given back meanwhile is offered to those who wait."""
    move_fair(fair, "open", actor)
    _offer_until(fair)


def close_registration(fair: Fair, actor: Actor) -> None:
    """Take no more registrations; nothing more is offered to those who wait. Tickets given back from then on are given out at the door."""
    move_fair(fair, "close", actor)
    _offer_no_more(fair)


def _offer_no_more(fair: Fair) -> None:
    for resource_id in (fair.booths_id, fair.tickets_id):
        if resource_id:
            reservation.set_closing(resource_id, min(now(), reservation.resource(resource_id).closes_at or now()))


def start_fair(fair: Fair, actor: Actor) -> None:
    """The doors open.

    Raises:
        NotYet: the day of the fair has not come; what has begun cannot be changed any more.

    """
    if today() < in_city(fair.starts_at).date():
        raise NotYet(_("The day of the fair has not come."))
    move_fair(fair, "start", actor)


def end_fair(fair: Fair, actor: Actor) -> None:
    """The doors close. Who did not come is noted by the caller with `note_no_shows` of enterprises and people.

    Raises:
        NotYet: it has not begun by the clock; whoever is not there yet would be marked.

    """
    if now() < fair.starts_at:
        raise NotYet(_("The fair has not begun yet."))
    move_fair(fair, "end", actor)
    _offer_no_more(fair)


def tick(fair: Fair, key: str, is_done: bool, actor: Actor) -> None:
    """Tick a line of the checklist, or take the tick back."""
    task = next((t for t in queries.tasks_of(fair.id) if t.key == key), None)
    if task is not None and (task.done_at is not None) != is_done:
        task.done_at, task.done_by = (now(), actor.account_id) if is_done else (None, None)
        db.session.flush()
        record(actor, Action.FAIR_CHANGED, "fair", fair.id, task=key)


def draw_hall(fair: Fair, name: str, grid: str, zones: Mapping[str, str], actor: Actor) -> FairHall:
    """Draw a hall, or draw it anew, and make its booths; the fair then has as many booths as its halls.

    Raises:
        BadInput: the grid cannot be read.
        BoothsAreTaken: somebody stands in the hall.
        core.reservation.IsFull: more enterprises have a place than there would be booths.

    """
    read = read_hall(grid)
    hall = next((h for h in queries.halls(fair.id) if h.name == name), None)
    mine = [b for b in queries.booths(fair.id) if hall is not None and b.hall_id == hall.id]
    if any(b.fair_employer_id for b in mine):
        raise BoothsAreTaken(_("Enterprises have booths in this hall. Set them free first."))
    if hall is None:
        hall = FairHall(fair_id=fair.id, name=name)
        db.session.add(hall)
    hall.grid, hall.zones = "\n".join(read.lines), dict(zones)
    db.session.flush()
    db.session.execute(delete(Booth).where(Booth.hall_id == hall.id))
    _make_booths(fair, hall, read)
    _as_many_as_drawn(fair)
    record(actor, Action.FAIR_CHANGED, "fair", fair.id, fields=["halls"])
    return hall


def _make_booths(fair: Fair, hall: FairHall, read: Hall) -> None:
    taken = {b.number for b in queries.booths(fair.id)}
    prefix = next(p for p in ("", *map(str, range(2, 100))) if not taken & {p + s.number for s in read.stands})
    db.session.add_all(Booth(fair_id=fair.id, hall_id=hall.id, number=prefix + s.number, zone=s.zone, x=s.x, y=s.y, aisle=s.aisle, distance=s.distance,
                             is_accessible=s.is_accessible, state=FREE) for s in read.stands)
    db.session.flush()


def _as_many_as_drawn(fair: Fair) -> None:
    if fair.booths_id:
        reservation.set_capacity(fair.booths_id, sum(not b.is_kept for b in queries.booths(fair.id)))


def keep_booths(fair: Fair, numbers: Sequence[str], actor: Actor) -> None:
    """Keep these booths for the bureau's own desks, the others for enterprises.

    Raises:
        NoSuchBooth: the fair has no booth of a number.
        BoothsAreTaken: an enterprise stands in one of them.
        IsFull: fewer booths would remain than enterprises hold.

    """
    booths = {b.number: b for b in queries.booths(fair.id, lock=True)}
    if unknown := sorted(set(numbers) - set(booths)):
        raise NoSuchBooth(_("There is no booth %(numbers)s.", numbers="、".join(unknown)))
    if taken := sorted(n for n in set(numbers) if booths[n].fair_employer_id is not None):
        raise BoothsAreTaken(_("Enterprises stand in %(numbers)s. Give them another booth first.", numbers="、".join(taken)))
    for booth in booths.values():
        booth.is_kept = booth.number in numbers
    db.session.flush()
    _as_many_as_drawn(fair)
    record(actor, Action.FAIR_CHANGED, "fair", fair.id, fields=["booths"])


def late_from(fair: Fair) -> datetime:
    """From when on an enterprise that has not arrived loses its booth."""
    return fair.starts_at + timedelta(minutes=fair.late_after)

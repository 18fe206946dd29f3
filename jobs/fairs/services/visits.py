"""The booth: visitors line up, are called by number, talk; what came of it is noted in one tap for each position."""

from flask_babel import gettext as _
from sqlalchemy import select

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import BadInput, Refusal
from core.states import advance
from jobs.fairs.models import BoothVisit, Fair, FairEmployer, FairRegistration
from jobs.fairs.queries import visitors
from jobs.fairs.queries import visits as queries
from jobs.fairs.services import intentions
from jobs.fairs.states import ARRIVED, CHECKED_IN, CONFIRMED, IN_TALK, LEFT, QUEUED, RUNNING, TALK_RESULTS, VISIT, VISIT_STAMPS

MOST_LINES = 3
AT_A_BOOTH = (CONFIRMED, CHECKED_IN, LEFT)  # a door without a network may not have sent its scans yet


class NobodyTalks(Refusal):
    """The fair is not on, the enterprise has not arrived, or the visitor is not there."""


class TooManyLines(Refusal):
    """The visitor stands in as many lines as one may."""


class CalledAlready(Refusal):
    """The number was called since the page was loaded."""


def line_up(fair: Fair, booth: FairEmployer, visitor: FairRegistration, actor: Actor) -> BoothVisit:
    """A place in a booth's line with the next number; the place there is, when the visitor stands there already.

    Raises:
        NobodyTalks: the fair is not on, the enterprise is not here, or the visitor was not checked in.
        TooManyLines: in MOST_LINES lines at once.

    """
    refuse_closed(fair, booth)
    if visitor.state != CHECKED_IN:
        raise NobodyTalks(_("Check in at the door first."))
    _lock(booth)
    if (running := queries.running_visit(booth.id, visitor.id)) is not None:
        return running
    visitors.lock(visitor.id)  # always after the booth
    if queries.running_places(visitor.id) >= MOST_LINES:
        raise TooManyLines(_("You stand in %(n)s lines already. Leave one first.", n=MOST_LINES))
    return _add(booth, visitor, QUEUED, None, actor)


def meet(fair: Fair, booth: FairEmployer, visitor: FairRegistration, nonce: str, actor: Actor) -> BoothVisit:
    """The booth scanned a visitor: their talk begins, from the line or without. The same nonce is one talk.

    Raises:
        NobodyTalks: see `line_up`.

    """
    refuse_closed(fair, booth)
    if visitor.state not in AT_A_BOOTH:
        raise NobodyTalks(_("This person has no ticket. Please send them to the door."))
    _lock(booth)
    if (known := queries.visit_by_nonce(booth.id, nonce)) is not None:
        return known
    running = queries.running_visit(booth.id, visitor.id)
    if running is None:
        return _add(booth, visitor, IN_TALK, nonce, actor)
    if running.state != IN_TALK:
        take_step(running, "begin", actor)
    return running


def call(visit: BoothVisit, seen: int, actor: Actor) -> None:
    """Call a number, from a page that showed the visit at version `seen`. Pressed twice, or at two phones of the booth, it is called once; a page
    loaded since may call it again.

    Raises:
        CalledAlready: it was called, or more, since that page was loaded.

    """
    _lock_visit(visit)
    if visit.version != seen:
        raise CalledAlready(_("Number %(n)s was called or taken up a moment ago. Look at the line again before you call once more.", n=visit.number))
    take_step(visit, "call", actor)


def take_step(visit: BoothVisit, step: str, actor: Actor) -> None:
    """Call a number, begin the talk, or note that nobody came. `step` is call, begin or miss."""
    _lock_visit(visit)
    visit.state = advance(VISIT, visit.state, step)
    setattr(visit, VISIT_STAMPS[visit.state], now())
    db.session.flush()
    record(actor, Action.VISIT_MOVED, "booth_visit", visit.id, step=step)


def note_outcome(fair: Fair, booth: FairEmployer, visitor: FairRegistration, position_id: int, outcome: str, actor: Actor) -> BoothVisit:
    """What came of the talk about a position, in one tap; another tap puts it right, the same one changes nothing. `outcome` is a key of TALK_RESULTS.

    An intention carries the enterprise's signature; taking it back before both have signed ends it.

    Raises:
        NobodyTalks: the fair is not on, or the enterprise is not here.
        BadInput: the position was not brought to the fair, or both have signed already.

    """
    refuse_closed(fair, booth)
    if outcome not in TALK_RESULTS or position_id not in {p.id for p in queries.offers_of(booth.id)}:
        raise BadInput(_("This position was not brought to the fair."))
    _lock(booth)
    visit = queries.visit_about(booth.id, visitor.id, position_id) or _finish_talk(booth, visitor, position_id, actor)
    if visit.outcome == outcome:
        return visit
    if outcome == "intention":
        intentions.propose(visitor, position_id, actor)
    elif visit.outcome == "intention":
        intentions.take_back(visitor, position_id, actor)
    visit.outcome = outcome
    db.session.flush()
    record(actor, Action.VISIT_MOVED, "booth_visit", visit.id, step="finish", outcome=outcome)
    return visit


def _finish_talk(booth: FairEmployer, visitor: FairRegistration, position_id: int, actor: Actor) -> BoothVisit:
    """The running talk ends with this position; a talk about a second one gets a number of its own."""
    visit = queries.running_visit(booth.id, visitor.id) or _add(booth, visitor, IN_TALK, None, actor)
    if visit.state != IN_TALK:
        take_step(visit, "begin", actor)
    take_step(visit, "finish", actor)
    visit.position_id = position_id
    return visit


def leave_line(visit: BoothVisit, actor: Actor) -> None:
    """The visitor gives the place in line up."""
    take_step(visit, "miss", actor)


def refuse_closed(fair: Fair, booth: FairEmployer) -> None:
    """Nothing happens at a booth but while the fair is on and the enterprise is there.

    Raises:
        NobodyTalks: it is not so.

    """
    if fair.state != RUNNING:
        raise NobodyTalks(_("The fair is not on."))
    if booth.state != ARRIVED:
        raise NobodyTalks(_("This enterprise is not at its booth."))


def _lock(booth: FairEmployer) -> None:
    """One at a time at each booth: numbers are given out without gaps or doubles."""
    db.session.execute(select(FairEmployer.id).where(FairEmployer.id == booth.id).with_for_update())


def _lock_visit(visit: BoothVisit) -> None:
    """One step at a time for each number, from the state it is in by now."""
    db.session.refresh(visit, with_for_update=True)


def _add(booth: FairEmployer, visitor: FairRegistration, state: str, nonce: str | None, actor: Actor) -> BoothVisit:
    visit = BoothVisit(fair_employer_id=booth.id, registration_id=visitor.id, number=queries.last_number(booth.id) + 1, nonce=nonce, state=state)
    if state == IN_TALK:
        visit.began_at = now()
    db.session.add(visit)
    db.session.flush()
    record(actor, Action.VISIT_MOVED, "booth_visit", visit.id, step="begin" if state == IN_TALK else "register")
    return visit

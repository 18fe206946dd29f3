"""A posting's steps between its states. Every step keeps its time, its audit entry, and what readers see in line."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from core.audit import SYSTEM, Action, Actor, record
from core.clock import now, today
from core.db import db
from core.errors import BadInput, Refusal
from core.outbox import Message, Template
from core.states import advance
from core.telling import tell
from employers.models import Employer
from employers.queries import is_verified_today, member_reaches
from employers.states import SUSPENDED
from jobs import queries
from jobs.mandate import LONGEST, missing_elements
from jobs.models import Position
from jobs.posts import link_post
from jobs.queries.wording import has_undecided_wording
from jobs.services.derived import refresh_derived
from jobs.states import POSITION

REMIND = timedelta(days=7)


class ElementsMissing(Refusal):
    """A mandated element is not stated; `facts["missing"]` names each."""


class EmployerNotVerified(Refusal):
    """Only a verified enterprise's postings are published."""


class WordingUndecided(Refusal):
    """Several postings at once are published unread, so none of them may have a flag nobody decided on."""


class EmployerIsSuspended(Refusal):
    """A suspended enterprise hands in nothing."""


def submit_position(position: Position, actor: Actor) -> None:
    """Hand a draft in for review.

    Raises:
        ElementsMissing: something mandated is not stated.
        EmployerIsSuspended: the bureau stopped the enterprise.
        core.errors.IllegalTransition: it is no draft.

    """
    state = advance(POSITION, position.state, "submit")
    if position.employer.state == SUSPENDED:
        raise EmployerIsSuspended(_("The bureau has suspended your enterprise. Please call it."))
    refuse_incomplete(position)
    position.state, position.submitted_at = state, now()
    link_post(position)
    _settle(position, Action.POSITION_SUBMITTED, actor)


def refuse_incomplete(position: Position) -> None:
    """Refuse to go on with a posting that does not state what every posting must.

    Raises:
        ElementsMissing: names in `facts["missing"]` what is not stated.

    """
    missing = missing_elements(position, position.employer, today())
    if missing:
        raise ElementsMissing(_("Something that every posting must state is missing."), missing=missing)


def withdraw_position(position: Position, actor: Actor) -> None:
    """Take a posting back before the review: it is a draft again."""
    position.state, position.withdrawn_at = advance(POSITION, position.state, "withdraw"), now()
    _settle(position, Action.POSITION_WITHDRAWN, actor)


def publish_position(position: Position, actor: Actor) -> None:
    """Let the public see a reviewed posting.

    Raises:
        EmployerNotVerified: its employer is not verified today.
        ElementsMissing: a mandated element is missing, or its day has passed while it waited.
        core.errors.IllegalTransition: it does not wait for review.

    """
    state = advance(POSITION, position.state, "publish")
    if not is_verified_today(position.employer):
        raise EmployerNotVerified(_("The enterprise is not verified. Verify it first."))
    refuse_incomplete(position)
    position.state, position.published_at, position.returned_reason = state, now(), ""
    _settle(position, Action.POSITION_PUBLISHED, actor)
    _tell_members(position, Template.POSITION_PUBLISHED)


def publish_positions(positions: list[Position], actor: Actor) -> tuple[int, list[tuple[Position, Refusal]]]:
    """Publish what can be published of several; returns how many, and those left with why. Flagged wording is read first, one posting at a time."""
    left: list[tuple[Position, Refusal]] = []
    for position in positions:
        try:
            if has_undecided_wording(position):
                raise WordingUndecided(_("Its wording has points to decide on. Open it first."))
            publish_position(position, actor)
        except Refusal as refusal:
            left.append((position, refusal))
    return len(positions) - len(left), left


def return_position(position: Position, reason: str, actor: Actor) -> None:
    """Send a posting back with what has to be put right; an open one is no longer shown."""
    position.state = advance(POSITION, position.state, "return")
    position.returned_at, position.returned_reason = now(), reason
    _settle(position, Action.POSITION_RETURNED, actor)
    _tell_members(position, Template.POSITION_RETURNED, reason=reason)


def send_back_to_review(position: Position, actor: Actor) -> None:
    """What its people changed in an open or paused posting is reviewed before readers see it; the caller derives and flushes."""
    was = position.state
    position.state, position.submitted_at = advance(POSITION, was, "revise"), now()
    record(actor, Action.POSITION_REVISED, "position", position.id, was=was)


def pause_position(position: Position, actor: Actor) -> None:
    """Hide an open posting for a while."""
    position.state, position.paused_at = advance(POSITION, position.state, "pause"), now()
    _settle(position, Action.POSITION_PAUSED, actor)


def resume_position(position: Position, actor: Actor) -> None:
    """Show a paused posting again.

    Raises:
        ElementsMissing: its day has passed meanwhile.

    """
    state = advance(POSITION, position.state, "resume")
    refuse_incomplete(position)
    position.state, position.resumed_at = state, now()
    _settle(position, Action.POSITION_RESUMED, actor)


def extend_position(position: Position, until: date, reason: str, actor: Actor) -> None:
    """Keep an open posting open longer. `reason` is a key of EXTEND_REASONS.

    Raises:
        BadInput: the day is not later than now, or more than 180 days ahead.

    """
    state = advance(POSITION, position.state, "extend")
    if position.valid_until is not None and until <= position.valid_until:
        raise BadInput(_("The new day must be later than the present one."))
    if not today() <= until <= today() + LONGEST:
        raise BadInput(_("The day may lie at most 180 days ahead."))
    position.state, position.valid_until = state, until
    _settle(position, Action.POSITION_EXTENDED, actor, until=until.isoformat(), reason=reason)


def close_position(position: Position, reason: str, actor: Actor) -> None:
    """End a posting. `reason` is a key of CLOSE_REASONS."""
    position.state, position.closed_at = advance(POSITION, position.state, "close"), now()
    position.close_reason = reason
    _settle(position, Action.POSITION_CLOSED, actor, reason=reason)


def expire_positions(limit: int = 500) -> int:
    """Close postings whose day has passed, at most `limit` at a time, each as far filled as its placements say; returns how many."""
    late = queries.expired_positions(today(), limit)
    placed = queries.placed_counts([position.id for position in late])
    for position in late:
        close_position(position, _how_it_ended(placed.get(position.id, 0), position.headcount), SYSTEM)
    return len(late)


def _how_it_ended(placed: int, headcount: int | None) -> str:
    if not placed:
        return "expired_unfilled"
    return "filled" if headcount is not None and placed >= headcount else "partly_filled"


def remind_of_expiry() -> int:
    """Write to employers of open postings that end within a week, once for each posting and day; returns how many postings."""
    soon = {_reminder_key(p): p for p in queries.expiring_positions(today(), today() + REMIND)}
    told = set(db.session.execute(select(Message.event_key).where(Message.event_key.in_(soon))).scalars())
    fresh = {key: p for key, p in soon.items() if key not in told}
    reaches = {employer_id: member_reaches(employer_id) for employer_id in {p.employer_id for p in fresh.values()}}
    for key, position in fresh.items():
        for reach in reaches[position.employer_id]:
            tell(key, reach, Template.POSITION_EXPIRING, title=position.title, until=str(position.valid_until))
    db.session.flush()
    return len(fresh)


def _reminder_key(position: Position) -> str:
    return f"position:{position.id}:ends:{position.valid_until}"


def _settle(position: Position, action: Action, actor: Actor, **detail: object) -> None:
    refresh_derived(position, position.employer)
    db.session.flush()
    record(actor, action, "position", position.id, **detail)


def _tell_members(position: Position, template: Template, **facts: str) -> None:
    employer: Employer = position.employer
    for reach in member_reaches(employer.id):
        tell(f"position:{position.id}:v{position.version}", reach, template, title=position.title, **facts)
    db.session.flush()

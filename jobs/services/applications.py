"""A person's application from applying to its end. Every step keeps its time, its audit entry, and tells the other side once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import BadInput, Refusal, StaleEdit
from core.outbox import Template
from core.states import advance
from core.telling import tell
from employers.queries import member_reaches
from jobs.disclosure.services import consent_by_applying, end_consent_of_application
from jobs.models import Application, Position
from jobs.queries import live_position
from jobs.queries.applications import application_by_nonce, reach_of_person, running_application
from jobs.states.applications import APPLICATION, DECLINE_REASONS, RUNNING, UNSUCCESSFUL_REASONS
from veterans.models import Person

_TIMES = {"view": "viewed_at", "shortlist": "shortlisted_at", "interview": "interviewing_at", "offer": "offered_at", "refuse": "unsuccessful_at",
          "withdraw": "withdrawn_at", "decline": "declined_at", "place": "placed_at"}
_ACTIONS = {"view": Action.APPLICATION_VIEWED, "shortlist": Action.APPLICATION_SHORTLISTED, "interview": Action.APPLICATION_INTERVIEW,
            "offer": Action.APPLICATION_OFFERED, "refuse": Action.APPLICATION_UNSUCCESSFUL, "withdraw": Action.APPLICATION_WITHDRAWN,
            "decline": Action.APPLICATION_DECLINED, "place": Action.APPLICATION_PLACED}


class PositionNotOpen(Refusal):
    """The position takes no applications today."""


class AlreadyApplied(Refusal):
    """An application of this person for this position is running."""


@dataclass(frozen=True)
class Wish:
    """What an application says: the fields the employer may see, a message, how it came about, and the form that made it."""

    gives: Collection[str]
    message: str = ""
    origin: str = "self"
    nonce: str | None = None


def apply(person: Person, position_id: int, wish: Wish, actor: Actor) -> Application:
    """Apply for a live position; the consent to show `wish.gives` to its employer is part of it. A form sent twice gives the same application.

    Raises:
        PositionNotOpen: it is not live today.
        AlreadyApplied: the person has a running application for it.
        jobs.disclosure.services.EmployerIsHidden: the person hides from its employer.

    """
    made = application_by_nonce(person.id, wish.nonce) if wish.nonce else None
    if made is not None:
        return made
    position = live_position(position_id)
    if position is None:
        raise PositionNotOpen(_("This position is not open any more."))
    application = Application(person_id=person.id, position_id=position.id, message=wish.message, origin=wish.origin, nonce=wish.nonce,
                              acted_by=actor.account_id if wish.origin == "staff" else None)
    db.session.add(application)
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyApplied(_("You have applied for this position already.")) from None
    consent_by_applying(person, application, position.employer_id, wish.gives, actor)
    record(actor, Action.APPLICATION_SUBMITTED, "application", application.id, position=position.id, origin=wish.origin)
    _tell_employer(application, position, Template.APPLICATION_RECEIVED)
    return application


def view_application(application: Application, actor: Actor) -> None:
    """The employer opened it for the first time; later openings change nothing."""
    if (application.state, "view") in APPLICATION:
        _step(application, "view", actor)


def shortlist(application: Application, actor: Actor) -> None:
    """The employer keeps the applicant in the closer choice."""
    _step(application, "shortlist", actor)


def invite(application: Application, at: datetime, place: str, actor: Actor) -> None:
    """The employer sets an interview, or another time for it.

    Raises:
        BadInput: the time has passed.

    """
    if at <= now():
        raise BadInput(_("The interview must lie ahead."))
    application.interview_at, application.interview_place = at, place
    _step(application, "interview", actor)


def offer(application: Application, actor: Actor) -> None:
    """The employer offers the job."""
    _step(application, "offer", actor)


def refuse(application: Application, reason: str, actor: Actor) -> None:
    """The employer does not take the applicant. `reason` is a key of UNSUCCESSFUL_REASONS; what was disclosed for it closes again."""
    if reason not in UNSUCCESSFUL_REASONS:
        raise BadInput(_("Choose one of the reasons."))
    application.reason = reason
    _step(application, "refuse", actor, unsuccessful=reason)


def withdraw(application: Application, position: Position, actor: Actor) -> None:
    """The person takes the application back; the employer sees no name and phone from the next request on."""
    _step(application, "withdraw", actor)
    _tell_employer(application, position, Template.APPLICATION_WITHDRAWN)


def decline(application: Application, position: Position, reason: str, actor: Actor) -> None:
    """The person declines the offer. `reason` is a key of DECLINE_REASONS."""
    if reason not in DECLINE_REASONS:
        raise BadInput(_("Choose one of the reasons."))
    application.reason = reason
    _step(application, "decline", actor, declined=reason)
    _tell_employer(application, position, Template.APPLICATION_DECLINED)


def place(application: Application, actor: Actor) -> None:
    """The applicant has started work."""
    _step(application, "place", actor)


def place_with_report(person_id: int, position_id: int, actor: Actor) -> None:
    """An offered application ends as placed when somebody reports that the person has started."""
    application = running_application(person_id, position_id)
    if application is not None and (application.state, "place") in APPLICATION:
        place(application, actor)


def ask_for_help(application: Application, actor: Actor) -> None:
    """The person asks the station to find out why there is no answer; asking again changes nothing.

    Raises:
        BadInput: it has ended.

    """
    if application.state not in RUNNING:
        raise BadInput(_("This application has ended."))
    if application.help_asked_at is not None and application.helped_at is None:
        return
    application.help_asked_at, application.helped_at, application.help_note = now(), None, ""
    _flush()
    record(actor, Action.APPLICATION_HELP_ASKED, "application", application.id)


def note_help(application: Application, note: str, actor: Actor) -> None:
    """What the station found out; the person reads it."""
    application.helped_at, application.helped_by, application.help_note = now(), actor.account_id, note
    application.help_asked_at = application.help_asked_at or application.helped_at
    _flush()
    record(actor, Action.APPLICATION_HELPED, "application", application.id)
    _tell_person(application, f"application:{application.id}:helped:{application.version}", Template.APPLICATION_HELPED)


def _step(application: Application, action: str, actor: Actor, **detail: str) -> None:
    """One step of the table: time, state, audit; an end closes what was disclosed for the application; the person hears of the employer's steps."""
    application.state = advance(APPLICATION, application.state, action)
    moment = now()
    setattr(application, _TIMES[action], moment)
    application.state_since = moment
    if application.state not in RUNNING:
        application.ended_at = moment
    _flush()
    record(actor, _ACTIONS[action], "application", application.id, **detail)
    if application.ended_at is not None and action != "place":
        end_consent_of_application(application.id, actor)
    if action not in ("view", "withdraw", "decline"):
        _tell_person(application, f"application:{application.id}:{action}:{application.version}", Template.APPLICATION_MOVED)


def _flush() -> None:
    try:
        db.session.flush()
    except StaleDataError:
        raise StaleEdit(_("Somebody else changed this application at the same moment. Please look again.")) from None


def _tell_person(application: Application, key: str, template: Template) -> None:
    tell(key, reach_of_person(application.person_id), template)


def _tell_employer(application: Application, position: Position, template: Template) -> None:
    for reach in member_reaches(position.employer_id):
        tell(f"application:{application.id}:{application.state}", reach, template, title=position.title)

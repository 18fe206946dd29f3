"""The bureau verifies, returns, suspends; time makes a verification fall due."""

import calendar
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from core.audit import SYSTEM, Action, Actor, record
from core.clock import now, today
from core.db import db
from core.errors import BadInput, Refusal
from core.outbox import Message, Template
from core.states import advance
from core.telling import tell
from employers import queries
from employers.models import Employer, EmployerMember, EmployerPaper
from employers.signals import standing_changed
from employers.states import EMPLOYER

LONGEST = timedelta(days=366)
REMIND = timedelta(days=30)


class NoCreditCode(Refusal):
    """An enterprise without credit code cannot be verified."""


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def verify_employer(employer: Employer, until: date, basis: str, actor: Actor) -> None:
    """Vouch for an enterprise up to a date. `basis` says what was seen: `uploaded` papers, or originals at the `desk`.

    Raises:
        NoCreditCode: it has none on file.
        BadInput: the date is not within a year from tomorrow.
        core.errors.IllegalTransition: it is suspended or was returned.

    """
    state = advance(EMPLOYER, employer.state, "verify")
    if not employer.credit_code:
        raise NoCreditCode(_("Enter the credit code first: without it nobody can be verified."))
    if not today() < until <= today() + LONGEST:
        raise BadInput(_("The date must lie between tomorrow and a year from now."))
    employer.state, employer.verified_at, employer.verified_until = state, now(), until
    employer.returned_reason = employer.suspended_reason = ""
    _settle(employer, Action.EMPLOYER_VERIFIED, actor, until=until.isoformat(), basis=basis)
    _tell_members(employer, Template.EMPLOYER_VERIFIED, until=until.isoformat())


def return_employer(employer: Employer, reason: str, actor: Actor) -> None:
    """Send the application back with what has to be put right."""
    employer.state = advance(EMPLOYER, employer.state, "return")
    employer.returned_at, employer.returned_reason = now(), reason
    _settle(employer, Action.EMPLOYER_RETURNED, actor)
    _tell_members(employer, Template.EMPLOYER_RETURNED, reason=reason)


def suspend_employer(employer: Employer, reason: str, actor: Actor) -> None:
    """Stop an enterprise: its positions are not shown from this moment."""
    employer.state = advance(EMPLOYER, employer.state, "suspend")
    employer.suspended_at, employer.suspended_reason = now(), reason
    _settle(employer, Action.EMPLOYER_SUSPENDED, actor)
    _tell_members(employer, Template.EMPLOYER_SUSPENDED, reason=reason)


def reinstate_employer(employer: Employer, actor: Actor) -> None:
    """End a suspension: the enterprise waits for verification again."""
    employer.state = advance(EMPLOYER, employer.state, "reinstate")
    employer.submitted_at = now()
    _settle(employer, Action.EMPLOYER_REINSTATED, actor)


def release_employer(employer: Employer, actor: Actor) -> None:
    """Part an enterprise from people who do not speak for it: their place and their papers go, the enterprise stays on file for the right ones.

    An earlier verification was of them: whoever joins next is verified anew before they see what was there before.
    """
    employer.state = advance(EMPLOYER, employer.state, "release")
    employer.verified_at = employer.verified_until = None
    accounts = [m.account_id for m in queries.members(employer.id)]
    db.session.execute(delete(EmployerMember).where(EmployerMember.employer_id == employer.id))
    db.session.execute(delete(EmployerPaper).where(EmployerPaper.employer_id == employer.id))
    _settle(employer, Action.EMPLOYER_RELEASED, actor, accounts=accounts)


def fall_due_employers() -> int:
    """Let every verification whose date has passed fall due; returns how many."""
    late = queries.falling_due(today())
    for employer in late:
        employer.state, employer.due_at = advance(EMPLOYER, employer.state, "fall_due"), now()
        _settle(employer, Action.EMPLOYER_FELL_DUE, SYSTEM)
        _tell_members(employer, Template.REVERIFICATION_DUE)
    return len(late)


def remind_of_reverification() -> int:
    """Write to enterprises whose verification ends within 30 days, once for each date; returns how many."""
    soon = {_reminder_key(e): e for e in queries.due_between(today(), today() + REMIND)}
    told = set(db.session.execute(select(Message.event_key).where(Message.event_key.in_(soon))).scalars())
    fresh = [e for key, e in soon.items() if key not in told]
    for employer in fresh:
        for reach in queries.member_reaches(employer.id):
            tell(_reminder_key(employer), reach, Template.REVERIFICATION_DUE, employer=employer.name, until=str(employer.verified_until))
    db.session.flush()
    return len(fresh)


def _reminder_key(employer: Employer) -> str:
    return f"employer:{employer.id}:until:{employer.verified_until}"


def _settle(employer: Employer, action: Action, actor: Actor, **detail: object) -> None:
    db.session.flush()
    record(actor, action, "employer", employer.id, **detail)
    standing_changed.send(employer)


def _tell_members(employer: Employer, template: Template, **facts: str) -> None:
    for reach in queries.member_reaches(employer.id):
        tell(f"employer:{employer.id}:v{employer.version}", reach, template, employer=employer.name, **facts)
    db.session.flush()

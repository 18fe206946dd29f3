"""The way of an application as the person reads it: only what is real, and what comes next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from core.clock import now
from jobs.models import Application
from jobs.states.applications import APPLICATION_LABELS, APPLIED, INTERVIEWING, OFFERED, PLACED, RUNNING, SHORTLISTED, TAKEN_BACK, UNSUCCESSFUL, VIEWED

ASK_AFTER = timedelta(days=3)
_WAY = ((APPLIED, "submitted_at"), (VIEWED, "viewed_at"), (SHORTLISTED, "shortlisted_at"), (INTERVIEWING, "interviewing_at"), (OFFERED, "offered_at"),
        (PLACED, "placed_at"))


@dataclass(frozen=True)
class Step:
    """One station of the way: what it is called, when it was reached (None: not yet), whether things stand here."""

    label: Any
    at: datetime | None
    is_here: bool = False


def timeline(application: Application) -> list[Step]:
    """What happened, in order; while it runs also what may follow. A shortlist that never was is not promised."""
    reached = [Step(APPLICATION_LABELS[state], at, state == application.state) for state, name in _WAY if (at := getattr(application, name)) is not None]
    if application.state not in RUNNING and application.state != PLACED:
        return [*reached, Step(APPLICATION_LABELS[application.state], application.ended_at, True)]
    place = [state for state, _name in _WAY].index(application.state)
    ahead = [Step(APPLICATION_LABELS[state], None) for state, name in _WAY[place + 1:] if state != SHORTLISTED and getattr(application, name) is None]
    return [*reached, *ahead]


def may_ask_help(application: Application) -> bool:
    """Whether the person may send the station after an answer: nothing has moved for three days, and none was asked for."""
    waits = application.help_asked_at is not None and application.helped_at is None
    return application.state in RUNNING and not waits and application.state_since + ASK_AFTER <= now()


def what_next(application: Application) -> str:
    """One sentence: what happens next, and when."""
    sentences = {
        APPLIED: _("The employer usually looks within three days. If you hear nothing, the station can ask for you."),
        VIEWED: _("The employer has read it and usually answers within a week."),
        SHORTLISTED: _("You are in the closer choice. The employer will call you or set an interview."),
        INTERVIEWING: _("Bring your identity card, your discharge paper and your certificates."),
        OFFERED: _("The employer wants you. Agree on the first day with it; if you do not want the job, say so here."),
        PLACED: _("You have started work there."),
        UNSUCCESSFUL: _("The employer no longer sees your name and phone."),
        TAKEN_BACK: _("The employer no longer sees your name and phone."),
    }
    return str(sentences.get(application.state, _("The employer no longer sees your name and phone.")))

"""How enterprises keep their word, written down by the packages above; two marks of not coming within a year bar from fairs until the bureau decides."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from core.audit import Action, Actor, record
from core.clock import now, today
from core.db import db
from core.errors import Refusal
from core.outbox import Template
from core.telling import tell
from employers.models import EmployerConduct
from employers.queries import member_reaches

REMEMBERED = timedelta(days=365)
BARRED_AT = 2
NO_SHOW, LATE_CANCEL, LATE = "no_show", "late_cancel", "late"


class AlreadyAnswered(Refusal):
    """The bureau decided on the mark before."""


class NothingToAnswer(Refusal):
    """The enterprise has not objected."""


def record_conduct(employer_id: int, kind: str, source: str, happened_on: date, actor: Actor) -> None:
    """Keep a mark, once for each kind and source (`fair:12`)."""
    same = (EmployerConduct.employer_id == employer_id, EmployerConduct.kind == kind, EmployerConduct.source == source)
    if db.session.execute(select(EmployerConduct.id).where(*same)).first():
        return
    db.session.add(EmployerConduct(employer_id=employer_id, kind=kind, source=source, happened_on=happened_on))
    db.session.flush()
    record(actor, Action.EMPLOYER_CONDUCT, "employer", employer_id, conduct=kind)


def conduct_of(employer_id: int) -> list[EmployerConduct]:
    """All marks of an enterprise, the latest first."""
    query = select(EmployerConduct).where(EmployerConduct.employer_id == employer_id)
    return list(db.session.execute(query.order_by(EmployerConduct.happened_on.desc(), EmployerConduct.id.desc())).scalars())


def no_shows(employer_id: int) -> int:
    """How often it did not come within the last year; marks the bureau lifted do not count."""
    query = select(func.count()).select_from(EmployerConduct).where(
        EmployerConduct.employer_id == employer_id, EmployerConduct.kind == NO_SHOW, EmployerConduct.lifted_at.is_(None),
        EmployerConduct.happened_on > today() - REMEMBERED)
    return int(db.session.execute(query).scalar_one())


def is_barred(employer_id: int) -> bool:
    """Whether it may not apply for fairs until the bureau lifts a mark."""
    return no_shows(employer_id) >= BARRED_AT


def counts_until(mark: EmployerConduct) -> date | None:
    """The last day on which a mark counts towards being barred; None when it does not, or no longer."""
    last = mark.happened_on + REMEMBERED - timedelta(days=1)
    return last if mark.kind == NO_SHOW and mark.lifted_at is None and last >= today() else None


def object_to(mark: EmployerConduct, text: str, actor: Actor) -> None:
    """The enterprise says why a mark is wrong; until the bureau decides it may say it better.

    Raises:
        AlreadyAnswered: the bureau decided before.

    """
    _still_open(mark)
    mark.objection, mark.objected_at = text, now()
    db.session.flush()
    record(actor, Action.EMPLOYER_CONDUCT, "employer", mark.employer_id, conduct=mark.kind, step="object")


def lift_mark(mark: EmployerConduct, answer: str, actor: Actor) -> None:
    """The bureau takes a mark back, with its reason; also one it let stand before.

    Raises:
        AlreadyAnswered: it was lifted before.

    """
    db.session.refresh(mark, with_for_update=True)
    if mark.lifted_at is not None:
        raise AlreadyAnswered(_("This was decided before."))
    mark.lifted_at = now()
    _answer(mark, answer, "lift", actor)


def let_stand(mark: EmployerConduct, answer: str, actor: Actor) -> None:
    """The bureau answers an objection and the mark stays.

    Raises:
        AlreadyAnswered: the bureau decided before.
        NothingToAnswer: nobody objected.

    """
    _still_open(mark)
    if mark.objected_at is None:
        raise NothingToAnswer(_("The enterprise has not objected."))
    _answer(mark, answer, "stand", actor)


def _still_open(mark: EmployerConduct) -> None:
    db.session.refresh(mark, with_for_update=True)
    if mark.answered_at is not None:
        raise AlreadyAnswered(_("This was decided before."))


def _answer(mark: EmployerConduct, answer: str, step: str, actor: Actor) -> None:
    mark.answer, mark.answered_at = answer, now()
    db.session.flush()
    record(actor, Action.EMPLOYER_CONDUCT, "employer", mark.employer_id, conduct=mark.kind, step=step)
    for reach in member_reaches(mark.employer_id):
        tell(f"conduct:{mark.id}:{step}", reach, Template.OBJECTION_ANSWERED)

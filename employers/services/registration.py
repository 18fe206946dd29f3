"""An enterprise joins, keeps its data and papers, and asks to be verified."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import Refusal, StaleEdit
from core.states import advance
from employers import queries
from employers.models import Employer, EmployerMember, EmployerPaper
from employers.names import name_key
from employers.papers import Paper
from employers.signals import name_changed, standing_changed
from employers.states import EMPLOYER, NAME_IS_OPEN, REGISTERED, SUBMITTED

FIELDS = ("nature", "industry", "size", "intro", "township_code", "address", "veterans_employed")
NAMES = ("name", "credit_code")
MANDATORY = ("name", "credit_code", "intro", "address", *queries.PAPER_KINDS)


class AlreadyJoined(Refusal):
    """The account speaks for an enterprise already."""


class EnterpriseIsTaken(Refusal):
    """The enterprise is on file and either has its people or was verified without them."""


class NotComplete(Refusal):
    """Something that verification needs is missing; `facts["missing"]` names it."""


class NotWhileUnderReview(Refusal):
    """Data and papers rest while the bureau looks at them."""


def register_employer(account_id: int, fields: Mapping[str, Any], actor: Actor) -> Employer:
    """Put an enterprise on file for an account, or claim one that an import put there.

    `fields` holds NAMES, FIELDS and `title`, the person's position. Claiming fills only what is empty: what an import brought is kept.

    Raises:
        AlreadyJoined: the account has an enterprise.
        EnterpriseIsTaken: the enterprise is on file and cannot be claimed.

    """
    if queries.membership(account_id) is not None:
        raise AlreadyJoined(_("You speak for an enterprise already."))
    found = queries.employer_by_code(fields["credit_code"]) or queries.employer_by_name_without_code(fields["name"])
    if found is not None and (found.state != REGISTERED or queries.has_members(found.id)):
        raise _taken()
    employer = _claimed(found, fields) if found else _new(fields)
    try:
        db.session.flush()
        db.session.add(EmployerMember(employer_id=employer.id, account_id=account_id, title=fields["title"]))
        db.session.flush()
    except IntegrityError:
        raise _taken() from None
    record(actor, Action.EMPLOYER_REGISTERED, "employer", employer.id, claimed=found is not None)
    return employer


def _taken() -> EnterpriseIsTaken:
    return EnterpriseIsTaken(_("This enterprise is on file already. Ask your colleague who signed up, or call the bureau."))


def _new(fields: Mapping[str, Any]) -> Employer:
    employer = Employer(name_key=name_key(fields["name"]), **{k: fields[k] for k in (*NAMES, *FIELDS)})
    db.session.add(employer)
    return employer


def _claimed(employer: Employer, fields: Mapping[str, Any]) -> Employer:
    for name in (*NAMES, *FIELDS):
        if getattr(employer, name) in (None, ""):
            setattr(employer, name, fields[name])
    employer.registered_at = now()
    return employer


def change_employer(employer: Employer, fields: Mapping[str, Any], version: int, actor: Actor, *, by_staff: bool = False) -> None:
    """Change what is on file. Once verified, name and credit code change only by the bureau's hand.

    Raises:
        NotWhileUnderReview: it waits for verification.
        StaleEdit: somebody saved it since `version`.
        EnterpriseIsTaken: another enterprise has the credit code.

    """
    if employer.state == SUBMITTED and not by_staff:
        raise NotWhileUnderReview(_("The bureau is looking at your data. You can change them after its answer."))
    if employer.version != version:
        raise StaleEdit(_("Somebody else saved this first."))
    owner = queries.employer_by_code(fields["credit_code"]) if fields.get("credit_code") else None
    if owner is not None and owner.id != employer.id:
        raise EnterpriseIsTaken(_("Another enterprise on file has this credit code."))
    names_open = by_staff or employer.state in NAME_IS_OPEN
    changed = [k for k in (*(NAMES if names_open else ()), *FIELDS) if k in fields and getattr(employer, k) != fields[k]]
    for name in changed:
        setattr(employer, name, fields[name])
    employer.name_key = name_key(employer.name)
    try:
        db.session.flush()
    except IntegrityError:
        raise EnterpriseIsTaken(_("Another enterprise on file has this credit code.")) from None
    except StaleDataError:
        raise StaleEdit(_("Somebody else saved this first.")) from None
    if "name" in changed:
        name_changed.send(employer)
    if changed:
        record(actor, Action.EMPLOYER_CHANGED, "employer", employer.id, fields=changed)


def change_title(member: EmployerMember, title: str) -> None:
    """Note what position the person holds in the enterprise."""
    member.title = title
    db.session.flush()


def hear_of_people(member: EmployerMember, *, hears: bool) -> None:
    """Whether the person gets a weekly message when new people fit a position."""
    member.hears_of_people = hears
    db.session.flush()


def add_paper(employer: Employer, kind: str, paper: Paper, stored_name: str, actor: Actor) -> EmployerPaper:
    """Put a checked and stored paper on file; it takes the place of an earlier one of its kind, whose file is swept away.

    Raises:
        NotWhileUnderReview: it waits for verification.

    """
    if employer.state == SUBMITTED:
        raise NotWhileUnderReview(_("The bureau is looking at your papers. You can replace them after its answer."))
    db.session.execute(delete(EmployerPaper).where(EmployerPaper.employer_id == employer.id, EmployerPaper.kind == kind))
    row = EmployerPaper(employer_id=employer.id, kind=kind, stored_name=stored_name, media_type=paper.media_type, size=len(paper.data))
    db.session.add(row)
    db.session.flush()
    record(actor, Action.PAPER_UPLOADED, "employer", employer.id, paper=kind)
    return row


def note_paper_opened(paper: EmployerPaper, actor: Actor) -> None:
    """Keep who opened a paper."""
    record(actor, Action.PAPER_OPENED, "employer", paper.employer_id, paper=paper.kind)


def missing_for_verification(employer: Employer) -> list[str]:
    """What of MANDATORY is not there yet, in that order."""
    kept = queries.papers(employer.id)
    return [name for name in MANDATORY if not (name in kept if name in queries.PAPER_KINDS else getattr(employer, name))]


def submit_employer(employer: Employer, actor: Actor) -> None:
    """Ask the bureau to verify.

    Raises:
        NotComplete: something is missing.
        core.errors.IllegalTransition: it is not the time.

    """
    state = advance(EMPLOYER, employer.state, "submit")
    missing = missing_for_verification(employer)
    if missing:
        raise NotComplete(_("Something is still missing."), missing=missing)
    employer.state, employer.submitted_at = state, now()
    db.session.flush()
    record(actor, Action.EMPLOYER_SUBMITTED, "employer", employer.id)
    standing_changed.send(employer)

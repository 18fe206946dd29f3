"""Consents given and ended, enterprises hidden from, requests for contact, and the one door through which a person is shown to an enterprise."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from core.audit import Action, Actor, record
from core.clock import now, today
from core.db import db
from core.errors import BadInput, NotFound, Refusal
from core.outbox import Template
from core.states import advance
from core.telling import Reach, tell
from employers.models import Employer
from employers.names import name_key
from employers.queries import employer_by_code, member_reaches
from jobs.disclosure import queries
from jobs.disclosure.models import Consent, ContactRequest, Disclosure, HiddenEmployer
from jobs.disclosure.notice import VERSION
from jobs.disclosure.showing import NAME, PHONE, PROFILE, Shown, shown
from jobs.disclosure.states import AGREED, CONTACT
from jobs.models import Application, Position
from jobs.queries import live_position
from veterans.models import Person, Visibility
from veterans.queries import hold_person

SHORTEST_NAME = 3
ASKS_A_DAY = 30


class EmployerIsHidden(Refusal):
    """The person hides from this enterprise."""


class PositionNotShown(Refusal):
    """The position is not live: the person could not read what the request is about."""


class TooManyRequests(Refusal):
    """The enterprise has asked as many people as a day allows."""

    status = 429


class AlreadyAsked(Refusal):
    """The person was asked for this position before."""


def show_people(actor: Actor, employer_id: int, position_id: int, person_ids: Sequence[int], path: str) -> list[Shown]:
    """The people as the enterprise may see them for a position, in the order given; those it may not see are left out.

    Each look is in the ledger before the page is: show them only after the transaction is committed. `path` is a key of
    jobs.disclosure.labels.PATHS.
    """
    given = queries.given_fields(employer_id, position_id, person_ids)
    people = [shown(facts, given.get(facts.id, frozenset())) for facts in queries.facts_for(employer_id, person_ids)]
    _keep_looks(actor, employer_id, position_id, people, path)
    if path == "export":
        record(actor, Action.EXPORTED, "position", position_id, people=len(people))
    return people


def _keep_looks(actor: Actor, employer_id: int, position_id: int, people: Collection[Shown], path: str) -> None:
    if not people:
        return
    moment, day = now(), today()
    rows = [{"person_id": p.id, "employer_id": employer_id, "account_id": actor.account_id, "position_id": position_id, "path": path, "shown": p.what,
             "day": day, "first_at": moment, "last_at": moment, "times": 1} for p in people]
    db.session.flush()
    db.session.execute(_counted(), rows)


def _counted() -> Any:
    """Insert a look, or count it to the one of the same day."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(Disclosure)
    same = ["person_id", "employer_id", "account_id", "position_id", "path", "shown", "day"]
    return statement.on_conflict_do_update(index_elements=same, set_={"last_at": statement.excluded.last_at, "times": Disclosure.times + 1})


def _give(person: Person, actor: Actor, fields: Collection[str], purpose: str, *, employer_id: int | None = None, position_id: int | None = None,
          application_id: int | None = None, request_id: int | None = None) -> Consent:
    consent = Consent(
        person_id=person.id, purpose=purpose, gives_name=NAME in fields, gives_phone=PHONE in fields, gives_profile=PROFILE in fields,
        while_off=employer_id is not None and person.visibility == Visibility.OFF, notice_version=VERSION,
        acted_by=actor.account_id if actor.station_code else None, employer_id=employer_id, position_id=position_id, application_id=application_id,
        request_id=request_id)
    db.session.add(consent)
    db.session.flush()
    record(actor, Action.CONSENT_GIVEN, "consent", consent.id, person=person.id, fields=sorted(fields), purpose=purpose)
    return consent


def consent_by_applying(person: Person, application: Application, employer_id: int, fields: Collection[str], actor: Actor) -> Consent:
    """What the person lets the enterprise see for this application. `fields` are of showing.NAME, PHONE, PROFILE.

    Raises:
        EmployerIsHidden: the person hides from it; they have to lift that first.

    """
    if queries.hides_from(person.id, employer_id):
        raise EmployerIsHidden(_("You hide your file from this employer. Lift that under “Who may see my file” first."))
    return _give(person, actor, fields, "application", employer_id=employer_id, position_id=application.position_id, application_id=application.id)


def consent_to_all(person: Person, actor: Actor) -> Consent:
    """Let every verified enterprise see name and profile while the file is open; pressing twice gives one consent."""
    hold_person(person.id)
    return queries.general_consent(person.id) or _give(person, actor, (NAME, PROFILE), "profile")


def end_consent(consent: Consent, actor: Actor, reason: str = "withdrawn") -> None:
    """End a consent: nothing more goes out on it from the next request on. Ending it again changes nothing."""
    if consent.withdrawn_at is not None:
        return
    consent.withdrawn_at, consent.end_reason = now(), reason
    _take_back_answer(consent, actor)
    db.session.flush()
    record(actor, Action.CONSENT_WITHDRAWN, "consent", consent.id, person=consent.person_id, end=reason)


def _take_back_answer(consent: Consent, actor: Actor) -> None:
    """A request that was agreed to is one that is not agreed to any more; the person may agree again, which is a consent of its own."""
    request = db.session.get(ContactRequest, consent.request_id) if consent.request_id else None
    if request is not None and (request.state, "take_back") in CONTACT:
        request.state, request.answered_at, consent.request_id = advance(CONTACT, request.state, "take_back"), now(), None
        record(actor, Action.CONTACT_ANSWERED, "contact_request", request.id, state=request.state)


def end_consent_of_application(application_id: int, actor: Actor) -> None:
    """The purpose is gone with the application, and the consent with it."""
    consent = queries.consent_of_application(application_id)
    if consent is not None:
        end_consent(consent, actor, "application")


def hide_employer(person: Person, name: str, credit_code: str | None, actor: Actor, employer: Employer | None = None) -> HiddenEmployer:
    """Hide everything from an enterprise: one of ours, or a name or credit code that may join later. Hiding it again adds what was not known before.

    Raises:
        BadInput: the name is too short to mean one enterprise.

    """
    known = employer or (employer_by_code(credit_code) if credit_code else None)
    name = known.name if known else name
    if len(name_key(name)) < SHORTEST_NAME:
        raise BadInput(_("Enter at least %(n)s characters of the name.", n=SHORTEST_NAME))
    hold_person(person.id)
    found = queries.hidden_by_name(person.id, name)
    if found is not None:
        found.employer_id, found.credit_code = found.employer_id or (known.id if known else None), found.credit_code or credit_code or _code_of(known)
        db.session.flush()
        return found
    entry = HiddenEmployer(person_id=person.id, employer_id=known.id if known else None, name=name, name_key=name_key(name),
                           credit_code=credit_code or _code_of(known))
    db.session.add(entry)
    db.session.flush()
    record(actor, Action.EMPLOYER_HIDDEN, "person", person.id, entry=entry.id)
    return entry


def _code_of(employer: Employer | None) -> str | None:
    return employer.credit_code if employer else None


def unhide_employer(entry: HiddenEmployer, actor: Actor) -> None:
    """Take an enterprise off the list."""
    record(actor, Action.EMPLOYER_UNHIDDEN, "person", entry.person_id, entry=entry.id)
    db.session.delete(entry)
    db.session.flush()


def ask_contact(employer: Employer, position: Position, person_id: int, reach: Reach, actor: Actor) -> ContactRequest:
    """Ask a person for name and phone, once for a position. `reach` is where the person hears of it.

    Raises:
        PositionNotShown: nobody can read about the position today.
        NotFound: the enterprise may not be shown this person.
        TooManyRequests: it has asked ASKS_A_DAY people since yesterday.

    """
    if not queries.visible_ids(employer.id, [person_id]):
        raise NotFound
    if live_position(position.id) is None:
        raise PositionNotShown(_("This position is not open today. You can ask for contact while it is."))
    if queries.requests_since(employer.id, now() - timedelta(days=1)) >= ASKS_A_DAY:
        raise TooManyRequests(_("You have asked %(n)s people today. Please wait until tomorrow.", n=ASKS_A_DAY))
    request = ContactRequest(person_id=person_id, employer_id=employer.id, position_id=position.id, asked_by=actor.account_id)
    db.session.add(request)
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyAsked(_("You have asked this person already.")) from None
    record(actor, Action.CONTACT_ASKED, "contact_request", request.id, person=person_id, position=position.id)
    tell(f"contact:{request.id}:asked", reach, Template.CONTACT_ASKED)
    return request


def answer_contact(request: ContactRequest, person: Person, *, agrees: bool, actor: Actor) -> None:
    """The person's answer; agreeing is a consent to name, phone and profile for this enterprise and position.

    Raises:
        core.errors.IllegalTransition: it was answered before.
        EmployerIsHidden: the person hides from the enterprise.

    """
    db.session.refresh(request, with_for_update=True)  # the button may have been pressed twice
    request.state, request.answered_at = advance(CONTACT, request.state, "agree" if agrees else "refuse"), now()
    if agrees and queries.hides_from(person.id, request.employer_id):
        raise EmployerIsHidden(_("You hide your file from this employer. Lift that under “Who may see my file” first."))
    db.session.flush()
    record(actor, Action.CONTACT_ANSWERED, "contact_request", request.id, state=request.state)
    if request.state == AGREED:
        _give(person, actor, (NAME, PHONE, PROFILE), "contact", employer_id=request.employer_id, position_id=request.position_id, request_id=request.id)
    for reach in member_reaches(request.employer_id):
        tell(f"contact:{request.id}:{request.state}", reach, Template.CONTACT_ANSWERED)

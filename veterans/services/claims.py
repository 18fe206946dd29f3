"""Joining an account to a file. Nothing here tells the person whether an identity number is on file, unless they prove to be its owner."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from accounts.models import Account
from core import audit
from core.audit import Action, Actor
from core.clock import now
from core.db import db
from core.errors import Refusal
from core.outbox import Template
from core.states import advance
from core.telling import Reach, tell
from veterans import queries
from veterans.models import LinkRequest, Person, Seeking
from veterans.names import is_same_name
from veterans.services.people import add_person, change_person
from veterans.states import JOINED, LINK_REQUEST, WAITING

TRIES = 5
WITHIN = timedelta(days=1)


class TooManyTries(Refusal):
    """The account has named too many identity numbers today."""

    status = 429

    def __init__(self) -> None:
        super().__init__(_("You have tried %(n)s times today. Please try again tomorrow, or ask your station to join your account to your file.", n=TRIES))


class AlreadyJoined(Refusal):
    """The account or the file is joined already."""

    def __init__(self) -> None:
        super().__init__(_("This account is joined to a file already."))


@dataclass(frozen=True)
class Claim:
    """What the person enters: name, identity number, and the station that looks after them if nothing is on file (a code)."""

    name: str
    identity_number: str
    station_code: str


def _differences(account: Account, claim: Claim) -> tuple[int | None, str, list[str]]:
    """The file meant (or None), the station that decides, and what differs."""
    file = queries.claimed_file(claim.identity_number)
    if file is None:
        return None, claim.station_code, ["not_on_file"]
    differs = [] if is_same_name(file.name, claim.name) else ["name"]
    differs += [] if file.phone_index is not None and file.phone_index == account.phone_index else ["phone"]
    differs += [] if file.account_id is None else ["taken"]
    return file.id, file.station_code, differs


def _decide(claim: LinkRequest, action: str, by: int | None) -> None:
    claim.state = advance(LINK_REQUEST, claim.state, action)
    claim.decided_at, claim.decided_by = now(), by


def _join(actor: Actor, claim: LinkRequest, person: Person, account: Account) -> None:
    if person.account_id not in (None, account.id):
        audit.record(actor, Action.PERSON_CHANGED, "person", person.id, fields=["account_id"], from_account=person.account_id)
    person.account_id = account.id
    claim.person_id = person.id
    _decide(claim, "join", actor.account_id)
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyJoined from None
    audit.record(actor, Action.PERSON_LINKED, "person", person.id, account=account.id, request=claim.id)
    tell(f"person-linked:{claim.id}", Reach(account.phone, account.id), Template.PROFILE_LINKED)


def claim_file(actor: Actor, claim: Claim) -> LinkRequest:
    """Claim the file with an identity number for the actor's account.

    When name and verified phone are those on file, the account is joined at once; otherwise the request waits for the station. A request
    that still waits is replaced. Returns the request; its state says which.

    Raises:
        AlreadyJoined: the account has a file.
        TooManyTries: five numbers were named within a day.

    """
    account = queries.locked_account(actor.account_id or 0)
    if queries.person_of_account(account.id) is not None:
        raise AlreadyJoined
    if queries.recent_claims(account.id, now() - WITHIN) >= TRIES:
        raise TooManyTries
    if (waiting := queries.waiting_claim(account.id)) is not None:
        _decide(waiting, "withdraw", account.id)
        db.session.flush()
    person_id, station_code, differs = _differences(account, claim)
    request = LinkRequest(account_id=account.id, person_id=person_id, station_code=station_code, name=claim.name,
                          identity_number=claim.identity_number, differs=differs, state=WAITING)
    db.session.add(request)
    db.session.flush()
    if not differs:
        _join(actor, request, db.session.get_one(Person, person_id), account)
    return request


def confirm_claim(actor: Actor, claim: LinkRequest, account: Account, person: Person, *, take_phone: bool) -> None:
    """Staff have checked that the account's owner is the person on file: join them, and note the account's phone on the file if asked.

    Raises:
        AlreadyJoined: the account is joined to another file.

    """
    _join(actor, claim, person, account)
    if take_phone and account.phone:
        change_person(actor, person, {"phone": account.phone})


def file_for_claim(actor: Actor, claim: LinkRequest, account: Account, station_code: str) -> Person:
    """Nobody with the number is on file: put the claimant on file at `station_code`, as seeking work, and join the account.

    Raises:
        AlreadyOnFile: somebody was put on file with the number since.

    """
    values = {"name": claim.name, "identity_number": claim.identity_number, "phone": account.phone, "station_code": station_code, "seeking": Seeking.YES}
    person = add_person(actor, values)
    _join(actor, claim, person, account)
    return person


def refuse_claim(actor: Actor, claim: LinkRequest, reason: str) -> None:
    """Staff found that the account's owner is not the person on file; `reason` is shown to the claimant."""
    _decide(claim, "refuse", actor.account_id)
    claim.reason = reason
    db.session.flush()
    audit.record(actor, Action.PERSON_LINK_REFUSED, "link_request", claim.id, account=claim.account_id)


def is_joined(claim: LinkRequest) -> bool:
    """Whether the request ended in a joined file."""
    return claim.state == JOINED

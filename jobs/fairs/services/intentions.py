"""Intentions at a fair: proposed and signed by the enterprise's tap, by the person on their ticket, by a code told to the booth, or both on paper."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from accounts.services.codes import Purpose, SentCode, check_code, send_code
from core.audit import Actor
from core.clock import in_city, today
from core.db import db
from core.errors import BadInput, NotFound, Refusal
from jobs.fairs.models import Fair, FairRegistration
from jobs.fairs.queries import visits as queries
from jobs.fairs.services import visitors
from jobs.fairs.states import CANCELLED, ENDED, RUNNING
from jobs.models import Intention
from jobs.services.outcomes import Pair, intention_of, lapse_intention, propose_intention, sign_intention
from jobs.states.outcomes import COUNTED, LAPSED


class TooLate(Refusal):
    """The day is over, or the result is sealed."""


class NoPhone(Refusal):
    """Nobody can be sent a code."""


@dataclass(frozen=True)
class Slip:
    """A paper slip both have signed: its number, the booth, the position's place in the booth's list, and who the visitor is."""

    number: int
    booth: str
    position_id: int
    visitor: FairRegistration | None = None
    newcomer: visitors.Visitor | None = None


def _pair(visitor: FairRegistration, position_id: int) -> Pair:
    return Pair(position_id, visitor.person_id, visitor.id, visitor.fair_id)


def propose(visitor: FairRegistration, position_id: int, actor: Actor) -> Intention:
    """The enterprise means to take the visitor: its side is signed by the tap."""
    row = propose_intention(_pair(visitor, position_id), "employer", actor)
    if row.employer_signed_at is None:
        sign_intention(row, "employer", "staff", actor)
    return row


def take_back(visitor: FairRegistration, position_id: int, actor: Actor) -> None:
    """The enterprise tapped wrongly.

    Raises:
        BadInput: both have signed; that is not undone by a tap.

    """
    row = intention_of(_pair(visitor, position_id))
    if row is None or row.state == LAPSED:
        return
    if row.state in COUNTED:
        raise BadInput(_("Both have signed this intention. Please talk to the desk at the entrance."))
    lapse_intention(row, "employer", actor)


def _refuse_late(fair: Fair) -> None:
    """Signatures on a screen count on the fair's day."""
    if fair.state not in (RUNNING, ENDED) or in_city(fair.ends_at).date() < today():
        raise TooLate(_("The day is over; this can be signed no more."))


def sign_on_ticket(fair: Fair, row: Intention, actor: Actor) -> None:
    """The person agrees on the page of their ticket.

    Raises:
        TooLate: the fair's day is over.
        jobs.services.outcomes.AlreadySigned: pressed before.

    """
    _refuse_late(fair)
    sign_intention(row, "person", "qr", actor)


def refuse_on_ticket(fair: Fair, row: Intention, actor: Actor) -> None:
    """The person does not agree: nothing comes of it."""
    _refuse_late(fair)
    lapse_intention(row, "person", actor)


def send_intention_code(fair: Fair, row: Intention, visitor: FairRegistration) -> SentCode:
    """Send the visitor a code that signs this one intention once told to the booth.

    Raises:
        NoPhone: the visitor left none.
        TooLate: the fair's day is over.
        accounts.services.codes.TooManyCodes: the phone was sent many.

    """
    _refuse_late(fair)
    if not visitor.phone:
        raise NoPhone(_("This person left no phone. Use the ticket's page or a paper slip."))
    return send_code(visitor.phone, Purpose.INTENTION, about=str(row.id))


def sign_by_code(fair: Fair, row: Intention, visitor: FairRegistration, code_id: int, digits: str, actor: Actor) -> bool:
    """Sign for the person by the code they told; False for a wrong or old one. A wrong try counts, so commit either way."""
    _refuse_late(fair)
    if not visitor.phone or not check_code(code_id, visitor.phone, Purpose.INTENTION, digits, about=str(row.id)):
        return False
    sign_intention(row, "person", "code", actor)
    return True


def key_slip(fair: Fair, slip: Slip, actor: Actor) -> tuple[Intention, bool]:
    """Keep a paper slip: the intention, and whether it is new. The same slip again is the same intention; a visitor nobody knows yet is registered.

    Raises:
        TooLate: the fair has not begun, or its result is sealed.
        BadInput: the number belongs to somebody else's slip, or the enterprise did not bring the position.
        NotFound: nobody stands at the booth.

    """
    if fair.state not in (RUNNING, ENDED):
        raise TooLate(_("Slips are entered from the start of the fair until its result is sealed."))
    booth = queries.exhibitor_at(fair.id, slip.booth)
    if booth is None:
        raise NotFound(_("Nobody stands at this booth."))
    if slip.position_id not in {p.id for p in queries.offers_of(booth.id)}:
        raise BadInput(_("This position was not brought to the fair."))
    visitor = slip.visitor or _newcomer(fair, slip.newcomer, actor)
    if visitor.state == CANCELLED:
        raise BadInput(_("This person cancelled and did not come. Look at the number again."))
    known = queries.intention_by_slip(fair.id, slip.number)
    if known is not None and (known.position_id != slip.position_id or not _is_of(known, visitor)):
        raise BadInput(_("The slip with this number was entered for somebody else."))
    row = propose_intention(_pair(visitor, slip.position_id), "staff", actor, slip_number=slip.number)
    is_new = known is None and row.state not in COUNTED
    if row.fair_id == fair.id:  # counted at an earlier fair it keeps the number it has there
        _number(row, slip.number)
    for side in ("employer", "person"):
        if row.state not in COUNTED and getattr(row, f"{side}_signed_at") is None:
            sign_intention(row, side, "paper", actor)
    return row, is_new


def _is_of(row: Intention, visitor: FairRegistration) -> bool:
    return row.registration_id == visitor.id or row.person_id is not None and row.person_id == visitor.person_id


def _number(row: Intention, number: int) -> None:
    if row.slip_number is not None:
        return
    try:
        with db.session.begin_nested():
            row.slip_number = number
    except IntegrityError:
        raise BadInput(_("The slip with this number was entered for somebody else.")) from None


def _newcomer(fair: Fair, said: visitors.Visitor | None, actor: Actor) -> FairRegistration:
    if said is None:
        raise BadInput(_("Enter the visitor's number, or name and phone."))
    try:
        return visitors.register(fair, said, actor, at_desk=True, is_inside=True)
    except visitors.AlreadyRegistered as refusal:
        kept = db.session.get_one(FairRegistration, int(str(refusal.facts["registration"])))
        if "".join(kept.name.split()) != "".join(said.name.split()):
            raise BadInput(_("Somebody of another name is registered under this phone. Enter the visitor's number.")) from None
        return kept

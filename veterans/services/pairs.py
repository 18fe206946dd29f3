"""Linking the files of one family: asked for by one, confirmed by the other, ended by either. Nobody learns from asking whether somebody is on file."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from core import audit
from core.audit import Action, Actor
from core.clock import now
from core.db import db
from core.errors import NotFound, Refusal
from core.outbox import Template
from core.states import advance
from core.telling import Reach, tell
from core.validators import clean_phone
from veterans import queries
from veterans.models import FamilyPair, Person
from veterans.names import is_same_name
from veterans.states import ASKED, FAMILY_PAIR, LINKED

TRIES = 5
WITHIN = timedelta(days=1)


class TooManyRequests(Refusal):
    """The person has asked too often today."""

    status = 429

    def __init__(self) -> None:
        super().__init__(_("You have asked %(n)s times today. Please try again tomorrow, or ask your station.", n=TRIES))


class OwnFile(Refusal):
    """The person named themselves."""

    def __init__(self) -> None:
        super().__init__(_("This is your own file. Enter your relative's name and phone."))


class AlreadyAsked(Refusal):
    """The same relative was asked before, and has not answered or is linked."""

    def __init__(self) -> None:
        super().__init__(_("You have asked this relative already."))


@dataclass(frozen=True)
class Relative:
    """Whom the person names: name and phone as on that person's file, and what they are to the asker (a value of `core.reference.RELATIONS`)."""

    name: str
    phone: str
    relation: str


def _meant(relative: Relative) -> Person | None:
    """The one file with this name and phone; None when there is none, or more than one."""
    found = [p for p in queries.people_with_phone(relative.phone) if is_same_name(p.name, relative.name)]
    return found[0] if len(found) == 1 else None


def _step(pair: FamilyPair, action: str, actor: Actor, done: Action) -> None:
    pair.state = advance(FAMILY_PAIR, pair.state, action)
    if pair.state == LINKED:
        pair.confirmed_at, pair.confirmed_by = now(), actor.account_id
    else:
        pair.ended_at, pair.ended_by = now(), actor.account_id
    db.session.flush()
    audit.record(actor, done, "family_pair", pair.id, person=pair.asker_id, other=pair.other_id)


def ask_relative(actor: Actor, asker: Person, relative: Relative) -> FamilyPair:
    """Ask a relative to link the two files. The request is kept whether or not such a person is on file, and looks the same; who is on file is told.

    A relative who has asked the asker already is answered with yes: both want it.

    Raises:
        TooManyRequests: five a day.
        OwnFile: the asker named themselves.
        AlreadyAsked: a request to the same name and phone waits, or the two are linked.

    """
    relative = Relative(relative.name, clean_phone(relative.phone), relative.relation)
    if queries.asked_since(asker.id, now() - WITHIN) >= TRIES:
        raise TooManyRequests
    if relative.phone == asker.phone and is_same_name(relative.name, asker.name):
        raise OwnFile
    meant = _meant(relative)
    if meant is not None:
        queries.locked_people(asker.id, meant.id)
        waiting = queries.open_pair(asker.id, meant.id)
        if waiting is not None and waiting.state == ASKED and waiting.asker_id == meant.id:
            return confirm_pair(actor, waiting, asker)
        if waiting is not None:
            raise AlreadyAsked
    if _is_open(asker.id, relative):
        raise AlreadyAsked
    pair = FamilyPair(asker_id=asker.id, other_id=meant.id if meant else None, name=relative.name, phone=relative.phone, relation=relative.relation,
                      asked_by=actor.account_id)
    db.session.add(pair)
    db.session.flush()
    audit.record(actor, Action.PAIR_ASKED, "family_pair", pair.id, person=asker.id, other=pair.other_id)
    if meant is not None:
        tell(f"pair-asked:{pair.id}", Reach(meant.phone, meant.account_id), Template.PAIR_ASKED)
    return pair


def _is_open(asker_id: int, relative: Relative) -> bool:
    """Whether a request to the same name and phone waits, or the two are linked: told from what was typed, so that the answer tells nobody who is on file."""
    return any(pair.phone == relative.phone and is_same_name(pair.name, relative.name) for pair in queries.open_pairs_of(asker_id))


def confirm_pair(actor: Actor, pair: FamilyPair, person: Person) -> FamilyPair:
    """The one who was asked agrees; the asker is told.

    Raises:
        NotFound: it is the asker's own request.
        IllegalTransition: it was answered or taken back before.

    """
    _only_the_asked(pair, person)
    _step(pair, "confirm", actor, Action.PAIR_CONFIRMED)
    asker = db.session.get_one(Person, pair.asker_id)
    tell(f"pair-confirmed:{pair.id}", Reach(asker.phone, asker.account_id), Template.PAIR_CONFIRMED)
    return pair


def refuse_pair(actor: Actor, pair: FamilyPair, person: Person) -> None:
    """The one who was asked says no.

    Raises:
        NotFound: it is the asker's own request.

    """
    _only_the_asked(pair, person)
    _step(pair, "refuse", actor, Action.PAIR_REFUSED)


def end_pair(actor: Actor, pair: FamilyPair, person: Person) -> None:
    """Either ends a link; the asker takes back a request that waits.

    Raises:
        IllegalTransition: there is nothing to end.

    """
    is_mine = pair.asker_id == person.id
    _step(pair, "withdraw" if pair.state == ASKED and is_mine else "end", actor, Action.PAIR_ENDED)


def _only_the_asked(pair: FamilyPair, person: Person) -> None:
    if pair.other_id != person.id:
        raise NotFound

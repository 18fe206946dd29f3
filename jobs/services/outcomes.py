"""What comes of a position: intentions that two sides sign, placements that are reported, proved and verified. Each step keeps its time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from core.audit import Action, Actor, record
from core.clock import now, today
from core.db import db
from core.errors import BadInput, Refusal
from core.states import advance
from jobs.models import Intention, Placement
from jobs.services.applications import place_with_report
from jobs.states.outcomes import INTENTION, INTENTION_STAMPS, LAPSED, PLACEMENT, PLACEMENT_STAMPS, PROOFS, PROPOSED, SIGNED, STANDING


class AlreadySigned(Refusal):
    """This side has signed the intention before."""


class AlreadyPlaced(Refusal):
    """The person is at work in this position already."""


class WeakerProof(Refusal):
    """A better proof is on file."""


@dataclass(frozen=True)
class Pair:
    """Who and which position: a person on file, a visitor of a fair, or both; within a fair or outside any."""

    position_id: int
    person_id: int | None = None
    registration_id: int | None = None
    fair_id: int | None = None


def propose_intention(pair: Pair, by: str, actor: Actor, *, slip_number: int | None = None) -> Intention:
    """The pair's intention: proposed now unless there is one; one that had lapsed starts anew, unsigned. `by` is person, employer or staff.

    One that a fair left without both signatures has come to nothing when the two meet at another fair.

    Raises:
        BadInput: the slip's number belongs to another pair.

    """
    kept = intention_of(pair)
    if kept is not None:
        if kept.state in (PROPOSED, SIGNED) and pair.fair_id not in (None, kept.fair_id):
            lapse_intention(kept, "unsigned", actor)
        return _again(kept, pair, by, slip_number, actor) if kept.state == LAPSED else kept
    row = Intention(person_id=pair.person_id, registration_id=pair.registration_id, position_id=pair.position_id, fair_id=pair.fair_id, proposed_by=by,
                    slip_number=slip_number)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        if (made := intention_of(pair)) is not None:
            return made
        raise BadInput(_("The slip with this number was entered for somebody else.")) from None
    record(actor, Action.INTENTION_MOVED, "intention", row.id, step="propose")
    return row


def _again(row: Intention, pair: Pair, by: str, slip_number: int | None, actor: Actor) -> Intention:
    row.proposed_by, row.slip_number, row.lapse_reason = by, slip_number, ""
    row.fair_id, row.registration_id = pair.fair_id, pair.registration_id
    for name in ("person_signed", "employer_signed"):
        setattr(row, f"{name}_at", None)
        setattr(row, f"{name}_how", "")
    _move(row, "propose", actor)
    return row


def intention_of(pair: Pair) -> Intention | None:
    """The pair's intention, whatever its state."""
    same: list[ColumnElement[bool]] = [Intention.position_id == pair.position_id]
    same.append(Intention.person_id == pair.person_id if pair.person_id is not None else Intention.registration_id == pair.registration_id)
    return db.session.execute(select(Intention).where(*same)).scalar_one_or_none()


def sign_intention(row: Intention, side: str, how: str, actor: Actor) -> None:
    """Note one side's signature; with the second one it is confirmed. `side` is person or employer, `how` is qr, code, paper or staff.

    Raises:
        AlreadySigned: that side has signed.
        core.errors.IllegalTransition: it lapsed or went further.

    """
    advance(INTENTION, row.state, "sign")
    if getattr(row, f"{side}_signed_at") is not None:
        raise AlreadySigned(_("This side has signed already."))
    setattr(row, f"{side}_signed_at", now())
    setattr(row, f"{side}_signed_how", how)
    _move(row, "sign", actor, side=side, how=how)


def lapse_intention(row: Intention, reason: str, actor: Actor) -> None:
    """Note that nothing came of it. `reason` is a key of LAPSE_REASONS."""
    row.lapse_reason = reason
    _move(row, "lapse", actor, reason=reason)


def offer_work(row: Intention, actor: Actor) -> None:
    """Note that the enterprise made an offer."""
    _move(row, "offer", actor)


def _move(row: Intention, step: str, actor: Actor, **detail: Any) -> None:
    row.state = advance(INTENTION, row.state, step)
    setattr(row, INTENTION_STAMPS[row.state], now())
    db.session.flush()
    record(actor, Action.INTENTION_MOVED, "intention", row.id, step=step, **detail)


@dataclass(frozen=True)
class Report:
    """A report that somebody started work."""

    person_id: int
    by: str
    origin: str
    started_on: date | None = None
    position_id: int | None = None
    employer_id: int | None = None
    employer_name: str = ""
    intention_id: int | None = None
    fair_id: int | None = None
    kind: str = "regular"


def report_placement(report: Report, actor: Actor) -> Placement:
    """Keep a report that somebody started work; an intention it follows from, and an application that was offered the job, are placed with it.

    Raises:
        AlreadyPlaced: a placement of the person in the position stands.
        BadInput: the day lies ahead.

    """
    if report.started_on is not None and report.started_on > today():
        raise BadInput(_("The first day at work cannot lie ahead."))
    row = Placement(person_id=report.person_id, position_id=report.position_id, employer_id=report.employer_id, employer_name=report.employer_name,
                    intention_id=report.intention_id, fair_id=report.fair_id, kind=report.kind, origin=report.origin, reported_by=report.by,
                    started_on=report.started_on)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise AlreadyPlaced(_("This person is already reported at work in this position.")) from None
    record(actor, Action.PLACEMENT_MOVED, "placement", row.id, step="report")
    if report.intention_id is not None:
        _move(db.session.get_one(Intention, report.intention_id), "place", actor)
    if report.position_id is not None:
        place_with_report(report.person_id, report.position_id, actor)
    return row


def prove_placement(row: Placement, proof: str, actor: Actor) -> None:
    """Note a proof of PROOFS, at least as strong as the one there is.

    Raises:
        WeakerProof: a better one is on file.

    """
    if row.proof and PROOFS.index(proof) < PROOFS.index(row.proof):
        raise WeakerProof(_("A better proof is on file already."))
    row.proof = proof
    _move_placement(row, "prove", actor, proof=proof)


def verify_placement(row: Placement, actor: Actor) -> None:
    """The bureau vouches for it: from now on it counts."""
    row.verified_by = actor.account_id
    _move_placement(row, "verify", actor)


def end_placement(row: Placement, ended_on: date, reason: str, actor: Actor) -> None:
    """Note that the work ended. `reason` is a key of END_REASONS."""
    row.ended_on, row.end_reason = ended_on, reason
    _move_placement(row, "end", actor, reason=reason)


def reverse_placement(row: Placement, reason: str, actor: Actor) -> None:
    """Take a placement back that should not count: its place in the position is free again, its intention is where it was."""
    row.reversal_reason = reason
    intention_id, row.intention_id = row.intention_id, None
    _move_placement(row, "reverse", actor, intention=intention_id)
    if intention_id is not None:
        _move(db.session.get_one(Intention, intention_id), "reverse", actor)


def _move_placement(row: Placement, step: str, actor: Actor, **detail: Any) -> None:
    row.state = advance(PLACEMENT, row.state, step)
    setattr(row, PLACEMENT_STAMPS[row.state], now())
    db.session.flush()
    record(actor, Action.PLACEMENT_MOVED, "placement", row.id, step=step, **detail)


def filled(position_id: int) -> int:
    """How many people the position has taken on: placements that stand."""
    query = select(Placement.id).where(Placement.position_id == position_id, Placement.state.in_(STANDING))
    return len(db.session.execute(query).scalars().all())

"""Reading for the door desk: doors, who is meant, how many came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from core import crypto
from core.db import db
from jobs.fairs.models import CheckIn, Door, FairPaper, FairRegistration
from jobs.fairs.states import CAME, CANCELLED, CHECKED_IN, COUNTING

SHOWN = 12


@dataclass(frozen=True)
class Heads:
    """How many people came, each counted once over all doors: by kind, and how many are inside now."""

    veteran: int = 0
    family: int = 0
    other: int = 0
    inside: int = 0

    @property
    def total(self) -> int:
        """Everybody who came."""
        return self.veteran + self.family + self.other


def doors(fair_id: int) -> list[Door]:
    """The fair's doors by name."""
    return list(db.session.execute(select(Door).where(Door.fair_id == fair_id).order_by(Door.name, Door.id)).scalars())


def door_of(fair_id: int, door_id: int) -> Door | None:
    """A door of this fair."""
    return db.session.execute(select(Door).where(Door.id == door_id, Door.fair_id == fair_id)).scalar_one_or_none()


def scan_by_nonce(fair_id: int, nonce: str) -> CheckIn | None:
    """The scan a device made, if it arrived before."""
    return db.session.execute(select(CheckIn).where(CheckIn.fair_id == fair_id, CheckIn.nonce == nonce)).scalar_one_or_none()


def registration_of(fair_id: int, registration_id: int) -> FairRegistration | None:
    """A registration for this fair."""
    query = select(FairRegistration).where(FairRegistration.id == registration_id, FairRegistration.fair_id == fair_id)
    return db.session.execute(query).scalar_one_or_none()


def by_digits(fair_id: int, digits: str) -> list[FairRegistration]:
    """Whose number at the door it is, or whose phone ends so and whose registration stands; by number, at most 20."""
    theirs = or_(FairRegistration.door_code == digits, and_(FairRegistration.phone_tail_index == crypto.blind_index(digits, "phone-tail"),
                                                            FairRegistration.state != CANCELLED))
    query = select(FairRegistration).where(FairRegistration.fair_id == fair_id, theirs)
    return list(db.session.execute(query.order_by(FairRegistration.door_code, FairRegistration.id).limit(20)).scalars())


def counting_scans(registration_id: int) -> list[CheckIn]:
    """The scans that a visitor's state follows from."""
    query = select(CheckIn).where(CheckIn.registration_id == registration_id, CheckIn.result.in_(COUNTING))
    return list(db.session.execute(query).scalars())


def heads(fair_id: int) -> Heads:
    """People who came, by kind, counted over registrations: somebody who used two doors is one."""
    query = select(FairRegistration.kind, FairRegistration.state, func.count()).where(FairRegistration.fair_id == fair_id, FairRegistration.state.in_(CAME))
    rows = db.session.execute(query.group_by(FairRegistration.kind, FairRegistration.state)).all()
    by_kind = {kind: sum(n for k, _s, n in rows if k == kind) for kind in ("veteran", "family", "other")}
    return Heads(**by_kind, inside=sum(n for _k, state, n in rows if state == CHECKED_IN))


def permitted_inside(fair_id: int) -> int | None:
    """How many people the permit allows inside; None where there is none. Doors ask one after the other, so that two do not both let the last one in."""
    query = select(FairPaper.permitted).where(FairPaper.fair_id == fair_id, FairPaper.kind == "permit").with_for_update()
    return db.session.execute(query).scalar_one_or_none()


def last_scans(fair_id: int, door_id: int | None = None, limit: int = SHOWN) -> Sequence[Any]:
    """The last scans (of one door): (scan, registration or None, door's name), newest first."""
    query = select(CheckIn, FairRegistration, Door.name).join(Door, Door.id == CheckIn.door_id)
    query = query.outerjoin(FairRegistration, FairRegistration.id == CheckIn.registration_id).where(CheckIn.fair_id == fair_id)
    if door_id is not None:
        query = query.where(CheckIn.door_id == door_id)
    return db.session.execute(query.order_by(CheckIn.scanned_at.desc(), CheckIn.id.desc()).limit(limit)).all()


def earlier_let_in(scan: CheckIn) -> tuple[CheckIn, str] | None:
    """The scan that let the visitor in before this one, and the name of its door."""
    query = select(CheckIn, Door.name).join(Door, Door.id == CheckIn.door_id)
    query = query.where(CheckIn.registration_id == scan.registration_id, CheckIn.result == "ok", CheckIn.scanned_at <= scan.scanned_at, CheckIn.id != scan.id)
    row = db.session.execute(query.order_by(CheckIn.scanned_at.desc()).limit(1)).first()
    return (row[0], row[1]) if row else None

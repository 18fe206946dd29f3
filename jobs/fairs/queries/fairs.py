"""Reading fairs. What the public may see is announced; staff see the fairs of their station's subtree, everybody below the city those of the city too."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from accounts.stations import in_scope
from core.clock import CITY_ZONE, now
from core.db import db
from core.reservation import Resource
from core.work import WorkItem
from employers.models import Employer
from employers.queries import is_verified
from jobs.fairs.models import Booth, Fair, FairEmployer, FairHall, FairPaper, FairPosition, FairTask
from jobs.fairs.states import COMES, COMING, ENDED, PUBLIC, REPORTED, RUNNING
from jobs.models import Position
from jobs.queries import is_live

CITY_CODE_LENGTH = 6


def is_public() -> ColumnElement[bool]:
    """Announced, or later."""
    return Fair.state.in_(PUBLIC)


def public_fair(fair_id: int) -> Fair | None:
    """A fair the public may see."""
    return db.session.execute(select(Fair).where(Fair.id == fair_id, is_public())).scalar_one_or_none()


def _seen_by(station_code: str) -> ColumnElement[bool]:
    """The station's own fairs and those below; a fair of the city that is announced is everybody's."""
    return or_(in_scope(Fair.station_code, station_code), (Fair.station_code == station_code[:CITY_CODE_LENGTH]) & is_public())


def fair_for_staff(station_code: str, fair_id: int) -> Fair | None:
    """A fair that staff of a station may see."""
    return db.session.execute(select(Fair).where(Fair.id == fair_id, _seen_by(station_code))).scalar_one_or_none()


def fair_to_run(station_code: str, fair_id: int) -> Fair | None:
    """A fair that staff of a station hold themselves."""
    return db.session.execute(select(Fair).where(Fair.id == fair_id, in_scope(Fair.station_code, station_code))).scalar_one_or_none()


def fairs_for_staff(station_code: str, page: int, size: int) -> tuple[list[Fair], int]:
    """A page of fairs, the coming ones first, and how many there are."""
    total = db.session.execute(select(func.count()).select_from(Fair).where(_seen_by(station_code))).scalar_one()
    is_over = Fair.state.in_((ENDED, REPORTED))
    query = select(Fair).where(_seen_by(station_code)).order_by(is_over, Fair.starts_at.desc(), Fair.id.desc())
    return list(db.session.execute(query.limit(size).offset((page - 1) * size)).scalars()), total


def coming_fairs(limit: int = 20) -> list[Fair]:
    """Announced fairs that are not over, the soonest first."""
    query = select(Fair).where(Fair.state.in_(COMING), or_(Fair.ends_at > now(), Fair.state == RUNNING))
    return list(db.session.execute(query.order_by(Fair.starts_at, Fair.id).limit(limit)).scalars())


def past_fairs(page: int, size: int) -> tuple[list[Fair], int]:
    """A page of fairs that are over, the last first, and how many there are."""
    is_over = Fair.state.in_((ENDED, REPORTED))
    total = db.session.execute(select(func.count()).select_from(Fair).where(is_over)).scalar_one()
    query = select(Fair).where(is_over).order_by(Fair.starts_at.desc(), Fair.id.desc())
    return list(db.session.execute(query.limit(size).offset((page - 1) * size)).scalars()), total


def listed_fairs() -> Sequence[Any]:
    """Id, title, state of every fair, the newest first."""
    return db.session.execute(select(Fair.id, Fair.title, Fair.state, Fair.starts_at).order_by(Fair.id.desc())).all()


def fair(fair_id: int) -> Fair | None:
    """Any fair; for commands and tasks."""
    return db.session.get(Fair, fair_id)


def fairs_between(first: datetime, last: datetime) -> list[Fair]:
    """Coming fairs that start from `first` to before `last`."""
    query = select(Fair).where(Fair.state.in_(COMING), Fair.starts_at >= first, Fair.starts_at < last)
    return list(db.session.execute(query.order_by(Fair.id)).scalars())


def counts(fair_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """By fair: enterprises that come (`employers`), their positions (`positions`), the headcount asked for (`headcount`; 若干 counts nothing)."""
    who = select(FairEmployer.fair_id, func.count()).where(FairEmployer.fair_id.in_(fair_ids), FairEmployer.state.in_(COMES)).group_by(FairEmployer.fair_id)
    what = select(FairPosition.fair_id, func.count(), func.coalesce(func.sum(FairPosition.headcount), 0))
    what = what.join(FairEmployer, FairEmployer.id == FairPosition.fair_employer_id)
    what = what.where(FairPosition.fair_id.in_(fair_ids), FairEmployer.state.in_(COMES)).group_by(FairPosition.fair_id)
    out = {fair_id: {"employers": 0, "positions": 0, "headcount": 0} for fair_id in fair_ids}
    for fair_id, employers in db.session.execute(who):
        out[fair_id]["employers"] = employers
    for fair_id, positions, headcount in db.session.execute(what):
        out[fair_id] |= {"positions": positions, "headcount": headcount or 0}
    return out


def room(fair: Fair) -> dict[str, Resource]:
    """The fair's two resources as they are now: `booths` and `tickets`."""
    ids = {"booths": fair.booths_id, "tickets": fair.tickets_id}
    found = {r.id: r for r in db.session.execute(select(Resource).where(Resource.id.in_([i for i in ids.values() if i]))).scalars()}
    return {name: found[i] for name, i in ids.items() if i in found}


def papers(fair_id: int) -> dict[str, FairPaper]:
    """The fair's papers by kind."""
    return {p.kind: p for p in db.session.execute(select(FairPaper).where(FairPaper.fair_id == fair_id)).scalars()}


def tasks_of(fair_id: int) -> list[FairTask]:
    """The checklist, by day."""
    return list(db.session.execute(select(FairTask).where(FairTask.fair_id == fair_id).order_by(FairTask.due_on, FairTask.id)).scalars())


def halls(fair_id: int) -> list[FairHall]:
    """The fair's halls in order."""
    return list(db.session.execute(select(FairHall).where(FairHall.fair_id == fair_id).order_by(FairHall.id)).scalars())


def booths(fair_id: int, *, lock: bool = False) -> list[Booth]:
    """Every booth, by hall and number; `lock` makes whoever gives or keeps booths of this fair wait for the end of the transaction."""
    query = select(Booth).where(Booth.fair_id == fair_id).order_by(Booth.hall_id, Booth.number)
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    return list(db.session.execute(query).scalars())


def stored_paper_names() -> set[str]:
    """The names of all files that a row points to."""
    return set(db.session.execute(select(FairPaper.stored_name)).scalars())


def unverified_exhibitors(fair_id: int) -> int:
    """Enterprises that come but are not verified today."""
    query = select(func.count()).select_from(FairEmployer).join(Employer, Employer.id == FairEmployer.employer_id)
    return db.session.execute(query.where(FairEmployer.fair_id == fair_id, FairEmployer.state.in_(COMES), ~is_verified())).scalar_one()


def own_live_positions(employer_id: int) -> list[Position]:
    """An enterprise's live positions, which it may bring to a fair."""
    query = select(Position).where(Position.employer_id == employer_id, is_live()).order_by(Position.title, Position.id)
    return list(db.session.execute(query).scalars())


def fairs_ended_on(day: date) -> list[Fair]:
    """Fairs that ended on a day of the city's calendar and are not reported."""
    first = datetime.combine(day, time(), CITY_ZONE)
    query = select(Fair).where(Fair.state == ENDED, Fair.ends_at >= first, Fair.ends_at < first + timedelta(days=1))
    return list(db.session.execute(query.order_by(Fair.id)).scalars())


def position_ids(fair_id: int) -> set[int]:
    """The positions brought to a fair."""
    return set(db.session.execute(select(FairPosition.position_id).where(FairPosition.fair_id == fair_id)).scalars())


def prints(kind: str) -> list[WorkItem]:
    """The papers made lately, the newest first."""
    return list(db.session.execute(select(WorkItem).where(WorkItem.kind == kind).order_by(WorkItem.id.desc()).limit(200)).scalars())

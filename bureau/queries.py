"""What the desk shows from every package: what waits, what is missing, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all

from accounts.models import Account, Station
from accounts.stations import LEVELS, in_scope
from core.audit import AuditEntry
from core.clock import CITY_ZONE
from core.db import db
from core.importing import ImportBatch, Owner
from core.importing.queries import owned
from core.importing.states import BUSY
from employers.models import Employer
from employers.queries import employer_in, is_verified
from employers.states import SUBMITTED as EMPLOYER_SUBMITTED
from jobs.models import Position, PositionReport
from jobs.states import SUBMITTED
from veterans.models import Person

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)  # days beyond have no instant on every clock
VERIFY = "audit.verify"  # the kind of work that walks the audit trail


@dataclass(frozen=True)
class Waiting:
    """How many things wait, and since when the oldest does."""

    count: int
    since: datetime | None


def employers_waiting(scope: str) -> Waiting:
    """Enterprises that wait to be verified."""
    query = select(func.count(), func.min(Employer.submitted_at)).where(Employer.state == EMPLOYER_SUBMITTED, employer_in(scope))
    return Waiting(*db.session.execute(query).one())


def positions_waiting(scope: str) -> Waiting:
    """Positions that wait to be reviewed."""
    query = select(func.count(), func.min(Position.submitted_at)).join(Employer, Employer.id == Position.employer_id)
    return Waiting(*db.session.execute(query.where(Position.state == SUBMITTED, employer_in(scope))).one())


def reports_waiting(scope: str) -> Waiting:
    """Readers' reports on positions that nobody has settled."""
    query = select(func.count(), func.min(PositionReport.reported_at)).join(Position, Position.id == PositionReport.position_id)
    query = query.join(Employer, Employer.id == Position.employer_id).where(PositionReport.settled_at.is_(None), employer_in(scope))
    return Waiting(*db.session.execute(query).one())


def imports_waiting(scope: str, kinds: Sequence[str]) -> Waiting:
    """Imports of these kinds that are being checked or wait to be confirmed."""
    conditions = (ImportBatch.kind.in_(kinds), ImportBatch.state.in_((*BUSY, "checked")), owned(Owner(station_code=scope)))
    return Waiting(*db.session.execute(select(func.count(), func.min(ImportBatch.uploaded_at)).where(*conditions)).one())


def _any(*conditions: ColumnElement[bool]) -> bool:
    return bool(db.session.execute(select(select(1).where(*conditions).exists())).scalar_one())


def first_steps() -> dict[str, bool]:
    """The steps of setting up a city, in order, and whether each is done."""
    members = select(func.count()).select_from(Account).where(Account.staff_role.is_not(None), Account.is_active)
    return {
        "stations": _any(Station.level == "village"),
        "phones": _any(Station.phone != ""),
        "staff": db.session.execute(members).scalar_one() > 1,
        "roster": _any(Person.id.is_not(None)),
        "positions": _any(Position.id.is_not(None)),
    }


@dataclass(frozen=True)
class AuditFilter:
    """What narrows the audit log; None or empty narrows nothing. Days are civil days in the city, both included."""

    action: str = ""
    account: int | None = None
    since: date | None = None
    until: date | None = None


def _city_midnight(day: date) -> datetime:
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time(), CITY_ZONE)


def _audit_conditions(scope: str, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    """The city's auditor reads everything, with what people and the system did; one further down reads what was done in the subtree."""
    found = [] if LEVELS.get(len(scope)) == "city" else [in_scope(AuditEntry.station_code, scope)]
    if wanted.action:
        found.append(AuditEntry.action == wanted.action)
    if wanted.account:
        found.append(AuditEntry.account_id == wanted.account)
    if wanted.since:
        found.append(AuditEntry.at >= _city_midnight(wanted.since))
    if wanted.until:
        found.append(AuditEntry.at < _city_midnight(min(wanted.until, LAST_DAY) + timedelta(days=1)))
    return found


def audit_page(scope: str, wanted: AuditFilter, page: int, size: int) -> tuple[Sequence[Any], int]:
    """One page of the audit log, newest first, with the role of the account that acted; and how many entries there are."""
    conditions = _audit_conditions(scope, wanted)
    columns = (AuditEntry.id, AuditEntry.at, AuditEntry.action, AuditEntry.account_id, AuditEntry.label, AuditEntry.subject_type, AuditEntry.subject_id,
               AuditEntry.detail, Account.staff_role, Station.name.label("station_name"))
    query = select(*columns).outerjoin(Account, Account.id == AuditEntry.account_id).outerjoin(Station, Station.code == AuditEntry.station_code)
    total = db.session.execute(select(func.count()).select_from(AuditEntry).where(*conditions)).scalar_one()
    rows = db.session.execute(query.where(*conditions).order_by(AuditEntry.id.desc()).limit(size).offset((page - 1) * size)).all()
    return rows, total


def audit_count() -> int:
    """How many entries the trail has."""
    return db.session.execute(select(func.count()).select_from(AuditEntry)).scalar_one()

@dataclass(frozen=True)
class Queued:
    """Something that waits for a reviewer: `employer` or `position`, its name, whose it is, since when; whether its employer is verified."""

    kind: str
    id: int
    name: str
    employer_id: int
    employer_name: str
    since: datetime
    is_verified: bool


def _queue(scope: str, kind: str) -> Select[Any]:
    employers = select(literal("employer").label("kind"), Employer.id.label("id"), Employer.name.label("name"), Employer.id.label("employer_id"),
                       Employer.name.label("employer_name"), Employer.submitted_at.label("since"), is_verified().label("is_verified"))
    employers = employers.where(Employer.state == EMPLOYER_SUBMITTED, employer_in(scope))
    positions = select(literal("position").label("kind"), Position.id.label("id"), Position.title.label("name"), Employer.id.label("employer_id"),
                       Employer.name.label("employer_name"), Position.submitted_at.label("since"), is_verified().label("is_verified"))
    positions = positions.join(Employer, Employer.id == Position.employer_id).where(Position.state == SUBMITTED, employer_in(scope))
    wanted = {"employer": [employers], "position": [positions]}.get(kind, [employers, positions])
    queue = union_all(*wanted).subquery() if len(wanted) > 1 else wanted[0].subquery()
    return select(*queue.columns).order_by(*(list(queue.columns)[i] for i in (5, 0, 1)))


def review_queue(scope: str, kind: str, page: int, size: int) -> list[Queued]:
    """A page of what waits for review, oldest first; `kind` narrows it to employers or positions."""
    rows = db.session.execute(_queue(scope, kind).limit(size).offset((page - 1) * size))
    return [Queued(r.kind, r.id, r.name, r.employer_id, r.employer_name, r.since, bool(r.is_verified)) for r in rows]


def open_reports(scope: str, page: int, size: int) -> Sequence[Any]:
    """A page of readers' reports nobody has settled, oldest first: id, kind, reported_at, position_id, title, employer_name."""
    query = select(PositionReport.id, PositionReport.kind, PositionReport.reported_at, PositionReport.position_id, Position.title,
                   Employer.name.label("employer_name")).join(Position, Position.id == PositionReport.position_id)
    query = query.join(Employer, Employer.id == Position.employer_id).where(PositionReport.settled_at.is_(None), employer_in(scope))
    return db.session.execute(query.order_by(PositionReport.reported_at, PositionReport.id).limit(size).offset((page - 1) * size)).all()

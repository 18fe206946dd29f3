"""The files themselves: the roster, one file, exports, counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from accounts.models import Station
from accounts.stations import in_scope
from core import crypto
from core.clock import now, today
from core.db import db
from core.errors import NotFound
from core.validators import clean_identity, clean_phone
from core.work import WorkItem
from veterans.models import Evidence, FamilyPair, MergedFile, Person, PersonSkill, Qualification, ServiceRecord
from veterans.states import LINKED

EXPIRING = timedelta(days=60)
LAST = "\U0010ffff"
Parent = aliased(Station)


@dataclass(frozen=True)
class RosterFilter:
    """What narrows the roster; an empty value narrows nothing. `station` is a code; `discharged_from` and `_to` are years; `papers` is `expiring`,
    `expired` or `exchange`; `paired` is `yes` or `no`.
    """

    kind: str = ""
    seeking: str = ""
    employment: str = ""
    station: str = ""
    discharged_from: int | None = None
    discharged_to: int | None = None
    missing: str = ""
    papers: str = ""
    paired: str = ""


def _starts_with(column: Any, text: str) -> ColumnElement[bool]:
    return and_(column >= text, column < text + LAST)


def _missing(what: str) -> ColumnElement[bool]:
    return Person.phone_index.is_(None) if what == "phone" else Person.education == ""


def _papers(what: str) -> ColumnElement[bool]:
    day = today()
    wanted = {
        "expiring": Qualification.expires_on.between(day, day + EXPIRING), "expired": Qualification.expires_on < day, "exchange": Qualification.is_military,
    }[what]
    return select(Qualification.id).where(Qualification.person_id == Person.id, wanted).exists()


def _is_paired() -> ColumnElement[bool]:
    mine = or_(FamilyPair.asker_id == Person.id, FamilyPair.other_id == Person.id)
    return select(FamilyPair.id).where(mine, FamilyPair.state == LINKED).exists()


def _conditions(scope: str, wanted: RosterFilter) -> list[ColumnElement[bool]]:
    found = [in_scope(Person.station_code, scope)]
    if wanted.station:
        found.append(in_scope(Person.station_code, wanted.station))
    found += [getattr(Person, name) == value for name in ("kind", "seeking", "employment") if (value := getattr(wanted, name))]
    if wanted.discharged_from:
        found.append(ServiceRecord.discharged_on >= date(wanted.discharged_from, 1, 1))
    if wanted.discharged_to:
        found.append(ServiceRecord.discharged_on <= date(wanted.discharged_to, 12, 31))
    if wanted.missing in ("phone", "education"):
        found.append(_missing(wanted.missing))
    if wanted.papers:
        found.append(_papers(wanted.papers))
    if wanted.paired:
        found.append(_is_paired() if wanted.paired == "yes" else ~_is_paired())
    return found


def _named(text: str) -> ColumnElement[bool]:
    """People an entry of the search box means: an identity number or a phone exactly, pinyin or its initials from the start, else part of the name."""
    number, phone = clean_identity(text), clean_phone(text)
    if len(number) == 18 and number[:17].isdigit():
        return Person.identity_index == crypto.blind_index(number, "identity")
    if phone.isdigit():
        return Person.phone_index == crypto.blind_index(phone, "phone")
    latin = "".join(text.lower().split())
    if latin.isascii():
        return or_(_starts_with(Person.name_key, latin), Person.name_key.contains(f" {latin}", autoescape=True))
    return Person.name.contains(text, autoescape=True)


def _roster() -> Any:
    place = func.coalesce(Parent.name, "").label("parent_name")
    columns = (Person.id, Person.name, Person.phone, Person.kind, Person.birth_date, Person.education, Person.employment, Person.seeking,
               Person.account_id, Station.name.label("station_name"), Station.level.label("station_level"), place, ServiceRecord.discharged_on)
    return (select(*columns).join(Station, Station.code == Person.station_code).outerjoin(Parent, Parent.code == Station.parent_code)
            .outerjoin(ServiceRecord, ServiceRecord.person_id == Person.id))


def _count(conditions: Iterable[ColumnElement[bool]], with_service: bool) -> int:
    query = select(func.count()).select_from(Person)
    if with_service:
        query = query.join(ServiceRecord, ServiceRecord.person_id == Person.id)
    return db.session.execute(query.where(*conditions)).scalar_one()


def roster_page(scope: str, wanted: RosterFilter, page: int, size: int, text: str = "") -> tuple[Sequence[Any], int]:
    """One page of the roster in order of names, and how many people there are in all."""
    conditions = _conditions(scope, wanted) + ([_named(text)] if text else [])
    total = _count(conditions, bool(wanted.discharged_from or wanted.discharged_to))
    query = _roster().where(*conditions).order_by(Person.name_key, Person.id).limit(size).offset((page - 1) * size)
    return db.session.execute(query).all(), total


def roster_people(scope: str, wanted: RosterFilter) -> Iterator[Person]:
    """Everybody the filter leaves, whole files, in order of names: for the export. Read in portions; detached, so that they outlive a commit."""
    query = select(Person).outerjoin(ServiceRecord, ServiceRecord.person_id == Person.id).where(*_conditions(scope, wanted))
    query = query.options(joinedload(Person.service), selectinload(Person.skills), selectinload(Person.qualifications))
    for person in db.session.execute(query.order_by(Person.name_key, Person.id).execution_options(yield_per=500)).scalars():
        db.session.expunge(person)
        yield person


def roster_count(scope: str, wanted: RosterFilter) -> int:
    """How many people the filter leaves."""
    return _count(_conditions(scope, wanted), bool(wanted.discharged_from or wanted.discharged_to))


def _whole() -> Select[Person]:
    return select(Person).options(joinedload(Person.service), selectinload(Person.skills), selectinload(Person.qualifications))


def person_in_scope(scope: str, person_id: int) -> Person:
    """The whole file of a person whom the station `scope` looks after.

    Raises:
        NotFound: there is no such person, or another station looks after them.

    """
    found = db.session.execute(_whole().where(Person.id == person_id, in_scope(Person.station_code, scope))).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def whole_file(person_id: int) -> Person:
    """The whole file with a number, read anew; for writers that have found it before, in scope.

    Raises:
        NotFound: it was merged or deleted since.

    """
    found = db.session.execute(_whole().where(Person.id == person_id).execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def person_of_account(account_id: int) -> Person | None:
    """The whole file the account is joined to."""
    return db.session.execute(_whole().where(Person.account_id == account_id)).scalar_one_or_none()


def export_of(account_id: int, scope: str, kind: str, work_id: int) -> WorkItem:
    """The export an account asked for at the station it still works at.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    query = select(WorkItem).where(WorkItem.id == work_id, WorkItem.kind == kind, WorkItem.account_id == account_id)
    found = db.session.execute(query).scalar_one_or_none()
    if found is None or found.parameters["scope"] != scope:
        raise NotFound
    return found


def finished_exports(kind: str, before: datetime) -> list[WorkItem]:
    """Exports finished before a moment."""
    return list(db.session.execute(select(WorkItem).where(WorkItem.kind == kind, WorkItem.finished_at < before)).scalars())


def person_in_scope_by_identity(scope: str, number: str) -> Person | None:
    """The person with this identity number, or into whose file one with it was merged, when the station looks after them."""
    index = crypto.blind_index(clean_identity(number), "identity")
    merged = select(MergedFile.survivor_id).where(MergedFile.identity_index == index)
    found = or_(Person.identity_index == index, Person.id.in_(merged))
    return db.session.execute(select(Person).where(found, in_scope(Person.station_code, scope))).scalar_one_or_none()


def is_on_file(number: str) -> bool:
    """Whether anybody has this identity number, in any station, or had it before two files were merged."""
    index = crypto.blind_index(clean_identity(number), "identity")
    found = db.session.execute(select(Person.id).where(Person.identity_index == index)).first()
    return found is not None or db.session.execute(select(MergedFile.old_id).where(MergedFile.identity_index == index)).first() is not None


def leads_elsewhere(identity_index: bytes, person_id: int) -> bool:
    """Whether a number (its blind index) is that of a file that was merged into another than this."""
    query = select(MergedFile.old_id).where(MergedFile.identity_index == identity_index, MergedFile.survivor_id != person_id)
    return db.session.execute(query).first() is not None


def merged_into(scope: str, old_id: int) -> int | None:
    """The file in `scope` that took over the file with a number, or None."""
    query = select(MergedFile.survivor_id).join(Person, Person.id == MergedFile.survivor_id)
    return db.session.execute(query.where(MergedFile.old_id == old_id, in_scope(Person.station_code, scope))).scalar_one_or_none()


def people_with_lapsed_proof(day: date) -> list[Person]:
    """Whole files that hold a certificate that ran out before `day` and a skill kept as certified that is not so by itself."""
    lapsed = select(Qualification.person_id).where(Qualification.kind == "certificate", Qualification.expires_on < day)
    raised = select(PersonSkill.person_id).where(PersonSkill.evidence == Evidence.CERTIFIED, PersonSkill.own_evidence != Evidence.CERTIFIED)
    return list(db.session.execute(_whole().where(Person.id.in_(lapsed), Person.id.in_(raised))).scalars())


def ids_in_scope(scope: str, person_ids: Iterable[int]) -> set[int]:
    """Those of the files that the station looks after."""
    query = select(Person.id).where(Person.id.in_(list(person_ids)), in_scope(Person.station_code, scope))
    return set(db.session.execute(query).scalars())


def kind_counts(scope: str) -> dict[str, int]:
    """How many people of each kind the station looks after; kinds nobody is of are left out."""
    query = select(Person.kind, func.count()).where(in_scope(Person.station_code, scope)).group_by(Person.kind)
    return {kind: int(number) for kind, number in db.session.execute(query)}


def added_since(scope: str, days: int) -> int:
    """How many people in `scope` were put on file in the last `days` days."""
    query = select(func.count()).select_from(Person).where(in_scope(Person.station_code, scope), Person.created_at >= now() - timedelta(days=days))
    return db.session.execute(query).scalar_one()


def gaps(scope: str) -> dict[str, int]:
    """How many files in `scope` lack what contacting and ranking need: `phone`, `education`; and `people`, how many there are."""
    columns = (func.count(), func.count().filter(Person.phone_index.is_(None)), func.count().filter(Person.education == ""))
    people, phone, education = db.session.execute(select(*columns).where(in_scope(Person.station_code, scope))).one()
    return {"people": people, "phone": phone, "education": education}


def station_title(code: str) -> str:
    """A station's name with the township's in front of a village's: 城关街道仪表社区."""
    query = select(Station.name, Parent.name, Station.level).outerjoin(Parent, Parent.code == Station.parent_code).where(Station.code == code)
    row = db.session.execute(query).one_or_none()
    if row is None:
        return ""
    return f"{row[1]}{row[0]}" if row[2] == "village" and row[1] else str(row[0])


def station_names(scope: str) -> dict[str, tuple[str, str]]:
    """For every station in the subtree, by code: the name of its township and of its village (empty above the villages)."""
    query = select(Station.code, Station.name, Station.level, Parent.name).outerjoin(Parent, Parent.code == Station.parent_code)
    rows = db.session.execute(query.where(in_scope(Station.code, scope)))
    return {code: (parent or "", name) if level == "village" else (name, "") for code, name, level, parent in rows}


def file_states(scope: str, *, seeking: bool = False, limit: int | None = None) -> Sequence[Any]:
    """Id and `seeking` of the files in `scope`, by id; with `seeking` only of people who look for work."""
    query = select(Person.id, Person.seeking).where(in_scope(Person.station_code, scope)).order_by(Person.id).limit(limit)
    return db.session.execute(query.where(Person.seeking == "yes") if seeking else query).all()

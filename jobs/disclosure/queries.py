"""Who may be shown to whom. `visible_to` is the one predicate behind list, detail, count, export, print and API."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from accounts.models import Account, Station
from core.clock import today
from core.db import db
from employers.models import Employer
from employers.names import name_key
from employers.queries import is_verified
from jobs.disclosure.models import Consent, ContactRequest, Disclosure, HiddenEmployer
from jobs.disclosure.showing import NAME, PHONE, PROFILE, Facts
from jobs.models import Application, Position
from jobs.states.applications import RUNNING
from veterans.models import Person, PersonSkill, Qualification, ServiceRecord, Visibility

TOWNSHIP_LENGTH = 9


def _hides_from(employer_id: int) -> ColumnElement[bool]:
    """By its number here, its credit code, or a name that stands within its own: hiding too much is the safe side."""
    named = Employer.name_key.contains(HiddenEmployer.name_key)
    same = or_(HiddenEmployer.employer_id == Employer.id, HiddenEmployer.credit_code == Employer.credit_code, named)
    query = select(HiddenEmployer.id).join(Employer, Employer.id == employer_id).where(HiddenEmployer.person_id == Person.id, same)
    return query.correlate(Person).exists()


def _opened_to(employer_id: int) -> ColumnElement[bool]:
    """A consent given while the file was closed to everybody else."""
    query = select(Consent.id).where(Consent.person_id == Person.id, Consent.employer_id == employer_id, Consent.while_off, Consent.withdrawn_at.is_(None))
    return query.correlate(Person).exists()


def visible_to(employer_id: int) -> ColumnElement[bool]:
    """People an enterprise may be shown at all, masked or not.

    It is verified today; the person does not hide from it; and the file is masked or open, or closed but opened to this enterprise by applying to it.
    """
    verified = select(Employer.id).where(Employer.id == employer_id, is_verified()).exists()
    not_off = Person.visibility.in_((Visibility.MASKED, Visibility.OPEN))
    return and_(verified, ~_hides_from(employer_id), or_(not_off, _opened_to(employer_id)))


def visible_ids(employer_id: int, person_ids: Collection[int]) -> list[int]:
    """Those of the people whom the enterprise may be shown, in the order given."""
    query = select(Person.id).where(Person.id.in_(person_ids), visible_to(employer_id))
    found = set(db.session.execute(query).scalars())
    return [one for one in person_ids if one in found]


def everybody_visible(employer_id: int) -> set[int]:
    """Everybody whom the enterprise may be shown."""
    return set(db.session.execute(select(Person.id).where(visible_to(employer_id))).scalars())


def application_counts(employer_id: int, position_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By position of an employer, how many applications run, and how many of them it has not opened: of people whom it may be shown."""
    running = func.count().filter(Application.state.in_(RUNNING))
    query = select(Application.position_id, running, func.count().filter(Application.state == "submitted")).join(Person, Person.id == Application.person_id)
    query = query.where(Application.position_id.in_(position_ids), visible_to(employer_id)).group_by(Application.position_id)
    return {position_id: (runs, fresh) for position_id, runs, fresh in db.session.execute(query)}


def fresh_applications(employer_id: int) -> int:
    """How many applications for the employer's positions it has not opened, of people whom it may be shown."""
    query = select(func.count()).select_from(Application).join(Position, Position.id == Application.position_id)
    query = query.join(Person, Person.id == Application.person_id).where(visible_to(employer_id))
    return db.session.execute(query.where(Position.employer_id == employer_id, Application.state == "submitted")).scalar_one()


def hides_from(person_id: int, employer_id: int) -> bool:
    """Whether the person hides from the enterprise."""
    return db.session.execute(select(Person.id).where(Person.id == person_id, _hides_from(employer_id))).first() is not None


def given_fields(employer_id: int, position_id: int, person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """By person, what they consented that this enterprise sees for this position; a consent to all enterprises holds while the file is open."""
    to_this = and_(Consent.employer_id == employer_id, Consent.position_id == position_id)
    to_all = and_(Consent.employer_id.is_(None), Person.visibility == Visibility.OPEN)
    query = select(Consent.person_id, Consent.gives_name, Consent.gives_phone, Consent.gives_profile).join(Person, Person.id == Consent.person_id)
    query = query.where(Consent.person_id.in_(person_ids), Consent.withdrawn_at.is_(None), or_(to_this, to_all))
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, *gives in db.session.execute(query):
        found[person_id] |= {name for name, given in zip((NAME, PHONE, PROFILE), gives, strict=True) if given}
    return {person_id: frozenset(fields) for person_id, fields in found.items()}


def _listed(query: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(row)
    return found


def _age(row: Any) -> int | None:
    if row.birth_date is None:
        return None
    day = today()
    return int(day.year - row.birth_date.year - ((day.month, day.day) < (row.birth_date.month, row.birth_date.day)))


def facts_for(employer_id: int, person_ids: Sequence[int]) -> list[Facts]:
    """What is read of the people whom the enterprise may be shown, in the order of `person_ids`: four queries, whatever the number."""
    columns = (Person.id, Person.name, Person.phone, Person.birth_date, Person.kind, Person.education, Person.experience_years, Person.wanted_occupations,
               Person.wanted_pay, Person.experience, Station.name.label("place"), ServiceRecord.specialties, ServiceRecord.duty)
    township = func.substr(Person.station_code, 1, TOWNSHIP_LENGTH)
    query = select(*columns).outerjoin(Station, Station.code == township).outerjoin(ServiceRecord, ServiceRecord.person_id == Person.id)
    rows = {row.id: row for row in db.session.execute(query.where(Person.id.in_(person_ids), visible_to(employer_id)))}
    skills = _listed(select(PersonSkill.person_id, PersonSkill.name, PersonSkill.evidence).where(PersonSkill.person_id.in_(rows)).order_by(PersonSkill.id))
    papers = _listed(select(Qualification.person_id, Qualification.name).where(Qualification.person_id.in_(rows)).order_by(Qualification.id))
    return [Facts(
        id=r.id, name=r.name, phone=r.phone, age=_age(r), kind=r.kind, place=r.place or "", education=r.education, years=r.experience_years,
        specialties=tuple((str(s["name"]), s.get("years")) for s in r.specialties or ()), skills=tuple((s.name, s.evidence) for s in skills.get(r.id, ())),
        papers=tuple(p.name for p in papers.get(r.id, ())), wanted=tuple(r.wanted_occupations or ()), wanted_pay=r.wanted_pay,
        experience=r.experience or "", duty=r.duty or "") for one in person_ids if (r := rows.get(one)) is not None]


def consents_of(person_id: int) -> Sequence[Any]:
    """A person's consents, running ones first, then the newest: the row, the enterprise's name (None: all), the position's title."""
    query = select(Consent, Employer.name.label("employer_name"), Position.title)
    query = query.outerjoin(Employer, Employer.id == Consent.employer_id).outerjoin(Position, Position.id == Consent.position_id)
    order = (Consent.withdrawn_at.is_not(None), Consent.id.desc())
    return db.session.execute(query.where(Consent.person_id == person_id).order_by(*order).limit(100)).all()


def consent_of(person_id: int, consent_id: int) -> Consent | None:
    """A person's own consent."""
    return db.session.execute(select(Consent).where(Consent.id == consent_id, Consent.person_id == person_id)).scalar_one_or_none()


def general_consent(person_id: int) -> Consent | None:
    """The running consent to every verified enterprise."""
    query = select(Consent).where(Consent.person_id == person_id, Consent.employer_id.is_(None), Consent.withdrawn_at.is_(None))
    return db.session.execute(query).scalar_one_or_none()


def consent_of_application(application_id: int) -> Consent | None:
    """The consent an application carries."""
    return db.session.execute(select(Consent).where(Consent.application_id == application_id)).scalar_one_or_none()


def hidden_of(person_id: int) -> list[HiddenEmployer]:
    """The enterprises a person hides from, by name."""
    query = select(HiddenEmployer).where(HiddenEmployer.person_id == person_id).order_by(HiddenEmployer.name, HiddenEmployer.id)
    return list(db.session.execute(query).scalars())


def hidden_with_id(person_id: int, hidden_id: int) -> HiddenEmployer | None:
    """An entry of a person's own list."""
    query = select(HiddenEmployer).where(HiddenEmployer.id == hidden_id, HiddenEmployer.person_id == person_id)
    return db.session.execute(query).scalar_one_or_none()


def hidden_by_name(person_id: int, name: str) -> HiddenEmployer | None:
    """The entry of a person's list that means this name."""
    query = select(HiddenEmployer).where(HiddenEmployer.person_id == person_id, HiddenEmployer.name_key == name_key(name))
    return db.session.execute(query).scalar_one_or_none()


def requests_of(person_id: int) -> Sequence[Any]:
    """Requests for a person's name and phone, unanswered first, then the newest: the row, the enterprise's name, the position's title."""
    query = select(ContactRequest, Employer.name.label("employer_name"), Position.title)
    query = query.join(Employer, Employer.id == ContactRequest.employer_id).join(Position, Position.id == ContactRequest.position_id)
    order = (ContactRequest.state != "asked", ContactRequest.id.desc())
    return db.session.execute(query.where(ContactRequest.person_id == person_id).order_by(*order).limit(50)).all()


def waiting_requests(person_id: int) -> int:
    """How many enterprises wait for the person's answer."""
    query = select(func.count()).select_from(ContactRequest).where(ContactRequest.person_id == person_id, ContactRequest.state == "asked")
    return db.session.execute(query).scalar_one()


def request_of(person_id: int, request_id: int) -> ContactRequest | None:
    """A request to the person."""
    query = select(ContactRequest).where(ContactRequest.id == request_id, ContactRequest.person_id == person_id)
    return db.session.execute(query).scalar_one_or_none()


def request_states(position_id: int, employer_id: int) -> dict[int, str]:
    """By person, the state of the enterprise's requests for this position."""
    query = select(ContactRequest.person_id, ContactRequest.state)
    query = query.where(ContactRequest.position_id == position_id, ContactRequest.employer_id == employer_id)
    return dict(db.session.execute(query).all())


def requests_since(employer_id: int, since: Any) -> int:
    """How many people the enterprise has asked since a moment."""
    query = select(func.count()).select_from(ContactRequest).where(ContactRequest.employer_id == employer_id, ContactRequest.asked_at >= since)
    return db.session.execute(query).scalar_one()


def _looks() -> Any:
    columns = (Disclosure.id, Disclosure.person_id, Disclosure.path, Disclosure.shown, Disclosure.first_at, Disclosure.last_at, Disclosure.times,
               Employer.name.label("employer_name"), Position.title, Account.id.label("account_id"))
    return (select(*columns).join(Employer, Employer.id == Disclosure.employer_id).join(Position, Position.id == Disclosure.position_id)
            .join(Account, Account.id == Disclosure.account_id))


def looks_at(person_id: int, page: int, size: int) -> tuple[Sequence[Any], int]:
    """A page of who was shown what of a person, the latest first, and how many entries there are."""
    total = db.session.execute(select(func.count()).select_from(Disclosure).where(Disclosure.person_id == person_id)).scalar_one()
    query = _looks().where(Disclosure.person_id == person_id).order_by(Disclosure.last_at.desc(), Disclosure.id.desc())
    return db.session.execute(query.limit(size).offset((page - 1) * size)).all(), total


def all_looks(person_id: int | None, employer_id: int | None, page: int, size: int) -> tuple[Sequence[Any], int]:
    """A page of the whole ledger for the auditor, perhaps of one person or enterprise, the latest first; and how many entries there are."""
    wanted = [column == value for column, value in ((Disclosure.person_id, person_id), (Disclosure.employer_id, employer_id)) if value is not None]
    total = db.session.execute(select(func.count()).select_from(Disclosure).where(*wanted)).scalar_one()
    query = _looks().where(*wanted).order_by(Disclosure.last_at.desc(), Disclosure.id.desc())
    return db.session.execute(query.limit(size).offset((page - 1) * size)).all(), total

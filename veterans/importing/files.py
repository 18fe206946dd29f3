"""Comparing rows with the files kept, writing them, taking them back. Files are read and written in portions, never one by one."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core import audit, crypto
from core.audit import Action, Actor
from core.clock import now
from core.db import db
from core.importing import Change, ImportBatch, ImportRow
from core.importing.queries import portions
from core.importing.services import changed_since_writing
from core.text import normalise
from veterans.importing.columns import LABEL, LABELS
from veterans.models import LinkRequest, MergedFile, Person, PersonSkill, Qualification, Seeking, ServiceRecord
from veterans.services.people import with_derived
from veterans.services.profile import refresh_evidence, specialty_entry

PERSON = ("name", "identity_number", "phone", "kind", "education", "employment", "work_unit", "wanted_occupations", "wanted_pay",
          "address", "note", "station_code")
SERVICE = ("enlisted_on", "discharged_on", "branch", "rank", "category", "placement_mode")
DAYS = ("enlisted_on", "discharged_on")


def index_of(number: str) -> bytes:
    """The blind index people are found by."""
    return crypto.blind_index(number, "identity")


def _whole() -> Any:
    return select(Person).options(joinedload(Person.service), selectinload(Person.skills), selectinload(Person.qualifications))


def files_by_identity(indexes: Sequence[bytes]) -> dict[bytes, Person]:
    """Files by blind index, wherever they are kept; a portion at a time. The number of a file that was merged finds the one it went into."""
    found = db.session.execute(_whole().where(Person.identity_index.in_(indexes))).scalars()
    out = {person.identity_index: person for person in found if person.identity_index}
    merged = _whole().join(MergedFile, MergedFile.survivor_id == Person.id).where(MergedFile.identity_index.in_(indexes))
    return out | {index: person for person, index in db.session.execute(merged.add_columns(MergedFile.identity_index))}


def files_by_id(ids: Iterable[int]) -> dict[int, Person]:
    """Files by id."""
    found: dict[int, Person] = {}
    for portion in portions(list(ids)):
        found |= {person.id: person for person in db.session.execute(_whole().where(Person.id.in_(portion))).scalars()}
    return found


@lru_cache(maxsize=4096)
def _specialty(name: str) -> tuple[str | None, str]:
    entry = specialty_entry(name, None)
    return entry["code"], entry["name"]


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _held(person: Person, name: str) -> Any:
    """What a file holds for a field of a roster."""
    service = person.service
    if name in SERVICE:
        return _as_text(getattr(service, name)) if service else ""
    if name in ("licences", "certificates"):
        return [q.name for q in person.qualifications if q.kind == name[:-1]]
    if name == "skills":
        return [s.name for s in person.skills]
    if name == "specialty":
        return [entry["name"] for entry in service.specialties] if service else []
    return getattr(person, name)


def difference(person: Person, fields: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What a row changes in a file: field → (before, after). An empty cell changes nothing; lists of skills and papers only grow."""
    out: dict[str, tuple[Any, Any]] = {}
    for name, value in fields.items():
        held = _held(person, name)
        if name == "identity_number" and held:
            continue  # the number found the file, or is one of a file that was merged into it
        if name in ("licences", "certificates", "skills"):
            known = {normalise(h) for h in held}
            added = [v for v in value if normalise(v) not in known]
            if added:
                out[name] = (held, held + added)
        elif name == "specialty":
            if _specialty(value)[1] not in held:
                out[name] = (held, [*held, _specialty(value)[1]])
        elif name == "station_code":
            if not held.startswith(value):
                out[name] = (held, value)
        elif value != held:
            out[name] = (held, value)
    return out


def shown_changes(found: dict[str, tuple[Any, Any]], place_names: dict[str, str]) -> list[Change]:
    """Changes as people read them."""
    return [Change(LABEL[name], name, _shown(name, before, place_names), _shown(name, after, place_names)) for name, (before, after) in found.items()
            if name != "category"]


def _shown(name: str, value: Any, place_names: dict[str, str]) -> str:
    if isinstance(value, list):
        return "、".join(value)
    if name == "station_code":
        return str(place_names.get(value, value))
    label = LABELS.get(name, {}).get(value)
    return str(label) if label is not None else "" if value is None else str(value)


def _service_values(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(fields[name]) if name in DAYS else fields[name] for name in SERVICE if name in fields}


def _new_person(fields: dict[str, Any], batch_id: int) -> Person:
    values = {name: fields[name] for name in PERSON if name in fields}
    if values.get("employment") == "seeking" or values.get("wanted_occupations"):
        values["seeking"] = str(Seeking.YES)
    person = Person(**with_derived(values), batch_id=batch_id)
    service = _service_values(fields)
    specialties = [_entry(fields["specialty"])] if "specialty" in fields else []
    person.service = ServiceRecord(**service, specialties=specialties) if service or specialties else None
    person.skills = [PersonSkill(name=name) for name in fields.get("skills", ())]
    person.qualifications = [Qualification(kind=kind[:-1], name=name) for kind in ("licences", "certificates") for name in fields.get(kind, ())]
    refresh_evidence(person)
    return person


def _entry(name: str) -> dict[str, Any]:
    code, known = _specialty(name)
    return {"code": code, "name": known, "years": None}


def _snapshot(person: Person, found: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """What must be put back to undo an update."""
    names = [n for n in found if n in PERSON] + ["seeking"]
    service = person.service
    kept = None if service is None else {n: _as_text(getattr(service, n)) for n in SERVICE} | {"specialties": service.specialties}
    added = {n: found[n][1][len(found[n][0]):] for n in ("licences", "certificates", "skills") if n in found}
    touches = any(n in SERVICE or n == "specialty" for n in found)
    return {"person": {n: _as_json(getattr(person, n)) for n in names}, "service": kept, "touches_service": touches, "added": added}


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _change(person: Person, fields: dict[str, Any], found: dict[str, tuple[Any, Any]]) -> None:
    values = {name: fields[name] for name in PERSON if name in found}
    for name, value in with_derived(values).items():
        setattr(person, name, value)
    if fields.get("employment") == "seeking" and "employment" in found and person.seeking == Seeking.UNKNOWN:
        person.seeking = str(Seeking.YES)
    service = {n: v for n, v in _service_values(fields).items() if n in found}
    if (service or "specialty" in found) and person.service is None:
        person.service = ServiceRecord(specialties=[])
    for name, value in service.items():
        setattr(person.service, name, value)
    if "specialty" in found and person.service is not None:
        person.service.specialties = [*person.service.specialties, _entry(fields["specialty"])]
    for name in ("licences", "certificates"):
        for added in found.get(name, ([], []))[1][len(found.get(name, ([], []))[0]):]:
            person.qualifications.append(Qualification(kind=name[:-1], name=added))
    for added in found.get("skills", ([], []))[1][len(found.get("skills", ([], []))[0]):]:
        person.skills.append(PersonSkill(name=added))
    refresh_evidence(person)
    person.updated_at = now()


def write_files(rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
    """Put new people on file and change the files of known ones, all with one flush."""
    targets = files_by_id(r.target_id for r in rows if r.outcome == "updated" and r.target_id)
    written: list[tuple[ImportRow, Person, list[str]]] = []
    for row in rows:
        if row.outcome != "updated" or row.target_id is None:
            person = _new_person(row.fields, batch.id)
            db.session.add(person)
            written.append((row, person, []))
            continue
        person = targets[row.target_id]
        found = difference(person, row.fields)
        row.before = _snapshot(person, found)
        _change(person, row.fields, found)
        written.append((row, person, sorted(found)))
    db.session.flush()
    for row, person, changed in written:
        row.target_id, row.target_version = person.id, person.version
        action = Action.PERSON_CHANGED if changed else Action.PERSON_ADDED
        audit.record(actor, action, "person", person.id, batch=batch.id, fields=changed or sorted(row.fields))
    db.session.flush()


def take_back(rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
    """Delete the people the batch put on file and put back what it changed.

    Raises:
        RowsChanged: some files were changed, claimed or removed since.

    """
    files = files_by_id(r.target_id for r in rows if r.target_id)
    claimed = _claimed(list(files))
    changed = [r.row for r in rows if r.target_id not in files or files[r.target_id].version != r.target_version
               or (r.outcome != "updated" and (r.target_id in claimed or files[r.target_id].account_id is not None))]
    if changed:
        raise changed_since_writing(changed)
    for row in rows:
        person = files[row.target_id or 0]
        if row.outcome == "updated":
            _put_back(person, row.before)
        else:
            db.session.delete(person)
        audit.record(actor, Action.IMPORT_UNDONE, "person", row.target_id, batch=batch.id)
    db.session.flush()


def _claimed(ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for portion in portions(ids):
        found |= {i for i in db.session.execute(select(LinkRequest.person_id).where(LinkRequest.person_id.in_(portion))).scalars() if i}
    return found


def _put_back(person: Person, before: dict[str, Any]) -> None:
    for name, value in with_derived(before["person"]).items():
        setattr(person, name, value)
    if before["touches_service"]:
        _put_service_back(person, before["service"])
    added = before["added"]
    for name in ("licences", "certificates"):
        person.qualifications = [q for q in person.qualifications if not (q.kind == name[:-1] and q.name in added.get(name, ()))]
    person.skills = [s for s in person.skills if s.name not in added.get("skills", ())]
    refresh_evidence(person)
    person.updated_at = now()


def _put_service_back(person: Person, kept: dict[str, Any] | None) -> None:
    if kept is None:
        person.service = None
        return
    service = person.service = person.service or ServiceRecord()
    for name, value in kept.items():
        setattr(service, name, (date.fromisoformat(value) if value else None) if name in DAYS else value)

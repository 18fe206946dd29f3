"""Putting people on file and changing their files."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from accounts.stations import covers
from core import audit, crypto
from core.audit import Action, Actor
from core.clock import now
from core.db import db
from core.errors import NotAllowed, Refusal, StaleEdit
from core.validators import clean_identity, clean_phone
from veterans import queries
from veterans.models import Person, PersonKind
from veterans.names import name_key

FIELDS = frozenset((
    "kind", "name", "identity_number", "phone", "sex", "birth_date", "ethnicity", "politics", "education", "school", "major", "station_code", "address",
    "employment", "work_unit", "seeking", "visibility", "disability", "has_scanned_file", "note", "wanted_occupations", "wanted_places", "wanted_pay",
    "wanted_shifts", "experience", "experience_years", "can_travel", "can_live_in", "relation", "service_member", "loss", "personalised",
))
OF_FAMILIES = {PersonKind.VETERAN: ("relation", "service_member", "loss"), PersonKind.ACTIVE_FAMILY: ("loss",)}


class AlreadyOnFile(Refusal):
    """Somebody with this identity number is on file."""

    def __init__(self) -> None:
        super().__init__(_("A file with this identity number exists already. If you do not find it in your roster, ask the bureau."))


class OutsideScope(NotAllowed):
    """The station does not answer to the actor's."""

    def __init__(self) -> None:
        super().__init__(_("Choose a station that answers to yours."))


def birth_date_of(number: str) -> date | None:
    """The birth date an 18-character identity number carries, or None when it carries none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """GB/T 2261.1 from the 17th digit: odd is male."""
    return ("2", "1")[int(number[16]) % 2] if number[16:17].isdigit() else "0"


def with_derived(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column values of a person with everything that follows from them: name_key, the blind indexes, birth date and sex from the number; what only
    families say is taken off other kinds.

    `values` holds columns among FIELDS; a given phone or identity number is cleaned, an empty one becomes NULL with its index.
    """
    out = dict(values)
    if "name" in out:
        out["name_key"] = name_key(out["name"])
    if "kind" in out:
        out |= dict.fromkeys(OF_FAMILIES.get(out["kind"], ()), "")
    if "phone" in out:
        out["phone"] = clean_phone(out["phone"] or "") or None
        out["phone_index"] = crypto.blind_index(out["phone"], "phone") if out["phone"] else None
    if "identity_number" in out:
        number = out["identity_number"] = clean_identity(out["identity_number"] or "") or None
        out["identity_index"] = crypto.blind_index(number, "identity") if number else None
        if number and len(number) == 18:
            out["birth_date"], out["sex"] = birth_date_of(number) or out.get("birth_date"), sex_of(number)
    return out


def _check_station(actor: Actor, station_code: str) -> None:
    if actor.station_code and not covers(actor.station_code, station_code):
        raise OutsideScope


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyOnFile from None
    except StaleDataError:
        raise StaleEdit(_("Somebody else saved this file at the same moment.")) from None


def add_person(actor: Actor, values: Mapping[str, Any], *, batch_id: int | None = None) -> Person:
    """Put a person on file. `values` holds columns among FIELDS, at least `name` and `station_code`.

    Raises:
        AlreadyOnFile: the identity number is taken.
        OutsideScope: the station does not answer to the actor's.

    """
    _check_station(actor, values["station_code"])
    if values.get("identity_number") and queries.is_on_file(values["identity_number"]):
        raise AlreadyOnFile
    person = Person(**with_derived(values), batch_id=batch_id)
    person.service, person.skills, person.qualifications = None, [], []
    db.session.add(person)
    _flush()
    audit.record(actor, Action.PERSON_ADDED, "person", person.id, fields=sorted(values))
    return person


def check_version(person: Person, version: int | None) -> None:
    """Refuse an edit that started from an older version of the file.

    Raises:
        StaleEdit: somebody saved the file since.

    """
    if version is not None and person.version != version:
        raise StaleEdit(_("Somebody else saved this file while you were editing it."))


def note_change(actor: Actor, person: Person, fields: list[str], **detail: Any) -> None:
    """Count the file's version up and keep who changed which fields, and on what grounds; nothing when there are none."""
    if not fields:
        return
    person.updated_at = now()
    _flush()
    audit.record(actor, Action.PERSON_CHANGED, "person", person.id, fields=sorted(fields), **detail)


def change_person(actor: Actor, person: Person, values: Mapping[str, Any], version: int | None = None, **detail: Any) -> list[str]:
    """Change a file. `values` holds columns among FIELDS; `version` is the one the editor saw; `detail` is kept with the change. Returns the names
    of the fields that changed.

    Raises:
        StaleEdit: somebody saved the file since.
        AlreadyOnFile: the identity number is somebody else's.
        OutsideScope: the file would move to a station that does not answer to the actor's.

    """
    check_version(person, version)
    if "station_code" in values and values["station_code"] != person.station_code:
        _check_station(actor, values["station_code"])
    fresh = {k: v for k, v in with_derived(values).items() if getattr(person, k) != v}
    if fresh.get("identity_index") and queries.leads_elsewhere(fresh["identity_index"], person.id):
        raise AlreadyOnFile
    for name, value in fresh.items():
        setattr(person, name, value)
    changed = [name for name in fresh if name in FIELDS]
    note_change(actor, person, changed, **detail)
    return changed

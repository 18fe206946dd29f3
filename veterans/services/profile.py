"""The parts of a file that hang on the person: service record, skills, certificates and licences."""

from collections.abc import Mapping
from typing import Any

from core.audit import Actor
from core.errors import NotFound
from core.lexicon import lexicon
from core.lexicon.specialties import civil_work
from core.text import normalise
from veterans.models import Evidence, Person, PersonSkill, Qualification, ServiceRecord
from veterans.services.people import check_version, note_change

SERVICE_FIELDS = ("enlisted_on", "discharged_on", "branch", "category", "rank", "duty", "placement_mode", "merits", "specialties")
STRENGTH = {Evidence.SELF: 0, Evidence.SERVICE: 1, Evidence.CERTIFIED: 2}


def specialty_entry(name: str, years: float | None) -> dict[str, Any]:
    """A specialty as it is kept: with the dictionary's code where name or alias is in the dictionary, else as written."""
    known = lexicon().specialty(name)
    if known is None:
        return {"code": None, "name": name, "years": years}
    return {"code": known.detail["code"], "name": known.name, "years": years}


def set_service(actor: Actor, person: Person, values: Mapping[str, Any], version: int | None = None) -> list[str]:
    """Write the service record. `values` holds fields among SERVICE_FIELDS. Returns the names of those that changed."""
    check_version(person, version)
    record = person.service
    if record is None:
        record = person.service = ServiceRecord(person_id=person.id, branch="", category="", rank="", duty="", placement_mode="", merits="", specialties=[])
    changed = [name for name in SERVICE_FIELDS if name in values and getattr(record, name) != values[name]]
    for name in changed:
        setattr(record, name, values[name])
    note_change(actor, person, [f"service.{name}" for name in changed])
    return changed


def add_skill(actor: Actor, person: Person, name: str, level: int | None = None, evidence: str = Evidence.SELF) -> PersonSkill:
    """Note a skill; one already noted keeps its stronger evidence and takes the level given."""
    known = next((s for s in person.skills if normalise(s.name) == normalise(name)), None)
    if known is None:
        known = PersonSkill(name=name, level=level, evidence=str(evidence))
        person.skills.append(known)
    else:
        known.level = level or known.level
        known.evidence = max(known.evidence, str(evidence), key=lambda value: STRENGTH[Evidence(value)])
    note_change(actor, person, ["skills"])
    return known


def remove_skill(actor: Actor, person: Person, skill_id: int) -> None:
    """Take a skill off the file.

    Raises:
        NotFound: the person has no such skill.

    """
    skill = next((s for s in person.skills if s.id == skill_id), None)
    if skill is None:
        raise NotFound
    person.skills.remove(skill)
    note_change(actor, person, ["skills"])


def add_qualification(actor: Actor, person: Person, values: Mapping[str, Any]) -> Qualification:
    """Note a certificate or licence: kind, name, issued_on, expires_on, is_military. The same one noted again takes the new dates."""
    known = next((q for q in person.qualifications if (q.kind, normalise(q.name)) == (values["kind"], normalise(values["name"]))), None)
    if known is None:
        known = Qualification(**values)
        person.qualifications.append(known)
    else:
        for name, value in values.items():
            setattr(known, name, value)
    note_change(actor, person, ["qualifications"])
    return known


def remove_qualification(actor: Actor, person: Person, qualification_id: int) -> None:
    """Take a certificate or licence off the file.

    Raises:
        NotFound: the person has no such one.

    """
    found = next((q for q in person.qualifications if q.id == qualification_id), None)
    if found is None:
        raise NotFound
    person.qualifications.remove(found)
    note_change(actor, person, ["qualifications"])


def transferable_skills(person: Person) -> list[str]:
    """What the dictionary says the person's specialties are worth in civil work and the file does not hold yet, in the dictionary's order."""
    entries = person.service.specialties if person.service else []
    held = {normalise(skill.name) for skill in person.skills}
    return [skill for skill in dict.fromkeys(skill for entry in entries for skill in civil_work(entry).skills) if normalise(skill) not in held]


def keep_transferable(actor: Actor, person: Person, names: list[str]) -> list[str]:
    """Take over those of the dictionary's suggestions the person keeps, as known from service. Returns what was taken over."""
    kept = [name for name in transferable_skills(person) if name in names]
    person.skills.extend(PersonSkill(name=name, evidence=str(Evidence.SERVICE)) for name in kept)
    note_change(actor, person, ["skills"] if kept else [])
    return kept

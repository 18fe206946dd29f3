"""The parts of a file that hang on the person: service record, skills with their evidence, certificates and licences."""

from collections.abc import Mapping
from typing import Any

from core.audit import Actor
from core.clock import today
from core.errors import NotFound
from core.lexicon import lexicon, same_certificate
from core.text import normalise
from veterans import queries
from veterans.models import Evidence, Person, PersonSkill, Qualification, ServiceRecord
from veterans.queries.files import EXPIRING
from veterans.services.people import check_version, note_change

SERVICE_FIELDS = ("enlisted_on", "discharged_on", "branch", "category", "rank", "duty", "placement_mode", "merits", "specialties")
STRENGTH = {Evidence.SELF: 0, Evidence.SERVICE: 1, Evidence.CERTIFIED: 2}


def specialty_entry(name: str, years: float | None) -> dict[str, Any]:
    """A specialty as it is kept: with the dictionary's code where name or alias is in the dictionary, else as written."""
    known = lexicon().specialty(name)
    if known is None:
        return {"code": None, "name": name, "years": years}
    return {"code": known.detail.get("code"), "name": known.name, "years": years}


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


def refresh_evidence(person: Person) -> bool:
    """Let every skill carry the strongest evidence there is: a certificate in force proves the skill it certifies. Whether anything changed."""
    proofs = [q.name for q in person.qualifications if q.kind == "certificate" and (q.expires_on is None or q.expires_on >= today())]
    changed = False
    for skill in person.skills:
        own = skill.own_evidence or skill.evidence or Evidence.SELF
        proven = Evidence.CERTIFIED if any(same_certificate(skill.name, name) for name in proofs) else own
        evidence = str(max(own, proven, key=lambda value: STRENGTH[Evidence(value)]))
        changed, skill.evidence, skill.own_evidence = changed or skill.evidence != evidence, evidence, str(own)
    return changed


def add_skill(actor: Actor, person: Person, name: str, level: int | None = None, evidence: str = Evidence.SELF) -> PersonSkill:
    """Note a skill; one already noted keeps its stronger evidence and takes the level given."""
    known = next((s for s in person.skills if normalise(s.name) == normalise(name)), None)
    if known is None:
        known = PersonSkill(name=name, level=level, evidence=str(evidence), own_evidence=str(evidence))
        person.skills.append(known)
    else:
        known.level = level or known.level
        known.own_evidence = max(known.own_evidence, str(evidence), key=lambda value: STRENGTH[Evidence(value)])
    refresh_evidence(person)
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
    proven = refresh_evidence(person)
    note_change(actor, person, ["qualifications", "skills"] if proven else ["qualifications"])
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
    lost = refresh_evidence(person)
    note_change(actor, person, ["qualifications", "skills"] if lost else ["qualifications"])


def lower_expired(actor: Actor) -> int:
    """A certificate that has run out proves nothing more: skills it carried fall back to how they are known without it. How many files changed."""
    changed = 0
    for person in queries.people_with_lapsed_proof(today()):
        if refresh_evidence(person):
            note_change(actor, person, ["skills"])
            changed += 1
    return changed


def running_out(person: Person) -> list[Qualification]:
    """Certificates and licences that have run out or will within the time `queries.EXPIRING`, the first to go first."""
    last = today() + EXPIRING
    return sorted((q for q in person.qualifications if q.expires_on and q.expires_on <= last), key=lambda q: q.expires_on or last)

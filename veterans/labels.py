"""What the codes of a file are called where they are shown."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import crypto, reference
from core.web.page import day

SEEKING = {"yes": _l("Looking for work"), "no": _l("Not looking for work"), "unknown": _l("Not known")}
VISIBILITY = {
    "off": _l("Employers do not see me"), "masked": _l("Employers see me without name and phone"),
    "open": _l("Employers see my file; the phone only when I agree"),
}
EVIDENCE = {"self": _l("Self-declared"), "service": _l("From service"), "certified": _l("Certified")}
LEVELS = {"5": _l("Level 5, junior"), "4": _l("Level 4, intermediate"), "3": _l("Level 3, senior"), "2": _l("Level 2, technician"),
          "1": _l("Level 1, senior technician")}
QUALIFICATIONS = {"certificate": _l("Certificate"), "licence": _l("Driving licence")}
REASONS = {
    "call": _l("To call the person"), "verify": _l("To verify who they are"), "paper": _l("To fill in a form for them"), "correct": _l("To correct the file"),
    "service": _l("To arrange a service or benefit"),
}
EXPORT_REASONS = {
    "visit": _l("House calls"), "calling": _l("Calling round"), "report": _l("A return to a higher office"), "check": _l("Checking the roster"),
}
MISSING = {"phone": _l("No phone"), "education": _l("No education")}
PAPERS = {
    "expiring": _l("One runs out within 60 days"), "expired": _l("One has run out"), "exchange": _l("A military licence to be exchanged"),
}
PAIRED = {"yes": _l("Linked"), "no": _l("Not linked")}
DOUBLE_REASONS = {
    "name_birth": _l("Same name and birth date"), "identity_near": _l("Identity numbers one slip apart"), "phone": _l("Same phone"),
    "phone_near": _l("Phones one slip apart"), "name_near": _l("Names sound nearly the same, born the same day"),
}
FILE_FIELDS = {
    "name": _l("Name"), "identity_number": _l("Identity number"), "phone": _l("Phone"), "birth_date": _l("Birth date"), "sex": _l("Sex"),
    "kind": _l("Kind of person"), "station_code": _l("Station"), "address": _l("Address"), "ethnicity": _l("Ethnicity"), "politics": _l("Political status"),
    "education": _l("Education"), "school": _l("School"), "major": _l("Field of study"), "employment": _l("Present situation"),
    "work_unit": _l("Present employer"), "experience": _l("Work since service"), "experience_years": _l("Years of civil work"),
    "seeking": _l("Looking for work"), "wanted_occupations": _l("Wanted work"), "wanted_places": _l("Wanted place"), "wanted_pay": _l("Lowest pay"),
    "wanted_shifts": _l("Shifts that suit"), "can_travel": _l("Work out of town"), "can_live_in": _l("Live in"), "visibility": _l("Who may see the file"),
    "personalised": _l("Suggestions"), "relation": _l("Relation"), "service_member": _l("Whose family"), "loss": _l("How the service member died"),
    "disability": _l("Disability"), "has_scanned_file": _l("Paper file"), "note": _l("Note"), "account_id": _l("Account"),
    "service.enlisted_on": _l("Enlisted on"), "service.discharged_on": _l("Discharged on"), "service.branch": _l("Branch"),
    "service.category": _l("Served as"), "service.rank": _l("Last rank"), "service.duty": _l("Duty"), "service.placement_mode": _l("Way of placement"),
    "service.merits": _l("Merits and honours"), "service.specialties": _l("Specialties"),
}
PAIR_STATES = {
    "asked": _l("Waiting for an answer"), "linked": _l("Linked"), "refused": _l("Refused"), "withdrawn": _l("Taken back"), "ended": _l("Ended"),
}
YES_NO = {"yes": _l("Yes"), "no": _l("No")}
EMPTIED = {"phone": _l("Phone"), "address": _l("Address"), "note": _l("Note")}
DIFFERENCES = {
    "name": _l("The name differs"), "phone": _l("The phone differs"), "taken": _l("The file is joined to another account"), "not_on_file": _l("Not on file"),
}
CLAIM_STATES = {"waiting": _l("Waiting for the station"), "joined": _l("Joined"), "refused": _l("Refused"), "withdrawn": _l("Replaced by a newer one")}
STEPS = {
    "basics": _l("Identity"), "service": _l("Service record"), "family": _l("Whose family you are"), "skills": _l("Skills and certificates"),
    "work": _l("Work since service"), "wishes": _l("Wanted work"), "privacy": _l("Who may see me"),
}
STEP_STATES = {"done": _l("Done"), "partly": _l("Partly filled in"), "open": _l("Not begun")}
ITEMS = {
    "phone": _l("a phone"), "education": _l("your education"), "service_dates": _l("when you served"), "branch": _l("your branch"),
    "specialties": _l("your specialties"), "relation": _l("what you are to the service member"), "loss": _l("how the service member died"),
    "skills": _l("your skills"), "qualifications": _l("certificates and licences"), "employment": _l("your present situation"),
    "experience": _l("your work since service"), "seeking": _l("whether you look for work"), "wanted_occupations": _l("the work you want"),
    "wanted_places": _l("where you want to work"), "wanted_pay": _l("the lowest pay"), "visibility": _l("who may see you"),
    "licence": _l("a driving licence"), "certificate": _l("a certificate"), "skill": _l("a skill"),
}
UNLOCKS = {
    "phone": _l("Without it no employer can reach you."), "education": _l("Nearly every position names a level; without yours it stays open whether you fit."),
    "service_dates": _l("They show how long you served, which counts as work."), "branch": _l("It tells employers the kind of work you know."),
    "specialties": _l("The dictionary turns them into civil skills and occupations."), "relation": _l("Some positions and benefits are for families."),
    "loss": _l("Some benefits depend on it."), "skills": _l("Positions that ask for them move up."),
    "qualifications": _l("Many positions take nobody without one."), "employment": _l("The station knows whether to call you."),
    "experience": _l("Positions that ask for experience open."), "seeking": _l("Only who looks for work is suggested to employers."),
    "wanted_occupations": _l("Positions of that kind come first."), "wanted_places": _l("Positions near you come first."),
    "wanted_pay": _l("Positions that pay less move down."), "visibility": _l("While you are hidden, no employer can ask for you."),
    "licence": _l("Positions that ask for it open."), "certificate": _l("Positions that ask for it open."), "skill": _l("Positions that ask for it move up."),
}
WITHHELD = {
    "experience": _l("Work since service"), "work_unit": _l("Present employer"), "school": _l("School"), "major": _l("Field of study"),
    "wanted_occupations": _l("Wanted work"), "duty": _l("Duty"), "merits": _l("Merits and honours"), "specialties": _l("Specialties"),
    "skills": _l("Skills"), "qualifications": _l("Certificates and licences"),
}
TABLES: dict[str, Any] = {
    "kind": reference.PERSON_KINDS, "sex": reference.SEXES, "ethnicity": reference.ETHNICITIES, "politics": reference.POLITICS,
    "education": reference.EDUCATION, "employment": reference.EMPLOYMENT, "category": reference.SERVICE_CATEGORIES,
    "placement_mode": reference.PLACEMENT_MODES, "shift": reference.SHIFTS, "seeking": SEEKING, "visibility": VISIBILITY, "evidence": EVIDENCE,
    "level": LEVELS, "qualification": QUALIFICATIONS, "reason": REASONS, "export_reason": EXPORT_REASONS, "missing": MISSING,
    "difference": DIFFERENCES, "claim": CLAIM_STATES, "relation": reference.RELATIONS, "loss": reference.LOSSES, "step": STEPS, "step_state": STEP_STATES,
    "item": ITEMS, "unlocks": UNLOCKS, "papers": PAPERS, "paired": PAIRED, "pair": PAIR_STATES,
    "double": DOUBLE_REASONS, "yes_no": YES_NO, "withheld": WITHHELD,
}


def label(value: Any, table: str) -> str:
    """The name of a code in one of TABLES; empty for no value, the code itself when it is unknown."""
    return "" if value in (None, "") else str(TABLES[table].get(str(value), value))


def field_label(name: str) -> str:
    """What a field of a file is called; those of the service record as `service.rank`."""
    return str(FILE_FIELDS[name])


_MASKS = {"name": crypto.mask_name, "phone": crypto.mask_phone, "identity_number": crypto.mask_identity}


def shown_value(name: str, value: Any, *, is_masked: bool) -> str:
    """A field's value as it is compared: codes by name, lists in one line, masked where asked for; empty for nothing."""
    if value in (None, "", []):
        return ""
    if is_masked:
        return str(_MASKS[name](value)) if name in _MASKS else str(_("hidden"))
    bare = name.removeprefix("service.")
    if name == "account_id":
        return str(_("An account is joined"))
    if isinstance(value, bool):
        return str(YES_NO["yes" if value else "no"])
    if bare == "specialties":
        return "、".join(str(entry.get("name", "")) for entry in value)
    if isinstance(value, list):
        return "、".join(place_names(value) if bare == "wanted_places" else [label(item, "shift") if bare == "wanted_shifts" else str(item) for item in value])
    return day(value) if isinstance(value, date) else label(value, bare) if bare in TABLES else str(value)


def next_name(key: str, which: str) -> str:
    """What to fill in next, by name: a certificate or skill by its own, a licence with its class."""
    if not which:
        return str(ITEMS[key])
    return f"{ITEMS[key]} {which}" if key == "licence" else which


def short_place(name: str) -> str:
    """A station's name without the committee: 馨王社区居民委员会 → 馨王社区."""
    return name.removesuffix("村民委员会").removesuffix("居民委员会")


def place_names(codes: list[str]) -> list[str]:
    """The names of townships by their codes; unknown codes are left out."""
    names = {row["code"]: row["name"] for row in reference.townships()}
    return [names[code] for code in codes if code in names]

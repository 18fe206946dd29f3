"""What the codes of a file are called where they are shown."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core import reference

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
EMPTIED = {"phone": _l("Phone"), "address": _l("Address"), "note": _l("Note")}
DIFFERENCES = {
    "name": _l("The name differs"), "phone": _l("The phone differs"), "taken": _l("The file is joined to another account"), "not_on_file": _l("Not on file"),
}
CLAIM_STATES = {"waiting": _l("Waiting for the station"), "joined": _l("Joined"), "refused": _l("Refused"), "withdrawn": _l("Replaced by a newer one")}
TABLES: dict[str, Any] = {
    "kind": reference.PERSON_KINDS, "sex": reference.SEXES, "ethnicity": reference.ETHNICITIES, "politics": reference.POLITICS,
    "education": reference.EDUCATION, "employment": reference.EMPLOYMENT, "category": reference.SERVICE_CATEGORIES,
    "placement_mode": reference.PLACEMENT_MODES, "shift": reference.SHIFTS, "seeking": SEEKING, "visibility": VISIBILITY, "evidence": EVIDENCE,
    "level": LEVELS, "qualification": QUALIFICATIONS, "reason": REASONS, "export_reason": EXPORT_REASONS, "missing": MISSING,
    "difference": DIFFERENCES, "claim": CLAIM_STATES,
}


def label(value: Any, table: str) -> str:
    """The name of a code in one of TABLES; empty for no value, the code itself when it is unknown."""
    return "" if value in (None, "") else str(TABLES[table].get(str(value), value))


def short_place(name: str) -> str:
    """A station's name without the committee: 馨王社区居民委员会 → 馨王社区."""
    return name.removesuffix("村民委员会").removesuffix("居民委员会")


def place_names(codes: list[str]) -> list[str]:
    """The names of townships by their codes; unknown codes are left out."""
    names = {row["code"]: row["name"] for row in reference.townships()}
    return [names[code] for code in codes if code in names]

"""The states of an application, and why one ends."""

from flask_babel import lazy_gettext as _l

APPLIED, VIEWED, SHORTLISTED, INTERVIEWING, OFFERED = "submitted", "viewed", "shortlisted", "interviewing", "offered"
DECLINED, TAKEN_BACK, UNSUCCESSFUL, PLACED = "declined", "withdrawn", "unsuccessful", "placed"
RUNNING = (APPLIED, VIEWED, SHORTLISTED, INTERVIEWING, OFFERED)

APPLICATION: dict[tuple[str, str], str] = {
    (APPLIED, "view"): VIEWED,
    **dict.fromkeys(((state, "shortlist") for state in (APPLIED, VIEWED)), SHORTLISTED),
    **dict.fromkeys(((state, "interview") for state in (APPLIED, VIEWED, SHORTLISTED, INTERVIEWING)), INTERVIEWING),
    **dict.fromkeys(((state, "offer") for state in (VIEWED, SHORTLISTED, INTERVIEWING)), OFFERED),
    **dict.fromkeys(((state, "refuse") for state in RUNNING), UNSUCCESSFUL),
    **dict.fromkeys(((state, "withdraw") for state in (APPLIED, VIEWED, SHORTLISTED, INTERVIEWING)), TAKEN_BACK),
    (OFFERED, "decline"): DECLINED,
    (OFFERED, "place"): PLACED,
}
APPLICATION_LABELS = {
    APPLIED: _l("Applied"), VIEWED: _l("Seen by the employer"), SHORTLISTED: _l("Shortlisted"), INTERVIEWING: _l("Invited to an interview"),
    OFFERED: _l("Offered the job"), DECLINED: _l("Offer declined"), TAKEN_BACK: _l("Application withdrawn"), UNSUCCESSFUL: _l("Not taken"),
    PLACED: _l("At work"),
}
APPLICATION_MARKS = {APPLIED: "wait", VIEWED: "wait", SHORTLISTED: "ok", INTERVIEWING: "ok", OFFERED: "ok", DECLINED: "off", TAKEN_BACK: "off",
                     UNSUCCESSFUL: "stop", PLACED: "ok"}
UNSUCCESSFUL_REASONS = {
    "filled": _l("The places are taken"), "skills": _l("Skills do not fit"), "papers": _l("A certificate or licence is missing"),
    "hours": _l("Shifts or hours do not fit"), "pay": _l("No agreement about the pay"), "no_show": _l("Did not come to the interview"),
    "unreachable": _l("Could not be reached"), "closed": _l("The position has ended"), "other": _l("Something else"),
}
DECLINE_REASONS = {
    "pay": _l("The pay is too low"), "far": _l("Too far away"), "hours": _l("Shifts or hours do not suit"), "work": _l("The work is another than described"),
    "found": _l("Found another job"), "other": _l("Something else"),
}
DISMISS_REASONS = {
    "far": _l("Too far away"), "pay": _l("The pay is too low"), "hours": _l("Shifts or hours do not suit"), "kind": _l("Not my kind of work"),
    "employer": _l("Not this employer"), "other": _l("Something else"),
}

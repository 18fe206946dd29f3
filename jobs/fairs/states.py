"""The states of a fair, of enterprises and people at it, of booths, queues and interview slots, and the steps between them."""

from flask_babel import lazy_gettext as _l

DRAFT, ANNOUNCED, OPEN, CLOSED, RUNNING, ENDED, REPORTED = "draft", "announced", "open", "closed", "running", "ended", "reported"

FAIR: dict[tuple[str, str], str] = {
    (DRAFT, "announce"): ANNOUNCED,
    (ANNOUNCED, "open"): OPEN,
    (OPEN, "close"): CLOSED,
    (CLOSED, "open"): OPEN,
    (CLOSED, "start"): RUNNING,
    (OPEN, "start"): RUNNING,
    (RUNNING, "end"): ENDED,
    (ENDED, "report"): REPORTED,
}
FAIR_STAMPS = {ANNOUNCED: "announced_at", OPEN: "opened_at", CLOSED: "closed_at", RUNNING: "started_at", ENDED: "ended_at", REPORTED: "reported_at"}
FAIR_LABELS = {
    DRAFT: _l("Being prepared"), ANNOUNCED: _l("Announced"), OPEN: _l("Registration is open"), CLOSED: _l("Registration is closed"),
    RUNNING: _l("Going on now"), ENDED: _l("Over, results coming in"), REPORTED: _l("Reported"),
}
FAIR_MARKS = {DRAFT: "off", ANNOUNCED: "wait", OPEN: "ok", CLOSED: "wait", RUNNING: "ok", ENDED: "off", REPORTED: "off"}
PUBLIC = (ANNOUNCED, OPEN, CLOSED, RUNNING, ENDED, REPORTED)
COMING = (ANNOUNCED, OPEN, CLOSED, RUNNING)
OVER = (ENDED, REPORTED)
CHANGEABLE = (DRAFT, ANNOUNCED, OPEN, CLOSED)

APPLIED, RETURNED, WAITLISTED, OFFERED, APPROVED, CONFIRMED = "applied", "returned", "waitlisted", "offered", "approved", "confirmed"
ARRIVED, LATE, NO_SHOW, PACKED, WITHDRAWN = "arrived", "late", "no_show", "packed", "withdrawn"

EXHIBITOR: dict[tuple[str, str], str] = {
    (APPLIED, "return"): RETURNED,
    (APPLIED, "approve"): APPROVED,
    (APPLIED, "wait"): WAITLISTED,
    (WAITLISTED, "offer"): OFFERED,
    (OFFERED, "wait"): WAITLISTED,
    (OFFERED, "accept"): APPLIED,
    (OFFERED, "approve"): APPROVED,
    (WAITLISTED, "return"): RETURNED,
    (OFFERED, "return"): RETURNED,
    (RETURNED, "apply"): APPLIED,
    (WITHDRAWN, "apply"): APPLIED,
    (APPROVED, "confirm"): CONFIRMED,
    (CONFIRMED, "confirm"): CONFIRMED,
    (APPROVED, "arrive"): ARRIVED,
    (CONFIRMED, "arrive"): ARRIVED,
    (LATE, "arrive"): ARRIVED,
    (APPROVED, "release"): LATE,
    (CONFIRMED, "release"): LATE,
    (LATE, "miss"): NO_SHOW,
    (APPROVED, "miss"): NO_SHOW,
    (CONFIRMED, "miss"): NO_SHOW,
    (ARRIVED, "pack"): PACKED,
    **{(state, "withdraw"): WITHDRAWN for state in (APPLIED, RETURNED, WAITLISTED, OFFERED, APPROVED, CONFIRMED)},
}
EXHIBITOR_STAMPS = {
    APPLIED: "applied_at", RETURNED: "returned_at", WAITLISTED: "waitlisted_at", OFFERED: "offered_at", APPROVED: "approved_at", CONFIRMED: "confirmed_at",
    ARRIVED: "arrived_at", LATE: "late_at", NO_SHOW: "no_show_at", PACKED: "packed_at", WITHDRAWN: "withdrawn_at",
}
EXHIBITOR_LABELS = {
    APPLIED: _l("Waiting for review"), RETURNED: _l("Returned"), WAITLISTED: _l("On the waiting list"), OFFERED: _l("A booth came free"),
    APPROVED: _l("Approved"), CONFIRMED: _l("Confirmed"), ARRIVED: _l("Arrived"), LATE: _l("Late, booth given up"), NO_SHOW: _l("Did not come"),
    PACKED: _l("Results handed in"), WITHDRAWN: _l("Withdrawn"),
}
EXHIBITOR_MARKS = {
    APPLIED: "wait", RETURNED: "stop", WAITLISTED: "wait", OFFERED: "wait", APPROVED: "ok", CONFIRMED: "ok", ARRIVED: "ok", LATE: "stop", NO_SHOW: "stop",
    PACKED: "ok", WITHDRAWN: "off",
}
COMES = (APPROVED, CONFIRMED, ARRIVED, PACKED)  # shown to the public before and on the day
PREPARES = (APPLIED, WAITLISTED, OFFERED, APPROVED, CONFIRMED)  # still says what it brings
STANDS = (APPROVED, CONFIRMED, ARRIVED)  # has a booth, or gets one
GONE = (RETURNED, WITHDRAWN)  # a list brings them anew
ATTENDED = (ARRIVED, PACKED)
HAS_PLACE = (APPLIED, OFFERED, APPROVED, CONFIRMED, ARRIVED, PACKED)

FREE, HELD, ASSIGNED, OCCUPIED, RELEASED = "free", "held", "assigned", "occupied", "released"

BOOTH: dict[tuple[str, str], str] = {
    (FREE, "hold"): HELD,
    (RELEASED, "hold"): HELD,
    (HELD, "assign"): ASSIGNED,
    (HELD, "free"): FREE,
    (ASSIGNED, "free"): FREE,
    (HELD, "occupy"): OCCUPIED,
    (ASSIGNED, "occupy"): OCCUPIED,
    (HELD, "release"): RELEASED,
    (ASSIGNED, "release"): RELEASED,
    (OCCUPIED, "release"): RELEASED,
}
BOOTH_STAMPS = {HELD: "held_at", ASSIGNED: "assigned_at", OCCUPIED: "occupied_at", RELEASED: "released_at"}
BOOTH_LABELS = {FREE: _l("Free"), HELD: _l("Held"), ASSIGNED: _l("Assigned"), OCCUPIED: _l("Occupied"), RELEASED: _l("Given up")}

REGISTERED, CHECKED_IN, LEFT, CANCELLED = "registered", "checked_in", "left", "cancelled"

VISITOR: dict[tuple[str, str], str] = {
    (REGISTERED, "confirm"): CONFIRMED,
    (REGISTERED, "wait"): WAITLISTED,
    (WAITLISTED, "offer"): OFFERED,
    (WAITLISTED, "confirm"): CONFIRMED,
    (OFFERED, "wait"): WAITLISTED,
    (OFFERED, "confirm"): CONFIRMED,
    (CONFIRMED, "check_in"): CHECKED_IN,
    (LEFT, "check_in"): CHECKED_IN,
    (NO_SHOW, "check_in"): CHECKED_IN,
    (CHECKED_IN, "leave"): LEFT,
    (CHECKED_IN, "undo"): CONFIRMED,
    (LEFT, "undo"): CONFIRMED,
    (CONFIRMED, "miss"): NO_SHOW,
    **{(state, "cancel"): CANCELLED for state in (REGISTERED, WAITLISTED, OFFERED, CONFIRMED)},
}
VISITOR_STAMPS = {
    REGISTERED: "registered_at", WAITLISTED: "waitlisted_at", OFFERED: "offered_at", CONFIRMED: "confirmed_at", CHECKED_IN: "checked_in_at", LEFT: "left_at",
    NO_SHOW: "no_show_at", CANCELLED: "cancelled_at",
}
VISITOR_LABELS = {
    REGISTERED: _l("Registered"), WAITLISTED: _l("On the waiting list"), OFFERED: _l("A place came free"), CONFIRMED: _l("Has a ticket"),
    CHECKED_IN: _l("Checked in"), LEFT: _l("Left again"), NO_SHOW: _l("Did not come"), CANCELLED: _l("Cancelled"),
}
VISITOR_MARKS = {
    REGISTERED: "wait", WAITLISTED: "wait", OFFERED: "wait", CONFIRMED: "ok", CHECKED_IN: "ok", LEFT: "ok", NO_SHOW: "stop", CANCELLED: "off",
}
CAME = (CHECKED_IN, LEFT)
VISITOR_KINDS = {"veteran": _l("Veteran"), "family": _l("Family of a service member"), "other": _l("Somebody else looking for work")}
VISITOR_ORIGINS = {"site": _l("Registered on the site"), "station": _l("Through the station"), "invited": _l("Invited"),
                   "walk_in": _l("Came without registering")}
CANCEL_REASONS = {"changed": _l("Plans changed"), "unanswered": _l("The offer was not taken up"), "staff": _l("Cancelled by the desk"),
                  "closed": _l("Registration closed")}

LET_IN, ALREADY, WENT_OUT, UNDONE = "ok", "already", "left", "undone"
COUNTING = (LET_IN, ALREADY, WENT_OUT)  # scans that a visitor's state follows from
CHECK_IN_RESULTS = {
    LET_IN: _l("Let in"), ALREADY: _l("In already"), WENT_OUT: _l("Left"), UNDONE: _l("Taken back"), "cancelled": _l("The registration was cancelled"),
    "waitlisted": _l("On the waiting list, no ticket"), "other_fair": _l("A ticket of another fair"), "unknown": _l("No such ticket"),
    "ambiguous": _l("Several people fit"), "not_running": _l("The fair is not open"), "full": _l("As many inside as are permitted"),
    "no_ticket": _l("Every ticket is out"),
}

QUEUED, CALLED, IN_TALK, DONE, MISSED = "queued", "called", "in_talk", "done", "missed"

VISIT: dict[tuple[str, str], str] = {
    (QUEUED, "call"): CALLED,
    (CALLED, "call"): CALLED,
    (CALLED, "begin"): IN_TALK,
    (QUEUED, "begin"): IN_TALK,
    (IN_TALK, "finish"): DONE,
    (QUEUED, "miss"): MISSED,
    (CALLED, "miss"): MISSED,
}
VISIT_STAMPS = {CALLED: "called_at", IN_TALK: "began_at", DONE: "done_at", MISSED: "missed_at"}
TALK_RESULTS = {"intention": _l("Intention"), "second": _l("Second talk"), "no": _l("Does not fit")}

BOOKED = "booked"

SLOT: dict[tuple[str, str], str] = {
    (OPEN, "book"): BOOKED,
    (BOOKED, "free"): OPEN,
    (BOOKED, "call"): CALLED,
    (BOOKED, "begin"): IN_TALK,
    (CALLED, "begin"): IN_TALK,
    (IN_TALK, "finish"): DONE,
    (BOOKED, "miss"): NO_SHOW,
    (CALLED, "miss"): NO_SHOW,
    (OPEN, "cancel"): CANCELLED,
    (BOOKED, "cancel"): CANCELLED,
}
SLOT_STAMPS = {BOOKED: "booked_at", CALLED: "called_at", IN_TALK: "began_at", DONE: "done_at", NO_SHOW: "missed_at", CANCELLED: "cancelled_at"}

STEPS = {
    "announce": _l("announced"), "open": _l("opened"), "close": _l("closed"), "start": _l("started"), "end": _l("ended"), "report": _l("reported"),
    "return": _l("returned"), "approve": _l("approved"), "wait": _l("put on the waiting list"), "offer": _l("offered a place"), "accept": _l("took the offer"),
    "apply": _l("applied"), "confirm": _l("confirmed"), "arrive": _l("arrived"), "release": _l("given up"), "miss": _l("did not come"),
    "pack": _l("handed results in"), "withdraw": _l("withdrawn"), "hold": _l("held"), "assign": _l("assigned"), "free": _l("set free"),
    "occupy": _l("occupied"), "register": _l("registered"), "check_in": _l("checked in"), "leave": _l("left"), "cancel": _l("cancelled"), "call": _l("called"),
    "begin": _l("began"), "finish": _l("finished"), "book": _l("booked"), "propose": _l("proposed"), "sign": _l("signed"), "lapse": _l("came to nothing"),
    "object": _l("objected"), "lift": _l("taken back by the bureau"), "undo": _l("check-in taken back"),
    "place": _l("placed"), "reverse": _l("taken back"), "prove": _l("proved"), "verify": _l("verified"),
}

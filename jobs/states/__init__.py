"""The states of a position and the steps between them."""

from flask_babel import lazy_gettext as _l

DRAFT, SUBMITTED, RETURNED, LIVE, PAUSED, CLOSED = "draft", "submitted", "returned", "live", "paused", "closed"

POSITION: dict[tuple[str, str], str] = {
    (DRAFT, "submit"): SUBMITTED,
    (RETURNED, "submit"): SUBMITTED,
    (SUBMITTED, "withdraw"): DRAFT,
    (SUBMITTED, "return"): RETURNED,
    (SUBMITTED, "publish"): LIVE,
    (LIVE, "pause"): PAUSED,
    (PAUSED, "resume"): LIVE,
    (LIVE, "extend"): LIVE,
    (LIVE, "revise"): SUBMITTED,
    (PAUSED, "revise"): SUBMITTED,
    (LIVE, "close"): CLOSED,
    (PAUSED, "close"): CLOSED,
    (LIVE, "return"): RETURNED,
    (PAUSED, "return"): RETURNED,
}
LABELS = {LIVE: _l("Open"), SUBMITTED: _l("Waiting for review"), DRAFT: _l("Drafts"), RETURNED: _l("Returned"), PAUSED: _l("Paused"), CLOSED: _l("Ended")}
MARKS = {LIVE: "ok", SUBMITTED: "wait", DRAFT: "off", RETURNED: "stop", PAUSED: "wait", CLOSED: "off"}
WRITABLE = (DRAFT, RETURNED, LIVE, PAUSED)  # a live or paused one goes back to review when changed
EXTEND_REASONS = {
    "unfilled": _l("Places are still free"), "more": _l("More people are needed"), "season": _l("The season runs longer"),
    "start": _l("Work starts later"),
}

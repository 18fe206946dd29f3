"""The states of an employer and the steps between them."""

from flask_babel import lazy_gettext as _l

REGISTERED, SUBMITTED, RETURNED, VERIFIED, DUE, SUSPENDED = "registered", "submitted", "returned", "verified", "due", "suspended"

EMPLOYER: dict[tuple[str, str], str] = {
    (REGISTERED, "submit"): SUBMITTED,
    (RETURNED, "submit"): SUBMITTED,
    (DUE, "submit"): SUBMITTED,
    (SUBMITTED, "verify"): VERIFIED,
    (SUBMITTED, "return"): RETURNED,
    (SUBMITTED, "release"): REGISTERED,
    (REGISTERED, "verify"): VERIFIED,
    (DUE, "verify"): VERIFIED,
    (VERIFIED, "verify"): VERIFIED,
    (VERIFIED, "fall_due"): DUE,
    (VERIFIED, "suspend"): SUSPENDED,
    (DUE, "suspend"): SUSPENDED,
    (SUBMITTED, "suspend"): SUSPENDED,
    (SUSPENDED, "reinstate"): SUBMITTED,
}
LABELS = {
    REGISTERED: _l("On file, not verified"), SUBMITTED: _l("Waiting for verification"), RETURNED: _l("Returned"), VERIFIED: _l("Verified"),
    DUE: _l("To be verified again"), SUSPENDED: _l("Suspended"),
}
MARKS = {REGISTERED: "off", SUBMITTED: "wait", RETURNED: "stop", VERIFIED: "ok", DUE: "wait", SUSPENDED: "stop"}
NAME_IS_OPEN = (REGISTERED, RETURNED, DUE)  # name and credit code may be changed by the enterprise itself
CONDUCT = {
    "no_show": _l("Did not come to a fair"), "late_cancel": _l("Cancelled after the day for cancelling"), "late": _l("Came too late, the booth was given up"),
}

"""The states of an employer and the steps between them."""

REGISTERED, SUBMITTED, RETURNED, VERIFIED, DUE, SUSPENDED = "registered", "submitted", "returned", "verified", "due", "suspended"

EMPLOYER: dict[tuple[str, str], str] = {
    (REGISTERED, "submit"): SUBMITTED,
    (RETURNED, "submit"): SUBMITTED,
    (DUE, "submit"): SUBMITTED,
    (SUBMITTED, "verify"): VERIFIED,
    (SUBMITTED, "return"): RETURNED,
    (DUE, "verify"): VERIFIED,
    (VERIFIED, "verify"): VERIFIED,
    (VERIFIED, "fall_due"): DUE,
    (VERIFIED, "suspend"): SUSPENDED,
    (DUE, "suspend"): SUSPENDED,
    (SUBMITTED, "suspend"): SUSPENDED,
    (SUSPENDED, "reinstate"): SUBMITTED,
}

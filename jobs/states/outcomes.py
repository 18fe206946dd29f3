"""The states of an intention and of a placement, and the steps between them."""

from flask_babel import lazy_gettext as _l

PROPOSED, SIGNED, CONFIRMED, LAPSED, OFFERED, PLACED = "proposed", "signed", "confirmed", "lapsed", "offered", "placed"

INTENTION: dict[tuple[str, str], str] = {
    (PROPOSED, "sign"): SIGNED,
    (SIGNED, "sign"): CONFIRMED,
    (PROPOSED, "lapse"): LAPSED,
    (SIGNED, "lapse"): LAPSED,
    (CONFIRMED, "lapse"): LAPSED,
    (LAPSED, "propose"): PROPOSED,
    (CONFIRMED, "offer"): OFFERED,
    (OFFERED, "lapse"): LAPSED,
    (OFFERED, "place"): PLACED,
    (CONFIRMED, "place"): PLACED,
    (PLACED, "reverse"): CONFIRMED,
}
INTENTION_STAMPS = {PROPOSED: "proposed_at", SIGNED: "signed_at", CONFIRMED: "confirmed_at", LAPSED: "lapsed_at", OFFERED: "offered_at", PLACED: "placed_at"}
INTENTION_LABELS = {
    PROPOSED: _l("Proposed"), SIGNED: _l("Signed by one side"), CONFIRMED: _l("Signed by both"), LAPSED: _l("Came to nothing"), OFFERED: _l("Offer made"),
    PLACED: _l("At work"),
}
COUNTED = (CONFIRMED, OFFERED, PLACED)  # an intention both have signed, whatever came of it but a lapse
SIDES = {"person": _l("The person"), "employer": _l("The enterprise"), "staff": _l("The bureau")}
WAYS = {"qr": _l("QR code"), "code": _l("One-time code"), "paper": _l("Paper slip"), "staff": _l("By the desk")}
LAPSE_REASONS = {
    "person": _l("The person changed their mind"), "employer": _l("The enterprise changed its mind"), "terms": _l("The terms did not suit"),
    "unreachable": _l("Could not be reached"), "unsigned": _l("The other side never signed"), "other": _l("Another reason"),
}

REPORTED, PROVED, VERIFIED, ENDED, REVERSED = "reported", "proved", "verified", "ended", "reversed"

PLACEMENT: dict[tuple[str, str], str] = {
    (REPORTED, "prove"): PROVED,
    (PROVED, "prove"): PROVED,
    (VERIFIED, "prove"): VERIFIED,
    (PROVED, "verify"): VERIFIED,
    (REPORTED, "end"): ENDED,
    (PROVED, "end"): ENDED,
    (VERIFIED, "end"): ENDED,
    (REPORTED, "reverse"): REVERSED,
    (PROVED, "reverse"): REVERSED,
    (VERIFIED, "reverse"): REVERSED,
    (ENDED, "reverse"): REVERSED,
}
PLACEMENT_STAMPS = {REPORTED: "reported_at", PROVED: "proved_at", VERIFIED: "verified_at", ENDED: "ended_at", REVERSED: "reversed_at"}
PLACEMENT_LABELS = {
    REPORTED: _l("Reported"), PROVED: _l("With proof"), VERIFIED: _l("Verified"), ENDED: _l("Ended"), REVERSED: _l("Taken back"),
}
STANDING = (REPORTED, PROVED, VERIFIED)
PROOFS = ("said", "contract", "insurance", "wage")  # weakest first
PROOF_LABELS = {"said": _l("Both say so"), "contract": _l("Labour contract"), "insurance": _l("Social insurance"), "wage": _l("Wage slip")}
PLACEMENT_KINDS = {"regular": _l("With a labour contract"), "flexible": _l("Flexible"), "own": _l("Own business"), "farming": _l("Farming"),
                   "public": _l("Public-welfare post")}
PLACEMENT_ORIGINS = {"fair": _l("At a fair"), "application": _l("By an application here"), "station": _l("Through the station"),
                     "assigned": _l("Assigned by the government"), "self": _l("Found without us")}
END_REASONS = {"left": _l("Left by themselves"), "dismissed": _l("Let go"), "expired": _l("The contract ran out"), "moved": _l("Moved to another post"),
               "other": _l("Another reason")}

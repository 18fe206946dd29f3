"""The states of a version of the ranking's weights, and the steps between them."""

from flask_babel import lazy_gettext as _l

LEARNED, REFUSED, ADOPTED, ROLLED_BACK = "learned", "refused", "adopted", "rolled_back"

WEIGHTS: dict[tuple[str, str], str] = {
    (LEARNED, "adopt"): ADOPTED,
    (ADOPTED, "roll_back"): ROLLED_BACK,
    (ROLLED_BACK, "adopt"): ADOPTED,
}
WEIGHTS_LABELS = {
    LEARNED: _l("Waits for a decision"), REFUSED: _l("Refused: not shown to be better"), ADOPTED: _l("Adopted"), ROLLED_BACK: _l("Rolled back"),
}
WEIGHTS_MARKS = {LEARNED: "wait", REFUSED: "off", ADOPTED: "ok", ROLLED_BACK: "stop"}
WEIGHTS_STEPS = {"learn": _l("Learned"), "refuse": _l("Learned and refused"), "adopt": _l("Adopted"), "roll_back": _l("Rolled back")}

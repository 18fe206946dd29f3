"""A request for name and phone, from asking to the person's answer."""

from flask_babel import lazy_gettext as _l

ASKED, AGREED, REFUSED = "asked", "agreed", "refused"

CONTACT: dict[tuple[str, str], str] = {(ASKED, "agree"): AGREED, (ASKED, "refuse"): REFUSED, (REFUSED, "agree"): AGREED,
                                     (AGREED, "take_back"): REFUSED}
LABELS = {ASKED: _l("Asked, no answer yet"), AGREED: _l("Agreed"), REFUSED: _l("Did not agree")}
MARKS = {ASKED: "wait", AGREED: "ok", REFUSED: "off"}

"""What the codes of consents and looks are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

FIELDS: dict[str, Any] = {"masked": _l("masked profile"), "name": _l("name"), "phone": _l("phone"), "profile": _l("full profile")}
PATHS: dict[str, Any] = {"list": _l("in the list of candidates"), "detail": _l("on your page"), "print": _l("in a printed list"),
                         "export": _l("in a spreadsheet"), "api": _l("through their own system"), "booth": _l("at their booth of a fair")}
PURPOSES: dict[str, Any] = {"profile": _l("File open to every verified employer"), "application": _l("Application"), "contact": _l("Request for contact")}


def shown_label(shown: str) -> str:
    """The fields of a look in words."""
    return "、".join(str(FIELDS[name]) for name in shown.split(",") if name in FIELDS)

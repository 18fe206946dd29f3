"""Conditions in words: what each is about, what is asked of everybody, what is asked of a group instead."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.reference import EDUCATION, SHIFTS
from jobs.required.kinds import LATER, PREFER, SERVICE, WAIVED, span

LABELS = {
    "age": _l("Age"), "height": _l("Height"), "education": _l("Education"), "experience": _l("Experience"), "licence": _l("Driving licence"),
    "certificate": _l("Certificate"), "shift": _l("Shifts"), "veteran": _l("Open to"), "place": _l("Away from home"), "sex": _l("Sex"),
}
GROUP_LABELS = {
    "everybody": _l("Everybody"), "veteran": _l("Veterans"), "active_family": _l("Families of active service members"),
    "bereaved_family": _l("Bereaved families"),
}
ORIGIN_LABELS = {
    "field": _l("The form"), "text": _l("The text"), "staff": _l("Corrected by the bureau"), "employer": _l("Corrected by you"),
    "booth": _l("Changed at the booth"),
}
_SEXES = {"男": _l("Men only"), "女": _l("Women only")}


def _age(low: float | None, high: float | None) -> str:
    if low is None:
        return str(_("up to %(n)s years old", n=high))
    return str(_("from %(n)s years old", n=low) if high is None else _("%(low)s to %(high)s years old", low=low, high=high))


def _height(low: float | None, high: float | None) -> str:
    if low is None:
        return str(_("up to %(n)s cm", n=high))
    return str(_("from %(n)s cm", n=low) if high is None else _("%(low)s to %(high)s cm", low=low, high=high))


def _licence(name: str) -> str:
    return {"any": str(_("any driving licence")), "military": str(_("a military licence"))}.get(name, name)


def _shift(name: str) -> str:
    return str(SHIFTS.get(name, name))


def _certificate(name: str) -> str:
    return str(_("a certificate of the trade")) if name == "any" else name


_SHOWN: dict[str, Callable[[str], str]] = {"licence": _licence, "shift": _shift, "certificate": _certificate}


def _listed(name: str, value: Any) -> str:
    shown = _SHOWN.get(name, str)
    return str(_(" or ")).join(shown(one) for one in (value if isinstance(value, list | tuple) else [value]))


def value_text(name: str, op: str, value: Any) -> str:
    """What is asked for: `18 to 45 years old`, `大专 or higher`, `B2 or a military licence`; a wish the same way."""
    if name in ("age", "height"):
        low, high = value if isinstance(value, list | tuple) else span(op, value)
        return _age(low, high) if name == "age" else _height(low, high)
    if name == "education":
        return str(_("%(level)s or lower", level=EDUCATION[value]) if op == "<=" else _("%(level)s or higher", level=EDUCATION[value]))
    if name == "experience":
        return str(_("%(n)s years", n=f"{value:g}") if value is not None else _("experience in the trade"))
    return str(_SEXES[value]) if name == "sex" else _listed(name, value)


def wish_text(name: str, value: Any) -> str:
    """A wish: what is preferred."""
    return value_text(name, PREFER, value)


def relaxed_text(name: str, op: str, value: Any) -> str:
    """What a group needs instead: `up to 50 years old`, `not asked`."""
    words = {WAIVED: _("Not asked"), LATER: _("May be earned after starting"), SERVICE: _("Years of service count")}
    if isinstance(value, str) and value in words:
        return str(words[value])
    text = value_text(name, op, value)
    return str(_("Relaxed: %(what)s", what=text))

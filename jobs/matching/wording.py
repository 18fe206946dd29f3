"""Conditions and reasons as sentences for people."""

from typing import Any

from flask_babel import gettext as _

from core.reference import EDUCATION
from jobs.matching.explain import Reason
from jobs.matching.rules import AGE, CERTIFICATE, EXPERIENCE, LICENCE, Condition
from jobs.matching.rules import EDUCATION as EDUCATION_NAME


def _joined(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def condition_label(name: str) -> str:
    """What a condition is about."""
    labels: dict[str, str] = {AGE: _("Age"), EDUCATION_NAME: _("Education"), EXPERIENCE: _("Experience"), LICENCE: _("Driving licence"),
            CERTIFICATE: _("Certificate")}
    return str(labels[name])


def required_text(condition: Condition) -> str:
    """What is asked for: `18 to 45`, `大专`, `3 years`."""
    required = condition.required
    if condition.name == AGE:
        least, most = required
        if least is None:
            return str(_("up to %(most)s", most=most))
        return str(_("from %(least)s", least=least) if most is None else _("%(least)s to %(most)s", least=least, most=most))
    if condition.name == EDUCATION_NAME:
        return str(_("%(level)s or higher", level=EDUCATION[required]))
    if condition.name == EXPERIENCE:
        return str(_("%(n)s years", n=required))
    return "/".join(required) if condition.name == LICENCE else str(required)


def has_text(condition: Condition) -> str:
    """What the person has."""
    if condition.name == EDUCATION_NAME:
        return str(EDUCATION.get(condition.has, condition.has))
    if condition.name == EXPERIENCE:
        return str(_("%(n)s years", n=f"{condition.has:g}"))
    return _joined(condition.has)


def condition_sentence(condition: Condition) -> str:
    """One condition beside what the person has."""
    asked = {"what": condition_label(condition.name), "asked": required_text(condition)}
    if condition.met is None:
        return str(_("%(what)s: %(asked)s is asked for; it is not on file.", **asked))
    values = {**asked, "has": has_text(condition)}
    if condition.note == "expired":
        return str(_("%(what)s: %(asked)s is asked for; what is on file (%(has)s) has expired.", **values))
    if condition.note == "military":
        return str(_("%(what)s: %(asked)s is asked for; a military licence (%(has)s) counts once it is exchanged.", **values))
    return str(_("%(what)s: %(asked)s is asked for; met with %(has)s.", **values) if condition.met
               else _("%(what)s: %(asked)s is asked for; %(has)s does not meet it.", **values))


def _skills_sentence(values: tuple[Any, ...]) -> str:
    matched, asked, names, evidence = values
    facts = {"matched": matched, "asked": asked, "names": _joined(names)}
    if evidence == "certified":
        return str(_("Has %(matched)s of the %(asked)s skills asked for: %(names)s, certified.", **facts))
    if evidence == "service":
        return str(_("Has %(matched)s of the %(asked)s skills asked for: %(names)s, from service.", **facts))
    return str(_("Has %(matched)s of the %(asked)s skills asked for: %(names)s.", **facts))


def reason_sentence(reason: Reason) -> str:
    """One reason."""
    values = reason.values
    if reason.kind == "skills":
        return _skills_sentence(values)
    if reason.kind == "paper":
        name, required, _note = values
        return str(_("Holds what is asked for: %(what)s %(names)s.", what=condition_label(name), names=_joined(required)))
    if reason.kind == "conditions":
        met, total = values
        return str(_("Meets %(met)s of %(total)s conditions for certain.", met=met, total=total))
    if reason.kind == "text":
        return str(_("The same words on both sides: %(words)s.", words=_joined(values)))
    if reason.kind == "pay":
        return str(_("Pays up to %(pay)s yuan a month; at least %(wanted)s is wanted.", pay=values[0], wanted=values[1]))
    return {"occupation": str(_("The occupation is one the person wants or was trained for in service.")),
            "place": str(_("In a place the person wants or lives in."))}[reason.kind]

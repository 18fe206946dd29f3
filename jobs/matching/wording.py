"""Conditions and reasons as sentences for people."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.reference import EDUCATION, PERSON_KINDS, SHIFTS, townships
from jobs.matching.explain import Reason
from jobs.matching.rules import AGE, CERTIFICATE, EXPERIENCE, LICENCE, MILITARY, NAMES, PLACE, SHIFT, VETERAN, Condition
from jobs.matching.rules import EDUCATION as EDUCATION_NAME
from jobs.required.wording import LABELS, value_text

BLOCK_LABELS = {"text": _l("Words"), "skills": _l("Skills"), "occupation": _l("Occupation"), "place": _l("Place"), "pay": _l("Pay")}
FIELD_LABELS = {"title": _l("A title or a wish, against plain text"), "self_declared": _l("A skill they declare themselves, against a certified one"),
                "service": _l("A skill from service, against a certified one")}


def _joined(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def condition_label(name: str) -> str:
    """What a condition is about."""
    return str(LABELS[name])


def required_text(condition: Condition) -> str:
    """What is asked of this person."""
    return value_text(condition.name, ">=", condition.required)


def has_text(condition: Condition) -> str:
    """What the person has."""
    if condition.name == EDUCATION_NAME:
        return str(EDUCATION.get(condition.has, condition.has))
    if condition.name == EXPERIENCE:
        return str(_("%(n)s years", n=f"{condition.has or 0:g}"))
    if condition.name == AGE:
        return str(_("%(n)s years old", n=condition.has))
    if condition.name == VETERAN:
        return str(PERSON_KINDS.get(condition.has, condition.has))
    if condition.name == PLACE:
        return str(_("Willing") if condition.has else _("Not willing"))
    if condition.name == SHIFT:
        return _joined([str(SHIFTS.get(code, code)) for code in condition.has or ()])
    return _joined(condition.has)


def condition_sentence(condition: Condition) -> str:
    """One condition beside what the person has."""
    asked = {"what": condition_label(condition.name), "asked": required_text(condition)}
    if condition.note == "waived":
        return str(_("%(what)s: %(asked)s is asked for, but not of this group.", **asked))
    if condition.note == "later":
        return str(_("%(what)s: %(asked)s is asked for; it may be earned after starting.", **asked))
    if condition.met is None:
        return str(_("%(what)s: %(asked)s is asked for; it is not on file.", **asked))
    return _known(condition, {**asked, "has": has_text(condition)})


def _known(condition: Condition, values: dict[str, str]) -> str:
    if condition.note == "expired":
        return str(_("%(what)s: %(asked)s is asked for; what is on file (%(has)s) has expired.", **values))
    if condition.note == "military":
        return str(_("%(what)s: %(asked)s is asked for; a military licence (%(has)s) counts once it is exchanged.", **values))
    if condition.note == "service":
        return str(_("%(what)s: %(asked)s is asked for; met with %(has)s, years of service counted.", **values))
    if condition.note == "relaxed":
        return str(_("%(what)s: relaxed to %(asked)s for this group; met with %(has)s.", **values))
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
        name, held, note = values
        if note == MILITARY:
            return str(_("Holds a military licence (%(names)s), which counts once it is exchanged.", names=_joined(held)))
        return str(_("Holds what is asked for: %(what)s %(names)s.", what=condition_label(name), names=_joined(held)))
    if reason.kind == "conditions":
        met, total = values
        return str(_("Meets %(met)s of %(total)s conditions for certain.", met=met, total=total))
    if reason.kind == "text":
        return str(_("The same words on both sides: %(words)s.", words=_joined(values)))
    if reason.kind == "pay":
        return str(_("Pays up to %(pay)s yuan a month; at least %(wanted)s is wanted.", pay=values[0], wanted=values[1]))
    return {"wanted": str(_("The occupation is one that is wanted.")), "trained": str(_("The specialty in service leads to this occupation.")),
            "place": str(_("In a place the person wants or lives in."))}[reason.kind]


def gap_sentence(conditions: Sequence[Condition], missing: Sequence[str]) -> str:
    """The one thing to see to first: a condition that is not met, else one not on file, else skills that are asked for; nothing if all is there."""
    first = next((c for c in conditions if c.met is False), None) or next((c for c in conditions if c.met is None), None)
    if first is not None:
        return condition_sentence(first)
    skills = [name for name in missing if name not in NAMES][:3]
    return str(_("Skills asked for that are not on file: %(names)s.", names=_joined(skills))) if skills else ""


def standing_mark(condition: Condition) -> str:
    """The mark beside a condition: met, met as relaxed, unmet, or waiting for something."""
    if condition.met is None:
        return "off"
    if condition.note in ("military", "later", "expired"):
        return "wait"
    if condition.met:
        return "vet" if condition.note in ("relaxed", "waived", "service") else "ok"
    return "wait" if condition.name in (LICENCE, CERTIFICATE) else "stop"


def standing_text(condition: Condition) -> tuple[str, str]:
    """What is on file, and the verdict in a word."""
    has = has_text(condition) if condition.has not in (None, []) else ""
    verdicts = {"military": _("To be exchanged"), "later": _("May come later"), "expired": _("Expired"), "relaxed": _("Met as relaxed"),
                "waived": _("Not asked of you"), "service": _("Met, service counted")}
    if condition.met is None:
        return str(_("Not in your file")), str(_("Cannot be told"))
    if condition.note in verdicts:
        return has, str(verdicts[condition.note])
    return has, str(_("Met") if condition.met else _("This is missing") if condition.name in (LICENCE, CERTIFICATE) else _("Not met"))


def group_label(group: str) -> str:
    """What a group of people is called, whose exposure a change of the weights is checked for."""
    kind, _colon, code = group.partition(":")
    if kind == "age":
        bands = {"older": _("50 years and older"), "unknown": _("Age not on file")}
        return str(bands.get(code) or _("Under %(n)s years", n=code.removeprefix("under ")))
    if kind == "township":
        return next((town["name"] for town in townships() if town["code"] == code), code)
    return str(_("With a disability") if kind == "disability" else PERSON_KINDS.get(code, code))


def version_label(name: str) -> str:
    """What a version of the weights is called; a registered embedding's name stays as it is."""
    version, plus, embedding = name.partition("+")
    kind, _dash, number = version.partition("-")
    called = _("Version %(n)s, learned", n=number) if kind == "learned" else _("Version %(n)s, set by hand", n=number)
    return str(called) + plus + embedding


def refusal_sentence(reason: str) -> str:
    """Why learned weights were refused."""
    kind, _blank, group = reason.partition(" ")
    if kind == "exposure":
        return str(_("This group would be seen less than four fifths as often: %(group)s.", group=group_label(group)))
    return str(_("It is not shown to be better: the interval of the difference reaches zero."))

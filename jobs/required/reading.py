"""From a posting's fields and text to its conditions. The field wins; the text adds what no field states. Pure; docs/adr/0006 says why."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Protocol

from core.clock import today
from core.lexicon import same_certificate
from core.reference import ANY_EDUCATION, EDUCATION_RANK
from jobs.conditions import Condition, parse_requirements
from jobs.conditions.condition import OFFERS
from jobs.relaxations import read_phrases
from jobs.required.kinds import PREFER, Required, lets_in_more, span
from jobs.required.relaxing import Relaxing, apply, of_phrases, without_relaxing

LONGEST_PHRASE = 200
ORDER = ("age", "height", "education", "experience", "licence", "certificate", "shift", "veteran", "place", "sex")


class Posting(Protocol):
    """The columns that conditions are read from."""

    requirements: str
    duties: str
    education: str
    experience_years: int | None
    age_min: int | None
    age_max: int | None
    licences: list[str]
    certificates: list[str]
    shift: str
    relaxations: list[str]


def required_of(posting: Posting) -> list[Required]:
    """Every condition and wish of the posting, each once, with what is relaxed."""
    texts, relaxing = _texts(posting.requirements or "", posting.duties or "")
    stated = list(_fields(posting))
    out = [*_merged(stated, texts, relaxing), *(one for one in texts if not one.is_hard)]
    apply(out, of_phrases(read_phrases(posting.relaxations or [])), relaxing)
    return sorted(out, key=lambda one: (not one.is_hard, ORDER.index(one.name)))


def _texts(requirements: str, duties: str) -> tuple[list[Required], Relaxing]:
    """What the requirements say; the duties add names the requirements are silent on."""
    public, relaxing = without_relaxing(requirements)
    of_duties, more_relaxing = without_relaxing(duties)
    relaxing.join(more_relaxing)
    said = _parsed(public, today())
    names = {condition.name for condition in said}
    more = (condition for condition in _parsed(of_duties, today()) if condition.name not in names and (condition.is_hard or condition.name == "sex"))
    kept = [*said, *more]
    return [one for condition in kept for one in _required(condition)], relaxing


@lru_cache(maxsize=4096)
def _parsed(text: str, day: date) -> tuple[Condition, ...]:
    return parse_requirements(text, day) if text.strip() else ()


def _required(condition: Condition) -> Iterator[Required]:
    """One condition of the text; certificates that are all asked for become one each, a single shift a list."""
    phrase = condition.source[:LONGEST_PHRASE]
    if condition.name == "pay" or condition.op == OFFERS or (condition.name, condition.op) == ("place", "=="):
        return
    value = list(condition.value) if isinstance(condition.value, tuple) else condition.value
    if condition.op == PREFER or not condition.is_hard:
        yield Required(condition.name, condition.op, value, "text", phrase, is_hard=False)
    elif condition.name == "certificate" and condition.op == "all":
        yield from (Required("certificate", "any", [name], "text", phrase) for name in value)
    elif condition.name == "shift":
        yield Required("shift", "any", value if isinstance(value, list) else [value], "text", phrase)
    else:
        yield Required(condition.name, condition.op, value, "text", phrase)


def _fields(posting: Posting) -> Iterator[Required]:
    low, high = posting.age_min, posting.age_max
    if low or high:
        yield Required("age", "between" if low and high else ">=" if low else "<=", [low, high] if low and high else low or high, "field")
    if posting.education in EDUCATION_RANK:
        yield Required("education", ">=", posting.education, "field")
    if posting.experience_years:
        yield Required("experience", ">=", posting.experience_years, "field")
    if posting.licences:
        yield Required("licence", "any", list(posting.licences), "field")
    yield from (Required("certificate", "any", [name], "field") for name in posting.certificates or ())
    if posting.shift:
        yield Required("shift", "any", [posting.shift], "field")
    if posting.education == ANY_EDUCATION:
        yield Required("education", "", None, "field")
    if posting.experience_years == 0:
        yield Required("experience", "", None, "field")


def _merged(stated: Sequence[Required], texts: Sequence[Required], relaxing: Relaxing) -> Iterator[Required]:
    said: dict[str, list[Required]] = {}
    for one in texts:
        if one.is_hard:
            said.setdefault(one.name, []).append(one)
    if any(one.name == "certificate" for one in stated):
        yield from _certificates([one for one in stated if one.name == "certificate"], said.pop("certificate", []))
    for one in stated:
        if one.name != "certificate":
            yield from _settled(one, said.pop(one.name, []), relaxing)
    yield from (one for rest in said.values() for one in rest)


def _settled(field: Required, said: Sequence[Required], relaxing: Relaxing) -> Iterator[Required]:
    """The field, but a text that names it among alternatives adds them, and a text that is stricter because it relaxes for some stands."""
    text = next(iter(said), None)
    if text is None or not field.op:
        yield from (field,) if field.op else ()
        return
    relaxes = field.name in relaxing.given or field.name == "age" and bool(relaxing.steps)
    if field.name in ("licence", "shift") and set(text.value) > set(field.value) or relaxes and _is_stricter(text, field):
        yield text
        return
    field.phrase = text.phrase if _contradicts(text, field) else ""
    yield field


def _contradicts(text: Required, field: Required) -> bool:
    """Whether the text says otherwise; a limit that only one of them states is no contradiction."""
    if field.name == "age":
        return any(None not in ends and ends[0] != ends[1] for ends in zip(span(text.op, text.value), span(field.op, field.value), strict=True))
    return (text.op, text.value) != (field.op, field.value)


def _is_stricter(text: Required, field: Required) -> bool:
    if field.name == "age":
        own, other = span(text.op, text.value)[1], span(field.op, field.value)[1]
        return own is not None and other is not None and own < other
    return text.op == field.op and lets_in_more(field.name, field.op, field.value, text.value)


def _certificates(fields: Sequence[Required], said: Sequence[Required]) -> Iterator[Required]:
    """A list in the field does not say whether all are asked for; the text's groups of alternatives do."""
    groups = [one for one in said if len(one.value) > 1]
    used: list[Required] = []
    for field in fields:
        group = next((one for one in groups if _names(one, field.value[0])), None)
        if group is None:
            yield field
        elif not any(group is one for one in used):
            used.append(group)
            yield group


def _names(group: Required, name: str) -> bool:
    return any(same_certificate(name, other) for other in group.value)

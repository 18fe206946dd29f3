"""Clauses that relax something for those who served or their families: what they give, and the text without them. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from core.text import normalise
from jobs.conditions import Condition, parse_requirements
from jobs.relaxations import Relaxed
from jobs.required.kinds import ACTIVE_FAMILY, BEREAVED_FAMILY, LATER, SERVICE, VETERAN, WAIVED, Required, lets_in_more, span

_WHO = {
    VETERAN: re.compile(r"退役|退伍|复员|复转|转业|老兵|军人(?!家属|配偶|子女)"),
    ACTIVE_FAMILY: re.compile(r"军属|军嫂|随军|军人家属|军人配偶|军烈属"), BEREAVED_FAMILY: re.compile(r"烈属|遗属|军烈属|烈士家属"),
}
_SERVED = "退役|退伍|复员|复转|转业|老兵|军人|军属|军嫂|随军|烈属|遗属|烈士家属"
_ANYBODY = re.compile(rf"{_SERVED}|[軍複轉業]")  # also as it is written before it is normalised
_CLAUSE = re.compile(rf"[^,;。!?()\n]*(?:{_SERVED})[^;。!?()\n]{{0,24}}?(?:放宽|放低|降低|放开|不限|不作要求|不受限制|免)[^,;。!?()\n]*")
_BY = re.compile(r"(?:放宽|放低|降低)(?:年龄)?(\d{1,2})周?岁")
_TO_AGE = re.compile(r"(?:放宽|放低)(?:年龄)?(?:限制|要求|条件)?(?:至|到|为|在)?(\d{2})周?岁?")
_NAMED = {"age": re.compile("年龄"), "education": re.compile("学历|文化"), "experience": re.compile("经验|年限"), "height": re.compile("身高"),
          "certificate": re.compile("证书")}
_OPENED = re.compile("不限|放开|不作要求|不受限制|免")


@dataclass
class Relaxing:
    """By name of condition and group: a limit, or a word; `steps` widen the highest age by so many years."""

    given: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, groups: Iterable[str], value: Any) -> None:
        """Give a value to groups."""
        for group in groups:
            self.given.setdefault(name, {})[group] = value

    def join(self, other: "Relaxing") -> None:
        """Add what another text relaxes and this one does not."""
        for name, groups in other.given.items():
            self.given[name] = groups | self.given.get(name, {})
        self.steps = other.steps | self.steps


def without_relaxing(text: str) -> tuple[str, Relaxing]:
    """The text as it holds for everybody, and what its clauses relax for whom."""
    found = Relaxing()
    if not _ANYBODY.search(text):
        return text, found
    plain = "\n".join(normalise(line) for line in text.splitlines())
    kept, at = [], 0
    for match in _CLAUSE.finditer(plain):
        if _read(match[0].replace(" ", ""), found):
            kept.append(plain[at:match.start()])
            at = match.end()
    return "".join([*kept, plain[at:]]), found


def _read(clause: str, found: Relaxing) -> bool:
    groups = [group for group, pattern in _WHO.items() if pattern.search(clause)]
    named = [name for name, pattern in _NAMED.items() if pattern.search(clause)]
    step = _BY.search(clause)
    if step and int(step[1]) <= 20:  # 放宽5岁 is a step, 放宽45岁 a limit
        found.steps |= dict.fromkeys(groups, int(step[1]))
        return True
    limits = list(_limits(clause))
    for name, value in limits:
        found.add(name, groups, value)
    if not limits and named and _OPENED.search(clause):
        for name in named:
            found.add(name, groups, WAIVED)
    return bool(limits) or bool(named and _OPENED.search(clause))


def _limits(clause: str) -> Iterator[tuple[str, Any]]:
    read: dict[str, Condition] = {c.name: c for c in parse_requirements(clause) if c.name in ("age", "education", "experience", "height")}
    if "age" not in read and (age := _TO_AGE.search(clause)):
        yield "age", int(age[1])
    for name, condition in read.items():
        value = condition.value
        if condition.op == "prefer" and name in ("age", "height"):
            value = value[1] if name == "age" else value[0]
        elif name == "age" and condition.op == "between":
            value = value[1]
        if value is not None:
            yield name, value


def of_phrases(relaxed: Relaxed) -> Relaxing:
    """What the fields of the form, or phrases kept in other words, relax."""
    found = without_relaxing(relaxed.other.replace("，", "。"))[1]
    if relaxed.age:
        found.add("age", [VETERAN], relaxed.age)
    if relaxed.education:
        found.add("education", [VETERAN], relaxed.education)
    if relaxed.certificate:
        found.add("certificate", [VETERAN], LATER)
    if relaxed.experience:
        found.add("experience", [VETERAN], SERVICE)
    return found


def apply(conditions: Iterable[Required], *sources: Relaxing) -> None:
    """Write the relaxed values that let in more than the public one; of several the first holds."""
    for condition in conditions:
        if not condition.is_hard:
            continue
        for source in reversed(sources):
            for group, given in _given(condition, source):
                value = _shaped(condition, given)
                if value is not None and lets_in_more(condition.name, condition.op, value, condition.value):
                    condition.relaxed[group] = value


def _given(condition: Required, source: Relaxing) -> Iterator[tuple[str, Any]]:
    high = span(condition.op, condition.value)[1] if condition.name == "age" else None
    if high is not None:
        yield from ((group, int(high) + step) for group, step in source.steps.items())
    yield from source.given.get(condition.name, {}).items()


def _shaped(condition: Required, value: Any) -> Any:
    """A limit in the shape of the public value."""
    if value in (WAIVED, LATER, SERVICE) or condition.op != "between":
        return None if condition.name == "age" and condition.op == ">=" and value != WAIVED else value
    low, high = condition.value
    return [low, max(value, low)] if condition.name == "age" else [value, high]

"""From a line of requirements to its conditions. Pure."""

import re
from dataclasses import replace
from datetime import date

from core.clock import today
from jobs.conditions.amounts import ages, heights
from jobs.conditions.condition import NAMES, OFFERS, Condition, Found
from jobs.conditions.hours import hours, shifts
from jobs.conditions.line import Line, read_line
from jobs.conditions.merge import common, hard, in_order, preference
from jobs.conditions.offers import pays, places
from jobs.conditions.papers import certificates, licences
from jobs.conditions.people import sexes, veterans
from jobs.conditions.schooling import educations, experiences
from jobs.conditions.scope import alternatives, is_alternative, is_relaxed_for, opened_kinds, preferred, relaxed_kinds, says_one_of

_FINDERS = (ages, heights, educations, experiences, licences, certificates, sexes, shifts, hours, veterans, pays, places)
_POST = "工|员|师|顾问|司机|组长|班长|店长|经理|主管|保安|保洁|厨"
_COUNT = r"\(?[\d一二两三四五六七八九十]+[名人]\)?"
_IS_POST = re.compile(rf"(?:{_POST})(?:{_COUNT}|\(\d+[名人],)?:?$")
_ROLE = re.compile(
    rf"(?:^|(?<=[;。,!)]))(?:招聘?|急招)?[\u4e00-\u9fffa-z]{{2,10}}(?:{_COUNT})?:|(?<=[\u4e00-\u9fff])[\u4e00-\u9fff]{{0,6}}(?:{_POST}){_COUNT}:"
    rf"|[\u4e00-\u9fff]{{0,6}}(?:{_POST})\(\d+[名人],"
    rf"|(?:^|(?<=[;。,!)]))[\u4e00-\u9fff]{{0,5}}(?:{_POST})(?=要|须|需|必须|持|有|限|\d)")
_NOT_ROLE = re.compile(
    r"要求|条件|资格|薪|待遇|地[点址区]|年龄|学历|文化|经[验历]|性别|身高|时间|性质|福利|内容|人数|电话|备注|专业|驾[照驶龄]|证|班|注|[男女]|说明"
    r"|公司|单位|以[上下]"
    r"|技能|能力|标准|方式|其他|特长|户[籍口]|婚|政治|语言|视力|身体|试用|应聘|加班|职责|联系|咨询|工资|工作|人员$|员工$|职员$|为员$|成为|职位:|岗位:|名称")
_OR_ELSE = ("education", "licence", "certificate", "experience")
_DELTA = re.compile(r"放宽(?:年龄)?(\d{1,2})(?:周?岁|年)")


def parse_requirements(text: str, on: date | None = None) -> tuple[Condition, ...]:
    """Every condition that a text of requirements states, hard ones and preferences, by name; years of birth are ages on the day `on`, today if null."""
    line = read_line(text, on or today())
    roles = [m for m in _ROLE.finditer(line.text) if not _NOT_ROLE.search(m[0])]
    if len(roles) < 2 or not any(_IS_POST.search(m[0]) for m in roles):
        return _conditions(line)
    heads = [m.start() for m in roles]
    cuts = [*heads, len(line.text)]
    parts = [_conditions(_slice(line, start, end)) for start, end in zip(cuts, cuts[1:], strict=False)]
    before = _conditions(_slice(line, 0, heads[0]))
    wishes = [c for part in parts for c in part if c.is_preference]
    return in_order([*before, *(c for c in common(parts) if c.name not in {b.name for b in before if not b.is_preference}), *wishes])


def _slice(line: Line, start: int, end: int) -> Line:
    return Line(line.text[start:end], frozenset(b - start for b in line.breaks if start < b < end), line.year)


def _conditions(line: Line) -> tuple[Condition, ...]:
    found = sorted((one for finder in _FINDERS for one in finder(line)), key=lambda one: one.start)
    found = preferred(line, found)
    found = _firm(line, found)
    kept = [one for one in found if not one.only_preferred or one.soft]
    groups = _groups(line, kept)
    out: list[Condition] = []
    for name in NAMES:
        firm = [i for i, one in enumerate(kept) if one.name == name and not one.soft]
        wished = [one for one in kept if one.name == name and one.soft]
        if firm:
            members = [kept[i] for i in firm]
            out += hard(name, members, [groups[i] for i in firm], _source(line, members), _is_either(line, kept, firm))
        if wished:
            out.append(preference(name, wished, _source(line, wished)))
    return in_order(out)


def _firm(line: Line, found: list[Found]) -> list[Found]:
    """What is opened, relaxed without a limit, or one branch among several loses its force and is a wish."""
    opened = opened_kinds(line)
    relaxed = relaxed_kinds(line, found)
    dropped = alternatives(line, found)
    out = []
    for i, one in enumerate(_shifted(line, found)):
        if one.op == OFFERS:
            out.append(one)
            continue
        vague = one.name == "experience" and one.value is None and one.name in opened and not one.only_preferred
        if vague or is_relaxed_for(line, one, found) or one.only_preferred and not one.soft and i not in dropped or i in dropped and one.name == "sex":
            continue
        also = one.name in _OR_ELSE and is_alternative(line, one)
        others = also and any(o.name == one.name and (not o.soft or one.name == "education") and not o.only_preferred
                              and not is_alternative(line, o) for o in found)
        loose = one.name in opened or i in relaxed or i in dropped or also and not others
        out.append(replace(one, soft=True) if loose and one.name != "sex" else replace(one, relaxed=True) if also and one.name == "experience" else one)
    return out


def _shifted(line: Line, found: list[Found]) -> list[Found]:
    """放宽5岁 widens the highest age by five."""
    match = _DELTA.search(line.text)
    if not match or "岁" not in match[0]:
        return found
    return [replace(one, value=(one.value[0], one.value[1] + int(match[1]))) if one.name == "age" and one.value[1] and not one.soft else one for one in found]


def _groups(line: Line, found: list[Found]) -> list[int]:
    """For certificates: the clause whose members are alternatives, or -1."""
    out = []
    if any(one.name == "certificate" and is_alternative(line, one) for one in found):
        return [0] * len(found)
    for one in found:
        left, right = line.clause(one.start)
        others = [o for o in found if o.name == one.name and left <= o.start < right]
        between = line.text[others[0].start:others[-1].end] if len(others) > 1 else ""
        out.append(left if one.name == "certificate" and len(one.value) > 1 or between and (re.search(r"或"
            r"|/", between) or says_one_of(line.text[left:right])) else -1)
    return out


def _is_either(line: Line, found: list[Found], indices: list[int]) -> bool:
    """Whether several amounts of experience are alternatives, not demands upon one another: by an 或, or each of another schooling."""
    if len(indices) > 1 and all(_of_schooling(line, found, found[i]) for i in indices):
        return True
    spans = sorted((found[i].start, found[i].end) for i in indices)
    return any("或" in line.text[end:start] for (_s, end), (start, _e) in zip(spans, spans[1:], strict=False))


def _of_schooling(line: Line, found: list[Found], one: Found) -> bool:
    start = line.clause(one.start)[0]
    return any(o.name == "education" and start <= o.start < one.start for o in found)


def _source(line: Line, found: list[Found]) -> str:
    return line.text[min(one.start for one in found):max(one.end for one in found)]

"""How far 优先, 不限, 可放宽 and 或 reach in a line. Pure."""

import re
from dataclasses import replace
from itertools import zip_longest

from jobs.conditions.condition import OFFERS, Found
from jobs.conditions.line import Line

_WORDS = {
    "age": "年龄|岁数", "height": "身高", "education": "学历|文化程度|文化水平|文化|文凭",
    "experience": "工作经验|从业经验|行业经验|经验|工作年限|工作经历|工龄",
    "licence": "驾照|驾驶证", "certificate": "证书|证件|持证|资格证", "sex": "性别|男女", "place": "工作地点|地点|地区|区域",
}
_OTHER = "专业|户籍|户口|籍贯|形象|民族|行业|人数|名额|婚否|婚姻|岗位|身体|外貌|相貌|地域"
_NOUN = "(?:" + "|".join([*_WORDS.values(), _OTHER]) + ")"
_LIST = rf"(?:{_NOUN}(?:要求|条件|方面|限制)?(?:[、和与及/]|以及)?)+"
_NONE_BEHIND = re.compile(
    rf"(?P<list>{_LIST})(?:均|都|皆|一律|也|全)?(?:不限制?|不拘|不作?(?:硬性)?要求|没有?(?:硬性|严格|特殊)?(?:要求|限制)"
    rf"|无(?:硬性|特殊|严格)?(?:要求|限制)|不作?限制|不设限?制?|不受(?:限制?|影响)?|(?:随意|任意)"
    rf"|可?不限)(?!{_NOUN}(?:[,;。、()]|$))")
_NONE_AHEAD = re.compile(
    rf"(?:不限制?|不拘|不论|无论|不看|不问|不分|不要求|不受)(?P<list>{_LIST})(?=[,;。、()的均]|$)"
    rf"|(?:无|没有?|无须|无需|不需要?)(?P<list2>{_LIST})(?<=要求|限制)|(?:无|没有?|无须|无需|不需要?)(?P<list3>学历|经验|工作经验|证书|驾照)(?!(?:者"
    rf"|的)?(?:请?勿|免谈|不要|谢绝|请?绕))")
_NOVICE = re.compile(
    r"(?:有无|无论有无|不论有无)[^,;。]{0,8}(?:经验|经历)|(?<!有)(?:无|没有?|零)[^,;。有]{0,8}(?:经验|基础)[^,;。]{0,6}(?:可|行|收|培训|也|亦|均|欢迎|勿?忧)"
    r"|无经验|零经验|零基础|(?:不需要?|无需|无须|不用)[^,;。]{0,8}(?:经验)"
    r"|应届[^,;。]{0,10}(?:亦可|也可|均可|可以|即可|皆可|欢迎|可应聘|优先|可|优)|(?:接受|欢迎|招收?|面向|可)[^,;。]{0,4}应届|新手|生手|小白"
    r"|学徒(?:均|也|亦)可|经验(?:均|都)?不限|应届毕业者?或")
_NO_NOVICE = re.compile(r"(?:不|谢绝|勿|非)(?:招收?|接受|要|收|考虑|录用)?[^,;。]{0,3}(?:应届|无经验|新手|小白)[^,;。]*")
_PAPERLESS = re.compile(
    r"(?:无|没有?)(?:[^,;。有]{0,6})证(?:书|者)?[^,;。]{0,4}(?:可|行|培训)|(?:证书?|驾照|驾驶证)[^,;。]{0,4}(?:可后补|后补|可入职后|入职后|可培训)"
    r"|免费(?:考|办)证|入职后[^,;。]{0,6}(?:考|办|取)[^,;。]{0,4}证|持证无证|(?:未|没|无)(?:[^,;。]{0,4})(?:办理?|取得|证)[^,;。]{0,6}?(?:协助|代"
    r"|帮)[^,;。]{0,3}?办|证[^,;。]{0,4}?可?(?:协助办理|代办)")
STATED = frozenset({"age", "height", "education"})
AMOUNTS = ("age", "height", "education", "experience")
_RELAX = re.compile(r"放宽|放低|降低|放松|破格|不受[^,;。]{0,6}限|从宽|(?:退[役伍]|军人|士兵|优秀|特别)[^,;。()]{0,8}(?:不限|除外|不作要求)(?=[,;。)]|$)"
    r"|可适当放?$|可放$|(?:学历|年龄|经验|条件|要求|经验者)可以?$|\([^()]{0,6}条件$|(?:条件|能力|表现)(?:特别|非常)?(?:优秀|优异|突出|特别)(?:者|的)*(?:可以?)?$")
_BACK = re.compile(
    r"(?<=[的者])(?:每月|另|再)*加(?=\d|薪|钱)|优先|最好(?:不过)?(?=[,;。)]|$)|为佳|更佳|尤佳|佳(?=[,;。)]|$)|加分|更好|为宜|为优|优选"
    r"|择优|从优|优待|优厚")
_FORE = re.compile(r"最好|优先(?:招聘?|录用|录取|考虑|选择)(?=有|具|持|退|复|转|军|男|女|本|大|\d)|希望(?=有|能|具)|欢迎(?=有|具|退|复|持|广大|\d|军)")
_WELCOME = re.compile(r"(?:欢|^)迎(?=[^,;。]{0,14}(?:毕业生|应届))")
_ALSO = re.compile(r"(?:也|亦|同样)(?:可以?|行|收|考虑|能)")
_ONE_OF = re.compile(r"(?:其中)?(?:之一|其一|任一|任意一[项条个])(?:即可|者|的)?|其中?一[项个种]|至少(?:持?有|具备)?其?一[项个种]?|任意一|均可$")
_OR = re.compile(r"或者?(?!以上|同等|相当|其以上|及以上|更高)")
_REAL_BRANCH = re.compile(r"经[验历]|证|照|资格|实习生|学历|毕业|优秀|能力|特长|军|应届|技能|熟练|会|职称")


def opened_kinds(line: Line) -> frozenset[str]:
    """Kinds of which the line says that anybody will do."""
    text = line.text
    names = "".join(m["list"] for m in _NONE_BEHIND.finditer(text))
    names += "".join(m["list"] or m["list2"] or m["list3"] or "" for m in _NONE_AHEAD.finditer(text) if not m["list"] or m.start("list") not in line.breaks)
    kinds = {kind for kind, words in _WORDS.items() if re.search(words, names)}
    if _NOVICE.search(_NO_NOVICE.sub("", text)):
        kinds.add("experience")
    if _PAPERLESS.search(text):
        kinds |= {"certificate"} | ({"licence"} if re.search(r"(?:驾照|驾驶证)[^,;。]{0,4}(?:后补|可后)", text) else set())
    return frozenset(kinds)


def preferred(line: Line, found: list[Found]) -> list[Found]:
    """`found` with `soft` set on what lies within a preference."""
    spans = [_back_span(line, m, found) for m in _BACK.finditer(line.text)]
    spans += [(m.start(), line.clause(m.start())[1], STATED if m[0] == "欢迎" else frozenset()) for m in _FORE.finditer(line.text)]
    spans += [(m.start(), line.clause(m.start())[1], STATED - {"education"}) for m in _WELCOME.finditer(line.text)]
    out = []
    for one in found:
        inside = one.op != OFFERS and any(start <= one.start < end and one.name not in kept for start, end, kept in spans)
        out.append(replace(one, soft=True, only_preferred=one.name == "experience" and one.value is None) if inside else one)
    return [replace(one, soft=True) if one.name == "age" and nxt and _is_one_span(line, one, nxt) else one for one, nxt in zip_longest(out, out[1:])]


def _is_one_span(line: Line, low: Found, high: Found) -> bool:
    """25岁以上,40岁以下为宜: both ends of one wish."""
    return high.name == "age" and high.soft and low.value[1] is None and high.value[0] is None and line.text[low.end:high.start] in ("", ",", "、")


def _part(line: Line, end: int, start: int) -> int:
    """Where the last part of a 、 list before `end` begins."""
    at = max(line.text.rfind("、", start, end), start - 1)
    soft = max((b for b in line.breaks if start < b < end), default=-1)
    return max(at + 1, soft, start)


def _back_span(line: Line, match: re.Match[str], found: list[Found]) -> tuple[int, int, frozenset[str]]:
    """From the clause's beginning to the marker, and over a bracket right behind it; statements of amount before a 、 stay firm."""
    start, end = line.clause(match.start())[0], match.end()
    if start and line.text[start - 1] == ")" and match.start() - start < 6:
        start = line.clause(line.text.rfind("(", 0, start) - 1)[0] if "(" in line.text[:start] else start
    begin = _blank_cut(line, start, match.start(), found)
    rest = re.match(r"(?:录用|录取|考虑|选择|安排|聘用)*\((?!限|仅|必)[^()]*\)", line.text[end:])
    stop = end + (rest.end() if rest else 0)
    last = {one.name for one in found if _part(line, match.start(), begin) <= one.start < stop}
    return begin, stop, STATED - last


def _blank_cut(line: Line, start: int, end: int, found: list[Found]) -> int:
    """A blank ends the reach when something that is asked for stands behind it already."""
    for at in sorted((b for b in line.breaks if start < b < end), reverse=True):
        if any(at <= one.start < end for one in found) or re.search(r"经[验历]|者|生|军人|专业|能力|熟", line.text[at:end]):
            return at
    return start


def relaxed_kinds(line: Line, found: list[Found]) -> dict[int, bool]:
    """Indices of what is relaxed without a limit: named kinds of the line, else the amounts before it in its sentence or bracket."""
    out: dict[int, bool] = {}
    for match in _RELAX.finditer(line.text):
        left, right = line.clause(match.start())
        if any(one.relaxed and left <= one.start < right for one in found) or re.match(r"放[宽松低]\d", line.text[match.start():]):
            continue
        words = line.text[left:right]
        named = {kind for kind, pattern in _WORDS.items() if kind in AMOUNTS and re.search(pattern, words) and _names(kind, words)}
        inside = [i for i, one in enumerate(found) if one.name in AMOUNTS and (not named or one.name in named)]
        for i in inside if named else _before(line, found, inside, left):
            out[i] = True
    return out


def _names(kind: str, words: str) -> bool:
    return kind != "experience" or bool(re.search(r"(?:经验|年限)(?:要求|条件|可|也|亦|适当)|放[宽低](?:工作)?经验", words))


def _before(line: Line, found: list[Found], indices: list[int], left: int) -> list[int]:
    if left and line.text[left - 1] == "(":
        start = line.clause(left - 2)[0] if left > 1 else 0
        near = [i for i in indices if start <= found[i].start < left]
        if near:
            return near
    start, end = line.sentence(left)
    return [i for i in indices if start <= found[i].start < end] or indices


def is_relaxed_for(line: Line, one: Found, found: list[Found]) -> bool:
    """Whether it only says for whom something else is relaxed: 硕士学历可放宽至35岁."""
    if one.relaxed or one.name not in AMOUNTS:
        return False
    end = line.clause(one.start)[1]
    return any(o.relaxed and o.name != one.name and one.end <= o.start < end for o in found) and bool(_RELAX.search(line.text, one.end, end))


def is_alternative(line: Line, one: Found) -> bool:
    """Whether its clause only says what will do as well: 高中学历也可."""
    start, end = line.clause(one.start)
    said = _ALSO.search(line.text, one.start, end) or _ALSO.search(line.text, start, end)
    return said is not None and not any(one.end <= at <= said.start() for at in line.breaks)


def says_one_of(text: str) -> bool:
    """Whether one of what is listed will do."""
    return bool(_ONE_OF.search(text))


def alternatives(line: Line, found: list[Found]) -> set[int]:
    """Indices of what only one branch of an 或 asks for, so that nobody is held to it."""
    dropped: set[int] = set()
    if one_of := re.search("之一|其一|任一", line.text):
        begin, end = (0, len(line.text)) if re.search("[以如]下|下列", line.text) else (line.sentence(one_of.start())[0], line.clause(one_of.end())[1])
        listed = {i for i, one in enumerate(found) if one.name not in ("pay", "place", "sex") and begin <= one.start < end}
        if len({found[i].name for i in listed}) > 1:
            return listed
    for match in _OR.finditer(line.text):
        around = [one for one in found if one.start < match.start() < one.end]
        if around:
            dropped |= _only_with_the_last(line, found, around[0])
            continue
        left, right = _branches(line, match)
        torn = match.start() == 0 or match.end() == len(line.text)
        before = {i for i, one in enumerate(found) if left < one.end <= match.start() and one.start >= line.clause(left)[0]}
        behind = {i for i, one in enumerate(found) if match.end() <= one.start < right}
        dropped |= before | behind if torn else _one_sided(line, found, before, behind, (match.end(), right))
    return dropped


def _only_with_the_last(line: Line, found: list[Found], either: Found) -> set[int]:
    """大专或高中以上有两年经验: what is asked of the last branch alone."""
    end = line.clause(either.end)[1]
    if either.name != "education" or not re.match(r"且|并|加|但|有|[需须]有|带|具", line.text[either.end:]):
        return set()
    return {i for i, one in enumerate(found) if either.end <= one.start < end}


def _branches(line: Line, match: re.Match[str]) -> tuple[int, int]:
    start, end = line.clause(match.start())
    if not line.text[start:match.start()] and start:
        inside = line.text.rfind("(", 0, start) if line.text[start - 1] == ")" else start - 1
        start = line.clause(inside - 1)[0] if inside > 0 else 0
    begin = max(line.text.rfind("、", start, match.start()) + 1, start, max((b for b in line.breaks if start < b < match.start() - 1), default=0))
    stops = [i for i in (line.text.find("、", match.end(), end),) if i >= 0]
    return begin, min(stops, default=end)


def _one_sided(line: Line, found: list[Found], before: set[int], behind: set[int], span: tuple[int, int]) -> set[int]:
    ours, theirs = {found[i].name for i in before}, {found[i].name for i in behind}
    shared = ours & theirs
    if shared:
        first = min(found[i].start for i in before if found[i].name in shared)
        late = {i for i in before if found[i].name not in shared and found[i].start > first}
        return late | {i for i in behind if found[i].name not in shared}
    if not theirs and not _REAL_BRANCH.search(line.text[slice(*span)]):
        return set()
    if not ours and not _REAL_BRANCH.search(line.text[line.clause(span[0])[0]:span[0]]):
        return set()
    return before | behind

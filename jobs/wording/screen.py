"""A posting's texts tried against the rules. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.text import normalise
from jobs.parsing.plain import arabic
from jobs.wording.age import AGE
from jobs.wording.contact import CONTACT
from jobs.wording.family import FAMILY
from jobs.wording.health import HEALTH
from jobs.wording.looks import LOOKS
from jobs.wording.lure import LURE
from jobs.wording.money import MONEY
from jobs.wording.origin import ORIGIN
from jobs.wording.papers import PAPERS
from jobs.wording.people import PEOPLE
from jobs.wording.rules import CITES, Rule
from jobs.wording.sex import SEX
from jobs.wording.status import STATUS

RULES = (*SEX, *FAMILY, *PEOPLE, *ORIGIN, *HEALTH, *AGE, *LOOKS, *STATUS, *MONEY, *PAPERS, *LURE, *CONTACT)
YOUNG, LONGEST_PHRASE, REACH = 35, 120, 60
LONGEST = 8000
CLAUSE, SENTENCE = ",;。!?\n|", ";。!?\n|"
_NUMBER = re.compile(r"(?:^|(?<=[,;。:\s(]))(?:\d{1,2}|[a-z])[.、)](?!\d)")
_ALONE = re.compile(r"(?<=[男女性士生]) (?=[\u4e00-\u9fffa-z\d]{2})(?!女|男|性|不限|均|都|可|优|工|士|生)")
_BEFORE = re.compile(r" (?=(?:男|女)(?:性|士|生)?(?:[ ,;。]|$))")
_BLANK = re.compile(r"(?<=[^\x00-\x7f])[ \t]+|[ \t]+(?=[^\x00-\x7f])")
_DENIED = re.compile(
    r"(?:不|无|免|零|拒|勿|反|没有?|无需|无须|不用|不需|不得|禁止|严禁|杜绝|从不|绝不|拒绝|拒收|谢绝|防范|警惕|谨防|抵制|反对|远离|打击|不是|并非|非)"
    r"(?:会?以?收取?|做|搞|办理?|存在|涉及|参与|开展|提供|交纳?|缴纳?|要|需要?|任何|各种|一切|入职|费用|形式的?|名义的?|名目的?|以|向|求职者|应聘者|员工|个人"
    r"|、|和|或|及|与|等|是|代理"
    r"|[\u4e00-\u9fff]{2,4}[费金、]|扣留?|扣押)*$"
    r"|(?:不|无|不会|严禁|禁止|拒绝|杜绝)[^;。]{0,24}?(?:费用?|收取|收费)[^;。]{0,6}?[,(]?(?:包括|包含|如|例如|含)[^;。]{0,12}$"
    r"|(?:从未|从不|从来不|绝不|不会|不得|严禁|禁止|未曾|概不|一律不|均不|不存在|杜绝|拒绝|谢绝)[^,;。]{0,14}$"
)
_WARNED = re.compile(
    r"(?:均|都|皆|全|一律|即|就)?(?:属于?|系|是|为|乃)(?:诈骗|骗子|骗局|虚假|违法|违规|冒充|假冒|不法|个人行为)|(?:凡|如遇|如有|遇到?|若有"
    r"|如果有人|任何人|任何机构|发现)[^;。]{0,40}(?:举报|报警|投诉"
    r"|拒绝|诈骗|骗子|勿信|警惕)|(?:谨防|当心|小心|防范|警惕|提防|切勿相信|请勿相信|不要相信|别信|勿信|切勿上当|以防)[^;。]{0,30}"
)


@dataclass(frozen=True)
class Flag:
    """What was found, which kind it is (a key of KINDS), the rule it cites; `is_notice` when the rule only asks to look twice."""

    phrase: str
    kind: str
    rule: str
    is_notice: bool = False


_SLIPS = (
    (re.compile(r"押[今巾斤津](?!天)"), "押金"), (re.compile(r"身分证"), "身份证"), (re.compile("♂"), "男"), (re.compile("♀"), "女"),
    (re.compile(r"帐(?=户|号)"), "账"),
    (re.compile(r"[己巳](?=婚|育)"), "已"), (re.compile(r"培训货"), "培训贷"),
    (re.compile(r"(?<=[限招聘])楠(?=性|士|生)"), "男"), (re.compile(r"户藉"), "户籍"), (re.compile(r"藉(?=贯|[勿不免优人])"), "籍"),
)


def _without_blanks(text: str) -> str:
    """Normalised; an item's number is a stop, and so is the blank behind a sex that stands alone (`男 会电焊`); other blanks beside Chinese go."""
    plain = _NUMBER.sub(";", normalise(text[:LONGEST].replace("\n", "。")))
    for slip, right in _SLIPS:
        plain = slip.sub(right, plain)
    return _BLANK.sub("", _ALONE.sub(",", _BEFORE.sub(",", plain)))


def _stretch(text: str, start: int, end: int, stops: str) -> tuple[int, int]:
    """Where the clause or sentence around it begins and ends, no further off than REACH."""
    first, last = max(0, start - REACH), min(len(text), end + REACH)
    left = max((text.rfind(stop, first, start) for stop in stops), default=-1) + 1
    rights = [at for stop in stops if (at := text.find(stop, end, last)) >= 0]
    return max(left, first), min(rights, default=last)


def _warns(text: str, match: re.Match[str]) -> bool:
    """Whether its sentence warns of what was found."""
    left, right = _stretch(text, match.start(), match.end(), SENTENCE)
    return bool(_WARNED.search(text[left:right]))


_PROMISED = re.compile(r"(?:不得|不能|不会|不许|禁止|严禁|绝不|杜绝)(?:要求|限制|询问|以|因|将|把|歧视|拒绝|区别|强制|强迫|设置|干涉|干预)")
_OF_PEOPLE = ("sex", "family", "people", "origin", "health", "age", "looks", "status")


def _stands(rule: Rule, text: str, match: re.Match[str]) -> bool:
    """Whether nothing around it takes it back."""
    left, right = _stretch(text, match.start(), match.end(), SENTENCE if rule.is_wide else CLAUSE)
    if rule.unless and rule.unless.search(text[left:right]):
        return False
    if rule.kind in _OF_PEOPLE and _PROMISED.search(text, left, right):
        return False
    if rule.is_denied and (_DENIED.search(text[max(0, match.start() - REACH):match.start()]) or _warns(text, match)):
        return False
    return not any(int(age) > YOUNG for age in match.groupdict().values() if age)


def _found(text: str) -> Iterator[Flag]:
    """Flags of one text as they come in it, notices last; of several that overlap in a kind, the longest."""
    plain = _without_blanks(text)
    digits = arabic(plain)
    spans: list[tuple[int, int, Rule, str]] = []
    for rule in RULES:
        where = digits if rule.kind == "age" else plain
        spans += [(*match.span(), rule, match[0]) for match in rule.pattern.finditer(where) if _stands(rule, where, match)]
    kept: list[tuple[int, Flag]] = []
    taken: dict[str, list[tuple[int, int]]] = {}
    for start, end, rule, phrase in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        before = taken.setdefault(rule.kind, [])
        if not any(start < stop and begun < end for begun, stop in before):
            before.append((start, end))
            kept.append((start, Flag(phrase.strip(CLAUSE + ":(")[:LONGEST_PHRASE], rule.kind, CITES[rule.kind], rule.is_notice)))
    yield from (flag for _start, flag in sorted(kept, key=lambda pair: (pair[1].is_notice, pair[0])))


def flags(texts: Iterable[str], age_max: int | None = None) -> list[Flag]:
    """What a person should look at in a posting's texts and its upper age, each phrase once."""
    found = {(flag.kind, flag.phrase): flag for text in texts for flag in _found(text)}
    if age_max is not None and age_max <= YOUNG and not any(kind == "age" for kind, _phrase in found):
        found["age", ""] = Flag(f"{age_max} 岁以下", "age", CITES["age"], is_notice=True)
    return list(found.values())

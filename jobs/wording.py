"""Wording a posting may not or should not use. A flag cites its rule and is read by a person; nothing is refused by it. Pure.

A start, to be widened with what reviewers find. Sentences that deny the thing (不限性别, 不收押金, 男女不限) are not flagged.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from core.text import normalise

KINDS = {
    "sex": _l("Sex"), "family": _l("Marriage and children"), "people": _l("Ethnic group or faith"), "origin": _l("Place of registration"),
    "health": _l("Disability or illness"), "age": _l("Age"), "money": _l("Fees"), "lure": _l("Lure or fraud"), "papers": _l("Withheld papers"),
}
EQUAL, WOMEN = "就业促进法第二十六条", "妇女权益保障法第四十三条、就业促进法第二十七条"
MONEY = "劳动合同法第九条、就业服务与就业管理规定第十四条"
HONEST = "就业服务与就业管理规定第十四条"


@dataclass(frozen=True)
class Flag:
    """What was found, which kind it is (a key of KINDS), the rule it cites; `is_notice` when the rule only asks to look twice."""

    phrase: str
    kind: str
    rule: str
    is_notice: bool = False


_RULES: tuple[tuple[str, str, str], ...] = (
    ("sex", WOMEN, r"(?<!不)(?:仅限|限|只招|只要|只收|仅招)(?:男|女)(?:性|生|士|工)?(?!女|性?不限)"),
    ("sex", WOMEN, r"(?<!男)(?:男|女)(?:性|生|士)?(?:者)?优先"),
    ("sex", WOMEN, r"形象(?:气质)?[佳好].{0,3}女|女(?:性|生|士).{0,4}形象"),
    ("family", WOMEN, r"(?:已婚已育|已婚|已育|未婚未育|未婚)(?:者|的)?(?:优先|勿扰|勿投|免谈|不要)"),
    ("family", WOMEN, r"(?:一|两|二|三|[1-5])年内(?:不得|不能|不可|不)(?:生育|怀孕|结婚|要孩子)"),
    ("people", "就业促进法第三条、第二十八条", r"(?<!不)(?:仅限|限|只招|只要)汉族"),
    ("people", "就业促进法第三条、第二十八条", r"(?:少数民族|教徒|信教(?:者|人员)?)(?:勿扰|勿投|免谈|不要)"),
    ("origin", "就业促进法第三十一条、就业服务与就业管理规定第二十条", r"(?<!不)(?:仅限|限|只招|只要)(?:本地|本市|本省|本县|凌源)(?:户籍|户口|人)"),
    ("origin", "就业促进法第三十一条、就业服务与就业管理规定第二十条", r"外地(?:人|户口|户籍)?(?:勿投|勿扰|免谈|不要)"),
    ("health", "就业促进法第二十九条、第三十条", r"无残疾|残疾(?:人|者)?(?:勿投|勿扰|免谈|不要)|乙肝(?:病毒)?(?:携带者)?(?:勿投|勿扰|免谈|不要|阴性)"),
    ("health", "就业促进法第二十九条、第三十条", r"无乙肝|无传染病(?!接触)"),
    ("money", MONEY, r"押金|保证金|服装费|培训费|报名费|体检费自理|工装费|入职费"),
    ("papers", MONEY, r"(?:扣押?|押|抵押)(?:您的|本人)?(?:身份证|退役证|毕业证|证件)"),
    ("lure", HONEST, r"招转培|培训贷|先培训后(?:上岗|入职).{0,4}(?:贷|费)|日结高薪|高薪日结|保录用?(?!音|像)|包过|刷单"),
)
_NOTICES: tuple[tuple[str, str, re.Pattern[str]], ...] = (("age", EQUAL, re.compile(r"(\d{2}) ?周?岁 ?(?:以下|以内|及以下|之内)")),)
YOUNG = 35
_COMPILED = tuple((kind, rule, re.compile(pattern)) for kind, rule, pattern in _RULES)
_DENIED = re.compile(
    r"(?:不|无|免|没有|无需|不用|不需|不得|禁止|严禁|杜绝|从不|拒绝)"
    r"(?:收取?|交纳?|缴纳?|要|需要?|任何|各种|一切|入职|费用|形式的?|名义的?|以|、|和|或|及|押金|保证金|培训费|服装费|报名费|工装费|扣)*$"
)


def flags(texts: Iterable[str], age_max: int | None = None) -> list[Flag]:
    """What a person should look at in a posting's texts and its upper age, each phrase once."""
    found: dict[tuple[str, str], Flag] = {}
    for text in texts:
        plain = normalise(text)
        for kind, rule, pattern in _COMPILED:
            for match in pattern.finditer(plain):
                if not (kind in ("money", "papers", "lure") and _DENIED.search(plain[:match.start()])):
                    found.setdefault((kind, match[0]), Flag(match[0], kind, rule))
        for kind, rule, pattern in _NOTICES:
            for match in pattern.finditer(plain):
                if int(match[1]) <= YOUNG:
                    found.setdefault((kind, match[0]), Flag(match[0], kind, rule, is_notice=True))
    if age_max is not None and age_max <= YOUNG and not any(kind == "age" for kind, _phrase in found):
        found["age", ""] = Flag(f"{age_max} 岁以下", "age", EQUAL, is_notice=True)
    return list(found.values())

"""What a rule of the wording screen is, the kinds of rules and the law each cites. Pure.

A pattern is tried on text that is normalised (half width, simplified) and without blanks. `unless` is looked for in the clause around what was found.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from flask_babel import lazy_gettext as _l

KINDS = {
    "sex": _l("Sex"), "family": _l("Marriage and children"), "people": _l("Ethnic group or faith"), "origin": _l("Place of registration"),
    "health": _l("Disability or illness"), "age": _l("Age"), "money": _l("Fees"), "papers": _l("Withheld papers"), "lure": _l("Lure or fraud"),
    "contact": _l("Contact in the text"), "looks": _l("Looks or sign"), "status": _l("School or party"),
}
CITES = {
    "sex": "妇女权益保障法第四十三条、就业促进法第二十七条", "family": "妇女权益保障法第四十三条、就业促进法第二十七条",
    "people": "就业促进法第三条、第二十八条", "origin": "就业促进法第三十一条、就业服务与就业管理规定第二十条",
    "health": "就业促进法第二十九条、第三十条", "age": "就业促进法第二十六条", "money": "劳动合同法第九条、就业服务与就业管理规定第十四条",
    "papers": "劳动合同法第九条", "lure": "人力资源市场暂行条例第二十四条、五部门《关于规范网络平台招聘类信息发布的通知》",
    "contact": "五部门《关于规范网络平台招聘类信息发布的通知》", "looks": "就业促进法第三条、就业服务与就业管理规定第二十条",
    "status": "就业服务与就业管理规定第二十条、《深化新时代教育评价改革总体方案》",
}


@dataclass(frozen=True)
class Rule:
    """`is_notice`: the law only asks to look twice. `is_denied`: a 不收, 严禁, 防范 before it takes it back.

    `unless` takes it back when it stands in the same clause, with `is_wide` in the same sentence. Patterns are compiled when they are first tried:
    at the start everybody would wait for them.
    """

    kind: str
    text: str
    unless_text: str = ""
    is_notice: bool = False
    is_denied: bool = False
    is_wide: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What it points at."""
        return re.compile(self.text)

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        """What takes it back; None when nothing does."""
        return re.compile(self.unless_text) if self.unless_text else None


def rule(kind: str, pattern: str, unless: str = "", *, notice: bool = False, denied: bool = False, wide: bool = False) -> Rule:
    """A rule from patterns as they are written."""
    return Rule(kind, pattern, unless, notice, denied, wide)

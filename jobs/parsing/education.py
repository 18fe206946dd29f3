"""The least schooling a row asks for. 初中以下 asks for none: it is read as 不限. Pure."""

import re
from typing import Any

from core.reference import ANY_EDUCATION, EDUCATION_RANK
from jobs.parsing.plain import dense
from jobs.parsing.reading import Reading

_LEVELS = (
    ("博士", r"博士"),
    ("硕士", r"硕士|(?<!博士)研究生|MBA|硕研"),
    ("本科", r"本科|学士|大本|二本|一本|三本|大学(?!专科|生)"),
    ("大专", r"大专|专科|高职(?!中)|大学专科|高专"),
    ("中专", r"中专|中职|中技|技校|职高|职中|技工学校|技师学院|高职中|职业高中|中等职业|中等专业"),
    ("高中", r"高中|普高"),
    ("初中", r"初中|九年义务|义务教育|(?<!高)(?<!初)中学"),
    ("小学", r"小学"),
)
_PATTERNS = tuple((level, re.compile(pattern, re.I)) for level, pattern in _LEVELS)
_ANY = re.compile(r"不限|不拘|无要求|无限制|没有要求|不要求|不作要求|无学历|均可$|皆可$|^(?:无|任意|都可以?|-+|/|不|全部|其他|文盲.*)$")
_PREFERRED = re.compile(r"[^,;。、/]{0,60}(?:优先|为佳|更佳|尤佳)")
_RELAXED = re.compile(r"[(,;。、]?[^(,;。、]*(?:放宽|降低|可降)[^);。]*\)?")
LONGEST, LONGEST_TEXT = 300, 6000
_AT_MOST = re.compile(r"以下|及下|之下|以内")


def read_education(value: Any) -> Reading[str | None]:
    """One of core.reference.EDUCATION or 不限; null when nothing is stated. Of several alternatives the lowest counts."""
    text = dense(value)[:LONGEST]
    if not text:
        return Reading(None, "missing")
    hard = _RELAXED.sub("", text) or text
    hard = _PREFERRED.sub("", hard) or hard
    found = [level for level, pattern in _PATTERNS if pattern.search(hard)]
    if not found:
        return Reading(ANY_EDUCATION, "") if _ANY.search(text) or _PREFERRED.search(text) else Reading(None, "unclear")
    if _AT_MOST.search(hard) and not re.search(r"以上|起", hard):
        return Reading(ANY_EDUCATION)
    if "不限" in hard and len(found) == 1 and "专业" not in hard:
        return Reading(ANY_EDUCATION)
    lowest = min(found, key=lambda level: (EDUCATION_RANK[level], _first(hard, level)))
    return Reading(lowest)


_STATED = re.compile(
    r"学历不限|不限学历|(?:小学|初中|高中|中专|中技|技校|职高|大专|专科|本科|硕士|博士)(?:/[^,;。、]{2})?[^,;。、(]{0,6}?(?:以上|学历|文化|毕业)[^,;。、]{0,8}")


def education_said_in(text: Any) -> str | None:
    """The schooling a longer text demands in so many words: `身体健康，高中以上学历` 高中; null when it says none, or more than one."""
    found = {read_education(phrase).value for phrase in _STATED.findall(_PREFERRED.sub("", dense(text)[:LONGEST_TEXT]))}
    return found.pop() if len(found) == 1 else None


def _first(text: str, level: str) -> int:
    pattern = dict(_PATTERNS)[level]
    match = pattern.search(text)
    return match.start() if match else len(text)

"""What a row demands in simple phrases: age, experience, driving licence, certificates. Pure.

Only what is said plainly, and once, is taken; what the conditions of a post amount to is worked out elsewhere.
"""

import re
from typing import Any

from core.reference import LICENCE_CLASSES
from jobs.parsing.plain import arabic, dense

LONGEST = 6000
_AGE_RANGE = re.compile(r"(?<![\d.])(1[4-9]|[2-6]\d)(?:周?岁)?(?:以上)?(?:-+|至|到)(1[6-9]|[2-7]\d)(?:周?岁|年龄|之间|$|[,;。)])")
_AGE_NAMED = re.compile(r"年龄[^\d。;]{0,8}(1[4-9]|[2-6]\d)(?:周?岁)?(?:-+|至|到)(1[6-9]|[2-7]\d)(?!\d)")
_INCLUSIVE = r"(?:\(?[及含]\)?)?"
_AGE_MOST = re.compile(rf"(?<!\d)([2-7]\d)周?岁{_INCLUSIVE}(?:以下|以内|之内|内|下)|(?:不超过|不大于|小于|≤|低于)([2-7]\d)(?:周?岁|$)|年龄([2-7]\d)以[下内]")
_AGE_LEAST = re.compile(rf"(?<!\d)(1[4-9]|[2-5]\d)周?岁{_INCLUSIVE}以上(?!-)|(?:年?满)(1[4-9]|[2-5]\d)(?:周?岁|$)")
_YEARS = re.compile(
    rf"(?<![\d.])(\d{{1,2}})(?:-+\d{{1,2}})?(?:年|个年头)(?:{_INCLUSIVE}以上|或以上|以内|左右)?[^,;。、年岁\d]{{0,18}}?(?:经验|经历|驾龄|工龄|从业|工作|操作|阅历)")
_YEARS_AFTER = re.compile(r"(?:经验|经历|驾龄|工龄|从业)[^,;。\d]{0,6}(\d{1,2})年")
_YEARS_ALONE = re.compile(rf"(\d{{1,2}})(?:-+\d{{1,2}})?年?(?:{_INCLUSIVE}以上|左右)?")
_NO_EXPERIENCE = re.compile(r"经验不限|不限经验|无需经验|无经验|不需要?经验|有无经验|^无要求|^不限|^无$|应届")
_PREFERRED = re.compile(r"[^,;。、]{0,60}优先[^,;。]*")
_LICENCE = re.compile(r"(?<![A-Z])([ABC][1-6]|[DE](?=照|证|本|驾))(?=[^A-Z\d]|$)")
_LICENCE_BEHIND = re.compile(r"(?:[/、或,及和]{1,2}[A-E][1-6]?){0,6}(?:\(?[及或含]?\)?以上)?(?:驾|照|证|本(?!科))")
_CERTIFIED = (
    "叉车|焊工|电焊工?|行车|天车|起重机?|电梯|锅炉|司炉|铲车|挖掘机|装载机|吊车|登高|高处|制冷|压力容器|特种设备|特种作业|消防|消控|消防设施操作员|保安员?|安全员|安全"
    "|会计|教师|护士|护理|医师|药师|厨师|健康|质检员?|化验员?|计量|造价|建造师|预算员|施工员|资料员|材料员|监理|客运|货运|道路运输|危险品|导游|育婴|养老护理员?|美容师?"
    "|茶艺师?|心理咨询师?|社会工作者?|从业|物业|[高低]压电工|电工|电气")
_CERTIFICATE = re.compile(
    rf"((?:{_CERTIFIED})(?:操作|作业|上岗|从业|执业|职业|设备|管理员|管理|驾驶|值机员?|初级|中级|高级|特种)*(?:资格)?(?:证书?|资格证|等级证|许可证)"
    r"|(?<![A-Z])N[12]证|[一二三四五]级(?:电工|焊工|钳工|厨师|消防员)证)")
_CERTIFICATE_PART = re.compile(r"[,;、/\n]|或者?|和")
_NO_CERTIFICATE = re.compile(r"^(?:无|不限|不需|没有|暂无|-+)|驾[照驶]|^[ABC]\d")
MOST_YEARS = 30


def _text(value: Any) -> str:
    return arabic(dense(value)[:LONGEST], 1)


def read_age(value: Any) -> tuple[int | None, int | None]:
    """`18-45周岁` (18, 45), `45周岁以下` (None, 45), `年满18周岁` (18, None); a text that names two different ages gives none."""
    text = _text(value)
    ranges = {pair for pair in (_AGE_NAMED.findall(text) + _AGE_RANGE.findall(text)) if int(pair[0]) <= int(pair[1])}
    if ranges:
        low, high = ranges.pop()
        return (None, None) if ranges else (int(low), int(high))
    most = {int(next(filter(None, found))) for found in _AGE_MOST.findall(text)}
    least = {int(next(filter(None, found))) for found in _AGE_LEAST.findall(text)}
    at_least = least.pop() if len(least) == 1 else None
    at_most = most.pop() if len(most) == 1 else None
    return (at_least, at_most) if at_least is None or at_most is None or at_least <= at_most else (at_least, None)


def read_age_cell(value: Any) -> tuple[int | None, int | None]:
    """An age column's cell, where a bare `18-45` or `45以下` is an age."""
    text = dense(value)
    if bare := re.fullmatch(r"(\d\d)(?:周?岁)?(?:-+|至|到)(\d\d)(?:周?岁)?\D*", text):
        low, high = sorted((int(bare[1]), int(bare[2])))
        return low, high
    return read_age(text if "岁" in text else re.sub(r"(?<!\d)(\d\d)(?=以|及以|$)", r"\1岁", text))


def read_experience(value: Any) -> int | None:
    """The years a text demands, null when it names several; what is merely preferred demands nothing; 经验不限 is 0."""
    text = _PREFERRED.sub("", _text(value))
    found = {int(years) for years in _YEARS.findall(text) + _YEARS_AFTER.findall(text) if int(years) <= MOST_YEARS}
    if found:
        return found.pop() if len(found) == 1 else None
    return 0 if _NO_EXPERIENCE.search(text) else None


def read_experience_cell(value: Any) -> int | None:
    """An experience column's cell, where a bare number is years."""
    bare = _YEARS_ALONE.fullmatch(_text(value))
    return int(bare[1]) if bare and int(bare[1]) <= MOST_YEARS else read_experience(value)


def read_licences(value: Any) -> list[str]:
    """Driving licence classes, named where a licence is spoken of: `C1以上驾照` C1. Any of them will do."""
    text = dense(value)[:LONGEST].upper()
    found = [match[1] for match in _LICENCE.finditer(text)
             if _LICENCE_BEHIND.match(text, match.end()) or re.search(r"驾[照驶][^,;。]{0,8}$", text[max(0, match.start() - 12):match.start()])]
    return [licence for licence in dict.fromkeys(found) if licence in LICENCE_CLASSES]


def read_certificates(value: Any) -> list[str]:
    """Certificates named in a text, at most six, each once; what is merely preferred is left out."""
    text = _PREFERRED.sub("", dense(value)[:LONGEST])
    return list(dict.fromkeys(match[1] for match in _CERTIFICATE.finditer(text)))[:6]


def read_certificate_cell(value: Any) -> list[str]:
    """A certificate column's cell: its parts, without 无 and 不限 and without driving licences."""
    parts = _CERTIFICATE_PART.split(dense(value)[:LONGEST])
    return list(dict.fromkeys(part[:40] for part in parts if len(part) > 1 and not _NO_CERTIFICATE.search(part)))[:6]

"""What a row offers in simple phrases: hours, days off, insurance, meals, lodging, a preference for veterans. Pure."""

import re
from typing import Any

from jobs.parsing.plain import dense, plain

LONGEST = 6000
_SHIFTS = (
    ("four", re.compile(r"四班三运?[转倒]|4班3")),
    ("three", re.compile(r"三班[倒制轮转两]|3班[倒制]|早中晚班?")),
    ("two", re.compile(r"[两二2]班[倒制轮]|两班|白夜班?倒|倒班|轮班|白班夜班|早晚班|白夜班|白晚班")),
    ("flexible", re.compile(r"弹性(?:工作|上班)|时间(?:自由|灵活)|不坐班|灵活(?:就业|上班|安排)")),
    ("night", re.compile(r"[长纯]夜班|固定夜班|^夜班")),
    ("day", re.compile(r"白班|正常班|行政班|朝九晚[五六]|(?<!\d)[89](?:[点:](?:00|30)?)?-+1[78]|日班")),
)
_RESTS = (
    ("two", re.compile(r"双休|周末休息|周六日休|休两天|做五休二|[5五]天[8八]小时|每周休息?[两2二]天|月休8天")),
    ("one", re.compile(r"单休|[做上][六6]休[一1]|[6六]天[8八]小时|每周休息?[一1]天|周日休|周休[一1]天")),
    ("rota", re.compile(r"轮休|调休|倒休|[做上][一二四124]休[一二124]|[做上](?:24|二十四)休")),
    ("month", re.compile(r"月休息?[四三五345]天?|每月休息?[四4]天")),
)
_TRADE = "公司|代理|经纪|销售|行业|产品|业务|顾问|股份|证"
_INSURANCE = re.compile(rf"[三四五六3-6][险保]|五金|社保|缴金|交金|保险齐全|养老保险|(?<!商业)(?<!意外)保险(?!{_TRADE})|公积金")
_MEALS = re.compile(r"(?:包|管|供|提供|免费)(?:[食吃餐饭]|[两三一]餐|[午中]餐|工作餐|一日三餐|伙食)|食宿|吃住|[餐饭]补|工作餐|餐费补|免费[^,;。]{0,3}餐|用餐补")
_LODGING = re.compile(r"(?:包|管|供|提供|免费)[^,;。]{0,4}[住宿]|食宿|吃住|宿舍|住房补|房补|夫妻房|^住宿$")
_SELF_CARED = re.compile(
    r"(?:不[包提管含供]供?|无|自理|自行解决)[^,;。]{0,4}(?:食宿|吃住|住宿?|食|餐|宿舍|社保|保险|五险)|(?:食宿|吃住|住宿|三餐|社保)[^,;。]{0,2}(?:自理|自行|自负)")
_FORMER = r"(?:退役|退伍|复员|转业|复转)"
_VETERAN = re.compile(
    rf"{_FORMER}(?:军人|士兵|军士|兵|军官|人员)?[^,;。]{{0,10}}(?:优先|优待|录用)|(?:优先|定向|面向|欢迎|招)[^,;。]{{0,6}}{_FORMER}|需有退伍证|军人优先")
_FAMILY = re.compile(r"军属|军嫂|随军|军人家属|军人配偶|军烈属")
_RELAXED = re.compile(r"[^,;。、()\n]{0,40}(?:退役|退伍|复转|转业|军人|老兵)[^;。()\n]{0,24}(?:放宽|放开|不限|降低|适当放|不作要求|免)[^,;。()\n]*")
_LEADING = re.compile(r"^[\s,:\d.、(]+")
_YES = re.compile(r"是|有|包|提供|缴纳|√|✓|对|可|需|y|1|全|都|含|接收|欢迎|愿意|优先|定向|面向")
_NOT = re.compile(r"否|无|不|没|×|x|n|0|自理")


def _first_of(patterns: tuple[tuple[str, re.Pattern[str]], ...], value: Any) -> str:
    text = dense(value)[:LONGEST]
    return next((code for code, pattern in patterns if pattern.search(text)), "")


def read_shift(value: Any) -> str:
    """A value of core.reference.SHIFTS, or empty."""
    return _first_of(_SHIFTS, value)


def read_rest(value: Any) -> str:
    """A value of core.reference.RESTS, or empty."""
    return _first_of(_RESTS, value)


def _offers(pattern: re.Pattern[str], value: Any) -> bool:
    return bool(pattern.search(_SELF_CARED.sub("", dense(value)[:LONGEST])))


def has_insurance(value: Any) -> bool:
    """Whether social insurance is offered."""
    return _offers(_INSURANCE, value)


def has_meals(value: Any) -> bool:
    """Whether meals or an allowance for them are offered."""
    return _offers(_MEALS, value)


def has_lodging(value: Any) -> bool:
    """Whether lodging is offered."""
    return _offers(_LODGING, value)


def is_yes(value: Any) -> bool | None:
    """A cell of a yes-or-no column; null when it says neither."""
    text = dense(value).lower()
    return False if _NOT.match(text) else True if _YES.match(text) else None


def is_veteran_first(value: Any) -> bool:
    """Whether veterans are given preference or the post is for them."""
    return bool(_VETERAN.search(dense(value)[:LONGEST]))


def is_family_welcome(value: Any) -> bool:
    """Whether families of service members are named."""
    return bool(_FAMILY.search(dense(value)[:LONGEST]))


def read_relaxations(value: Any) -> list[str]:
    """Phrases that relax something for veterans, at most five: 退役军人年龄可放宽至45岁."""
    text = plain(value)[:LONGEST]
    return list(dict.fromkeys(_LEADING.sub("", match[0])[:80] for match in _RELAXED.finditer(text)))[:5]

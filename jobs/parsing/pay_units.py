"""The unit of pay, as headings and cells name it. Pure."""

import re
from typing import Any

from jobs.parsing.plain import plain

_PIECES = "件|套|个|只|吨|车|单|平|平米|平方|米|亩|双|台|张|车次|趟|斤|公斤|箱|条|立方|m²|㎡"
PIECE = re.compile(rf"计件|按件|件计|/ ?(?:{_PIECES})(?!月)|每(?:件|套|吨|车|单|平米?|平方米?|米|亩|台|双)|记件|提件|多劳多得")
_UNITS = (
    ("piece", PIECE),
    ("hour", re.compile(r"/ ?(?:每?小时|时(?!段)|[hH]\b|钟)|时薪|小时工资|每小时|一个?小时|小时[工制计费]|1小时|按小时|元小时")),
    ("day", re.compile(r"/ ?(?:每?天|日|d\b|班|工日|工\b)|日薪|日结|日工资|每[天日班]|[天日]工资|一天|按[天日]|1天|元天|天薪|[1一]个[工班]")),
    ("year", re.compile(r"/ ?每?年|年薪|每年|一年|年收入|年均|年综合|按年|1年|元年|年度?总?收入|万年|年入|全年")),
    ("month", re.compile(r"/ ?每?个?月|月薪|月工资|每个?月|一个月|月收入|月均|按月|月综合|月入|月结|元月|月资|月(?=\d)|综合工资|底薪|基本工资")),
)
_BARE = {
    "month": ("月", "个月", "month", "m"), "day": ("天", "日", "班", "day", "d"), "hour": ("时", "小时", "hour", "h"),
    "year": ("年", "year", "y"), "piece": ("件", "计件", "个", "吨", "平米", "单", "piece"),
}
_BASE = re.compile(r"底薪|保底|基本工资")
_MONTHLY = re.compile(r"月")
_PER_PIECE = re.compile(r"元 ?/ ?[^月]|每[^月]")
_STOP = re.compile(r"[,;、。()+或\d]")


def unit_in(text: Any) -> str | None:
    """The unit named by a heading or a cell of its own: `薪资（元/月）` month, `计薪单位` day from `天`; null when none is."""
    words = plain(text)
    bare = words.strip("元万圆/每按() ").removesuffix("薪").removesuffix("结").removesuffix("工资").lower()
    return next((unit for unit, names in _BARE.items() if bare in names), None) or unit_of(words)


def unit_of(text: str) -> str | None:
    """The unit a pay cell names. Piece work on top of a base or a month's sum is paid by the month."""
    named = [unit for unit, pattern in _UNITS if pattern.search(text)]
    if named[:1] == ["piece"] and (_BASE.search(text) or (_MONTHLY.search(text) and not _PER_PIECE.search(text))):
        return "month"
    return named[0] if named else None


def unit_beside(text: str, start: int, end: int) -> str | None:
    """The unit written right behind the amount that stands at `start` to `end`, else right before it, else anywhere."""
    behind = _STOP.split(text[end:end + 12], maxsplit=1)[0]
    before = _STOP.split(text[max(0, start - 10):start])[-1]
    return unit_of(behind) or unit_of(before) or unit_of(text)

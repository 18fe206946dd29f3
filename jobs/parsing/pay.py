"""Pay as it is written: `3000—5000元/月`, `8000以上`, `4500+提成`, `年薪8万`, `3k-5k`, `计件 6000以上`, 面议. Pure.

Where no unit is written it is taken from the column's heading, else from the size of the number (three thousand is a month's pay,
eighty thousand a year's); the reading then says `assumed`.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from jobs.parsing.pay_units import PIECE, unit_beside, unit_in, unit_of
from jobs.parsing.plain import arabic, one_line, plain
from jobs.parsing.reading import NOTHING

Found = TypeVar("Found")
NEGOTIABLE = re.compile(
    r"面[议谈淡洽]|电议|详谈|协商|商议|另议|从优|优厚|双方商定|按(?:国家|公司|规定|标准|单位)|根据(?:能力|国家|公司)|行业标准|同行业|保密")
_NUMBER = r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,8}(?:\.\d{1,4})?)(?!\d)"
_TIMES = r"([万wW千kK])?"
_YUAN = r"(?:元|块钱?|圆|RMB|rmb)?整?"
_PER = r"(?:/?(?:年|月|天|日|小时))?"
_RANGE = re.compile(rf"{_NUMBER} ?{_TIMES} ?{_YUAN}{_PER} ?(?:左右)? ?(?:-+|至|到|/(?=\d{{4}})) ?[¥¥]?{_NUMBER} ?{_TIMES}")
_SINGLE = re.compile(rf"{_NUMBER} ?{_TIMES}")
_SCALE = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000}
_AFTER = r"^ ?[元块]?(?:/? ?每?人?[年月天日件]|/?小时)? ?(?:元/(?:[年月天日件]|小时))? ?"
_FLOOR_BEFORE = re.compile(
    r"(?:不低于|不少于|最低|至少|保底|底薪|基本工资|基础工资|基本薪资|无责|>=?|≥|起薪|(?<!不)(?:高于|超过|大于)|起步)[^\d]{0,6}$")
_FLOOR_AFTER = re.compile(_AFTER + r"(?:\(?[及含]?\)?以上|之上|起|\+|加|保底|底薪|左?右?以上|往上|多)")
_CEILING_BEFORE = re.compile(r"(?:不超过|不高于|最高|至多|低于|小于|<=?|≤|可达|可到|达到|高达|上限)[^\d]{0,4}$")
_CEILING_AFTER = re.compile(_AFTER + r"(?:\(?[及含]?\)?以下|以内|之内|封顶)")
_N = r"\d{1,8}"
_SPAN = rf"{_N} ?[-至到~]? ?\d{{0,8}} ?"
_NOT_PAY = re.compile(
    rf"{_SPAN}薪|{_N}险|{_N}金(?!额)|{_N}(?:\.\d{{1,4}})? ?%|{_N} ?[:：]\d\d|{_N} ?周?岁|{_N} ?[天日] ?[/一每] ?[月周]|[月周]休{_N}天?|做\d休\d"
    rf"|{_SPAN}个?(?:小时|h) ?/ ?[天日]|(?:每天|工作|上班|日均){_N} ?个?小时|20\d\d ?年|{_SPAN}个月"
    rf"|(?:满|干|入职){_N}[天月年]|{_N} ?[人名]|{_N}号|{_N}倍|{_N}[天日](?=一?结|发)")
_TRIAL = re.compile(r"(?:试用|实习|培训|学徒)期?[间内]?(?:\d+个月)?[^,;。、\d]{0,6}\d[^,;。、(]*?(?=[,;。、 ]|转正|正式|$)")
_AFTER_TRIAL = re.compile(r"转正|正式|试用期?[满过后]")
_TOTAL = re.compile(r"(?:综合|实发|到手|平均|总|月均|合计|收入|转正)[^,;。、\d]{0,8}$")
_LEAST = {"month": 300, "day": 20, "hour": 4, "year": 5000, "piece": 1}
_MOST = 10_000_000
_WEEKLY = re.compile(r"/ ?周|周薪|每周\d|一周")
_GUESSES = ((30_000, "year"), (700, "month"), (60, "day"), (0, "hour"))
_REGULAR = re.compile(r"[\d.,]+(?: ?-+ ?[\d.,]+)? ?(?:元? ?/ ?(?:月|天|日|小时|年|件))?")
PER_UNIT = {"month": "元/月", "day": "元/天", "hour": "元/小时", "year": "元/年", "piece": "元/件"}
LONGEST_READ, LONGEST_NOTE = 400, 120


@dataclass(frozen=True)
class Pay:
    """Yuan per unit; a bound that is not stated is null. `code`: empty, `missing`, `negotiable`, `unclear` or `assumed` (the unit)."""

    low: int | None = None
    high: int | None = None
    unit: str | None = None
    note: str = ""
    code: str = ""


class _Bounds(NamedTuple):
    low: int | None
    high: int | None
    unit: str | None


def read_pay(value: Any, heading: str = "") -> Pay:
    """Read one pay cell; `heading` may name the unit and the scale (年薪（万元）)."""
    written = plain(value)[:LONGEST_READ]
    if not written or written.lower() in NOTHING:
        return Pay(code="missing")
    text = _in_digits(written)
    if "万" in plain(heading) and re.fullmatch(r"[\d. -]+", text):
        text = re.sub(r"\d+(?:\.\d+)?", lambda m: f"{m[0]}万", text)
    return _with_unit(text, _bounds(text), written, heading)


def read_pay_columns(low: Any, high: Any, unit: Any, note: Any = "", heading: str = "") -> Pay:
    """Read 薪酬下限, 薪酬上限 and 计薪单位 when each has its own column; a unit may also stand in one of the numbers or headings."""
    lower, upper = plain(low)[:LONGEST_READ], plain(high)[:LONGEST_READ]
    behind = ("万" if "万" in plain(unit) else "") + PER_UNIT.get(unit_in(unit) or "", "")
    ends = [read_pay(part + behind if re.fullmatch(r"[\d.]+", part) else part, heading) for part in (lower, upper)]
    least, most = _ordered(*(end.low if end.low is not None else end.high for end in ends))
    if least is None and most is None:
        pay = read_pay(note, heading) if not lower and not upper else ends[0]
        return replace(pay, note=one_line(note or f"{lower} {upper}")[:LONGEST_NOTE])
    sure = unit_in(unit) or unit_in(note) or unit_in(heading)
    best = next(end for end in ends if end.unit)
    return Pay(least, most, sure or best.unit, one_line(note)[:LONGEST_NOTE], "" if sure else best.code)


def _in_digits(written: str) -> str:
    text = arabic(re.sub(r"(\d),(\d{3})(?!\d)", r"\1\2", written))
    text = re.sub(r"([一二两三四五六七八九])(?=[千万kK])", lambda m: str("一二三四五六七八九".find(m[1].replace("两", "二")) + 1), text)
    return re.sub(r"(\d)([千万])(\d)(?!\d|\.)", r"\1.\3\2", text)


def _bounds(text: str) -> _Bounds:
    regular = _TRIAL.sub(" ", text) if _AFTER_TRIAL.search(text) else text
    clean = _NOT_PAY.sub(" ", regular if re.search(r"\d", _NOT_PAY.sub(" ", regular)) else text)
    least = _LEAST.get(unit_of(clean) or "", 8)
    ranges = [(m, pair) for m in _RANGE.finditer(clean) if (pair := _range(m)) and least <= max(pair) < _MOST]
    if ranges:
        match, pair = _best(clean, ranges)
        return _Bounds(*_ordered(*pair), unit_beside(clean, match.start(), match.end()))
    singles = [(m, found) for m in _SINGLE.finditer(clean) if least <= (found := _single(clean, m))[2] < _MOST]
    if not singles:
        return _Bounds(None, None, None)
    match, (low, high, _amount_found) = _best(clean, singles)
    return _Bounds(low, high, unit_beside(clean, match.start(), match.end()))


def _best(text: str, found: list[tuple[re.Match[str], Found]]) -> tuple[re.Match[str], Found]:
    return next((pair for pair in found if _TOTAL.search(text[:pair[0].start()])), found[0])


def _amount(number: str, times: str | None) -> int:
    return round(float(number.replace(",", "")) * _SCALE.get((times or "").lower(), 1))


def _range(match: re.Match[str]) -> tuple[int, int]:
    low, low_times, high, high_times = match.groups()
    small = 100
    if high_times and not low_times and float(low.replace(",", "")) < small:
        low_times = high_times
    first, second = _amount(low, low_times), _amount(high, high_times)
    return (first, _amount(high, low_times) if low_times and not high_times and second < small else second)


def _single(text: str, match: re.Match[str]) -> tuple[int | None, int | None, int]:
    amount = _amount(match[1], match[2])
    before, after = text[max(0, match.start() - 24):match.start()], text[match.end():]
    if _FLOOR_BEFORE.search(before) or _FLOOR_AFTER.search(after):
        return amount, None, amount
    if _CEILING_BEFORE.search(before) or _CEILING_AFTER.search(after):
        return None, amount, amount
    return amount, amount, amount


def _ordered(low: int | None, high: int | None) -> tuple[int | None, int | None]:
    return (high, low) if low is not None and high is not None and low > high else (low, high)


def _with_unit(text: str, bounds: _Bounds, written: str, heading: str) -> Pay:
    low, high, unit = bounds
    if low is None and high is None:
        return _without_amount(text, written[:LONGEST_NOTE])
    note = "" if _REGULAR.fullmatch(written) else written[:LONGEST_NOTE]
    if named := unit or unit_in(heading):
        return Pay(low, high, named, note)
    if _WEEKLY.search(text):
        return Pay(note=written[:LONGEST_NOTE], code="unclear")
    amount = low if low is not None else high or 0
    return Pay(low, high, next(unit for least, unit in _GUESSES if amount >= least), note, "assumed")


def _without_amount(text: str, note: str) -> Pay:
    unit = "piece" if PIECE.search(text) else None
    if NEGOTIABLE.search(text):
        return Pay(unit=unit, note=note, code="negotiable")
    says = re.search(r"\d|[^\W\d_]", re.sub(r"元|/|月|天|日|年|小时", "", text))
    return Pay(unit=unit, note=note if says else "", code="unclear" if says else "missing")

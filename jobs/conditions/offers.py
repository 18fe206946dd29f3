"""Pay and place in a line. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from jobs.conditions.condition import Found, Offer
from jobs.conditions.line import Line
from jobs.parsing.pay import read_pay

_PAY_WORD = r"(?:月薪|年薪|日薪|时薪|周薪|底薪|基本工资|工资|薪资|薪酬|薪水|待遇|月收入|年收入|综合收入|收入|保底|工价|报酬|月入|月均|综合(?=约?[:为]?\d))"
_PIECE = "件|公?斤|吨|车|单|平(?:方米?|米)?|米|亩|趟|个|台|套|箱|条|双|只|㎡|m²"
_PAY = re.compile(
    rf"转正后?(?:工资|月薪|底薪)?\d{{4,5}}(?:-+\d{{4,5}})?元?|{_PAY_WORD}[^。;,\d]{{0,14}}(?:\d[^。;]{{0,60}})|(?<![\d.])\d{{3,5}}元?(?:无责任?)?(?:底薪"
    rf"|保底)|(?<![\d.])\d[\d.]*[万千wk]?元?(?:(?:-+|至|到)\d[\d.]*[万千wk]?)?元?/?每?(?:/月|/天|/日|/小时|/时|/年|/件|每月|一个?月|一天|一小时|一件|一单"
    rf"|月薪)"
    rf"|(?:[每一]?(?:个?月|天|日|小时)(?:可|能)?(?:挣|赚|拿)?|日结)\d{{2,6}}元?(?:-+\d{{2,6}})?(?:元|块|(?=[,;。)管包]|$))"
    rf"|(?<![\d.])\d[\d.]*(?:-\d[\d.]*)?元/?每?(?:{_PIECE})"
    rf"|每(?:{_PIECE})\d[\d.]*(?:-\d[\d.]*)?元"
    r"|\d(?:\.\d)?[千k]-+\d(?:\.\d)?[千k](?![a-z])|(?:不低于|不少于|至少)[1-9]\d{3,4}元|(?:(?<=[,;。():工员|])|^)[1-9]\d{3,4}(?:元(?:以上|起|左右|\+"
    r"|(?=[,;。)]|$))|\+(?=[,;。]|$))"
    r"|(?<=日结,)\d{2,3}元(?=[,;。]|$)|(?<![\d.])[1-9]\d{1,2}00元?(?:-+|至|到)[1-9]\d{1,2}00元?(?![\d年公平米㎡人名%]|亩)")
_NOT_PAY = re.compile(

        r"津贴|补[贴助]|报名费|押金|递增|(?:员工|公司|我司|行业|全市)[^,;。]{0,6}平均|加班(?:费|工资)|奖励|罚|餐|(?:公司|员工(?!第一|首))[^,;。]{0,4}$|满勤"
        r"|全勤"
        r"|销售额|业绩|工龄|费用|提成$|社保|\d\d薪|每年|天一?结")
_BONUS = re.compile(r"(?:奖金?|红包|分红|过节费)$")
_CUT_OFF = re.compile(r"(?:^|[^日天时])工资\d+$")
_SUM = re.compile(r"[1-9]\d{3,4}元(?=[,;。)]|$)")
_TRIAL = re.compile(r"试用|实习(?!生)|学徒(?!工(?!资))|培训期|转正前|首月")
_AMOUNT_BEHIND = re.compile(r"转正|正式|试用期?满|试用期?[过后]")
_BASE = re.compile(r"底薪|基本工资|保底|基础工资")
_SPLIT = re.compile(r",(?!\d{3}(?!\d))")
_TOTAL = re.compile(r"综合|月薪|合计|到手|总收入|月收入|月入|月均|范围|平均(?:收入|月|工资|薪资)")
_FRACTION = re.compile(rf"(\d+\.\d+|\d+(?=-\d+\.\d))(?:-(\d+(?:\.\d+)?))?元?(?:/|每)(?:每|个)?(?:(?P<piece>{_PIECE})|小时|时)")
_EACH = re.compile(rf"每(?:{_PIECE})(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?元")
LEAST_MONTH = 300
_NEW_WORD = re.compile(r"[\u4e00-\u9fff](?<![元块万千每至到以起左一及加或])")
_ADDED = re.compile(r"\d[^+]*\+(?!元|/|以上)")
_RATE = re.compile(r"\d+天一?结|/21\.75|递增|\d+%$|增长|上[调涨](?![至到])|涨\d|另[计算]\+\d")


def pays(line: Line) -> Iterator[Found]:
    """The pay that is offered, as the pay column's parser reads it; a whole month's sum rather than its base."""
    found: list[Found] = []
    at = 0
    while match := _PAY.search(line.text, at):
        written = match[0] if _AMOUNT_BEHIND.search(match[0]) else _SPLIT.split(match[0])[0]
        written = _up_to_words(line, match.start(), written)
        at = match.start() + len(written)
        if (added := _ADDED.search(written)) and not _TOTAL.search(written) and not _AMOUNT_BEHIND.search(written):
            written = written[:added.end()]
        if offer := _offer(line, match, written):
            found.append(Found("pay", offer, match.start(), at, op="offers"))
    if not found:
        sums = (match for at in sorted(line.breaks) if (match := _SUM.match(line.text, at)))
        found = [Found("pay", offer, m.start(), m.end(), op="offers") for m in sums if (offer := _offer(line, m, m[0]))]
    found = [one for one in found if not _is_trial(line, one)] or [replace(one, value=replace(one.value, high=None)) for one in found]
    yield from [one for one in found if _TOTAL.search(_said(line, one))] or [one for one in found if not _BASE.search(_said(line, one))] or found


def _up_to_words(line: Line, start: int, written: str) -> str:
    """An amount ends where words follow a blank behind it: 底薪5000 单休."""
    first = re.search(r"\d", written)
    stops = [b - start for b in line.breaks if first and start + first.start() < b < start + len(written) and _NEW_WORD.match(line.text[b:])]
    return written[:min(stops, default=len(written))]


def _said(line: Line, one: Found) -> str:
    return line.text[line.clause(one.start)[0]:one.end]


def _offer(line: Line, match: re.Match[str], written: str) -> Offer | None:
    named = not match[0][0].isdigit()
    begin = max((b for b in line.breaks if b <= match.start()), default=0) if named else 0
    before = re.split(r"[+、]", line.text[max(line.clause(match.start())[0], begin):match.start()])[-1]
    head = re.split(r"\d", match[0], maxsplit=1)[0]
    if _BONUS.search(before) or _NOT_PAY.search(before) or _NOT_PAY.search(head) or _RATE.search(written.split("(")[0]):
        return None
    if exact := _FRACTION.search(written):
        return Offer(_number(exact[1]), _number(exact[2] or exact[1]), "piece" if exact["piece"] else "hour")
    if exact := _EACH.search(written):
        return Offer(_number(exact[1]), _number(exact[2] or exact[1]), "piece")
    pay = read_pay(re.sub(r"年龄.*$|身高.*$", "", written))
    if pay.unit == "piece" and (pay.low or 0) >= LEAST_MONTH:
        pay = replace(pay, unit="month")
    most = max(pay.low or 0, pay.high or 0)
    if pay.code == "assumed" and pay.unit in ("day", "hour") and pay.low == pay.high and match.end() == len(line.text) and _CUT_OFF.search(before + written):
        return None
    floor = pay.low == pay.high and (_BASE.search(written) or before.endswith("最低") or re.match(r"\)?[+加]", line.text[match.start() + len(written):]))
    return Offer(pay.low, None if floor else pay.high, pay.unit) if most and pay.unit and (pay.unit != "month" or most >= LEAST_MONTH) else None


def _number(written: str) -> float:
    value = float(written)
    return int(value) if value.is_integer() else value


def _is_trial(line: Line, one: Found) -> bool:
    """Whether the amount is paid on trial alone; with no other it is the least there is."""
    written = _said(line, one)
    return bool(_TRIAL.search(re.split(r"\d", written, maxsplit=1)[0])) and not _AMOUNT_BEHIND.search(written)


_PLACE = re.compile(r"(?:工作|上班|岗位|办公|就业|用工|任职|作业)(?:地点|地址|区域|地区|城市|场所|地)(?:[:为是在于]|位于|设在)+(?P<place>[^,;。()!]{2,40})")
_PLACE_AT_ONCE = re.compile(r"(?:工作|上班)(?:地点|地址)(?P<place>[^,;。()!:\d不可近就较自由灵待面的及和要离方均都需固相以交统]{2}[^,;。()!]{0,30})")
_NO_PLACE = re.compile(r"不限|面议|待定|可选|就近|自选|均可|全国|任选|分配|详谈|协商|不固定|多个")
_HOME = re.compile(
    r"(?:家住|居住[在于]?|住在|现住|常住)(?P<place>[^,;。()、\d]{2,14}?)(?:附近|周边|一带|区域)?(?:者|的|人员|的人)*(?=优先|为佳|更佳|可优先|从优)")
_NEAR_BY = re.compile(r"(?:^|(?<=[,;。()]))(?:家?住在?|居住在?)?(?P<place>[^,;。()、\d]{2,14}?)(?:附近|周边|一带)(?:居住)?(?:者|的|人员)*(?=优先|为佳)")
_LOCAL = re.compile(r"(?P<place>(?:本地|当地|本市|本县|本区|本村|本镇|本乡|(?<![^,;。()、])(?:附近|周边|就近))(?:人|户籍|户口|居民|村民|居住)?)(?:者|的"
    r"|人员)*(?:可)?(?=优先|为佳"
    r"|更佳)")
_AWAY = re.compile(
    r"(?:适应|接受|能够?|可以?|愿意?|服从|胜任|适合|适用|须|需要?|经常|长期)(?P<how>[^,;。不无]{0,8}?)(?P<what>出差|外派|驻外|驻场|外地(?=工作|项目|施工|作业)"
    r"|外勤)(?!补|津|费|管|报|机会)")
_AWAY_AT = {"外地": "外地工作"}
_ON_SITE = re.compile(r"(?:^|(?<=[,;。]))(?P<what>驻场(?=服务|办公|工作|[,;。]|$)|驻外(?=服务|办公|工作|[,;。]|$)|外地(?=施工|项目|工作|作业))")
_NOT_AWAY = re.compile(r"(?:不|无|无需|不用|没有|不能|免)(?:需要?|用|须|必|能|会)?$")


def places(line: Line) -> Iterator[Found]:
    """Where the work is, where applicants should live, and whether one has to travel."""
    for match in (*_PLACE.finditer(line.text), *_PLACE_AT_ONCE.finditer(line.text)):
        place = _up_to_break(line, match.start("place"), match.end("place"))
        if not _NO_PLACE.search(place):
            yield Found("place", place.strip(":").upper(), match.start(), match.end(), op="==")
    for pattern in (_HOME, _NEAR_BY, _LOCAL):
        for match in pattern.finditer(line.text):
            yield Found("place", match["place"], match.start(), match.end(), op="==", soft=True)
    for match in _ON_SITE.finditer(line.text):
        yield Found("place", _AWAY_AT.get(match["what"], match["what"]), match.start(), match.end(), op="accept")
    for match in _AWAY.finditer(line.text):
        refuses = bool(_NOT_AWAY.search(line.text[:match.start()][-4:]))
        if refuses == bool(re.match(
            r"(?:的|者|人员)*(?:请?勿|请?绕|免谈|不考虑|不要|不予)", line.text[match.end():])) and not re.search(r"偶尔|短途?补", match["how"]):
            yield Found("place", _AWAY_AT.get(match["what"], match["what"]), match.start(), match.end(), op="accept")


def _up_to_break(line: Line, start: int, end: int) -> str:
    stops = [at for at in line.breaks if start < at < end]
    return line.text[start:min(stops, default=end)]

"""Shift, pay and place in a line. Pure."""

import re
from collections.abc import Iterator

from jobs.conditions.condition import Found, Offer
from jobs.conditions.line import Line
from jobs.parsing.pay import read_pay

ROTATING = ("two", "three", "four")
_SHIFTS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("four",), re.compile(r"[四4]班[三3两二2][运倒轮]?[转倒班]?转?")),
    (("three",), re.compile(r"(?<![四4])[三3]班(?:[两二2三3]?(?:运转|倒|轮)|制|轮[班换转])|[三3]班(?=[,;。)]|$)|早中晚班?|早、中、晚班?|[三3]倒班?")),
    (("two",), re.compile(
        r"(?<![四三43])[两二2]班(?:[两二2](?:运转|倒)|倒班?|制|轮[班换转倒]?|运转)|(?<![四三43早晚])[两二2]班(?=[,;。)]|$)"
        r"|[白早]班?[、/和与及]?[夜晚中]班?(?:两班)?(?:倒|轮|交替)|早[、/]?晚班|对班倒|黑白班|黑白[两二]?班?倒|[两二2]倒班?|白班[、和/]?[夜晚]班(?:倒"
        r"|轮|一周)?")),
    (ROTATING, re.compile(r"倒班|轮班|轮流值班|倒[三两]班|翻班|上大?轮班|轮岗倒班")),
    (("flexible",), re.compile(r"弹性(?:工作|上班|时间|制|作息)|(?:工作)?时间(?:自由|灵活|弹性|可?自由)|不坐班|灵活(?:就业|上班|排班|安排时间|用工)")),
    (("night",), re.compile(
        r"(?:长|纯|固定|上|值|轮值|大|只上)?夜班|(?:上|值|长)晚班|夜间(?:值守|值班|工作|作业)|通宵班?|(?:(?<=[(,;。:])|^)晚班(?=[),;。]|$)")),
    (("day",), re.compile(r"[长常]?白班|正常班|行政班|常日班|日班|[朝早][七八九789]晚[四五六七4567]")),
)
_EXTRA = re.compile(r"^(?:津贴|补[贴助]|另|费|享|有?补|加班|\d+元|[(]?\d+元|餐|工资|多|奖|有额外|班车)")
_NO_SHIFT = re.compile(r"(?:不|无|没有?|非|免|无需|不用|不需要?|拒绝|告别|谢绝)(?:用|需|要)?(?:上|有|值)?$|部分(?:岗位|工种)?$|中[、,]$|加班[、/]$")
_OFF = re.compile(r"^(?:者|的)?(?:勿|免|除外)")


def shifts(line: Line) -> Iterator[Found]:
    """The shifts a person has to work; days off and hours are no shift."""
    taken: list[tuple[int, int]] = []
    for codes, pattern in _SHIFTS:
        for match in pattern.finditer(line.text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            before = line.text[max(0, match.start() - 8):match.start()]
            if not _EXTRA.match(line.text[match.end():]) and not _NO_SHIFT.search(before) and not _OFF.match(line.text[match.end():]):
                yield Found("shift", codes, match.start(), match.end())


_PAY_WORD = r"(?:月薪|年薪|日薪|时薪|周薪|底薪|基本工资|工资|薪资|薪酬|薪水|待遇|月收入|年收入|综合收入|收入|保底|工价|报酬|月入|综合(?=约?[:为]?\d))"
_PAY = re.compile(
    rf"转正后?(?:工资|月薪|底薪)?\d{{4,5}}(?:-+\d{{4,5}})?元?|{_PAY_WORD}[^。;,\d]{{0,14}}(?:\d[^。;]{{0,60}})|(?<![\d.])\d[\d.]*[万千wk]?元?(?:(?:-+|至|到)\d[\d.]*[万千wk]?)?元?/?每?(?:/月|/天|/日|/小时|/时|/年|/件|每月|一个?月|一天|月薪)"
    r"|每(?:个?月|天|日|小时)\d{2,6}(?:-\d{2,6})?元")
_NOT_PAY = re.compile(

        r"津贴|补[贴助]|报名费|押金|递增|平均|试用期?(?:工资|薪资|期间)?|实习期?|加班(?:费|工资)|奖励|罚|餐|(?:公司|员工)[^,;。]{0,4}$|满勤|全勤"
        r"|销售额|业绩|工龄|费用|提成$|社保|\d\d薪|每年|转正前")
_TRIAL = re.compile(r"试用|实习|学徒|培训期|转正前|首月")
_AMOUNT_BEHIND = re.compile(r"转正|正式|试用期?满|试用期?[过后]")
_SPLIT = re.compile(r",(?!\d{3}(?!\d))")
_TOTAL = re.compile(r"综合|月薪|合计|到手|总收入|月收入|月入")
LEAST_MONTH = 300
_RATE = re.compile(r"\d+天一?结|/21\.75|递增|\d+%$|增长|上调|上涨|涨\d")


def pays(line: Line) -> Iterator[Found]:
    """The pay that is offered, as the pay column's parser reads it; a whole month's sum rather than its base."""
    found: list[Found] = []
    at = 0
    while match := _PAY.search(line.text, at):
        written = match[0] if _AMOUNT_BEHIND.search(match[0]) else _SPLIT.split(match[0])[0]
        at = match.start() + len(written)
        if offer := _offer(line, match, written):
            found.append(Found("pay", offer, match.start(), at, op="offers"))
    yield from [one for one in found if _TOTAL.search(line.text[line.clause(one.start)[0]:one.end])] or found


def _offer(line: Line, match: re.Match[str], written: str) -> Offer | None:
    before = line.text[line.clause(match.start())[0]:match.start()]
    head = re.split(r"\d", match[0], maxsplit=1)[0]
    only_trial = _TRIAL.search(head) and not _AMOUNT_BEHIND.search(written)
    if only_trial or _NOT_PAY.search(before) or _NOT_PAY.search(head) or _RATE.search(written):
        return None
    pay = read_pay(re.sub(r"年龄.*$|身高.*$", "", written))
    most = max(pay.low or 0, pay.high or 0)
    return Offer(pay.low, pay.high, pay.unit) if most and pay.unit and (pay.unit != "month" or most >= LEAST_MONTH) else None


_PLACE = re.compile(r"(?:工作|上班|岗位|办公|就业|用工|任职|作业)(?:地点|地址|区域|地区|城市|场所|地)(?:[:为是在于]|位于|设在)+(?P<place>[^,;。()!]{2,40})")
_NO_PLACE = re.compile(r"不限|面议|待定|可选|就近|自选|均可|全国|任选|分配|详谈|协商|不固定|多个")
_HOME = re.compile(
    r"(?:家住|居住[在于]?|住在|现住|常住)(?P<place>[^,;。()、\d]{2,14}?)(?:附近|周边|一带|区域)?(?:者|的|人员|的人)*(?=优先|为佳|更佳|可优先|从优)")
_LOCAL = re.compile(r"(?P<place>(?:本地|当地|本市|本县|本区|附近|周边|就近)(?:人|户籍|户口|居民|村民|居住)?)(?:者|的|人员)*(?:可)?(?=优先|为佳|更佳)")
_AWAY = re.compile(
    r"(?:适应|接受|能够?|可以?|愿意?|服从|胜任|适合|适用|须|需要?|经常|长期)(?P<how>[^,;。不无]{0,8}?)(?P<what>出差|外派|驻外|驻场|外地工作"
    r"|外勤)(?!补|津|费|管|报|机会)")
_NOT_AWAY = re.compile(r"(?:不|无|无需|不用|没有|不能|免)(?:需要?|用|须|必|能|会)?$")


def places(line: Line) -> Iterator[Found]:
    """Where the work is, where applicants should live, and whether one has to travel."""
    for match in _PLACE.finditer(line.text):
        place = _up_to_break(line, match.start("place"), match.end("place"))
        if not _NO_PLACE.search(place):
            yield Found("place", place.strip(":"), match.start(), match.end(), op="==")
    for pattern in (_HOME, _LOCAL):
        for match in pattern.finditer(line.text):
            yield Found("place", match["place"], match.start(), match.end(), op="==", soft=True)
    for match in _AWAY.finditer(line.text):
        refuses = bool(_NOT_AWAY.search(line.text[:match.start()][-4:]))
        if refuses == bool(re.match(
            r"(?:的|者|人员)*(?:请?勿|免谈|不考虑|不要|不予)", line.text[match.end():])) and not re.search(r"偶尔|短途?补", match["how"]):
            yield Found("place", match["what"], match.start(), match.end(), op="accept")


def _up_to_break(line: Line, start: int, end: int) -> str:
    stops = [at for at in line.breaks if start < at < end]
    return line.text[start:min(stops, default=end)]

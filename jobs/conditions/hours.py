"""Shifts, hours and days off in a line. Pure."""

import re
from collections.abc import Iterator

from jobs.conditions.condition import Found, Hours
from jobs.conditions.line import Line
from jobs.parsing.plain import chinese_number

ROTATING = ("two", "three", "four")
_SHIFTS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("four",), re.compile(r"[四4]班[三3两二2][运倒轮]?[转倒班]?转?")),
    (("three",), re.compile(r"(?<![四4])[三3]班(?:[两二2三3]?(?:运转|倒|轮)|制|轮[班换转])|[三3]班(?=[,;。)]|$)|早中晚班?"
        r"|早班[^;。]{0,20}中班[^;。]{0,20}[晚夜]班|早、中、晚班?|[三3]倒班?")),
    (("two",), re.compile(
        r"(?<![四三43])[两二2]班(?:[两二2](?:运转|倒)|倒班?|制|轮[班换转倒]?|运转)|(?<![四三43早晚])[两二2]班(?=[,;。)]|$)"
        r"|[白早]班?[、/和与及]?[夜晚中]班?(?:两班)?(?:倒|轮|交替)|早[、/]?晚[两二]?班|分早班[和、与及][晚夜]班|对班倒|黑白班|黑白[两二]?班?倒|[两二2]倒班?"
        r"|(?:白|夜|晚)班为主[^;。]{0,4}(?:白|夜|晚)班为辅|白班[^;。]{0,24}[夜晚]班[^;。]{0,20}(?:轮换|倒换|轮流|交替|对倒)|白班[、和/]?[夜晚]班(?:倒"
        r"|轮|一周)?|(?:[白早]班[:(]?|(?<=:\d\d[,;、)]))(?:\d{1,2}[:点][\d:点-]{0,12}\)?[,;、/和]?)?[夜晚]班[:(]?\d{1,2}[:点]")),
    (ROTATING, re.compile(r"倒班|轮班|轮流值班|倒[三两]班|翻班|上大?轮班|轮岗倒班")),
    (("flexible",), re.compile(r"弹性(?:工作|上班|时间|制|作息)|(?:工作)?时间(?:自由|灵活|弹性|可?自由)|不坐班|灵活(?:就业|上班|排班|安排时间|用工)")),
    (("night",), re.compile(
        r"(?:长|纯|固定|上|值|轮值|大|只上)?夜班|(?:上|值|长)晚班|夜间(?:值守|值班|工作|作业)|通宵班?|(?:(?<=[(,;。:])|^)晚班(?=[(),;。]|$)")),
    (("day",), re.compile(r"[长常]?白班|正常班|行政班|常日班|日班|[朝早][七八九789]晚[四五六七八45678]")),
)
_EXTRA = re.compile(r"^(?:津贴|补[贴助]|另|超过|期间|费|享|有?补|加班|\d+元|[(]?\d+元|餐|工资|多|奖|有额外|班车)")
_NO_SHIFT = re.compile(r"(?:不|无|没有?|非|免|无需|不用|不需要?|拒绝|告别|谢绝)(?:用|需|要|能|愿意?|想)?(?:接受|适应)?(?:上|有|值)?$|(?<!不)怕$|\?$")
_SOME = re.compile(r"(?:部分|个别|有些|少数)(?:岗位|工种|车间|人员)?(?:需要?|是|为)?$|中[、,]$|加班[、/]$")
_OFF = re.compile(r"^(?:者|的|人员)*(?:请?勿|免|除外|请?绕|不要|谢绝)")


def shifts(line: Line) -> Iterator[Found]:
    """The shifts a person has to work; days off and hours are no shift."""
    taken: list[tuple[int, int]] = []
    for codes, pattern in _SHIFTS:
        for match in pattern.finditer(line.text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            before, behind = line.text[max(0, match.start() - 8):match.start()], line.text[match.end():]
            included = before.endswith(("含", "包括")) and _EXTRA.match(behind)
            if included or bool(_NO_SHIFT.search(before)) != bool(_OFF.match(behind)):
                continue
            if _EXTRA.match(behind) or _SOME.search(before):
                yield Found("shift", Hours(shift=codes[0] if len(codes) == 1 else None), match.start(), match.end(), op="offers")
            else:
                yield Found("shift", codes, match.start(), match.end())


_RESTS = (
    ("two", re.compile(r"(?<!单)(?<!单[、/])双休|(?:每?周|一周)休息?[两2二]天|[做上干][五5]休[二2两]|[五5]天(?:[八8]小时|工作制?|制)|(?:每周|一周)(?:工作"
        r"|上班)?[五5]天(?!内)"
        r"|周末[^,;。]{0,10}(?:休息|不上班)|周[六末][、和]?周?[日天](?:均|都)?(?:休息|休|放假)"
                       r"|(?:工作|上班)[^,;。]{0,5}周一(?:至|到|-+)周?五|周一(?:至|到|-+)周?五(?:工作|上班)|月休(?:息)?8天|每月休息?8天")),
    ("one", re.compile(r"单休|[做上干][六6]休[一1]|[六6]天(?:[八8]小时|工作制?|制)|(?:每周|一周)(?:工作|上班)?[六6]天(?!内)|(?:每?周|一周|每星期"
        r"|星期)休息?[一1]天|(?:周|星期)[日天一二三四五六](?:休息|休)(?!假)|休息?(?:周|星期)[日天一二三四五六](?![、和至到-])|每?周(?:可)?调休[一1]")),
    ("month", re.compile(r"(?:每?个?月|月)(?:有)?(?:带薪)?(?:公)?休(?:息|假)?[一二两三四五六1-6](?:-[2-6])?天")),
    ("rota", re.compile(r"[做上](?:二十四|\d\d)(?:小时)?休(?:四十八|七十二|二十四|\d\d)|轮休|调休|倒休|单[、/]?双休|大小[周休]"
        r"|[做上][一二四1243三]天?休[一二两四1243三]"
        r"|(?<!安)排休")),
)
_HOURS = re.compile(r"(?<![\d.])(?<!\d:)(?:\d{1,2}-)?(?P<n>\d{1,2}(?:\.5)?|[八六七九十]|十[一二])个?(?:小时|h(?![a-z]))(?:(?P<by>[/每]?[天日]|双休|单休|的)"
    r"|(?P<kind>工作?制|制|工作|上班|[两二三四2-4]班|室内|[长白双单休])?)")
_OF_DAY = re.compile(r"(?:每[天日班]|日均?|每天平均|一天|全天|单班|工作时间|作时间|上班时间|工时|上班|工作|时间)[^,;。()\d八六七九十]{0,6}$|[天倒班制]$"
    r"|[单双]休$")
_NO_HOURS = re.compile(r"^[^,;。(]{0,4}(?:以内|内|之前|前|热水|营业|便利|服务|待命|保安|监控|到岗|响应|在线|之后|后|加班|公里|车程)|^[以之]?[内前后]")
_LEAST_DAY, _MOST_DAY = 3, 24


def hours(line: Line) -> Iterator[Found]:
    """Days off and hours a day: what the post offers, never a condition."""
    for rest, pattern in _RESTS:
        for match in pattern.finditer(line.text):
            if not re.search(r"(?:没有?|无|非|不是|不)$", line.text[:match.start()][-3:]):
                yield Found("shift", Hours(rest=rest), match.start(), match.end(), op="offers")
    for match in _HOURS.finditer(line.text):
        number = chinese_number(match["n"]) if not match["n"][0].isdigit() else float(match["n"])
        alone = match.start() in line.edges and (match.end() in line.edges or line.text[match.end()] == "+")
        said = alone or match["by"] or match["kind"] or _OF_DAY.search(line.text[line.clause(match.start())[0]:match.start()])
        if number and said and _LEAST_DAY <= number < _MOST_DAY and not _NO_HOURS.match(line.text[match.end():]):
            yield Found("shift", Hours(hours=int(number) if number == int(number) else number), match.start(), match.end(), op="offers")

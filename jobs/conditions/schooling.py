"""Education and years of experience in a line. Pure."""

import re
from collections.abc import Iterator

from core.reference import EDUCATION_RANK
from jobs.conditions.condition import Found
from jobs.conditions.line import Line

_LEVELS = (
    ("博士", r"博士(?:研究生)?(?!后|伦)"),
    ("硕士", r"硕士(?:研究生)?|研究生|mba"),
    ("本科", r"[一二三]本(?=[及或]?以上|学历|毕业|院校)|(?:大学)?本科(?![目室技])|学士|大学(?=学历|毕业|以上|及以上|文化|文凭|或以上|程度)"),
    ("中专", r"中(?=[、/]大专)|大中专|中专|中职|中技|技校|职高|职业?[高中]中|职业高中|职校|职业学校|中等职业(?:学校)?|中等专业(?:学校)?|技工学校"),
    ("大专", r"(?:大学)?(?:大专|专科)(?![栏题案医护门店])|高职(?!中)|高专"),
    ("高中", r"普?高中(?![级低端档压层])"),
    ("初中", r"初中(?!级)|初(?=[、/和或]?高中)|九年义务教育|(?<!高)(?<!初)中学(?=学历|毕业|以上|文化|程度)"),
    ("小学", r"小学(?![生教语数英部班科])"),
)
_NAMED = "|".join(f"(?P<{'l' + str(i)}>{pattern})" for i, (_level, pattern) in enumerate(_LEVELS))
_ONE = re.compile(_NAMED)
_ANY_LEVEL = "(?:" + "|".join(pattern for _level, pattern in _LEVELS) + ")"
_KIND = r"(?:全日制|统招|普通|正规|国民教育|国家承认的?)*"
_RUN = re.compile(
    rf"{_KIND}{_ANY_LEVEL}(?:\({_ANY_LEVEL}(?:[、/或]{_ANY_LEVEL})*\)|(?:[、/,]|或者?|和|及|与|以及|-+|至|到|或以上或){_KIND}{_ANY_LEVEL}"
    rf"|(?<=[专中科校])(?=[高中]){_ANY_LEVEL})*"
    rf"(?P<tail>(?:\((?!{_ANY_LEVEL})[^()]{{0,5}}\))?(?:毕业|学历|文化|文凭|学位|水平|程度|证|或?同等学[历力]|[及或]?其?同等|统招|全日制|\(含\)"
    rf"|[及或含其](?=其?以|之|[)]))*(?:以上|之上|以下|之下|起)?(?:毕业|学历|文化|文凭|学位|水平|程度)*)")
_LABEL = re.compile(r"(?:学历|文化程度|文化|教育程度|教育水平|教育背景|程度)(?:要求)?[^,;。()a-z\d]{0,6}$|(?:放宽|放低|降低)[至到为]$|(?:专业|类|仅限|^限"
    r"|只招|[须需]|要求|招收)$")
_NEAR = re.compile(r"^(?:\d年|有|\([^()]{0,10}专业[^()]{0,6}\)|[^,;。()、]{0,10}?(?:专业|毕业|学历))")
_GOOD = re.compile(r"可(?=[,;。)]|$)|者?(?:优先|为佳|更佳|即可|均可|都可|皆可|也可|亦可|也行|都行|就行|就可以?|够了|就够)")
_OTHERS = re.compile(
    r"(?:公司|团队|员工|成员|部门|老师|师资)[^,;。要求]{0,8}(?:均|都|大多|占|为主|以上为|普遍|\d+%)|\d+%[^,;。]{0,4}$|提升|进修|函授|报读|辅导"
    r"|教学|面向|培训|合作|院校(?!$)")
_OTHERS_BEHIND = re.compile(r"^[^,;。]{0,6}(?:提升|补贴|津贴|补助|教育机构|院校(?!毕业)|学校|课程|教材|教师|老师|辅导|作文|加薪|每月|加\d|奖励|占|比例|达\d)")
_RELAXED = re.compile(r"(?:放宽|放低|降低)[至到为]?(?:学历)?[至到为]?$")


def _levels(text: str) -> list[str]:
    return [_LEVELS[int((match.lastgroup or "l0")[1:])][0] for match in _ONE.finditer(text)]


def educations(line: Line) -> Iterator[Found]:
    """The schooling asked for; of several levels in one phrase the lowest counts."""
    for match in _RUN.finditer(line.text):
        start, end = match.span()
        left, right = line.clause(start)
        before, behind = line.text[left:start], line.text[end:max(right, end)]
        tail = match["tail"]
        alone = end in line.edges and (start in line.edges or bool(re.search(r"以[上下]$|岁$|[名届]$", before)))
        said = bool(re.search(
            r"以|学|文|毕业|程度|水平|之上|起", tail)) or alone or _LABEL.search(before) or _NEAR.match(line.text[end:]) or _GOOD.match(line.text[end:])
        if not said or _OTHERS.search(before) or _OTHERS_BEHIND.match(line.text[end:]):
            continue
        levels = _levels(match[0])
        at_most = bool(re.search(r"以下|之下", tail)) != bool(re.search(r"以[上下]|之[上下]", tail) and _ELSE_NOT.match(line.text[end:]))
        if not levels or at_most and re.match(r"均可|都可|也可|亦可|皆可", behind):
            continue
        best = (max if at_most else min)(levels, key=lambda level: EDUCATION_RANK[level])
        yield Found("education", best, start, end, op="<=" if at_most else ">=", relaxed=bool(_RELAXED.search(before)))


_YEARS = r"(?<![\d.第前近头每])(?<!(?<!有)过)(?P<n>\d{1,2}(?:\.\d)?)(?:[-至到](?P<m>\d{1,2}))?(?P<u>个?年半?|个月)(?!内)(?:[及或]\d年)?"
_MORE = r"(?:\(?[含及或]?\)?(?:其)?以上|及以上|或以上|多|左右|以内|之内|以下|上下)?"
_WORK = r"经验|经历|驾龄|工龄(?!工资|奖|补|津)|从业|资历|阅历|工作(?=[,;。()]|$|者)"
_AHEAD = re.compile(rf"{_YEARS}(?P<q>{_MORE})(?:[^,;。:()+\d]{{0,24}}?"
    rf"|[^;。:()+\d]{{0,30}}?等[^,;。\d]{{0,16}}?"
    rf"|[^,;。:()+\d]{{0,16}},(?![^,;。]{{0,6}}[有具无需])[^,;。:()+\d]{{1,6}}?(?:工作)?(?=经验))(?:\([^()\d]{{0,40}}\)[^,;。:()\d]{{0,12}}?)?(?P<w>{_WORK})")
_BEHIND = re.compile(rf"(?P<w>经验|经历|驾龄|工龄|行车|从业|工作|从事[^,;。\d]{{1,14}}|操作|岗位|做过[^,;。\d]{{1,8}}|年限)"
    rf"[^,;。\d满]{{0,8}}满?{_YEARS}(?P<q>{_MORE})")
_DONE = re.compile(rf"(?:做|干|当)过(?P<n>\d{{1,2}})(?P<m>)(?P<u>个?年半?|个月)(?P<q>{_MORE})(?P<w>)(?=的?[\u4e00-\u9fff]{{2}})")
_ALONE = re.compile(rf"{_YEARS}(?P<q>(?:\(?[含及或]?\)?以上|及以上|或以上))")
_CUT_OFF = re.compile(rf"{_YEARS}(?P<q>(?:\(?[含及或]?\)?以上|及以上|或以上))(?P<w>(?:[\u4e00-\u9fff]{{0,10}}经|工|实|相关?|同|从|(?:大型|知名|同行|同类|同等"
    r"|相关|类似|外资|外企|星级|连锁|上市)[\u4e00-\u9fff]{0,6})$)")
_COMPANY = re.compile(

        r"^[^在有于曾任从]{0,8}(?:公司|企业|集团|团队|品牌|我们|我司|师傅|导师|讲师|老师|本店)|成立|创立|创办|始建|合同|服役|军龄|兵役|入伍|当兵"
        r"|退[役伍]|参军|带薪|年假|质保|试用|实习|培训|学徒|入职|毕业$|在岗|租|平均|转正")
_COMPANY_BEHIND = re.compile(

        r"^(?:的|丰富的|资深|老)*(?:师傅|导师|老师|讲师|团队|公司|企业|专家|品牌|老板|厂)(?!优先|者|经)|^(?:后|的?员工|者?可享|享|即可享|给予|奖"
        r"|,?(?:可享|享受|给予|奖励))")
_RELAXED_TO = re.compile(rf"(?:放宽|放低|降低)[至到为](?:经验)?(?P<w>){_YEARS}(?P<q>{_MORE})")
_OF_COMPANY = re.compile(r"(?:公司|企业|我司|集团|本店|工厂|品牌|团队)[^;。]{0,20}(?:成立|创立|创办|创建|创始|专注|是一家|位于|坐落)")
_SERVED = re.compile(r"(?:服役|部队|从军|军旅|当兵|入伍|军队)(?:的|工作)?$")
_NO_NUMBER = re.compile(r"经验|经历|从事过|做过|干过")
_ELSE_NOT = re.compile(r"(?:者|的|人员)*(?:请?勿|免谈|不要|谢绝|请?绕|不考虑|不录)")
_HELD_FOR = re.compile(r"(?:驾照|驾驶证|驾证|照|证|本)(?:满|已满|持有)?$")
_DEMANDED = re.compile(
    r"^(?!.*(?:公司|企业|团队|我们|我司|分享|积累|无|没|不|服役|部队|军|吸取|培训))[^,;。]{0,12}(?:[具拥]?有|具备|须|需要?|要求|要)[^,;。()\d]{0,24}(?<!过)$")
MOST = 30


def _amount(match: re.Match[str]) -> float | int:
    number = float(match["n"])
    number = number / 12 if "月" in match["u"] else number + 0.5 if "半" in match["u"] else number
    return int(number) if number == int(number) else round(number, 2)


def experiences(line: Line) -> Iterator[Found]:
    """Years of experience asked for (months as parts of a year); of 1-3年 the least."""
    taken: list[tuple[int, int]] = []
    for pattern in (_RELAXED_TO, _AHEAD, _BEHIND, _DONE, _ALONE, _CUT_OFF):
        for match in pattern.finditer(line.text):
            start, end = match.span()
            overlaps = any(start < stop and begun < end for begun, stop in taken)
            alone = start in line.edges or _HELD_FOR.search(line.text[:start][-8:])
            if overlaps or (pattern is _ALONE and not (alone and end in line.edges)):
                continue
            taken.append((start, end))
            quantity = match["q"] or ""
            if not _counts(line, match, pattern is _BEHIND, quantity):
                continue
            years = _amount(match)
            if 0 < years <= MOST and quantity not in ("以内", "之内", "以下"):
                relaxed = bool(_RELAXED.search(line.text[:match.start("n")][-8:]))
                held = pattern is _ALONE and bool(_HELD_FOR.search(line.text[:start][-8:]))
                about = quantity in ("左右", "上下") and not match["m"]
                yield Found("experience", years, start, end, soft=about or held, relaxed=relaxed)
    for match in _NO_NUMBER.finditer(line.text):
        served = _SERVED.search(line.text[:match.start()][-6:])
        if not served and not any(start <= match.start() < end for start, end in taken):
            demanded = not taken and _is_demanded(line, match)
            yield Found("experience", None, match.start(), match.end(), soft=demanded, only_preferred=not demanded)


def _is_demanded(line: Line, match: re.Match[str]) -> bool:
    """Whether experience of no stated length is asked for: it can exclude nobody and is a wish."""
    before, behind = line.text[line.clause(match.start())[0]:match.start()], line.text[match.end():]
    if match[0].endswith("过"):
        return not _COMPANY.search(before)
    if re.match(r"者?[^,;。]{0,4}(?:放宽|放低|工资|薪|待遇)", behind):
        return False
    named = match.end() in line.edges and re.fullmatch(r"[\u4e00-\u9fff]{2,16}(?:工作|从业|相关)", before) and not _COMPANY.search(before)
    return bool(named or _ELSE_NOT.match(behind)) or bool(_DEMANDED.search(before)) and not _COMPANY_BEHIND.match(behind)


def _counts(line: Line, match: re.Match[str], behind: bool, quantity: str) -> bool:
    start, end = match.span()
    left = line.clause(match.start("n"))[0]
    firm = re.search(r"经[验历]|驾龄|工龄", match[0])
    before = line.text[left:match.start("n")]
    if _COMPANY.search(before.removesuffix("毕业") if firm else before) or _COMPANY_BEHIND.match(line.text[end:]):
        return False
    if _OF_COMPANY.search(line.text[line.sentence(start)[0]:left]):
        return False
    wished = re.match(r"(?:的|者|以上)*优先", line.text[end:])
    vague = match.groupdict().get("w") in ("工作", "操作", "岗位") and ("上" not in quantity or "月" in match["u"])
    alike = re.search(r"(?:同|相关|类似|本)(?:类|等)?(?:岗位|行业|工种|职业)", line.text[left:match.start("n")])
    if behind and vague and not firm and not wished and not alike:
        return False
    return not (behind and line.text[end:end + 1] in ("后", "内", "间"))

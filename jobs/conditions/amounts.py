"""Ages and heights in a line. Pure."""

import re
from collections.abc import Iterator

from jobs.conditions.condition import Found
from jobs.conditions.line import Line

YOUNGEST, OLDEST = 14, 75
WORKING, LEAST_RANGE = 16, 5
_OF_PEOPLE = re.compile(r"青年|男|女|岁|性别|年龄|身体|健康|吃苦|[初高]中|退[役伍]")
_OF_THINGS = re.compile(r"时|班|人|点|号|码|薪|资|奖|度|元|寸")
_SUI = r"周?岁"
_IN = r"(?:\([^()]{1,14}放宽[^()]{0,4}\))?(?:\((?:含|包含)[^()]{0,6}\)|含|[及或])?(?:\((?:含|包含)[^()]{0,6}\))?"
_TO = r"(?:-+|至|到|—|~)"
_NO = r"(?<![\d元号第])(?<!\d:)"
_NOT_BEHIND = r"(?!\d|[年人名元k万天个:%号日月米台位次件分]|小时|cm|\.\d|[-]\d{3})"
_RANGE = re.compile(rf"{_NO}(\d\d)({_SUI})?{_IN}(?:以上)?{_TO}(\d\d)({_SUI})?{_NOT_BEHIND}")
_LOW = re.compile(
    rf"{_NO}(\d\d){_SUI}?{_IN}(?:以上|及以上|起步?(?!点))|(?<!\d)(\d\d){_SUI}(?=(?:至|到|-+)(?:法定|国家|正常)?[^,;。\d]{{0,4}}退休)|(?:年?满|不低于|不小于"
    rf"|不少于|大于|高于|超过|≥|>=?|最低|至少)(\d\d){_SUI}|{_NO}(\d\d){_SUI}?(?:≤|<=?)年龄|(?:最[低小]年龄(?:要求)?|(?:年龄|岁数"
    r"|年纪)(?:的)?下限)[为是:]?(\d\d)(?!\d)")
_HIGH = re.compile(
    rf"{_NO}(\d\d){_SUI}?{_IN}(?:以下|及以下|以内|之内|之下|封顶|为止|(?<=岁)内|(?<=岁)下)"
    r"|(?:不超过|不超(?=\d)|[别莫]超过?|不(?:要|能|可|许|宜)超过?|不大于|不高于|不得超过|未超过|(?<!不)(?:小于|低于)|≤|<=?|不过|最[大高]年龄[为是:]?|最大"
    r"|至多|最高|上限|控制在|未满|不满|不得大于|(?:放宽|放|延长|提高"
    rf"|放松)[至到为](?:年龄)?)(\d\d)(?:{_SUI}|(?![\d%年cm.元人名]))")
_ABOUT = re.compile(rf"{_NO}(\d\d){_SUI}?(?:上下|左右|前后)")
_PLUS_MINUS = re.compile(r"(?<!\d)([2-6]\d)(?:周?岁)?±(\d)(?=周?岁)")
_PAIR = re.compile(r"(?:(?<=[,;。:])|^)(\d\d)以上[,、]?(\d\d)以下")
_TORN = re.compile(r"\d-(\d\d)周?岁")
_BY_SEX = re.compile(
    rf"[男女](?:性|士|生|工|同志)?[^\d,;。男女]{{0,4}}(\d\d){_SUI}?(?:以[下内])?[、,/;]?[男女](?:性|士|生|工"
    rf"|同志)?[^\d,;。男女]{{0,4}}(\d\d){_SUI}?{_IN}(?:以[下内]|之内)")
_REFUSED = re.compile(
    r"^(?=[及或和](?:超过)?\d\d周?岁(?:以上)?(?:者|的)*请?(?:勿|不))"
    r"|^(?:的|者|人员|的人)*(?:请|均|一律|概)?(?:勿|不招|不要|不收|不予|不用|谢绝|免谈|莫|不录|除外|不考虑|请绕|禁止|拒)")
_NAMED = re.compile(r"(?:年龄|岁数|年纪)[^\d,;。()]{0,8}$|(?:年龄|岁数|年纪)[^\d,;。()]{0,8}\d\d(?:周?岁)?[^\d,;。()]{0,4}$|(?:岁|≤)年龄(?:≤|<=?)?$")
_BY_SEX_NAMED = re.compile(r"(?:(?:^|[;。,:(])[男女](?:性|士|生)?|男女(?:不限|均可)|性别不限)[,、:]?$")
_DAY = r"(?:年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\.\d{1,2}(?:\.\d{1,2})?)?(?:\(含\)|含)?"
_BORN = re.compile(rf"(?<!\d)(?P<first>19[5-9]\d|20[01]\d){_DAY}(?:(?:-+|至|到)(?P<last>19[5-9]\d|20[01]\d){_DAY})?(?:之间|间)?(?P<way>(?:[以之]"
    rf"|及以)?[前后])?(?:出生|生人)")
_DECADE = re.compile(r"(?<!\d)([6-90]0)后(?=[、/和及][6-90]0后|优先|为佳|更佳)")
_OTHERS = re.compile(

        r"平均|(?:公司|团队|部门|员工|同事|成员|伙伴|我们)[^,;。]{0,8}(?:均|都|大多|多为|普遍|基本|为主|年龄[在是为]|全是)|退休年龄[为是]|工龄|军龄"
        r"|党龄|(?:顾客|客户|客人|学员|会员|学生|孩子|老人)[^,;。]{0,8}$|(?:照顾|看护|教|辅导|带|服务)[^,;。要求]{0,4}$")
_OTHERS_BEHIND = re.compile(
    r"^(?:[的之]?(?:公司|企业|品牌|团队|老店|工厂|为主|居多|老人|长者|老年|儿童|孩子|小孩|幼儿|宝宝|学员|客户|顾客|生日|学生|女儿|儿子))|^(?:的|者)?(?:后"
    r"|时)(?:可|享|办)")
_RELAXED = re.compile(r"(?:放宽|放低|延长|提高|放松|降低|放)[至到为](?:年龄)?$")


def _is_theirs(line: Line, start: int, end: int) -> bool:
    left = line.clause(start)[0]
    return bool(_OTHERS.search(line.text[left:start]) or _OTHERS_BEHIND.search(line.text[end:end + 8]))


def _named(line: Line, match: re.Match[str]) -> bool:
    if "岁" in match[0]:
        return True
    before = line.text[max(0, match.start() - 24):match.start()]
    return bool(_NAMED.search(before) or "年龄" in match[0])


_ALONE = re.compile(r"\d\d(?:以下|以内|之内)$")
_ALSO_PUPILS = re.compile(r"[^,;。]{0,6}(?:学生|毕业生|实习生|学徒)[^,;。]{0,3}(?:亦|也)可")
LEAST_ALONE = 35


def _stands_alone(line: Line, match: re.Match[str]) -> bool:
    """Whether `45以内` is a clause of its own: nothing but an age is said so."""
    is_clause = {match.start(), match.end()} <= line.edges and line.text[match.end():match.end() + 1] in ("", ",", ";", "。")
    return bool(is_clause and _ALONE.match(match[0]) and int(match[0][:2]) >= LEAST_ALONE)



def _possible(*ages: int) -> bool:
    return all(YOUNGEST <= age <= OLDEST for age in ages)


def ages(line: Line) -> Iterator[Found]:
    """Ages that are asked for; a mean age, a company's or a child's is none."""
    taken: list[tuple[int, int]] = []
    for found in (*_births(line), *_sexes(line), *_ranges(line), *_ends(line)):
        if any(found.start < end and start < found.end for start, end in taken):
            continue
        taken.append((found.start, found.end))
        if not _is_theirs(line, found.start, found.end):
            yield found


def _births(line: Line) -> Iterator[Found]:
    """1985年以后出生 as the age that those born then have this year; the 90后 only where they are preferred."""
    for match in _BORN.finditer(line.text):
        first, last = int(match["first"]), int(match["last"] or match["first"])
        oldest, youngest = line.year - first, line.year - last - 1
        if match["last"]:
            yield Found("age", (youngest, oldest), match.start(), match.end())
        elif match["way"] and _possible(oldest):
            yield Found("age", (None, oldest) if "后" in match["way"] else (youngest, None), match.start(), match.end())
    for match in _PLUS_MINUS.finditer(line.text):
        yield Found("age", (int(match[1]) - int(match[2]), int(match[1]) + int(match[2])), match.start(), match.end())
    if (torn := _TORN.match(line.text)) and _possible(int(torn[1])):
        yield Found("age", (None, int(torn[1])), torn.start(), torn.end())
    for match in _PAIR.finditer(line.text):
        if _possible(int(match[1]), int(match[2])):
            yield Found("age", (int(match[1]), int(match[2])), match.start(), match.end())
    for match in _DECADE.finditer(line.text):
        yield Found("age", (None, line.year - (1900 + int(match[1]) if int(match[1]) > 20 else 2000 + int(match[1]))), match.start(), match.end(), soft=True)


def _sexes(line: Line) -> Iterator[Found]:
    for match in _BY_SEX.finditer(line.text):
        if re.search("岁|以[下内]", match[0]) or "年龄" in line.text[max(0, match.start() - 12):match.start()]:
            highest = max(int(match[1]), int(match[2]))
            if _possible(highest):
                yield Found("age", (None, highest), match.start(), match.end())


def _ranges(line: Line) -> Iterator[Found]:
    for match in _RANGE.finditer(line.text):
        low, high = sorted((int(match[1]), int(match[3])))
        bare = _BY_SEX_NAMED.search(line.text[max(0, match.start() - 8):match.start()]) and match.end() in line.edges
        bare = bare or _is_bare(line, match, low, high)
        if _possible(low, high) and low < high and (bare or _named(line, match) or line.text.startswith("年龄", match.end())):
            end = match.end() + (2 if line.text[match.end():match.end() + 2] in ("以下", "以内", "之间", "左右") else 0)
            about = line.text.startswith(("左右", "上下", "之间左右"), match.end())
            as_well = _ALSO_PUPILS.match(line.text[match.end():])
            yield Found("age", (low, high), match.start(), end, soft=about or bool(as_well))


def _is_bare(line: Line, match: re.Match[str], low: int, high: int) -> bool:
    """Whether a range that stands alone is an age: `青年,18-25`."""
    alone = match.start() in line.edges and match.end() in line.edges
    return bool(alone and low >= WORKING and high - low >= LEAST_RANGE and _OF_PEOPLE.search(line.text)
                and not _OF_THINGS.search(line.text[max(0, match.start() - 8):match.start()]))


def _ends(line: Line) -> Iterator[Found]:
    for pattern, is_low in ((_HIGH, False), (_LOW, True)):
        for match in pattern.finditer(line.text):
            age = int(next(filter(None, match.groups())))
            relaxed = bool(re.match(r"(?:放|延|提)", match[0])) or bool(_RELAXED.search(line.text[:match.start()][-8:]))
            named = _named(line, match) or _stands_alone(line, match)
            if not _possible(age) or not (named or relaxed and line.text[match.start(1) if match[1] else match.end():][:1] != "年"):
                continue
            if line.text[match.end():].startswith(("左右", "上下")):
                yield Found("age", (age - 5, age + 5), match.start(), match.end(), soft=True)
                continue
            refused = _REFUSED.match(line.text[match.end():])
            low = is_low != bool(refused)
            yield Found("age", (age, None) if low else (None, age), match.start(), match.end() + (refused.end() if refused else 0), relaxed=relaxed)
    for match in _ABOUT.finditer(line.text):
        age = int(match[1])
        if _possible(age) and _named(line, match):
            yield Found("age", (age - 5, age + 5), match.start(), match.end(), soft=True)


_CM = r"(1[.米m][4-9]\d?(?:米|m|cm)?|(?:1[4-9]\d|20\d)(?:cm|厘米|公分|m|㎝)?)"
_H_RANGE = re.compile(rf"(?<![\d.]){_CM}(?:-+|至|到){_CM}(?!\d)")
_H_ONE = re.compile(rf"(?<![\d.]){_CM}(?![\d元人名]){_IN}(以上|及以上|以下|及以下|以内|左右|上下)?")
_TALL = re.compile(r"身高|净高|裸高|个子|身长")
_TALL_ALONE = re.compile(
    r"[男女](?:性|士|生)?(?:1[.米m]\d|1[4-9]\d(?:cm|厘米|公分|以上|及以上))|(?:(?<=[,;。:])|^)1[.米m][4-9]\d?(?:米|m)?(?:及?以上)(?:的?[男女]|[,;。]|$)")
_TALL_BESIDE = re.compile(r"(?:身高|净高|裸高|个子|身长|放[宽低][至到])[^\d,;。]{0,10}$|[男女](?:性|士|生)?(?:身高)?[^\d,;。]{0,3}$")
_CEILING = re.compile(r"(?:不超过|不高于|小于|(?<!不)低于|≤|<=?)$")


def _cm(written: str) -> int:
    digits = re.sub(r"[^\d]", "", re.sub(r"(?:米|m|cm|厘米|公分|㎝)$", "", written))
    return int(digits) * (10 if len(digits) < 3 else 1)


def heights(line: Line) -> Iterator[Found]:
    """Heights in centimetres; a bare number beside 身高 is the least."""
    if not _TALL.search(line.text) and not _TALL_ALONE.search(line.text):
        return
    taken: list[int] = []
    for match in _H_RANGE.finditer(line.text):
        low, high = sorted((_cm(match[1]), _cm(match[2])))
        taken += range(match.start(), match.end())
        yield Found("height", (low, high), match.start(), match.end())
    for match in _H_ONE.finditer(line.text):
        before = line.text[max(0, match.start() - 16):match.start()]
        has_unit = re.search(r"[米m分㎝]", match[1])
        if match.start() in taken or not (_TALL_BESIDE.search(before) or has_unit):
            continue
        value, tail = _cm(match[1]), match[2] or ""
        soft = tail in ("左右", "上下")
        is_high = "下" in tail and not soft or "内" in tail or bool(_CEILING.search(before))
        is_high = is_high != bool((tail or is_high) and _REFUSED.match(line.text[match.end():]))
        span = (value - 5, value + 5) if soft else (None, value) if is_high else (value, None)
        yield Found("height", span, match.start(), match.end(), soft=soft, relaxed=bool(re.search(r"放[宽低][至到]$|降低?[至到]$", before)))

"""Sex and military service in a line. Sex is read so that staff see it; it is never a condition. Pure."""

import re
from collections.abc import Iterator

from jobs.conditions.condition import Found
from jobs.conditions.line import Line

_BOTH = re.compile(
    r"男女|女男|女\d+[^;。]{0,8}男|男\d+[^;。]{0,8}女|男[、/或和,]女|女[、/或和,]男|性别(?:均|都)?(?:不限|不拘|无)|不限性别|不限男女|不分男女"
    r"|[男女]性?(?:不限|均可|都可|也可|亦可)"
    r"|男工?女工?均")
_LEFT = r"(?:(?<=[限仅只招聘求须为性别名人是岁上下的间龄,;。、:()\d./])|^)"
_SEX = re.compile(
    rf"{_LEFT}(?P<bare>[男女])(?=$|[,;。、:()!\d/]|优先|为主|为佳|年龄|身高|身体|形象|体健|限|岁|高中|初中|中专|大专|本科|服务员|保安|保洁|护工|司机|店员"
    rf"|收银|文员|营业员|导购|员工)"
    r"|(?P<full>[男女])(?:性|士|的(?=[,;。]|$)|生|工|同志|职工|青年)(?!用品|宿舍|服装|产品|客户|顾客|健康|内衣|护肤|浴|厕|朋友|节|会员|卫生)|(?:限|仅招"
    r"|只招)(?P<only>[男女])|(?P<sheet>[男女])(?=\d\d-\d\d|,)")
_MAY_PRECEDE = "限仅只招聘求须为性别名人是岁上下的间龄要任迎)内右员工师机婚"
_OTHERS = re.compile(r"(?:服务|针对|面向|客户|公司|员工)[^,;。]{0,6}$|美$|少$|子$|妇$")


def sexes(line: Line) -> Iterator[Found]:
    """男 or 女 when one alone is asked for."""
    if _BOTH.search(line.text) and not re.search(r"[男女](?:性|士|生)?优先", line.text):
        return
    found = []
    for match in _SEX.finditer(line.text):
        sex = next(filter(None, match.groups()))
        left = line.clause(match.start())[0]
        glued = match["full"] and match.start() > left and line.text[match.start() - 1] not in _MAY_PRECEDE and line.text[match.start() - 1] >= "\u4e00"
        of_amount = re.search(r"以[上下内]\($", line.text[:match.start()]) and re.match(r"(?:性|士|生)?\d", line.text[match.start() + 1:])
        if _beside_another_amount(line, match):
            return
        if not glued and not of_amount and not _OTHERS.search(line.text[left:match.start()]):
            found.append(Found("sex", sex, match.start(), match.end(), op="=="))
    for match in re.finditer(r"[男女]", line.text):
        stands_alone = match.start() in line.edges and match.end() in line.edges
        if stands_alone and not any(f.start <= match.start() < f.end for f in found):
            found.append(Found("sex", match[0], match.start(), match.end(), op="=="))
    yield from found


def _beside_another_amount(line: Line, match: re.Match[str]) -> bool:
    """Whether a sex only says whose height or pay a number is, another's standing before it or the number being cut off."""
    before, behind = line.text[:match.start()], line.text[match.start() + 1:]
    height = "身高" in before and re.match(r"(?:性|士|生)?(?:身高)?:?1[.米]?\d", behind)
    cut_off = re.match(r"(?:性|士|生)?身高\d{0,2}$", behind)
    pay = before.endswith("元/") or "薪" in before and re.match(r"(?:性|士|生)?\d{4}", behind)
    return bool(height or cut_off or pay)


VETERAN, FAMILY = "退役军人", "军属"
_FORMER = (
    r"(?:(?:退役|退伍|复员|转业|复转|复退)(?:军人|士兵|军士|士官|军官|战士|老兵|大学生士兵|兵|人员)?(?!运动员|消防)|军转干部|老兵|当过兵|(?:部队|军队)(?:服役"
    r"|工作)?经[历验]"
    r"|部队退[役伍]|军旅|服(?:过|完)(?:兵)?役|参过军|有军人背景|军人(?!家属|配偶|子女|优待|作风|素质|优先证))")
_PEOPLE = re.compile(rf"(?P<kin>军属|(?<=[及和与或、])其?(?:随军)?家属|军嫂|随军家属|军人家属|退役军人家属|军烈属|烈属|军人配偶|军人子女|优抚对象)|{_FORMER}")
_NOT_PEOPLE = re.compile(
    r"^(?:事务|服务|就业|创业|专场|招聘会|之家|管理|保障|政策|优惠|税收|安置|企业|补贴|补助|创办|的?公司|联络|年限|及家属子女|优待证(?!者?优先))")
_ONLY_BEFORE = re.compile(
    r"(?:仅限|只限|限|只招|仅招|专招|定向(?:招聘|招录|招收|面向)?|须为|需为|[须需]要?|须是|必须[是为]|应为|要求[是为]?|只面向|仅面向|专门面向|只考虑"
    r"|只要)(?:男|女)?(?:性)?$")
_NOT_ONLY = re.compile(r"(?:非|不限于?|无论|不论|无需|不需要|不要求)(?:是)?$")
_SHUTS_OUT = re.compile(r"限[^,;。不]{2,12}的$|限[^,;。不]{2,8}[及和与或、]$|(?:仅限|只限|只招|仅招|专招|只面向|仅面向)[^,;。]{0,12}$")
_MUST_HAVE = re.compile(r"(?:须|需|必须|要|要求|应)(?:具?有|具备)$")
_SHUTTING = re.compile("|".join(pattern.pattern for pattern in (_ONLY_BEFORE, _SHUTS_OUT, _MUST_HAVE)))
_HAS = re.compile(r"^(?:具?有|具备)$")
_ONLY_BEHIND = re.compile(r"^(?:定向招|(?:\([^()]*\))?专招|专岗|专项岗|专用岗|专属岗|定向岗|岗位?专)")
_PAPER = re.compile(r"(?P<must>(?:须|需|必须|要|应|要求)?(?:有|持有?|具备|具有|提供|出示))?(?:军人)?退[伍役](?:军人)?证(?!有|享|办|可)")
_SAID = re.compile(r"优先|优待|欢迎|招|聘|同等|录用|考虑|为佳|加分|更佳|最好|优选|从优|均可|亦可|也可|皆可")
_RELAXING = re.compile(r"放宽|放低|降低|不限|不受|不作要求|免")


def veterans(line: Line) -> Iterator[Found]:
    """Those who served, and their families: `only` when others are shut out in so many words, else a preference."""
    papers = [m.span() for m in _PAPER.finditer(line.text)]
    for match in _PAPER.finditer(line.text):
        left = line.clause(match.start())[0]
        if match["must"] and not re.search(r"凭$", line.text[left:match.start()]):
            yield Found("veteran", (VETERAN,), match.start(), match.end(), op="only")
        elif not match["must"] and (re.match(r"者?(?:优先|为佳|优待)", line.text[match.end():]) or {match.start(), match.end()} <= line.edges):
            yield Found("veteran", (VETERAN,), match.start(), match.end(), op="prefer", soft=True)
    for match in _PEOPLE.finditer(line.text):
        left, right = line.clause(match.start())
        before, behind = line.text[left:match.start()], line.text[match.end():right]
        in_paper = any(start <= match.start() < end for start, end in papers)
        if in_paper or _NOT_PEOPLE.match(behind) or _NOT_ONLY.search(before) or _served_when(before, behind):
            continue
        on_principle = re.search(r"原则上[^,;。]{0,6}$", before)
        only = not on_principle and bool(_SHUTTING.search(before) or _ONLY_BEHIND.match(line.text[match.end():]))
        branch = before.endswith(("或", "或者"))
        relaxing = _RELAXING.search(behind) and not re.search("优先", behind)
        starts = match.start() in line.edges or re.fullmatch(r"\d+[名人]", before)
        alone = branch or not relaxing and starts and (match.end() in line.edges or not behind or behind.startswith("或"))
        if only or alone or on_principle or _HAS.match(before) or (_SAID.search(line.text[left:right]) and not relaxing):
            yield Found("veteran", (FAMILY,) if match["kin"] else (VETERAN,), match.start(), match.end(), op="only" if only else "prefer", soft=not only)


def _served_when(before: str, behind: str) -> bool:
    when = re.match(r"\d+年(?![以之]?内的?(?:大学生)?(?:士兵|军人|人员))|创|开", behind)
    return bool(when or re.search(r"(?:服务|面向全体|支持|关爱|尊崇|拥军|帮助|成立|由)[^,;。招]{0,6}$", before))

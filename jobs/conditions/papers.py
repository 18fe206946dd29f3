"""Driving licences and certificates in a line. Pure."""

import re
from collections.abc import Iterator

from jobs.conditions.condition import ANY, MILITARY, Found
from jobs.conditions.line import Line

# the classes that include a class (驾驶证申领和使用规定, annex 1)
COVERED_BY = {
    "A1": (), "A2": (), "A3": ("A1",), "B1": ("A1", "A2"), "B2": ("A1", "A2"), "C1": ("A1", "A2", "A3", "B1", "B2"),
    "C2": ("A1", "A2", "A3", "B1", "B2", "C1"), "C3": ("A1", "A2", "A3", "B1", "B2", "C1"), "C4": ("A1", "A2", "A3", "B1", "B2", "C1", "C3"), "C5": (),
    "C6": (), "D": (), "E": ("D",), "F": ("D", "E"),
}
_LETTERS = {"A": ("A1", "A2", "A3"), "B": ("B1", "B2"), "C": ("C1", "C2"), "D": ("D",), "E": ("E",)}
_CLASS = r"(?:a[123]|b[12]|c[1-6])"
_MORE = r"(?:\(?[及或含]?\)?(?:以及)?以上|及其?以上|或以上|以及以上)"
_PAPER = r"(?:机动车)?(?:驾驶执照|驾驶证|驾照|驾证|驾驶本|执照|驾本|照|证|票|本(?![科人公单市地]))"
_JOIN = r"(?:[、/,+或和及与]|或者|或是|以及|,或)?"
_CLASSES = re.compile(
    rf"(?<![a-z\d])(?P<list>{_CLASS}(?:类|型)?(?:{_JOIN}(?:{_CLASS}|(?<=[、/a-c\d])[def](?=驾|照|证))(?:类"
    rf"|型)?(?![a-z\d])){{0,6}})(?![\d])(?P<more1>{_MORE})?(?:的|类|型|级|机动车|大型|小型|货车|客车|增驾"
    rf"|实习)*(?P<paper>(?:{_PAPER}){{1,2}})?(?P<more2>{_MORE})?")
_LETTERED = re.compile(rf"(?<![a-z\d])(?P<list>[abcde](?:[、/或]?[abcde]){{0,2}})(?:类|型)?(?P<more1>{_MORE})?(?:类|型)?(?P<paper>{_PAPER})(?P<more2>{_MORE})?")
_BEFORE = re.compile(r"(?:驾照|驾驶证|驾证|驾驶执照|执照|准驾车型|驾驶本|驾龄|持有?)[^,;。\d]{0,6}$")
_ARMY = re.compile(
    r"(?:军队|部队|军转|军用?|军车|军人|武警|服役期间)(?:的)?(?:汽车|机动车|车辆)?(?:驾驶证|驾照|驾驶执照|驾证|驾本|驾(?=或|/|均可|亦可|$|,))|军驾")
_PLAIN = re.compile(r"驾照|驾驶证|驾证|驾驶执照|行驶证?驾|驾驶本|车本")
_MOTORCYCLE = re.compile(r"摩托车?(?:驾照|驾驶证|证)")
_MACHINE = re.compile(
    r"(?:叉车|铲车|装载机|转载机|挖掘机|挖机|吊车|起重机|行车|天车|塔吊|压路机|推土机|拖拉机|收割机|农机|工程机械|摩托车|无人机|船舶|铲运机|钩机"
    r"|摩托)$")
_PAID_FOR = re.compile(r"(?:报销|(?<![须需要请应])提供|资助|免费|协助|补贴|支持|奖励)[^,;。]{0,8}(?:考|学|培训|办)?[^,;。]{0,4}$|(?:考取|考|学|办理|办|补办"
    r"|换|发)$")
_TO_COME = re.compile(

        r"^(?:\([^()]{0,8}\))?[^,;。]{0,4}?(?:费用|报销|可?后补|补贴|津贴|补助|培训|考试|报名|挂靠|复印件|原件|办理|可(?:协助|代|入职后|培训|换)"
        r"|换(?:证|领)|免费"
        r"|学费|报考|管理|核对|审核|收集|归档|由公司|检验|制作|年审)")
_NOT_NEEDED = re.compile(r"(?:无需?|不需要?|不用|不要求|没有|无须|没|不看|不限|不必)(?:[^,;。、有持]{0,4})$")
_GO_AWAY = re.compile(r"(?:者|的)*(?:请?勿|免谈|不要|谢绝|请?绕)")
_NEED_NOT = re.compile(r"^[^,;。]{0,3}?(?:不限|不作?要求|均?不需|无要求)")


def _expanded(classes: list[str], more: bool) -> tuple[str, ...]:
    out = list(classes)
    if more:
        for name in classes:
            out += COVERED_BY.get(name, ())
    return tuple(dict.fromkeys(out))


def _is_asked(line: Line, start: int, end: int) -> bool:
    left = line.clause(start)[0]
    before, behind = line.text[left:start], line.text[end:]
    if _NOT_NEEDED.search(before):
        return bool(_GO_AWAY.match(behind))
    return not (_PAID_FOR.search(before) or _TO_COME.match(behind) or _NEED_NOT.match(behind))


def licences(line: Line) -> Iterator[Found]:
    """Classes, any of which will do: `c1以上` is C1 and every class that includes it; a licence without a class is "any"."""
    taken: list[tuple[int, int]] = []
    for found in (*_army(line), *_of_class(line), *_of_letter(line), *_plain(line)):
        if any(found.start < end and start < found.end for start, end in taken):
            continue
        taken.append((found.start, found.end))
        if _is_asked(line, found.start, found.end):
            yield found


def _army(line: Line) -> Iterator[Found]:
    for match in _ARMY.finditer(line.text):
        yield Found("licence", (MILITARY,), match.start(), match.end())


def _of_class(line: Line) -> Iterator[Found]:
    for match in _CLASSES.finditer(line.text):
        before = line.text[max(0, match.start() - 12):match.start()]
        around = line.text[slice(*line.sentence(match.start()))]
        alone = match["more1"] and {match.start(), match.end()} <= line.edges
        if not (alone or match["paper"] or _BEFORE.search(before) or re.search(r"驾[照驶证龄]|军驾|会开车|增驾", around)):
            continue
        classes = [name.upper() for name in re.findall(rf"{_CLASS}|[def]", match["list"])]
        yield Found("licence", _expanded(classes, bool(match["more1"] or match["more2"])), match.start(), match.end())


def _of_letter(line: Line) -> Iterator[Found]:
    for match in _LETTERED.finditer(line.text):
        if line.text[:match.start()].endswith(("安全员", "安全", "安全员证(")):
            continue
        classes = [name for letter in re.findall("[abcde]", match["list"]) for name in _LETTERS[letter.upper()]]
        yield Found("licence", _expanded(classes, bool(match["more1"] or match["more2"])), match.start(), match.end())


def _plain(line: Line) -> Iterator[Found]:
    for match in _MOTORCYCLE.finditer(line.text):
        yield Found("licence", ("D", "E"), match.start(), match.end())
    for match in _PLAIN.finditer(line.text):
        left = line.clause(match.start())[0]
        if not _MACHINE.search(line.text[left:match.start()]) and not _named_near(line, match):
            yield Found("licence", (ANY,), match.start(), match.end())


def _named_near(line: Line, match: re.Match[str]) -> bool:
    """Whether the class stands behind the word: 驾照b2以上, 驾驶证(c1)."""
    return bool(re.match(rf"(?:[:为类型等级要求(]|以上|需|须|是|持有?){{0,5}}{_CLASS}", line.text[match.end():]))


_GRADE = r"(?P<grade>初级|中级|高级|一级|二级|三级|四级|五级|[1-5]级)?(?:[及或]?以上)?(?:的)?"
_TAIL = (
    r"(?:工|类|行业|员|师|司机|人员|操作员?|作业|上岗|从业|执业|注册|职业|资格|特种|设备|设施|管理|进网|安装|维修|维保|驾驶|技术|技能|等级|专业|岗位|人员"
    r"|值机|合格|许可"
    r"|初级|中级|高级|及以上|以上|[a-c]|[一二三四五六八1-6]级|的)*(?:资格证|等级证|许可证|合格证|操作证|证书|证(?![券明据实监件照照])|证件|本本|职称"
    r"|资格(?=者|[,;。、]|$)|(?<=工)本(?!费)|(?<=机)执照|[双两]证)")
_STEMS: tuple[tuple[str, str], ...] = (
    ("叉车作业证(N1)", r"叉车|叉式装卸车|场内机动车|厂内机动车|堆高车"),
    ("高压电工作业证", r"高压(?:电工|电)?"),
    ("低压电工作业证", r"低压(?:电工|电)?|维修电工|电工"),
    ("熔化焊接与热切割作业证", r"焊工|电焊工?|气焊|二保焊|氩弧焊|电气焊|焊接|熔化焊接与?热切割"),
    ("有限空间作业证", r"有?限空间"),
    ("高处作业证", r"登高|高处|高空|登高架设"),
    ("制冷与空调作业证", r"制冷|空调"),
    ("起重机作业证(Q2)", r"起重机?械?|行车|天车|吊车|桥式起重机|门式起重机|龙门吊|航车"),
    ("塔式起重机司机证", r"塔吊|塔机"),
    ("锅炉作业证(G)", r"锅炉工?|司炉工?"),
    ("电梯作业证(T)", r"电梯"),
    ("压力容器作业证(R)", r"压力容器|快开门"),
    ("农机驾驶证", r"农机|拖拉机|收割机"),
    ("装载机操作证", r"装载机|铲车|转载机"),
    ("挖掘机操作证", r"挖掘机|挖机|钩机"),
    ("消防设施操作员证", r"消防设施操作员|消防|消控|中控|消防中控|建构?筑?物消防员"),
    ("安全生产管理人员证", r"安全生产管理|安全管理"),
    ("保安员证", r"保安员?"),
    ("健康证", r"健康"),
    ("注册会计师证", r"注册会计师|cpa"),
    ("会计专业技术职称(中级)", r"会计师"),
    ("会计从业资格证", r"会计|财会"),
    ("母婴护理员证", r"母婴护理[员师]?|月嫂|产后护理"),
    ("教师资格证", r"教师|教资"),
    ("护士执业证", r"护士|护理(?!员)"),
    ("执业医师证", r"医师"),
    ("执业药师证", r"药师"),
    ("道路货运从业资格证", r"货运|货物运输|道路运输|普货|运输"),
    ("道路客运从业资格证", r"客运|旅客运输"),
    ("危险货物运输从业资格证", r"危险品|危货|危险货物|危化品|危运"),
    ("押运员证", r"押运员?"),
    ("网约车驾驶员证", r"网约车|出租车"),
    ("特种作业操作证", r"特种作业|特种操作|特殊工种|特种工"),
    ("特种设备作业人员证", r"特种设备"),
    ("无人机驾驶证", r"无人机"),
    ("注册消防工程师证", r"注册?消防工程师"),
    ("注册安全工程师证", r"注册安全工程师|注安师?|安全工程师"),
    ("建造师证", r"建造师"),
    ("厨师证", r"厨师"), ("钳工证", r"钳工"), ("车工证", r"车工|车床"), ("电子商务师证", r"电子商务师?"), ("导游证", r"导游"), ("普通话等级证", r"普通话"),
    ("育婴员证", r"育婴"), ("养老护理员证", r"养老护理员?"), ("心理咨询师证", r"心理咨询"), ("社会工作者证", r"社工|社会工作"), ("急救证", r"急救|救护"),
    ("救生员证", r"救生员?"), ("安检员证", r"安检员?"), ("测量员证", r"测量员?"), ("质检员证", r"质检员?|检测员|检验员"), ("化验员证", r"化验员?"),
    ("安全员证", r"安全员"), ("施工员证", r"施工员"), ("资料员证", r"资料员"), ("造价工程师证", r"造价工程师"),
    ("造价员证", r"造价员?|预算员"), ("监理员证", r"监理"),
    ("材料员证", r"材料员"),
    ("证券从业资格证", r"证券"), ("基金从业资格证", r"基金"), ("期货从业资格证", r"期货"), ("保险从业资格证", r"保险"), ("银行从业资格证", r"银行"),
    ("法律职业资格证", r"法律|司法"), ("茶艺师证", r"茶艺"), ("美容师证", r"美容"), ("计算机等级证", r"计算机"), ("英语等级证", r"英语|cet-?[46]"),
    ("爆破作业人员许可证", r"爆破"), ("物业管理员证", r"物业"), ("保育员证", r"保育员?"), ("船员证", r"船员|船舶"), ("药学专业技术职称", r"药学"),
)
_NAMES = {f"n{i}": name for i, (name, _p) in enumerate(_STEMS)}
_STEM = "|".join(f"(?P<n{i}>{pattern})" for i, (_name, pattern) in sorted(enumerate(_STEMS), key=lambda s: -max(map(len, s[1][1].split("|")))))
_STEMMED = re.compile(_STEM)
_PAPER_CLAUSE = re.compile(r"[^,;。!?\n]*(?:证|资格|职称|执照|本本|工本)[^,;。!?\n]*")
_CERTIFICATE = re.compile(rf"{_GRADE}(?:注册|执业|国家)??(?:{_STEM})(?P<join>[、/和或及与]|或者)?{_TAIL}")
_SHARED = re.compile(rf"(?:{_STEM})(?=(?:工)?(?:[、/和或及与]|或者)[^,;。、/持]{{1,10}}证)")
_HELD = re.compile(rf"(?:{_STEM})(?=(?:[、和及/][^,;。、]{{2,5}}?){{0,4}}等?\(?(?:并|且|必?须|需|要|均|都|应)*持证)")
_HOLDER = re.compile(rf"持证(?:上岗的?|的)?(?:{_STEM})")
_N = re.compile(r"(?<![a-z\d])(?:n([12])|q([12])|g([12])|t)(?:证|作业证|叉车|类证)")
_N_NAMES = {"n1": "叉车作业证(N1)", "n2": "观光车作业证(N2)", "q1": "起重机指挥证(Q1)", "q2": "起重机作业证(Q2)",
    "g1": "锅炉作业证(G)", "g2": "锅炉作业证(G)", "t": "电梯作业证(T)"}
_VOLTAGE = re.compile(r"[(:]?[高低]压(?:[、/或和][高低]压)?\)?")
_TITLE = re.compile(r"(?P<grade>[一二]级|初级|中级|高级)?(?:及以上)?(?P<title>(?:注册)?(?:建造师|会计师|安全工程师|消防工程师|造价工程师|监理工程师"
    r"|结构工程师)|执业药师"
    r"|执业医师)(?:\([^()]{1,6}\))?(?=者?(?:优先|为佳|必备|资格)|及以上|(?:或者?|、|/)[^,;。]{0,14}资格|[,;。]|$)")
_ASKS = re.compile(r"经[验历]|学历|周?岁|以上[,;]|(?:具有|具备|取得|持有?|须为|须是)$")
_HIRES = re.compile(r"招聘|诚聘|急聘|招[^收标]?$|岗位[:为]|\d[名人]")
_UNKNOWN = re.compile(
    r"(?:持有?|具有|具备|取得|[须需要拥]?有|须|需|要求|^|(?<=[,;。、或和及]))(?P<name>(?![持有需须具取要])[\u4e00-\u9fff]{1,8}?(?:[员师工]|医生|经理|教练|操作|作业"
    r"|上岗|从业|执业|护理|管理))"
    r"(?:职业)?(?:资格|技能等级|等级)?(?:证书|证)(?![明券据件监实])")
_GENERIC = re.compile(

        r"(?:初级|中级|高级|[及或]?以上|职业|执业|从业|技术|技能|专业|操作|相关|相应|有效|上岗|等级|特种|资格|专业技术|国家|的)*(?:上岗证|资格证书?"
        r"|操作证书?|等级证书?|从业证|相关证书?|相应证书?|证书|证照|职称|有效证件|作业证|(?<=持)有?证(?=上岗|者?优先)|(?<=有)证(?=者?优先)|(?<=\()有证(?=\))"
        r"|(?<=[求须需])有证(?=[,;。)]|$|者|上岗))")
SHORT = 6
_DEMAND = re.compile(r"(?:持|具|具有|具备|有|须|需|取得|获得|拥有|要求|要|考取|必备|证书?[:])[^,;。]{0,16}$")
_OTHER_PAPERS = re.compile(
    r"(?:身份|毕业|学历|学位|退[伍役]|结婚|居住|暂住|离职|户口|房产|优待|党员|学生|残疾|毕业生|准生|行驶|驾驶|营业|无犯罪|客户|资质|机动车|质量"
    r"|品质)$")
_BY_GRADE = {"电工": "电工职业技能等级证", "焊": "焊工职业技能等级证", "会计": "会计专业技术职称"}


def certificates(line: Line) -> Iterator[Found]:
    """Certificates by their proper names; one that is not named is "any"."""
    taken: list[tuple[int, int]] = []
    named = [one for pattern in (_CERTIFICATE, _HELD, _SHARED, _HOLDER) for one in _proper(line, pattern)]
    for one in (*named, *_titles(line), *_coded(line), *_unknown(line), *_generic(line)):
        if any(one.start < end and start < one.end for start, end in taken):
            continue
        taken.append((one.start, one.end))
        if _is_asked(line, one.start, one.end):
            yield one


def _in_clauses(line: Line, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches in the clauses that speak of a paper at all: the hundred names are slow to look for."""
    for clause in _PAPER_CLAUSE.finditer(line.text):
        yield from pattern.finditer(line.text, clause.start(), clause.end())


def _proper(line: Line, pattern: re.Pattern[str]) -> Iterator[Found]:
    for match in _in_clauses(line, pattern):
        groups = match.groupdict()
        stem = next(name for name in _NAMES if groups.get(name))
        name = _NAMES[stem]
        note = re.match(r"\(([^()]{1,14})\)", line.text[match.end():])
        inside = [*_STEMMED.finditer(note[1])] if note and name.startswith("特种") else []
        name = _name_of(inside[0]) if inside else name
        for other in inside[1:]:
            at = match.end() + 1 + other.start()
            yield Found("certificate", (_name_of(other),), at, at + len(other[0]))
        if behind := _VOLTAGE.match(line.text[match.end():]) if "电工" in name else None:
            yield Found("certificate", tuple(f"{volts}电工作业证" for volts in re.findall("[高低]压", behind[0])), match.start(), match.end() + behind.end())
            continue
        grade = re.search(r"初级|中级|高级|[一二三四五1-5]级", match[0] + (note[1] if note else ""))
        if grade:
            by_grade = next((full for part, full in _BY_GRADE.items() if part in groups[stem]), "")
            name = f"{by_grade or name}({grade[0]})"
        end = match.end() if pattern is _CERTIFICATE else match.end(stem)
        yield Found("certificate", (name,), match.start(), end)


def _titles(line: Line) -> Iterator[Found]:
    """Titles that one holds by certificate: 一级建造师优先."""
    for match in _TITLE.finditer(line.text):
        alone = match.end() in line.edges and not re.match("[、/]|者?(?:优先|为佳)", line.text[match.end():])
        if alone and not (match["grade"] and _is_among_demands(line, match)):
            continue
        named = _STEMMED.search(match["title"])
        name = _name_of(named) if named else match["title"] + "证"
        name = f"{name.split('(')[0]}({match['grade']})" if match["grade"] else name
        yield Found("certificate", (name,), match.start(), match.end())


def _is_among_demands(line: Line, match: re.Match[str]) -> bool:
    """Whether a title that stands alone is asked for, not the post that is offered."""
    before = line.text[:match.start()]
    return bool(before and not _HIRES.search(before) and _ASKS.search(line.text[:match.start()] + line.text[match.end():]))


def _unknown(line: Line) -> Iterator[Found]:
    """Papers of a trade that is not in the list, by the words they are written with: 粮油保管员证."""
    for match in _UNKNOWN.finditer(line.text):
        if not _GENERIC.fullmatch(match["name"] + "证") and not re.search("相关|方面|以上", match["name"]) and not _OTHER_PAPERS.search(match["name"]):
            yield Found("certificate", (match["name"] + "证",), match.start("name"), match.end())


def _name_of(match: re.Match[str]) -> str:
    return _NAMES[match.lastgroup or ""]


def _coded(line: Line) -> Iterator[Found]:
    for match in _N.finditer(line.text):
        code = re.match(r"[a-z]\d?", match[0])
        if code and code[0] in _N_NAMES:
            yield Found("certificate", (_N_NAMES[code[0]],), match.start(), match.end())


def _generic(line: Line) -> Iterator[Found]:
    for match in _GENERIC.finditer(line.text):
        left = line.clause(match.start())[0]
        before = line.text[left:match.start()]
        asked = _DEMAND.search(before) or re.match(r"者?(?:优先|为佳)", line.text[match.end():]) or match.start() in line.edges
        asked = asked or match.start() - left <= SHORT and match.end() in line.edges and bool(before)
        note = re.match(r"\(([^()]{1,14})\)", line.text[match.end():])
        inside = _STEMMED.search(note[1]) if note else None
        if asked and not _OTHER_PAPERS.search(before):
            yield Found("certificate", (_name_of(inside) if inside else ANY,), match.start(), match.end() + (note.end() if note and inside else 0))

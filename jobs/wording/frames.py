"""The sentences that shut somebody out or prefer somebody, whoever it is: turned away, refused, nobody else, preferred. Pure."""

from jobs.wording.rules import Rule, rule

_WOULD = (
    r"(?:敬?请|烦请|还请|就|都|一律|一概|概|均|全部?|统统|暂时?|目前|自觉|务必|尽量|恕|皆|也|则|我们|我司|本店|本厂|建议|最好|还是|千万|谢谢)*"
)
AWAY = (
    rf"{_WOULD}(?:[勿别莫](?:再|要|来|往|白)?(?:扰|投递?|试|来|应聘|报名|报考|打扰|打电话|入|报|进|加|约|问|联系|考虑|浪费)|请[勿别莫]"
    r"|绕[行道路开]?|免[谈扰投]|[,]?pass"
    r"|不要(?!求)|不招|不收|不予|不录|不聘|不考虑|不接受(?!任何)|不面试|不通过|不合格|不合要求|除外|请?考虑其[他它]|不方便|(?:请|自行|自觉)*回避"
    r"|就?算了|不太?合适|不行(?=[,;。!了]|$)|不好意思|暂不招|暂不考虑|谢绝|禁止|慎[投入报来重]|止步|恕不|不适合|不适宜|不宜|不来"
    r"|(?:不得|不可|不能|不准|不许|无法)(?:报名|报考|应聘|录用|入职|被录|参加应聘|上岗|来)|不必(?:来|投|应聘|报名|考虑)|不用(?:来|投|应聘|报名|了"
    r"|考虑)|不再(?:招|考虑|录用)"
    r"|不在[^,;。]{0,3}(?:招聘|考虑|录用|招录|范围)|谨慎(?:投递?|应聘|报名|考虑)|淘汰|拉黑|劝退|靠边|另谋|走开|[❌✕✗×])"
)
AWAY_NEXT = (
    r"[,:!、-](?:就|敬?请|都|一律|一概|恕|谢谢|谅解|见谅|理解|抱歉|不好意思|对不起|公司|本店|本厂|我们|我司|厂里|店里|这边|目前|现在|暂时?"
    r"|[,、啦了哈])*(?:[勿别莫](?:扰|投|试|来|应聘|报名|打扰|入)|请[勿别莫]|绕[行道]|免[谈扰]|不要(?=来|投|打扰|报名|应聘|[,;。!]|$)|考虑其他"
    r"|另[谋寻找]|不招|不收|不予(?:录|考)|不录|不考虑|谢绝|慎投|pass)"
)
ALONE = r"(?<![不无没])(?:仅限|只录用?|只限|限招?|只招收?|仅招|只要|只收|专招|只考虑|仅考虑|仅收)"
ANY = (
    r"不限|不要求|无[^,;。]{0,4}要求|不作要求|没要求|不看|不论|不分|均可|都可|皆可|无关|不问|不以|不因|不得(?!应聘|报名|报考|录用|入职|从事|参加"
    r"|投)|不设|不挑|歧视"
)
REFUSES = (
    r"(?:不(?:再|想|打算|得)?招收?|不(?:想)?要(?!求)|不收|不(?:予)?录用|不(?:予)?考虑|不接受|不接收|不欢迎|不雇佣?|不面试|拒绝|谢绝|拒招|拒收|排除"
    r"|剔除|屏蔽|暂不招|暂不考虑|不录"
    r"|不聘用?|不用(?=有|患)|概不(?:录用|接受|考虑))(?:任何|一切|有|患)?"
)
ONLY = (
    r"(?:(?<![不无没])(?:仅限|只录用?|只限|限招?|只招收?|仅招收?|只要|只收|专招|只考虑|仅考虑|仅收|只接受|仅接受|只面向|仅面向|只对|仅对|只给|只选"
    r"|限定|只面试)"
    r"|(?<![不无没])(?:要求|须|必须|需|应当?|得)(?:要?是|为|要|有|具有|具备|毕业于)?)"
)
WISH = (
    r"(?:(?:者|的|人|生|人员|人士|应聘者|求职者|背景)*(?:一律|可|可以|会|将|予以|给予|享受)*(?:优先|为佳|更佳|最佳|佳|加分|从优|为宜|优选|最好"
    r"|首选|为主|更(?:合适|适合|好)|较(?:好|合适)|尤佳|者优))"
)
WISHED = r"(?:优先(?:考虑|录用|录取|招聘?|选择|安排)?|最好(?:是|为)?|首选|倾向(?:于)?|偏[爱好向](?:于)?|更欢迎|尤其欢迎|特别欢迎|希望(?:是|为)?)"


def turned_away(kind: str, who: str, unless: str = "", *, notice: bool = False, wide: bool = False) -> tuple[Rule, ...]:
    """Rules for people whom a posting does not want."""
    return (rule(kind, rf"(?:{who})[^,;。]{{0,8}}?{AWAY}", unless, notice=notice, wide=wide),
            rule(kind, rf"(?:{who})[^,;。]{{0,6}}?{AWAY_NEXT}", unless, notice=notice, wide=wide),
            rule(kind, rf"{REFUSES}[^,;。]{{0,5}}?(?:{who})", unless, notice=notice, wide=wide))


def wanted(kind: str, who: str, unless: str = "", *, notice: bool = False, wide: bool = False) -> tuple[Rule, ...]:
    """Rules for people whom alone a posting wants."""
    return (rule(kind, rf"{ONLY}[^,;。]{{0,3}}?(?:{who})", unless, notice=notice, wide=wide),)


def preferred(kind: str, who: str, unless: str = "", *, notice: bool = False, wide: bool = False) -> tuple[Rule, ...]:
    """Rules for people whom a posting would rather have."""
    return (rule(kind, rf"(?:{who})[^,;。]{{0,9}}?{WISH}", unless, notice=notice, wide=wide),
            rule(kind, rf"{WISHED}[^,;。]{{0,3}}?(?:{who})", unless, notice=notice, wide=wide))

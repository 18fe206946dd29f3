"""Rank of the school, membership of a party. Pure."""

from jobs.wording.frames import ANY, preferred, turned_away, wanted
from jobs.wording.rules import rule

_RANK = (
    r"(?<![\d.])(?:985|211)(?![\d.元])(?:[/、和或及,]?(?:985|211|双一流))?|双一流|双非|c9|(?<!著)名校|清北|(?:国家)?重点(?:大学|院校|本科|高校)"
    r"|qs(?:世界)?(?:排名)?前?\d+|常春藤|藤校"
)
_LESSER = (
    r"专升本|自考|成[人教](?:教育|高考|本科|大专)?|函授|电大|网络?教育?(?=学历|本科|文凭|勿|不|请|免)|非全日制|[二三]本|民办(?:院校|大学|本科|高校"
    r"|学校)?|独立学院|野鸡大学|专科院校|双非|非?(?:985|211)(?=勿|请|不|免|者|院校|的)"
)
_SCHOOL_OK = (
    rf"{ANY}|食堂|后勤|保洁|物业|宿舍|附近|周边|校园|门店|印刷|实验室|图书馆|采购|服务|项目|家属|合作|工程|省道|国道|公里|平板|线|课程|辅导|升学"
    r"|招生|咨询|学生家长|家长|报考指导|规划|亦可|也可"
)
_PARTY_OK = (
    rf"{ANY}|党建|党务|党群|党委|党支部|支部|党校|党办|党员(?:教育|活动|发展|管理|服务|示范|之家|档案|先锋)|组织|宣传|纪检|纪委|政工|机关|团委"
    r"|统战|优先|加分|红色|巡察"
)
STATUS = (
    rule("status",
         rf"(?:{_RANK})[^,;。\d]{{0,6}}(?:院校|大学|高校|毕业|学历|本科|硕士|背景|优先|学校|学生|应届|及?以上|生|勿|为佳)|(?:毕业于|毕业院校|院校"
         rf"|学校)[^,;。]{{0,6}}(?:{_RANK})",
         _SCHOOL_OK, notice=True),
    *wanted("status", rf"{_RANK}|一本(?:院校|大学|及?以上|线)", _SCHOOL_OK, notice=True),
    *preferred("status", rf"{_RANK}|一本(?:院校|大学|及?以上)?", _SCHOOL_OK, notice=True),
    *turned_away("status", rf"{_RANK}|{_LESSER}", _SCHOOL_OK, notice=True),
    rule("status", r"(?:第一|初始|原始)学历[^,;。]{0,8}(?:须|要求|必须|需|限|为|是|全日制|本科|一本|统招|以上)|一本(?:院校|大学)?(?:及)?以上"
                   r"|(?:毕业)?院校(?:须|必须|要求|需)为?[^,;。]{0,4}(?:重点|一本|名校)",
         _SCHOOL_OK, notice=True),
    *wanted("status", r"(?:中共)?(?:正式|预备)?党员|(?:中共|政治面貌[:为是]*)(?:正式|预备)?党员", _PARTY_OK, notice=True, wide=True),
    *turned_away("status", r"非(?:中共)?党员|群众(?=勿|请|不|免|者)|民主党派", _PARTY_OK, notice=True, wide=True),
    rule("status", r"政治面貌(?:要求)?(?:[:是为]|须为|必须[是为]|限)*(?:中共)?(?:正式|预备)?(?:党员|团员)", _PARTY_OK, notice=True, wide=True),
)

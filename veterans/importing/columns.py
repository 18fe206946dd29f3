"""The columns of a roster: their headings, what they take, and the words offices write for our values."""

from collections.abc import Mapping

from core.reference import BRANCHES, EDUCATION, EMPLOYMENT, LICENCE_CLASSES, PERSON_KINDS, PLACEMENT_MODES, RANKS
from core.spreadsheet.model import FieldSpec

EDUCATION_WORDS = {"专科": "大专", "大学专科": "大专", "高职": "大专", "高职高专": "大专", "大学": "本科", "大学本科": "本科", "学士": "本科",
                   "研究生": "硕士",
                   "硕士研究生": "硕士", "博士研究生": "博士", "职高": "中专", "职业高中": "中专", "技校": "中专", "中技": "中专", "中职": "中专",
                   "中等专科": "中专",
                   "中等职业教育": "中专", "普通高中": "高中", "普高": "高中"} | {e: e for e in EDUCATION}
KIND_WORDS = {"退役军人": "veteran", "退役士兵": "veteran", "自主就业退役士兵": "veteran", "退役军士": "veteran", "退伍军人": "veteran",
              "转业干部": "veteran",
              "军转干部": "veteran", "军队转业干部": "veteran", "复员干部": "veteran", "转业士官": "veteran", "退役士官": "veteran", "复员军人": "veteran",
              "残疾军人": "veteran", "伤残军人": "veteran", "自主择业军转干部": "veteran", "逐月领取退役金退役军人": "veteran", "军队离退休干部": "veteran",
              "现役军人家属": "active_family", "军人家属": "active_family", "军属": "active_family", "随军家属": "active_family", "现役家属": "active_family",
              "遗属": "bereaved_family", "烈士遗属": "bereaved_family", "因公牺牲军人遗属": "bereaved_family", "病故军人遗属": "bereaved_family",
              "三属": "bereaved_family", "烈属": "bereaved_family"}
PLACEMENT_WORDS = {"自主就业": "self_arranged", "安排工作": "assigned", "政府安排工作": "assigned", "政府安置": "assigned", "安置工作": "assigned",
                   "转业安置": "assigned", "逐月领取退役金": "monthly", "逐月": "monthly", "转业": "transfer", "计划分配": "transfer", "复员": "demobilised",
                   "退休": "retired", "供养": "supported", "国家供养": "supported", "自主择业": "self_chosen"}
EMPLOYMENT_WORDS = {"已就业": "employed", "就业": "employed", "在职": "employed", "在岗": "employed", "灵活就业": "employed", "上班": "employed",
                    "务工": "employed",
                    "待就业": "seeking", "未就业": "seeking", "待业": "seeking", "失业": "seeking", "无业": "seeking", "求职": "seeking", "求职中": "seeking",
                    "创业": "own", "自主创业": "own", "个体": "own", "个体经营": "own", "务农": "farming", "种地": "farming", "在学": "study",
                    "上学": "study",
                    "在读": "study", "在校": "study", "求学": "study", "升学": "study", "退休": "retired", "已退休": "retired", "无劳动能力": "unable",
                    "丧失劳动能力": "unable"}
BRANCH_WORDS = {"武警部队": "武警", "中国人民武装警察部队": "武警", "武装警察": "武警", "武装警察部队": "武警", "第二炮兵": "火箭军", "二炮": "火箭军",
                "海军陆战队": "海军", "空降兵": "空军"} | {b: b for b in BRANCHES} | {f"{b}部队": b for b in BRANCHES if not b.endswith("部队")}
RANK_WORDS = {f"{prefix}{r}": r for r in RANKS for prefix in ("", "武警")}
CATEGORY_WORDS = {"义务兵": "conscript", "士兵": "conscript", "士官": "nco", "军士": "nco", "军官": "officer", "干部": "officer"}
CONSCRIPTS, FIRST_OFFICER = ("列兵", "上等兵"), RANKS.index("少尉")
LISTS = ("licences", "certificates", "skills", "wanted_occupations")
LABELS: dict[str, Mapping[str, object]] = {"kind": PERSON_KINDS, "placement_mode": PLACEMENT_MODES, "employment": EMPLOYMENT}


def category_of(rank: str) -> str:
    """Officer, nco or conscript, from a rank; empty for no known rank."""
    if rank not in RANKS:
        return ""
    return "conscript" if rank in CONSCRIPTS else "officer" if RANKS.index(rank) >= FIRST_OFFICER else "nco"


FIELDS = (
    FieldSpec("name", "姓名", ("退役军人姓名", "人员姓名", "名字", "本人姓名", "户主姓名", "对象姓名"), required=True, width=10, example="王小明"),
    FieldSpec("identity_number", "身份证号", ("身份证号码", "身份证", "公民身份号码", "居民身份证号", "证件号码", "身份号码", "有效证件号码"),
              required=True, width=22,
              hint="18 位，按文本填写", example="211382199001011234"),
    FieldSpec("phone", "手机号", ("手机", "手机号码", "联系电话", "联系方式", "电话", "移动电话", "本人电话", "电话号码"), width=14, hint="11 位手机号",
              example="13800000000"),
    FieldSpec("township", "所属街道（乡镇）", ("乡镇街道", "街道乡镇", "乡镇", "街道", "所在乡镇", "所属乡镇", "所属街道", "乡镇（街道）", "所属乡镇街道",
                                               "镇街", "户籍乡镇",
                                       "所属乡镇（街道）", "乡镇名称", "所属站点"), width=16, hint="例如 城关街道", example="东城街道"),
    FieldSpec("village", "所属社区（村）", ("社区", "村", "村社区", "社区村", "所在村", "所属村", "所属社区", "村（社区）", "行政村", "村居",
                                            "所属村（社区）", "村名称"), width=16,
              hint="例如 仪表社区", example="仪表社区"),
    FieldSpec("enlisted_on", "入伍日期", ("入伍时间", "参军时间", "入伍年月", "参军日期", "应征时间"), kind="date", width=12,
              hint="例如 2008-12-01，也可写 2008.12"),
    FieldSpec("discharged_on", "退役日期", ("退役时间", "退伍时间", "退伍日期", "退役年月", "转业时间", "复员时间", "离队时间"), kind="date", width=12,
              hint="例如 2013-12-01"),
    FieldSpec("branch", "军种", ("服役军种", "军兵种", "部队类别", "服役部队类别"), choices=BRANCHES, width=12, example="陆军"),
    FieldSpec("specialty", "兵种/专业", ("兵种", "专业", "服役专业", "军事专业", "岗位专业", "专业特长", "从事专业", "兵种专业"), width=18,
              hint="不写部队番号、驻地、装备型号",
              example="汽车兵"),
    FieldSpec("rank", "军衔", ("退役军衔", "军衔等级", "衔级", "退役时军衔"), choices=RANKS, width=12, example="下士"),
    FieldSpec("education", "学历", ("文化程度", "最高学历", "文化水平", "学历层次", "教育程度"), choices=tuple(EDUCATION), width=10, example="高中"),
    FieldSpec("kind", "人员类型", ("人员类别", "类别", "对象类别", "身份类别", "人员身份", "优抚类别", "类型"), choices=("退役军人", "现役军人家属",
                                                                                                                         "遗属"), width=14,
              hint="退役军人、现役军人家属或遗属；不填按退役军人", example="退役军人"),
    FieldSpec("placement_mode", "安置方式", ("安置类别", "安置去向", "退役方式", "安置类型"), choices=tuple(PLACEMENT_WORDS), width=14, example="自主就业"),
    FieldSpec("employment", "就业状态", ("就业情况", "就业状况", "目前状态", "是否就业", "现状", "目前就业状况"),
              choices=("已就业", "待就业", "自主创业", "务农", "在学", "退休", "无劳动能力"), width=12, example="待就业"),
    FieldSpec("work_unit", "就业单位", ("工作单位", "现工作单位", "单位", "所在单位", "现就业单位", "单位名称"), width=22),
    FieldSpec("licences", "驾照", ("驾驶证", "准驾车型", "驾照类型", "驾驶证类型", "机动车驾驶证", "驾照等级"), width=10,
              hint=f"准驾车型：{'、'.join(LICENCE_CLASSES)}", example="B2"),
    FieldSpec("certificates", "证书", ("资格证书", "职业资格", "职业资格证书", "技能证书", "持有证书", "职业技能证书", "证书名称"), width=22,
              hint="多个用顿号隔开"),
    FieldSpec("skills", "技能", ("特长", "技能特长", "职业技能", "个人特长", "技术特长", "掌握技能"), width=20, hint="多个用顿号隔开",
              example="货车驾驶、车辆维修"),
    FieldSpec("wanted_occupations", "期望岗位", ("求职意向", "意向岗位", "就业意向", "期望职业", "意向工作", "意向职业", "期望工作", "求职岗位"), width=20,
              hint="最多三个，用顿号隔开",
              example="货车司机"),
    FieldSpec("wanted_pay", "期望薪资", ("期望工资", "期望月薪", "薪资要求", "意向薪资", "期望薪酬", "期望待遇", "工资要求"), width=12,
              hint="每月最低多少元，例如 4000", example="4500"),
    FieldSpec("address", "家庭住址", ("住址", "地址", "现住址", "现居住地", "现住地址", "居住地", "居住地址", "家庭地址", "常住地址", "详细地址",
                                        "户籍地址"), width=28),
    FieldSpec("registered_at", "户籍所在地", ("户籍地", "户口所在地", "户籍", "户口地址"), offered=False),
    FieldSpec("note", "备注", ("说明", "其他", "备注说明"), width=24),
)
LABEL = {f.name: f.label for f in FIELDS} | {"station_code": "所属街道（乡镇）", "category": "军衔"}

"""Rosters for tests."""

from openpyxl import Workbook

from tests.factories import identity_number

HEAD = ["序号", "姓名", "身份证号", "手机号", "所属街道（乡镇）", "所属社区（村）", "入伍日期", "退役日期", "军种", "兵种/专业", "军衔", "学历", "人员类型",
        "安置方式",
        "就业状态", "就业单位", "驾照", "证书", "技能", "期望岗位", "期望薪资", "家庭住址", "备注"]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"


def person(serial, **values):
    """One right row as a dict by heading."""
    row = {"序号": serial, "姓名": f"{SURNAMES[serial % 20]}{'建国志强小明文军'[serial % 8]}{'一二三四五六七八九十'[serial % 10]}",
           "身份证号": identity_number(serial),
           "手机号": f"138{serial:08d}", "所属街道（乡镇）": "东城街道", "所属社区（村）": "仪表社区", "入伍日期": "2004-12-01", "退役日期": "2009.12.1",
           "军种": "陆军",
           "兵种/专业": "汽车兵", "军衔": "下士", "学历": "高中毕业", "人员类型": "退役士兵", "安置方式": "自主就业", "就业状态": "待就业", "就业单位": "",
           "驾照": "B2", "证书": "叉车证", "技能": "货车驾驶、车辆维修", "期望岗位": "货车司机", "期望薪资": "4500", "家庭住址": "", "备注": ""}
    return row | values


def roster(path, rows, head=HEAD, title="2026年退役军人花名册"):
    """Write a roster with a title row, headings in row 2, data from row 3."""
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    sheet.append(head)
    for row in rows:
        sheet.append([row.get(h) or None for h in head])
    book.save(path)
    return path

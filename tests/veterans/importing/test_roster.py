"""A roster goes in: every fault by cell, updates by identity number, scope, undo."""

from datetime import date

import pytest
from sqlalchemy import func, select
from stdnum.cn import ric

from core.audit import SYSTEM, Actor, AuditEntry, broken_entries
from core.db import db, transaction
from core.errors import IllegalTransition
from core.importing import ImportBatch, ImportContext, kind_named, services
from core.importing.precheck import precheck
from core.importing.services import RowsChanged
from core.reference import EMPLOYMENT
from tests.factories import identity_number
from tests.veterans.importing.rosters import HEAD, person, roster
from veterans.models import Person

CITY = ImportContext(SYSTEM, station_code="211382")


def check(path, context=CITY):
    return precheck(kind_named("veterans"), path, path.name, context)


def bring_in(path, context=CITY):
    report = check(path, context)
    with transaction():
        batch = services.new_batch("veterans", context, path.name, "0" * 64, "")
        services.keep_report(batch, report)
        services.confirm(batch, context.actor)
        return batch.id, report


def people():
    return db.session.execute(select(func.count()).select_from(Person)).scalar_one()


def one(serial):
    number = identity_number(serial)
    from core import crypto
    db.session.rollback()
    return db.session.execute(select(Person).where(Person.identity_index == crypto.blind_index(number, "identity"))).scalar_one()


def test_a_plain_roster(app, tmp_path):
    _batch, report = bring_in(roster(tmp_path / "r.xlsx", [person(n) for n in range(1, 31)]))
    assert report.counts == {"rows": 30, "new": 30, "updated": 0, "duplicate": 0, "draft": 0, "wrong": 0}
    assert report.columns["身份证号"] == "identity_number"
    assert report.columns["序号"] is None
    found = one(3)
    assert (found.name, found.station_code, found.education, found.employment, found.sex) == (person(3)["姓名"], "211382001001", "高中", "seeking", "1")
    assert (found.birth_date, found.seeking, found.wanted_pay) == (date(1985, 3, 1), "yes", 4500)
    from veterans.queries import person_in_scope
    whole = person_in_scope("211382", found.id)
    assert (whole.service.enlisted_on, whole.service.discharged_on, whole.service.rank, whole.service.category) == (
        date(2004, 12, 1), date(2009, 12, 1), "下士", "nco")
    assert whole.service.specialties[0]["code"] == "M01"
    assert {(q.kind, q.name) for q in whole.qualifications} == {("licence", "B2"), ("certificate", "叉车证")}
    assert [s.name for s in whole.skills] == ["货车驾驶", "车辆维修"]
    assert broken_entries() == []
    assert db.session.execute(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "person_added")).scalar_one() == 30


def test_the_same_file_twice_changes_nothing(app, tmp_path):
    path = roster(tmp_path / "r.xlsx", [person(n) for n in range(1, 21)])
    bring_in(path)
    versions = dict(db.session.execute(select(Person.id, Person.version)).all())
    _batch, report = bring_in(path)
    assert report.counts["duplicate"] == report.counts["rows"] == 20
    assert dict(db.session.execute(select(Person.id, Person.version)).all()) == versions


def test_empty_cells_change_nothing_and_lists_grow(app, tmp_path):
    bring_in(roster(tmp_path / "a.xlsx", [person(1)]))
    changed = person(1, 手机号="13900001111", 学历="", 证书="电工证", 就业状态="已就业", 期望岗位="")
    report = bring_in(roster(tmp_path / "b.xlsx", [changed]))[1]
    assert report.counts["updated"] == 1
    assert {c.column: (c.before, c.after) for c in report.rows[0].changes} == {
        "手机号": ("13800000001", "13900001111"), "证书": ("叉车证", "叉车证、电工证"), "就业状态": (str(EMPLOYMENT["seeking"]), str(EMPLOYMENT["employed"]))}
    found = one(1)
    assert (found.phone, found.education, found.wanted_occupations) == ("13900001111", "高中", ["货车司机"])


def checked(body):
    return body + ric.calc_check_digit(body + "0")


FAULTS = [
    (0, "姓名", "", "required"), (1, "姓名", "王3小", "name"), (2, "身份证号", "", "required"), (3, "身份证号", 2.11382199001011e17, "number"),
    (4, "身份证号", "2.11382E+17", "number"), (5, "身份证号", "21138219850301", "identity"), (6, "身份证号", "211382198503010061", "identity"),
    (7, "身份证号", checked("21138219851301007"), "identity"), (8, "身份证号", checked("99138219850301008"), "identity"), (9, "手机号", "1384210", "phone"),
    (10, "手机号", "138000000101", "phone"), (11, "手机号", "10012345678", "phone"), (12, "手机号", "１３８ａ００００００１", "phone"),
    (13, "所属街道（乡镇）", "城关镇", "unknown_place"), (14, "所属街道（乡镇）", "火星街道", "unknown_place"), (15, "所属社区（村）", "仪表村委",
        "unknown_place"),
    (16, "所属社区（村）", "不存在的村", "unknown_place"), (17, "入伍日期", "去年", "date"), (18, "入伍日期", "2031-01-01", "future"),
    (19, "退役日期", "2009-13-01", "date"), (20, "退役日期", "2031.9.1", "future"), (21, "退役日期", "2001-01-01", "order"), (22, "入伍日期", "1899-01-01",
        "date"),
    (23, "军种", "太空军", "choice"), (24, "军衔", "五星上将", "choice"), (25, "学历", "博士后流动站", "choice"), (26, "学历", "学前班", "choice"),
    (27, "人员类型", "外宾", "choice"), (28, "安置方式", "随便", "choice"), (29, "就业状态", "不清楚呢", "choice"), (30, "驾照", "C9", "licence"),
    (31, "驾照", "飞机", "licence"), (32, "期望薪资", "很多钱", "pay"), (33, "期望薪资", "30", "pay"), (34, "家庭住址", "路" * 121, "too_long"),
    (35, "就业单位", "厂" * 81, "too_long"), (36, "技能", "焊" * 41, "too_long"), (37, "证书", "证" * 61, "too_long"), (38, "姓名", "王" * 41, "too_long"),
    (39, "入伍日期", "=1/0", "formula"),
]


def faulty(path):
    """40 rows with one fault each among 60 right ones; Excel row of fault n is 2n + 4."""
    rows = []
    for n in range(50):
        rows.append(person(200 + n))
        fault = {FAULTS[n][1]: FAULTS[n][2]} if n < 40 else {}
        rows.append(person(100 + n, **fault))
    return roster(path, rows)


def test_forty_planted_faults_are_reported_each_at_its_cell(app, tmp_path):
    report = check(faulty(tmp_path / "f.xlsx"))
    found = {(f.row, f.column, f.code) for f in report.all_findings()}
    planted = {(2 * n + 4, column, code) for n, column, _value, code in FAULTS}
    assert found == planted
    assert len(report.all_findings()) == len(planted) == 40
    assert report.counts == {"rows": 100, "new": 60, "updated": 0, "duplicate": 0, "draft": 0, "wrong": 40}
    by_row = {f.row: f.message for f in report.all_findings()}
    assert by_row[30] == "没有“城关镇”，是不是“城关街道”？"
    assert "是不是" not in by_row[32]
    assert by_row[34] == "东城街道没有“仪表村委”，是不是“仪表社区”？"
    assert "被 Excel 存成数字" in by_row[10]


def test_the_red_file_comes_back_mended(app, tmp_path):
    from openpyxl import load_workbook

    from core.importing.precheck import precheck_with_table
    from core.spreadsheet.reading import annotated_copy
    path = faulty(tmp_path / "f.xlsx")
    report, table = precheck_with_table(kind_named("veterans"), path, path.name, CITY)
    marks = [(f.row, f.column, f.message) for f in report.all_findings()]
    red = tmp_path / "red.xlsx"
    red.write_bytes(annotated_copy(path, path.name, table, marks, "错误原因"))
    book = load_workbook(red)
    sheet = book.active
    assert sheet.cell(2, 24).value == "错误原因"
    for n, column, _value, _code in FAULTS:
        cell = sheet.cell(2 * n + 4, HEAD.index(column) + 1)
        assert cell.fill.start_color.rgb == "FFF8D7D3", column
        assert cell.comment is not None
        assert sheet.cell(2 * n + 4, 24).value.startswith(column)
    assert sheet.cell(3, 3).fill.fill_type is None
    again = check(red)
    assert {(f.row, f.column) for f in again.all_findings()} == {(f.row, f.column) for f in report.all_findings()}
    for n, column, _value, _code in FAULTS:
        sheet.cell(2 * n + 4, HEAD.index(column) + 1).value = person(100 + n)[column] or None
    book.save(red)
    mended = check(red)
    assert mended.counts["new"] == 100
    assert mended.all_findings() == []


def test_the_same_person_twice(app, tmp_path):
    rows = [person(1), person(2), person(1), person(2, 学历="本科"), person(3), person(3, 姓名="章三")]
    report = check(roster(tmp_path / "r.xlsx", rows))
    assert [str(r.outcome) for r in report.rows] == ["new", "new", "duplicate", "wrong", "wrong", "wrong"]
    assert [(f.row, f.code) for f in report.all_findings()] == [(6, "twice"), (7, "two_names"), (8, "two_names")]
    assert "第 8 行" in report.all_findings()[1].message
    assert identity_number(3) not in "".join(f.message for f in report.all_findings())


def test_people_of_other_stations_are_out_of_reach(app, make, tmp_path):
    make.person(name="远方", identity_number=identity_number(5), station_code="211382002")
    narrow = ImportContext(Actor(1, "211382001"), station_code="211382001")
    rows = [person(1), person(2, **{"所属街道（乡镇）": "北街街道", "所属社区（村）": ""}), person(5, 姓名="远方"), person(6, **{"所属街道（乡镇）": "",
        "所属社区（村）": "仪表社区"})]
    report = check(roster(tmp_path / "r.xlsx", rows), narrow)
    assert [str(r.outcome) for r in report.rows] == ["new", "wrong", "wrong", "new"]
    assert [f.code for f in report.all_findings()] == ["out_of_scope", "elsewhere"]


def test_a_village_clerk_need_not_name_the_village(app, tmp_path):
    village = ImportContext(Actor(1, "211382001001"), station_code="211382001001")
    report = check(roster(tmp_path / "r.xlsx", [person(1, **{"所属街道（乡镇）": "", "所属社区（村）": ""})]), village)
    assert report.rows[0].fields["station_code"] == "211382001001"


def test_another_name_on_file_needs_a_person(app, make, tmp_path):
    make.person(name="李原名", identity_number=identity_number(1))
    report = check(roster(tmp_path / "r.xlsx", [person(1)]))
    assert [f.code for f in report.all_findings()] == ["other_name"]


def test_undo_takes_everything_back(app, make, tmp_path):
    known = make.person(name=person(1)["姓名"], identity_number=identity_number(1), phone=None, education="", station_code="211382001")
    before = {c.name: getattr(known, c.name) for c in Person.__table__.columns if c.name not in ("version", "updated_at")}
    batch_id, report = bring_in(roster(tmp_path / "r.xlsx", [person(n) for n in range(1, 6)]))
    assert (report.counts["new"], report.counts["updated"]) == (4, 1)
    assert one(1).phone == "13800000001"
    with transaction() as session:
        services.undo(session.get(ImportBatch, batch_id), SYSTEM)
    assert people() == 1
    fresh = make.fresh(known)
    assert {c.name: getattr(fresh, c.name) for c in Person.__table__.columns if c.name not in ("version", "updated_at")} == before
    from veterans.queries import person_in_scope
    whole = person_in_scope("211382", known.id)
    assert (whole.service, whole.skills, whole.qualifications) == (None, [], [])


def test_undo_refuses_rows_that_were_changed_since(app, tmp_path):
    batch_id, _report = bring_in(roster(tmp_path / "r.xlsx", [person(n) for n in range(1, 6)]))
    with transaction() as session:
        session.get(Person, one(3).id).note = "后来补的"
    with pytest.raises(RowsChanged) as refused, transaction() as session:
        services.undo(session.get(ImportBatch, batch_id), SYSTEM)
    assert refused.value.rows == [5]
    assert people() == 5


def test_confirm_refuses_what_changed_since_the_check(app, make, tmp_path):
    path = roster(tmp_path / "r.xlsx", [person(1), person(2)])
    report = check(path)
    with transaction():
        batch = services.new_batch("veterans", CITY, path.name, "0" * 64, "")
        services.keep_report(batch, report)
        batch_id = batch.id
    make.person(name=person(2)["姓名"], identity_number=identity_number(2))
    with pytest.raises(RowsChanged) as refused, transaction() as session:
        services.confirm(session.get(ImportBatch, batch_id), SYSTEM)
    assert refused.value.rows == [4]
    assert people() == 1


def test_a_batch_is_confirmed_once(app, tmp_path):
    batch_id, _report = bring_in(roster(tmp_path / "r.xlsx", [person(1)]))
    with pytest.raises(IllegalTransition), transaction() as session:
        services.confirm(session.get(ImportBatch, batch_id), SYSTEM)


def test_comparing_asks_a_fixed_number_of_questions(app, tmp_path):
    from sqlalchemy import event
    asked = []
    bring_in(roster(tmp_path / "a.xlsx", [person(n) for n in range(1, 101)]))

    def note(*_args):
        asked.append(1)
    event.listen(db.engine, "before_cursor_execute", note)
    counts = []
    for size in (5, 10, 100):
        asked.clear()
        check(roster(tmp_path / "b.xlsx", [person(n, 手机号="13911112222") for n in range(1, size + 1)]))
        counts.append(len(asked))
    event.remove(db.engine, "before_cursor_execute", note)
    assert counts[1] == counts[2] <= 8


def understood(tmp_path, title="2026年退役军人花名册", head=HEAD, context=CITY, **values):
    """What one row comes to: its fields, and its findings as code and severity."""
    report = check(roster(tmp_path / "one.xlsx", [person(1, **values)], head=head, title=title), context)
    assert report.counts["rows"] == 1
    return report.rows[0].fields, [(f.code, str(f.severity)) for f in report.all_findings()]


@pytest.mark.parametrize("written", ["13800000001/13900001111", "13800000001、0421-6812345", "0421-6812345 13800000001", "１３８－００００－０００１"])
def test_the_mobile_phone_among_several_numbers(app, tmp_path, written):
    assert understood(tmp_path, 手机号=written)[0]["phone"] == "13800000001"


def test_a_landline_is_left_out_and_the_person_kept(app, tmp_path):
    fields, found = understood(tmp_path, 手机号="0421-6812345")
    assert "phone" not in fields
    assert found == [("landline", "warning")]


def test_a_year_alone_is_december_of_it(app, tmp_path):
    fields, found = understood(tmp_path, 入伍日期="2004年", 退役日期="2009")
    assert (fields["enlisted_on"], fields["discharged_on"]) == ("2004-12-01", "2009-12-01")
    assert found == [("year_alone", "warning")] * 2


@pytest.mark.parametrize(("written", "branch"), [("陆军某部", "陆军"), ("武警某支队三营", "武警"), ("65521部队", None)])
def test_of_a_unit_only_the_branch_is_taken(app, tmp_path, written, branch):
    fields, found = understood(tmp_path, 军种=written)
    assert fields.get("branch") == branch
    assert found == [("unit", "warning")]


def test_a_conscript_under_the_mode_of_placement(app, tmp_path):
    fields, found = understood(tmp_path, 安置方式="义务兵", 军衔="")
    assert fields["category"] == "conscript"
    assert "placement_mode" not in fields
    assert not found


PLACELESS = [h for h in HEAD if h not in ("所属街道（乡镇）", "所属社区（村）")]


@pytest.mark.parametrize(("title", "values", "code"), [
    ("花名册", {"户籍所在地": "凌源市东城街道仪表社区3号"}, "211382001"),
    ("花名册", {"家庭住址": "辽宁省凌源市城关街道北街"}, "211382009"),
    ("凌源市城关街道退役军人花名册", {}, "211382009"),
    ("凌源市城关街道退役军人花名册", {"户籍所在地": "凌源市东城街道"}, "211382001"),
])
def test_the_township_is_read_from_an_address_or_the_title_where_no_column_names_it(app, tmp_path, title, values, code):
    fields, found = understood(tmp_path, title, [*PLACELESS, "户籍所在地"], **values)
    assert fields["station_code"] == code
    assert not found


def test_two_townships_in_one_address_tell_nothing(app, tmp_path):
    _fields, found = understood(tmp_path, "花名册", [*PLACELESS, "户籍所在地"], 户籍所在地="东城街道与城关街道交界")
    assert found == [("required", "error")]


def test_rows_of_a_township_clerk_are_the_townships_own(app, tmp_path):
    own = ImportContext(SYSTEM, station_code="211382009")
    fields, found = understood(tmp_path, "花名册", [*PLACELESS, "户籍所在地"], own, 户籍所在地="凌源市东城街道")
    assert (fields["station_code"], found) == ("211382009", [])

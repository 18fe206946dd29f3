"""What becomes of a row: new, updated, duplicate, draft, wrong; the same file twice; undo."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from core.audit import AuditEntry
from core.clock import today
from core.db import db, transaction
from core.errors import Refusal
from core.importing.services import RowsChanged
from employers.models import Employer
from employers.services.registration import change_employer
from jobs.models import Position, Post
from tests.jobs.importing.sheets import STAFF, check, codes, confirm, counted_statements, line, outcomes, sheet, soon, undo, write


@pytest.fixture
def firm(make):
    return make.employer(name="凌源市鑫达机械有限公司")


def positions():
    return list(db.session.execute(select(Position).order_by(Position.id)).scalars())


def test_a_complete_row_of_a_verified_enterprise_is_new_and_waits_for_review(firm):
    batch, report = confirm(sheet(line()))
    assert outcomes(report) == ["new"]
    assert report.rows[0].missing == []
    position = positions()[0]
    assert (position.employer_id, position.state, position.batch_id) == (firm.id, "submitted", batch.id)
    assert (position.title, position.headcount, position.pay_min, position.pay_max, position.pay_unit) == ("数控车工", 5, 4500, 6000, "month")
    assert (position.education, position.place, position.township_code) == ("初中", "凌源市城关街道", "211382009")
    assert position.valid_until == date.fromisoformat(soon())
    assert position.monthly_pay == 6000
    assert position.occupation_code == "6-18-01-07", "read from the title"
    assert "车床" in position.search_text
    assert position.submitted_at is not None
    assert position.live_until is None
    assert position.post_id is not None


@pytest.mark.parametrize(("change", "missing"), [
    ({"headcount": "若干"}, "headcount"), ({"education": ""}, "education"), ({"pay": "面议"}, "pay"), ({"pay": ""}, "pay"), ({"place": ""}, "place"),
    ({"duties": " "}, "duties"), ({"until": ""}, "valid_until"), ({"until": "长期有效"}, "valid_until"), ({"until": "2019-01-01"}, "valid_until"),
    ({"until": "2026-02-30"}, "valid_until"),
])
def test_a_row_that_lacks_something_mandated_is_a_draft_that_names_it(firm, change, missing):
    _batch, report = confirm(sheet(line(**change)))
    assert outcomes(report) == ["draft"]
    assert report.rows[0].missing == [missing]
    assert positions()[0].state == "draft"


def test_a_deadline_too_far_off_is_taken_with_a_word_and_cut_when_written(firm):
    _batch, report = confirm(sheet(line(until=soon(400))))
    assert outcomes(report) == ["new"]
    assert codes(report) == {"day_far"}
    assert report.rows[0].fields["valid_until"] == soon(400)
    assert positions()[0].valid_until == today() + timedelta(days=180)
    assert outcomes(check(sheet(line(until=soon(400))))) == ["duplicate"]


@pytest.mark.parametrize(("change", "code"), [
    ({"title": ""}, "title_missing"), ({"employer": ""}, "employer_missing"), ({"employer": "长" * 90}, "employer_too_long"),
])
def test_a_row_that_does_not_say_whose_or_what_post_is_wrong(firm, change, code):
    _batch, report = confirm(sheet(line(**change), line(title="电工")))
    assert outcomes(report) == ["wrong", "new"]
    assert code in codes(report)
    assert [p.title for p in positions()] == ["电工"]


def test_an_unknown_enterprise_is_put_on_file_as_registered_and_its_postings_stay_drafts(app):
    _batch, report = confirm(sheet(line(), line(title="电工"), line(employer="凌源市 鑫达机械 有限责任公司", title="焊工")))
    assert outcomes(report) == ["draft"] * 3
    assert all("employer" in row.missing for row in report.rows)
    employers = list(db.session.execute(select(Employer)).scalars())
    assert [(e.name, e.name_key, e.state) for e in employers] == [("凌源市鑫达机械有限公司", "凌源市鑫达机械", "registered")]
    assert {p.state for p in positions()} == {"draft"}


def test_an_enterprise_is_found_by_code_before_name(make):
    twin, other = make.employer(name="凌源市同名商店"), make.employer(name="凌源市同名商店")
    headings = ("用人单位", "统一社会信用代码", "岗位名称")
    _batch, report = confirm(sheet(["凌源市同名商店", other.credit_code, "店员"], ["别的写法", twin.credit_code, "店长"], headings=headings))
    assert [p.employer_id for p in positions()] == [other.id, twin.id]
    assert "employer_unknown" not in codes(report)


@pytest.mark.parametrize(("typed", "is_meant"), [
    ("凌源市鑫达机槭有限公司", True), ("凌源市鑫达机有限公司", True), ("凌源市鑫达精密制造公司", False), ("朝阳宏大运输公司", False)])
def test_a_slip_in_a_name_is_asked_about(firm, typed, is_meant):
    """The row stays what it is: an enterprise of that name may be another one."""
    report = check(sheet(line(employer=typed)))
    said = next(f.message for f in report.all_findings() if f.code == "employer_unknown")
    assert (firm.name in said) is is_meant


def test_a_name_on_file_with_another_code_is_another_enterprise(make):
    make.employer(name="凌源市同名商店", credit_code="91211382MA0000001N")
    code = make.employer(name="占位").credit_code
    headings = ("用人单位", "统一社会信用代码", "岗位名称")
    with transaction() as session:
        session.delete(session.execute(select(Employer).where(Employer.credit_code == code)).scalar_one())
    _batch, report = confirm(sheet(["凌源市同名商店", code, "店员"], headings=headings))
    assert "employer_unknown" in codes(report)
    assert db.session.execute(select(func.count()).select_from(Employer)).scalar_one() == 2


def test_a_mistyped_code_is_told_and_the_name_decides(firm):
    headings = ("用人单位", "统一社会信用代码", "岗位名称")
    report = check(sheet([firm.name, "91211382MA000000XX", "店员"], headings=headings))
    assert "credit_code_wrong" in codes(report)
    assert "employer_unknown" not in codes(report)


def test_the_same_row_twice_in_a_file_counts_once(firm):
    _batch, report = confirm(sheet(line(), line(), line(headcount="５ 人")))
    assert outcomes(report) == ["new", "duplicate", "duplicate"]
    assert len(positions()) == 1


def test_rows_of_one_post_with_other_content_are_postings_of_their_own(firm):
    found = sheet(line(duties="一车间操作车床"), line(duties="二车间操作车床", pay="5000-7000元/月"))
    _batch, report = confirm(found)
    assert outcomes(report) == ["new", "new"]
    assert db.session.execute(select(func.count()).select_from(Post)).scalar_one() == 1
    assert outcomes(check(found)) == ["duplicate", "duplicate"]


def snapshot():
    db.session.rollback()
    rows = db.session.execute(select(*Position.__table__.c).order_by(Position.id)).all()
    return [tuple(row) for row in rows], db.session.execute(select(func.count()).select_from(Employer)).scalar_one()


def test_the_same_file_confirmed_twice_changes_nothing(firm):
    found = sheet(line(), line(title="电工", pay="面议"), line(title="电工", pay="面议", duties="值班"),
                  line(employer="凌源市新单位商行", title="店员", until="长期"), line(title=""), line(title="焊工", until=soon(300)))
    confirm(found)
    before = snapshot()
    _batch, report = confirm(found)
    assert outcomes(report) == ["duplicate", "duplicate", "duplicate", "duplicate", "wrong", "duplicate"]
    assert snapshot() == before


def test_a_posting_typed_by_hand_is_recognised(firm, make):
    make.position(firm, title="数控车工", place="城关街道", headcount=5, duties="操作数控车床", education="初中", pay_min=4500, pay_max=6000,
                  township_code="211382009", valid_until=date.fromisoformat(soon()), state="submitted", published_at=None)
    report = check(sheet(line(place="城关街道")))
    assert outcomes(report) == ["duplicate"]
    assert outcomes(check(sheet(line(place="城关街道", pay="5000-7000元/月")))) == ["updated"]


def test_other_content_updates_the_posting_and_says_what_changes(firm):
    confirm(sheet(line()))
    _batch, report = confirm(sheet(line(pay="5000-7000元/月", headcount="8人")))
    assert outcomes(report) == ["updated"]
    assert [(c.field, c.before, c.after) for c in report.rows[0].changes] == [("headcount", "5", "8"), ("pay_min", "4500", "5000"), ("pay_max", "6000", "7000")]
    assert [(p.headcount, p.pay_min, p.pay_max, p.state) for p in positions()] == [(8, 5000, 7000, "submitted")]


def test_blank_cells_and_passed_deadlines_erase_nothing(firm):
    confirm(sheet(line()))
    _batch, report = confirm(sheet(line(pay="面议", headcount="若干", duties="", until="2019-01-01", education="高中")))
    assert outcomes(report) == ["updated"]
    position = positions()[0]
    assert (position.pay_min, position.headcount, position.duties, position.education) == (4500, 5, "操作数控车床", "高中")
    assert position.valid_until == date.fromisoformat(soon())


def test_what_somebody_corrected_since_is_not_undone_by_the_same_file(firm):
    confirm(sheet(line(pay="面议")))
    with transaction():
        positions()[0].pay_min, positions()[0].pay_max, positions()[0].pay_unit = 4000, 5000, "month"
    assert outcomes(check(sheet(line(pay="面议")))) == ["duplicate"]


def test_a_live_posting_that_changes_goes_back_to_review(firm, make):
    confirm(sheet(line()))
    with transaction():
        position = positions()[0]
        position.state = "live"
    confirm(sheet(line(pay="5000-7000元/月")))
    assert positions()[0].state == "submitted"


def test_a_closed_posting_is_repeated_but_never_updated(firm):
    confirm(sheet(line()))
    with transaction():
        positions()[0].state = "closed"
    assert outcomes(check(sheet(line()))) == ["duplicate"]
    assert outcomes(check(sheet(line(pay="5000-7000元/月")))) == ["new"]


def test_postings_of_past_fairs_are_left_alone(firm, make):
    make.position(firm, title="数控车工", place="凌源市城关街道", fair_number=3)
    assert outcomes(check(sheet(line()))) == ["new"]


def test_undo_removes_what_was_added_and_restores_what_was_updated(firm):
    confirm(sheet(line()))
    with transaction():
        positions()[0].state = "live"
    before = [(p.title, p.pay_min, p.pay_max, p.state, p.import_hash) for p in positions()]
    batch, _report = confirm(sheet(line(pay="5000-7000元/月"), line(title="电工"), line(employer="凌源市新单位商行", title="店员")))
    assert len(positions()) == 3
    undo(batch)
    assert [(p.title, p.pay_min, p.pay_max, p.state, p.import_hash) for p in positions()] == before
    assert db.session.execute(select(Employer.name)).scalars().all() == [firm.name]
    assert outcomes(check(sheet(line()))) == ["duplicate"]


def test_undo_is_refused_as_a_whole_when_something_was_changed_since(firm):
    batch, _report = confirm(sheet(line(), line(title="电工")))
    with transaction():
        positions()[1].duties = "改过"
    with pytest.raises(RowsChanged) as refusal:
        undo(batch)
    assert refusal.value.rows == [3]
    assert len(positions()) == 2


def test_undo_keeps_an_enterprise_that_is_used_by_now(app, make):
    batch, _report = confirm(sheet(line()))
    employer = db.session.execute(select(Employer)).scalar_one()
    make.recruiter(employer)
    undo(batch)
    assert positions() == []
    assert db.session.execute(select(func.count()).select_from(Employer)).scalar_one() == 1


def test_confirming_is_refused_when_the_same_rows_were_imported_meanwhile(firm):
    found = sheet(line())
    stale = check(found)
    confirm(found)
    with pytest.raises(Refusal):
        write(stale)
    assert len(positions()) == 1


def test_checking_and_writing_ask_the_database_no_question_a_row(firm):
    few, many = [sheet(*(line(title=f"{prefix}{n}", employer=f"单位{n % 7}商行") for n in range(rows))) for prefix, rows in (("甲", 10), ("乙", 120))]
    confirm(sheet(*(line(title="开头", employer=f"单位{n}商行") for n in range(7))))
    with counted_statements() as first:
        confirm(few)
    with counted_statements() as second:
        confirm(many)
    asked = [sum(not s.lstrip().upper().startswith("INSERT") for s in statements) for statements in (first, second)]
    assert asked[1] <= asked[0] + 3


def test_the_trail_names_ids_and_no_contents(firm):
    headings = ("用人单位", "岗位名称", "联系人", "联系电话")
    confirm(sheet([firm.name, "店员", "赵某某", "13900001234"], headings=headings))
    details = str([entry.detail for entry in db.session.execute(select(AuditEntry)).scalars()])
    assert "positions" in details
    assert "赵某某" not in details
    assert "13900001234" not in details


def test_confirming_is_refused_when_the_enterprise_has_another_name_by_now(firm):
    """Else it would be put on file a second time, under the name it no longer has."""
    stale = check(sheet(line()))
    with transaction() as session:
        renamed = {"name": "凌源市新鑫达机械有限公司", "credit_code": firm.credit_code}
        change_employer(session.get(Employer, firm.id), renamed, firm.version, STAFF, by_staff=True)
    with pytest.raises(RowsChanged):
        write(stale)
    assert db.session.execute(select(func.count()).select_from(Employer)).scalar_one() == 1


def test_a_draft_an_enterprise_writes_itself_is_not_the_bureaus_to_see_or_hand_in(firm, make):
    own = make.position(firm, title="数控车工", place="凌源市城关街道", state="draft", pay_note="先不要公开")
    _batch, report = confirm(sheet(line()))
    assert outcomes(report) == ["new"]
    assert (make.fresh(own).state, own.pay_note) == ("draft", "先不要公开")
    assert outcomes(check(sheet(line()))) == ["duplicate"]

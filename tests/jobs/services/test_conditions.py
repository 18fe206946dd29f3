"""Conditions in the database: in step with the posting, corrected by people, relaxed with a line in the ledger."""

import pytest
from sqlalchemy import func, select

from core.audit import Action, Actor, AuditEntry
from core.db import db, transaction
from core.errors import BadInput, IllegalTransition
from employers.models import Employer
from jobs.models import Position, PositionCondition, RelaxationEntry
from jobs.queries.conditions import conditions_of
from jobs.services import lifecycle, positions, relaxing
from tests.jobs.importing.sheets import confirm, counted_statements, line, sheet, undo
from tests.jobs.services.held import held


@pytest.fixture
def owner(make):
    return Actor(make.account().id)


@pytest.fixture
def desk(make):
    return Actor(make.staff().id, "211382")


def rows(position):
    db.session.rollback()
    return {(row.name, row.op): row for row in conditions_of([position.id])}


def row(position, name):
    return next(row for (other, _op), row in rows(position).items() if other == name)


def change(position, actor, **fields):
    with transaction():
        found = held(position)
        positions.change_position(found, fields, found.version, actor)


def relax(position, name, group, value, actor, lets_in=None, **more):
    with transaction():
        return relaxing.relax_condition(held(position), row_here(position, name), group, value, actor, lets_in, **more)


def row_here(position, name):
    return next(row for row in conditions_of([position.id]) if row.name == name and row.op != "prefer")


def ledger(position):
    query = select(RelaxationEntry).where(RelaxationEntry.position_id == position.id).order_by(RelaxationEntry.id)
    return [(e.name, e.whom, e.was, e.becomes, e.occasion, e.lets_in, e.role) for e in db.session.execute(query).scalars()]


def test_a_new_draft_has_its_conditions_and_its_first_ledger(make, owner):
    employer = make.employer()
    with transaction() as session:
        position = positions.add_position(session.get(Employer, employer.id), {"age_max": 45, "relaxations": ["年龄放宽到 50 岁"]}, "n", owner)
    assert position.version == 1
    found = row(position, "age")
    assert (found.op, found.value, found.relaxed, found.origin, found.is_hard) == ("<=", 45, {"veteran": 50}, "field", True)
    assert (position.is_relaxed, ledger(position)) == (True, [("age", "veteran", 45, 50, "position", None, "employer")])


def test_a_change_brings_the_conditions_in_step(make, owner):
    position = make.position(age_max=45, requirements="持叉车证", state="returned")
    kept = row(position, "age").id
    change(position, owner, age_max=50, requirements="持电工证")
    assert (row(position, "age").id, row(position, "age").value) == (kept, 50)
    assert row(position, "certificate").value == ["低压电工作业证"]
    assert ledger(position) == [("age", "everybody", 45, 50, "position", None, "employer")]
    change(position, owner, age_max=None, requirements="")
    assert set(rows(position)) == {("education", ">=")}


def test_publishing_and_pausing_leave_them_alone(make, owner, desk):
    position = make.position(state="submitted", published_at=None, requirements="45岁以下，退役军人可放宽到50岁")
    assert position.is_relaxed
    with transaction():
        lifecycle.publish_position(held(position), desk)
    with transaction():
        lifecycle.pause_position(held(position), owner)
    assert row(position, "age").relaxed == {"veteran": 50}
    assert make.fresh(position).is_relaxed


def test_a_correction_survives_until_its_words_change(make, owner, desk):
    position = make.position(state="draft", published_at=None, requirements="三年以上经验，45岁以下")
    with transaction():
        relaxing.correct_condition(held(position), row_here(position, "experience"), ">=", 1, desk)
    with transaction():
        relaxing.drop_condition(held(position), row_here(position, "age"), owner)
    change(position, owner, requirements="吃苦耐劳，三年以上经验，45岁以下", pay_max=7000)
    assert (row(position, "experience").value, row(position, "experience").origin) == (1, "staff")
    assert row(position, "age").is_dropped
    change(position, owner, requirements="五年以上经验，40岁以下")
    assert (row(position, "experience").value, row(position, "experience").origin) == (5, "text")
    assert (row(position, "age").value, row(position, "age").is_dropped) == (40, False)


def test_a_dropped_condition_comes_back_when_it_is_kept(make, desk):
    position = make.position(requirements="45岁以下")
    with transaction():
        relaxing.drop_condition(held(position), row_here(position, "age"), desk)
    with transaction():
        relaxing.keep_condition(held(position), row_here(position, "age"), desk)
    assert not row(position, "age").is_dropped
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.action == Action.CONDITION_CORRECTED).order_by(AuditEntry.id)).all()
    assert [entry.detail["correction"] for entry in found] == ["dropped", "kept"]


def test_what_an_enterprise_tightens_is_reviewed_again(make, owner, desk):
    wider, tighter, by_desk = (make.position(requirements="三年以上经验") for _ in range(3))
    for position, value, actor in ((wider, 1, owner), (tighter, 5, owner), (by_desk, 5, desk)):
        with transaction():
            relaxing.correct_condition(held(position), row_here(position, "experience"), ">=", value, actor)
    assert [make.fresh(p).state for p in (wider, tighter, by_desk)] == ["live", "submitted", "live"]


def test_relaxing_for_veterans_is_said_in_the_form_and_the_lists(make, owner):
    position = make.position(age_min=18, age_max=45, certificates=["叉车证"], experience_years=3, education="高中")
    for name, value in (("age", [18, 52]), ("certificate", "later"), ("experience", "service"), ("education", "初中")):
        relax(position, name, "veteran", value, owner, 4)
    fresh = make.fresh(position)
    assert fresh.relaxations == ["年龄放宽到 52 岁", "学历放宽到初中", "证书可入职后考", "服役年限计入工作经验"]
    assert (fresh.state, fresh.is_relaxed) == ("live", True)
    before = {key: (found.value, found.relaxed) for key, found in rows(position).items()}
    change(position, owner, pay_max=7000)
    assert {key: (found.value, found.relaxed) for key, found in rows(position).items()} == before
    assert ledger(position)[0] == ("age", "veteran", [18, 45], [18, 52], "position", 4, "employer")
    assert len(ledger(position)) == 4


def test_relaxing_for_everybody_changes_the_field(make, desk):
    position = make.position(age_max=45, relaxations=["年龄放宽到 48 岁"])
    relax(position, "age", "everybody", 50, desk, 7, occasion="booth", reason="现场商定")
    fresh = make.fresh(position)
    assert fresh.age_max == 50
    assert (row(position, "age").value, row(position, "age").relaxed) == (50, {})
    assert ledger(position)[-1] == ("age", "everybody", 45, 50, "booth", 7, "staff")
    change(position, desk, pay_max=7000)
    assert (row(position, "age").value, len(ledger(position))) == (50, 2)


def test_relaxing_what_only_the_text_says_survives(make, owner):
    position = make.position(requirements="45岁以下，持电工证")
    relax(position, "age", "everybody", 50, owner, 3, occasion="booth")
    relax(position, "certificate", "active_family", "waived", owner)
    relax(position, "education", "everybody", "waived", owner)
    change(position, owner, pay_max=7000)
    assert (row(position, "age").value, row(position, "age").origin) == (50, "booth")
    assert row(position, "certificate").relaxed == {"active_family": "waived"}
    assert row(position, "education").is_dropped


@pytest.mark.parametrize(("name", "group", "value"), [
    ("age", "veteran", 45), ("age", "everybody", 40), ("education", "veteran", "大专"), ("certificate", "everybody", "later"), ("age", "neighbours", 60),
    ("age", "veteran", "service")])
def test_what_lets_nobody_in_is_refused(make, owner, name, group, value):
    position = make.position(age_max=45, certificates=["叉车证"])
    with pytest.raises(BadInput):
        relax(position, name, group, value, owner)
    assert ledger(position) == []


def test_an_ended_position_is_not_relaxed(make, owner):
    position = make.position(state="closed", age_max=45)
    with pytest.raises(IllegalTransition):
        relax(position, "age", "veteran", 50, owner)


def test_an_open_form_notices_a_relaxation(make, owner):
    position = make.position(age_max=45)
    version = position.version
    relax(position, "age", "veteran", 50, owner)
    assert make.fresh(position).version > version


def test_sex_is_dropped_unless_a_rule_is_named(make, desk, owner):
    position = make.position(requirements="限男性，45岁以下", state="returned")
    assert (row(position, "sex").is_hard, row(position, "sex").legal_basis) == (False, "")
    with pytest.raises(BadInput):
        relax(position, "sex", "veteran", "waived", owner)
    with transaction():
        relaxing.state_legal_basis(held(position), row_here(position, "sex"), "女职工劳动保护特别规定附录第一条", desk)
    assert row(position, "sex").is_hard
    change(position, owner, pay_max=7000)
    assert row(position, "sex").is_hard
    change(position, owner, requirements="限女性")
    assert (row(position, "sex").is_hard, row(position, "sex").legal_basis) == (False, "")


def test_a_copy_reads_its_own_and_closing_keeps_them(make, owner):
    position = make.position(age_max=45, relaxations=["年龄放宽到 50 岁"])
    with transaction():
        made = positions.copy_position(held(position), "copy", owner)
    assert row(made, "age").relaxed == {"veteran": 50}
    with transaction():
        lifecycle.close_position(held(position), "filled", owner)
    assert row(position, "age").value == 45


def test_undoing_an_import_removes_what_it_read_and_restores_what_it_changed(make):
    make.employer(name="凌源市鑫达机械有限公司")
    confirm(sheet(line(duties="操作数控车床，须持电工证")))
    position = db.session.execute(select(Position)).scalar_one()
    assert row(position, "certificate").value == ["电工证"]
    before = {key: found.value for key, found in rows(position).items()}
    second, report = confirm(sheet(line(duties="操作数控车床，须持焊工证", education="高中")))
    assert [r.outcome for r in report.rows] == ["updated"]
    assert {key: found.value for key, found in rows(position).items()} != before
    undo(second)
    assert {key: found.value for key, found in rows(position).items()} == before


def test_undoing_a_first_import_removes_its_conditions(make):
    make.employer(name="凌源市鑫达机械有限公司")
    batch, _report = confirm(sheet(line(duties="操作数控车床，须持电工证，退役军人可放宽")))
    assert db.session.execute(select(func.count(PositionCondition.id))).scalar_one() > 1
    undo(batch)
    assert db.session.execute(select(func.count(PositionCondition.id))).scalar_one() == 0


def test_many_rows_are_read_with_few_statements(make):
    make.employer(name="凌源市鑫达机械有限公司")
    few, many = ([line(title=f"{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n // 10}工") for n in range(size)] for size in (3, 30))
    with counted_statements() as small:
        confirm(sheet(*few))
    with counted_statements() as large:
        confirm(sheet(*many))
    asked = [sum(statement.startswith("SELECT") for statement in statements) for statements in (small, large)]
    assert asked[1] - asked[0] <= 4


def test_what_the_wording_screen_decides_about_a_sex_holds_for_the_condition(make, desk):
    from jobs.services.wording import Decided, decide_wordings
    from jobs.wording import Flag
    position = make.position(state="submitted", published_at=None, requirements="限男性，45岁以下")
    flag = Flag("限男性", "sex", "妇女权益保障法第四十三条")
    with transaction():
        decide_wordings(held(position), [Decided(flag, "kept", "女职工劳动保护特别规定附录第一条")], desk)
    assert (row(position, "sex").is_hard, row(position, "sex").legal_basis) == (True, "女职工劳动保护特别规定附录第一条")
    with transaction():
        decide_wordings(held(position), [Decided(flag, "overruled")], desk)
    assert (row(position, "sex").is_hard, row(position, "sex").legal_basis) == (False, "")

"""The pages of a position's conditions: what was read, put right, counted, relaxed, for the enterprise and for the desk."""

import pytest
from sqlalchemy import select

from core.db import db
from jobs.models import PositionCondition, RelaxationEntry


@pytest.fixture
def firm(make):
    return make.employer()


@pytest.fixture
def recruiter(make, firm):
    return make.client(make.recruiter(firm))


@pytest.fixture
def desk(make):
    return make.client(make.staff())


def condition(position, name):
    db.session.rollback()
    query = select(PositionCondition).where(PositionCondition.position_id == position.id, PositionCondition.name == name, PositionCondition.op != "prefer")
    return db.session.execute(query).scalars().first()


def address(position, name="", side="employer"):
    whole = f"/{side}/positions/{position.id}/conditions"
    return f"{whole}/{condition(position, name).id}" if name else whole


def ledger():
    db.session.rollback()
    return list(db.session.execute(select(RelaxationEntry).order_by(RelaxationEntry.id)).scalars())


@pytest.fixture
def people(make):
    """One in, four too old for 45 by a year or eight; one of them of a family."""
    from datetime import date

    from core.clock import today
    ages = {"young": 40, "late": 46, "later": 47, "old": 60}
    out = {name: make.person(birth_date=date(today().year - age, 1, 1)) for name, age in ages.items()}
    out["kin"] = make.person(birth_date=date(today().year - 46, 1, 1), kind="active_family")
    return out


def test_what_was_read_stands_with_where_it_was_read(firm, recruiter, make):
    position = make.position(firm, age_max=35, requirements="40岁以下，须持电工证，限男性，退役军人优先", relaxations=["年龄放宽到 50 岁"])
    page = recruiter.get(address(position)).text
    for words in ("35 周岁及以下", "放宽到50 周岁及以下", "表单里填的", "文字里写的", "低压电工作业证", "40岁以下", "35 岁以下，常被认为是年龄歧视",
                  "限男性", "优先考虑"):
        assert words in page
    assert "年龄、退役军人" in page


def test_counting_writes_nothing_and_says_how_many(firm, recruiter, make, people):
    position = make.position(firm, age_max=45)
    page = recruiter.get(f"{address(position, 'age')}?whom=veteran&how=value&high=50")
    assert page.status_code == 200
    assert "多 2 人符合" in page.text
    assert ledger() == []
    everybody = recruiter.get(f"{address(position, 'age')}?whom=everybody&how=waived").text
    assert "多 4 人符合" in everybody


def test_relaxing_counts_writes_the_ledger_and_stays_open(firm, recruiter, make, people):
    position = make.position(firm, age_max=45)
    sent = recruiter.post(address(position, "age"), data={"whom": "veteran", "how": "value", "high": "50", "occasion": "booth", "reason": "现场商定"})
    assert sent.status_code == 303
    [entry] = ledger()
    assert (entry.name, entry.whom, entry.was, entry.becomes, entry.lets_in, entry.occasion, entry.role) == ("age", "veteran", 45, 50, 2, "booth", "employer")
    assert make.fresh(position).state == "live"
    page = recruiter.get(sent.location).text
    assert "多出 2 人" in page
    assert "现场商定" in page
    assert "年龄放宽到 50 岁" in make.client().get("/positions").text


@pytest.mark.parametrize("given", [
    {"whom": "veteran", "how": "value", "high": "40"}, {"whom": "veteran", "how": "value", "high": ""}, {"whom": "nobody", "how": "value", "high": "50"},
    {"whom": "veteran", "how": "service"}, {"whom": "veteran", "how": "value", "high": "5000"}])
def test_what_cannot_be_relaxed_is_said_and_not_written(firm, recruiter, make, given):
    position = make.position(firm, age_max=45)
    for page in (recruiter.get(address(position, "age"), query_string=given), recruiter.post(address(position, "age"), data={**given, "occasion": "position"})):
        assert page.status_code == 422
        assert "err-sum" in page.text
    assert ledger() == []


def test_each_kind_of_condition_can_be_relaxed(firm, recruiter, make):
    position = make.position(firm, age_min=18, age_max=45, education="大专", experience_years=3, licences=["B2"], certificates=["电工证"], shift="two",
                             requirements="适应出差，身高170以上，仅限退役军人")
    for name, given in (("age", {"low": "18", "high": "50"}), ("education", {"level": "高中"}), ("experience", {"years": "1.5"}),
                        ("licence", {"classes": ["B2", "military"]}), ("certificate", {"names": "电工证、低压电工作业证"}),
                        ("shift", {"shifts": ["two", "day"]}), ("height", {"low": "165"}), ("place", {"how": "waived"}),
                        ("veteran", {"how": "waived", "whom": "active_family"})):
        data = {"whom": "veteran", "how": "value", "occasion": "position", **given}
        assert recruiter.get(address(position, name), query_string={k: v for k, v in data.items() if k != "occasion"}).status_code == 200, name
        assert recruiter.post(address(position, name), data=data).status_code == 303, name
    assert [entry.becomes for entry in ledger()] == [
        [18, 50], "高中", 1.5, ["B2", "military"], ["电工证", "低压电工作业证"], ["two", "day"], 165, "waived", "waived"]
    assert recruiter.get(address(position)).status_code == 200


def test_a_wrong_reading_is_put_right_or_dropped(firm, recruiter, make):
    position = make.position(firm, state="draft", published_at=None, requirements="三年以上经验，45岁以下")
    assert recruiter.post(f"{address(position, 'experience')}/correct", data={"right-years": "1"}).status_code == 303
    assert condition(position, "experience").value == 1
    assert recruiter.post(f"{address(position, 'experience')}/correct", data={"right-years": ""}).status_code == 422
    assert recruiter.post(f"{address(position, 'age')}/correct", data={"right-low": "18", "right-high": "50"}).status_code == 303
    assert (condition(position, "age").op, condition(position, "age").value) == ("between", [18, 50])
    assert recruiter.post(f"{address(position, 'age')}/drop").status_code == 303
    assert condition(position, "age").is_dropped
    assert "读到了，但不作为条件" in recruiter.get(address(position)).text
    assert recruiter.post(f"{address(position, 'age')}/keep").status_code == 303
    assert not condition(position, "age").is_dropped


def test_an_enterprise_changes_nothing_while_it_is_reviewed_but_may_relax(firm, recruiter, make):
    position = make.position(firm, state="submitted", published_at=None, requirements="45岁以下")
    assert recruiter.post(f"{address(position, 'age')}/drop").status_code == 303
    assert not condition(position, "age").is_dropped
    assert recruiter.post(address(position, "age"), data={"whom": "veteran", "how": "value", "high": "50", "occasion": "position"}).status_code == 303
    assert condition(position, "age").relaxed == {"veteran": 50}


def test_the_desk_sees_the_sex_and_names_a_rule(desk, make):
    position = make.position(state="submitted", published_at=None, requirements="限男性，35岁以下")
    page = desk.get(f"/bureau/positions/{position.id}").text
    assert "填法定依据" in page
    assert "常被认为是年龄歧视" in page
    own = address(position, "sex", "bureau")
    assert desk.post(f"{own}/basis", data={"law-basis": ""}).status_code == 422
    assert desk.post(f"{own}/basis", data={"law-basis": "女职工劳动保护特别规定附录第一条"}).status_code == 303
    assert "女职工劳动保护特别规定" in desk.get(f"/bureau/positions/{position.id}").text
    assert desk.post(f"{own}/basis", data={"law-none": "1"}).status_code == 303
    assert not condition(position, "sex").is_hard
    assert desk.post(f"{address(position, 'age', 'bureau')}/basis", data={"law-basis": "x"}).status_code == 404


def test_the_desk_relaxes_as_adviser(desk, make):
    position = make.position(age_max=45)
    data = {"whom": "veteran", "how": "value", "high": "50", "occasion": "adviser"}
    assert desk.post(address(position, "age", "bureau"), data=data).status_code == 303
    assert [(entry.occasion, entry.role) for entry in ledger()] == [("adviser", "staff")]


def test_an_enterprise_does_not_learn_who_of_the_bureau_it_was(desk, make):
    officer = make.staff(name="钱科长")
    firm = make.employer()
    position = make.position(firm, age_max=45)
    data = {"whom": "veteran", "how": "value", "high": "50", "occasion": "adviser"}
    make.client(officer).post(address(position, "age", "bureau"), data=data)
    assert "钱科长" in desk.get(address(position, side="bureau")).text
    own = make.client(make.recruiter(firm)).get(address(position)).text
    assert "退役军人事务局" in own
    assert "钱科长" not in own


def test_what_only_the_text_relaxes_is_found_by_the_filter(make):
    make.position(title="放宽的岗位", requirements="45岁以下，退役军人可放宽到50岁")
    make.position(title="没有放宽的岗位", requirements="45岁以下")
    page = make.client().get("/positions?vet=relaxed").text
    assert "放宽的岗位" in page
    assert "没有放宽的岗位" not in page


def test_an_import_says_what_it_read_and_leads_to_it(app, make, firm, recruiter):
    from core.scheduler import do_work
    from tests.browser.gallery import upload
    from tests.jobs.importing.sheets import HEADINGS, line
    row = [firm.name, *line(duties="操作数控车床，限男性，45岁以下，退役军人可放宽到50岁，持电工证优先")[1:]]
    where = upload(recruiter, "/employer/positions/import", [row], HEADINGS)
    do_work()
    checked = recruiter.get(where).text
    for words in ("我们读到的条件", "年龄：45 周岁及以下", "放宽到50 周岁及以下", "性别：限男性", "学历：初中及以上"):
        assert words in checked
    recruiter.post(f"{where}/confirm", data={"how": "import"})
    done = recruiter.get(where).text
    number = db.session.execute(select(PositionCondition.position_id)).scalars().first()
    assert f"/employer/positions/{number}/conditions" in done


def test_a_sex_without_a_rule_is_not_shown_to_readers(make):
    position = make.position(requirements="限男性，会开叉车")
    page = make.client().get(f"/positions/{position.id}").text
    assert "条件逐条看" in page
    assert 'scope="row">性别' not in page


def test_foreign_conditions_are_not_there(firm, recruiter, make):
    own, other = make.position(firm, age_max=45), make.position(age_max=45)
    theirs = condition(other, "age").id
    for where in (address(other, "age"), f"{address(own)}/{theirs}", address(other)):
        assert recruiter.get(where).status_code == 404
        assert recruiter.post(f"{where}/drop").status_code in (404, 405)


def test_the_form_shows_what_it_would_read_without_saving(recruiter, make):
    page = recruiter.post("/employer/positions/new", data={"title": "电工", "requirements": "45岁以下，退役军人可放宽到50岁", "then": "read", "nonce": "n"})
    assert page.status_code == 200
    assert "放宽到50 周岁及以下" in page.text
    assert "还没有保存" in page.text
    assert db.session.execute(select(PositionCondition)).first() is None


def test_a_reader_with_a_file_sees_their_own_standing(make):
    from datetime import date
    account = make.account()
    make.person(account_id=account.id, birth_date=date(1978, 1, 1), education="高中", experience_years=1)
    position = make.position(age_max=45, relaxations=["年龄放宽到 50 岁"], education="高中", experience_years=3, certificates=["叉车证"])
    page = make.client(account).get(f"/positions/{position.id}").text
    for words in ("放宽后符合", "符合", "不符合", "档案里没有"):
        assert words in page
    assert "放宽后符合" not in make.client().get(f"/positions/{position.id}").text

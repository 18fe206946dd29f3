"""An enterprise imports for itself alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from core.db import db, transaction
from employers.models import Employer
from jobs.models import Position
from tests.jobs.importing.sheets import check, codes, confirm, line, outcomes, sheet

HEADINGS = ("岗位名称", "招聘人数", "学历要求", "薪资待遇", "工作地点", "工作内容", "有效期至")


@pytest.fixture
def firm(make):
    return make.employer(name="凌源市鑫达机械有限公司", state="registered", verified_at=None, verified_until=None)


def test_the_enterprise_need_not_be_named(firm):
    _batch, report = confirm(sheet(line()[1:], headings=HEADINGS), firm.id)
    assert outcomes(report) == ["new"]
    position = db.session.execute(select(Position)).scalar_one()
    assert (position.employer_id, position.state) == (firm.id, "submitted")


def test_its_own_name_in_another_spelling_is_accepted(firm):
    assert outcomes(check(sheet(line(employer="凌源市 鑫达机械（有限责任公司）")), firm.id)) == ["new"]


def test_a_row_that_names_another_enterprise_is_wrong(firm, make):
    other = make.employer(name="凌源市别家商行")
    _batch, report = confirm(sheet(line(), line(employer=other.name, title="店员"), line(employer="没听过的商行", title="店员")), firm.id)
    assert outcomes(report) == ["new", "wrong", "wrong"]
    assert "employer_other" in codes(report)
    assert [p.employer_id for p in db.session.execute(select(Position)).scalars()] == [firm.id]


def test_what_another_enterprise_offers_is_neither_repeated_nor_updated(firm, make):
    other = make.employer(name="凌源市别家商行")
    make.position(other, title="数控车工", place="凌源市城关街道")
    assert outcomes(check(sheet(line()[1:], headings=HEADINGS), firm.id)) == ["new"]


def test_an_incomplete_row_stays_a_draft(firm):
    _batch, report = confirm(sheet(line(pay="面议")[1:], headings=HEADINGS), firm.id)
    assert outcomes(report) == ["draft"]
    assert db.session.execute(select(Position.state)).scalar_one() == "draft"


def test_a_suspended_enterprise_hands_nothing_in(make):
    firm = make.employer(state="suspended", verified_until=None)
    confirm(sheet(line()[1:], headings=HEADINGS), firm.id)
    assert db.session.execute(select(Position.state)).scalar_one() == "draft"


def test_the_bureaus_rows_for_an_enterprise_not_verified_stay_drafts(firm):
    _batch, report = confirm(sheet(line()))
    assert outcomes(report) == ["new"]
    assert db.session.execute(select(Position.state)).scalar_one() == "draft"


def test_what_an_import_brought_is_neither_shown_nor_changed_before_the_claim_is_verified(firm, make):
    brought = make.position(firm, title="数控车工", place="凌源市城关街道", headcount=9, state="draft", batch_id=7, created_at=now() - timedelta(days=3))
    make.recruiter(firm)
    report = check(sheet(line()[1:], headings=HEADINGS), firm.id)
    assert outcomes(report) == ["new"]
    assert report.rows[0].changes == []
    with transaction() as session:
        session.get(Employer, firm.id).verified_at = now()
    assert outcomes(check(sheet(line()[1:], headings=HEADINGS), firm.id)) == ["updated"]
    assert make.fresh(brought).headcount == 9

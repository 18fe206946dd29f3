"""An employer relaxes a condition and sees how many people come in: on a phone and at a desk, in both languages, without script."""

from datetime import date

import pytest
from sqlalchemy import select

from core.clock import today
from core.db import db
from jobs.matching.tasks import refit
from jobs.models import RelaxationEntry


def fitting(page):
    """How many candidates the page says meet the conditions."""
    return int(page.locator("dl.tally dd b").nth(1).inner_text())


@pytest.mark.parametrize(("width", "language", "script"), [(390, "zh", False), (1280, "zh", True), (390, "en", True), (1280, "en", False)])
def test_an_employer_relaxes_a_condition_and_sees_who_comes_in(visit, make, width, language, script):
    for age in (40, 46, 47, 48, 60):
        make.person(birth_date=date(today().year - age, 1, 1))
    make.person(birth_date=date(today().year - 46, 1, 1), kind="active_family")
    firm = make.employer()
    position = make.position(firm, title="叉车司机", age_max=45)
    refit()
    visitor = visit(width=width, language=language, script=script)
    visitor.become(make.recruiter(firm))
    page = visitor.open(f"/employer/positions/{position.id}/candidates")
    assert fitting(page) == 1
    visitor.press(".note-vet a >> nth=-1")
    visitor.open(f"/employer/positions/{position.id}")
    steps = [lambda: visitor.press(f"a[href='/employer/positions/{position.id}/conditions']"), lambda: visitor.press("tbody th a >> nth=0")]
    for step in steps:
        step()
        assert not script or not visitor.axe()
    visitor.enter("#high", "50")
    visitor.press("section[aria-labelledby=less] form[method=get] button")
    told = page.inner_text("[role=status]")
    assert "3" in told
    assert ("人符合" if language == "zh" else "more people fit") in told
    assert not script or not visitor.axe()
    visitor.enter("#reason", "现场商定")
    visitor.press("section[aria-labelledby=less] form[method=post] button")
    line = page.locator("section[aria-labelledby=ledger] tbody tr").first
    assert "现场商定" in line.inner_text()
    assert line.locator("td.n").inner_text().split()[-1] == "3"
    assert not script or not visitor.axe()
    db.session.rollback()
    assert [(e.whom, e.becomes, e.lets_in) for e in db.session.execute(select(RelaxationEntry)).scalars()] == [("veteran", 50, 3)]
    visitor.press("a[href$='/candidates']")
    assert fitting(page) == 4
    assert not script or not visitor.axe()
    visitor.become(None)
    assert "50" in visitor.open(f"/positions/{position.id}").inner_text("section[aria-labelledby=cond]")

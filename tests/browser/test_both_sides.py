"""Both sides in a browser: a person applies and follows it; an enterprise works through its candidates; a station recommends."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from accounts.models import StaffRole
from core.clock import in_city, now
from core.db import db, transaction
from jobs.matching.tasks import refit
from jobs.models import Application
from tests.factories import VILLAGE
from veterans.models import PersonSkill


@pytest.fixture
def world(make):
    firm = make.employer(name="凌源恒桥仓储有限公司")
    position = make.position(firm, title="叉车司机", skills=["叉车"])
    account = make.account(name="王建国", phone="13911113333")
    person = make.person(name="王建国", phone="13911113333", account_id=account.id, wanted_occupations=["叉车司机"])
    with transaction() as session:
        session.add(PersonSkill(person_id=person.id, name="叉车", evidence="certified"))
    refit()
    return SimpleNamespace(firm=firm, position=position, account=account, person=person, recruiter=make.recruiter(firm), make=make)


def state():
    db.session.rollback()
    return db.session.execute(select(Application.state)).scalar_one()


@pytest.mark.parametrize(("width", "script", "language"), [(390, True, "zh"), (390, False, "zh"), (1280, True, "en")], ids=["phone", "no-script", "desktop-en"])
def test_a_person_applies_and_follows_it(visit, world, width, script, language):
    """Each page on the way holds for axe (with script) and is no wider than the window."""
    me = visit(width=width, account=world.account, script=script, language=language)

    def looks_right():
        if script:
            assert me.axe() == []
            assert me.overflow() == 0
    page = me.open("/my/matches")
    looks_right()
    me.press("ol.rows h2 a")
    me.press(".dock form .btn" if width < 700 else "aside form .btn")  # kept for later
    looks_right()
    me.press(".dock a.btn-main" if width < 700 else "aside a.btn-main")
    looks_right()
    me.press("main form .btn-main", 422)
    looks_right()
    page.check("input[name=gives][value=hidden]")
    page.check("#agrees")
    me.press("main form .btn-main")
    looks_right()
    assert state() == "submitted"
    assert page.locator("ol.steps [aria-current]").count() == 1
    other = visit(width=1280, account=world.recruiter)
    desk = other.open(f"/employer/positions/{world.position.id}/candidates?group=applied")
    assert "王**" in desk.inner_text("main")
    assert "王建国" not in desk.content()
    other.press("td.act a.btn")
    assert "13911113333" not in desk.content()
    other.press("form[action$=ask] .btn")
    me.open("/my")
    looks_right()
    me.press(".note-wait a[href$='#requests']")
    looks_right()
    me.press("form[action$=agree] .btn")
    looks_right()
    other.open(f"/employer/positions/{world.position.id}/candidates/{world.person.id}")
    assert "13911113333" in desk.inner_text("main")
    desk.fill("#invite-at", in_city(now() + timedelta(days=2)).strftime("%Y-%m-%dT09:30"))
    desk.fill("#invite-place", "物流园 3 号库办公室")
    other.press("form[action$=invite] .btn")
    assert other.axe() == []
    me.open("/my/applications")
    looks_right()
    me.press("section h2 a")
    assert "物流园 3 号库办公室" in page.inner_text("main")
    looks_right()
    me.press("form[action$=withdraw] .btn")
    assert state() == "withdrawn"
    other.open(f"/employer/positions/{world.position.id}/candidates/{world.person.id}")
    me.open("/my/favourites")
    assert "叉车司机" in page.inner_text("main")
    looks_right()


def test_an_employer_works_through_its_candidates(visit, world):
    for n in range(3):
        other = world.make.person(name=f"李{n}明", wanted_occupations=["叉车司机"], education=("高中", "小学", "")[n])
        with transaction() as session:
            session.add(PersonSkill(person_id=other.id, name="叉车"))
            session.add(Application(person_id=other.id, position_id=world.position.id, nonce=str(n)))
    refit()
    desk = visit(width=1280, account=world.recruiter)
    page = desk.open("/employer")
    assert "3 份投递还没看" in page.inner_text("main")
    desk.press("td a[href*='candidates']")
    assert page.locator("tbody tr:not(.group)").count() == 3
    desk.press("nav.tabs a >> nth=0")
    assert page.locator("tbody tr:not(.group)").count() == 4
    assert page.locator("tr.group").count() == 1
    assert desk.axe() == []
    desk.press("nav.tabs a >> nth=1")
    desk.press("tbody tr >> nth=0 >> td.act a")
    desk.press("form[action$=shortlist] .btn")
    assert page.locator("span.state.is-ok").first.inner_text() == "已入围"
    desk.press("form[action$=refuse] .btn", 422)
    page.check("input[name=refuse-reason][value=skills]")
    desk.press("form[action$=refuse] .btn")
    assert "未录用" in page.inner_text("main")
    desk.open(f"/employer/positions/{world.position.id}/candidates")
    desk.press("a[href*='/candidates/print']")
    assert page.locator("tbody tr").count() == 4
    phone = visit(width=390, account=world.recruiter)
    phone.open(f"/employer/positions/{world.position.id}/candidates")
    assert phone.overflow() == 0
    assert phone.axe() == []


def test_a_station_recommends_and_the_person_sees_by_whom(visit, world):
    clerk = visit(width=1280, account=world.make.staff(StaffRole.VILLAGE, VILLAGE))
    page = clerk.open(f"/bureau/people/{world.person.id}")
    clerk.press("a[href$='/recommend']")
    page.check("input[name=position]")
    clerk.press("main form .btn-main")
    assert "已推荐 1 个岗位" in page.inner_text("main")
    me = visit(width=390, account=world.account)
    assert "由仪表社区" in me.open("/my/matches").inner_text("main")
    assert me.axe() == []


@pytest.mark.parametrize("width", [390, 1280])
def test_what_stands_on_a_card_can_be_pressed(visit, world, width):
    """The title's link spans the card; the buttons lie above it."""
    me = visit(width=width, account=world.account)
    page = me.open("/my/matches")
    page.click("ol.rows summary")
    me.press("ol.rows details[open] form .btn")
    assert page.locator("ol.rows li").count() == 0
    me.press("form[action$=restore] .btn")
    me.press("ol.rows article > .flow > a.btn")
    assert page.url.endswith(f"/my/positions/{world.position.id}/apply")
    me.open(f"/positions/{world.position.id}")
    me.press(".dock form .btn" if width < 700 else "aside form .btn")
    me.open("/my/favourites")
    me.press("form[action$=drop] .btn")
    assert page.locator("article.post").count() == 0

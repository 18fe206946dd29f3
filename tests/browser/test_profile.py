"""A person completes the file in a browser: phone and desktop, Chinese and English, with script and without; nothing axe knows of is wrong on the way."""

from datetime import date

import pytest

from accounts.models import StaffRole
from core.db import transaction
from tests.factories import VILLAGE
from veterans import queries
from veterans.models import Person
from veterans.services import duplicates, set_next_step

SAVE, LATER = "main form .btn-main", "main form button[name=later]"
WAYS = [pytest.param({"width": 390, "script": False}, "zh", id="phone-zh-no-script"),
        pytest.param({"width": 390, "size": "largest"}, "zh", id="phone-zh-largest"),
        pytest.param({"width": 390}, "en", id="phone-en"), pytest.param({"width": 1280}, "zh", id="desktop-zh"),
        pytest.param({"width": 1280}, "en", id="desktop-en")]
WORDS = {"zh": ("六步完成了 6 步", "下一步：补充驾照 B2，可多匹配 23 个岗位。", "草稿"),
         "en": ("6 of six steps are done", "Next: add a driving licence B2. 23 more positions would fit you.", "Draft")}


@pytest.fixture
def newcomer(make):
    account = make.account(name="张建军", phone="13811110001")
    person = make.person(name="张建军", phone="13811110001", account_id=account.id, education="", employment="", seeking="unknown", visibility="off")
    with transaction():
        set_next_step(person, "licence:B2", 23)
    return account, person.id


def clean(visitor, script):
    """What axe finds, and how far the page is too wide; axe itself needs script."""
    assert not (visitor.axe() if script else [])
    wide = "() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))"
    assert visitor.overflow() == 0, visitor.page.evaluate(wide)


@pytest.mark.parametrize(("options", "language"), WAYS)
def test_a_person_completes_the_profile(visit, newcomer, options, language):
    account, person_id = newcomer
    script = options.get("script", True)
    me = visit(account=account, language=language, **options)
    page = me.open("/my/profile")
    finished, following, draft = WORDS[language]
    assert following in page.inner_text("main")
    clean(me, script)

    me.press(".tasks li:nth-child(1) a")
    me.enter("#education", "大专")
    clean(me, script)
    me.press(SAVE)
    me.press(".tasks li:nth-child(2) a")
    for field, value in (("#enlisted_on", "2005-12-01"), ("#discharged_on", "2013-12-01"), ("#branch", "陆军"), ("#specialty_1", "汽车兵"), ("#years_1", "8")):
        me.enter(field, value)
    clean(me, script)
    me.press(SAVE)

    me.press(".tasks li:nth-child(3) a")
    page.check("input[value='M01|skill|安全驾驶']")
    me.press("button[value=keep]")
    page.check("input[value='M01|skill|守时']")
    me.press("button[value=drop]")
    clean(me, script)
    me.press("a[href='/my/profile/qualifications']")
    me.enter("#kind", "licence")
    me.enter("#name", "b2")
    me.press("main form:has(#name) .btn-main")
    clean(me, script)
    me.open("/my/profile")
    assert following not in page.inner_text("main")

    me.press(".tasks li:nth-child(4) a")
    me.enter("#experience", "在物流园开车，")
    me.press(LATER)
    assert draft in page.inner_text(".tasks li:nth-child(4)")
    me.press(".tasks li:nth-child(4) a")
    assert page.input_value("#experience") == "在物流园开车，"
    clean(me, script)
    me.enter("#experience", "在物流园开车三年。")
    me.enter("#employment", "seeking")
    me.press(SAVE)

    me.press(".tasks li:nth-child(5) a")
    page.check("input[name=seeking][value=yes]")
    me.enter("#wanted_occupations", "货车司机、叉车司机")
    me.enter("#wanted_pay", "50")
    me.press(SAVE, 422)
    assert page.input_value("#wanted_occupations") == "货车司机、叉车司机"
    clean(me, script)
    me.enter("#wanted_pay", "4500")
    if not page.is_visible("#wanted_places-0"):
        page.click("details.facets > summary")
    page.check("input[name=wanted_places][value='211382001']")
    me.press(SAVE)
    me.press(".tasks li:nth-child(6) a")
    page.check("input[name=visibility][value=masked]")
    page.uncheck("input[name=personalised]")
    clean(me, script)
    me.press(SAVE)

    assert finished in page.inner_text("main")
    me.press("a[href='/my/profile/check']")
    clean(me, script)
    for words in ("汽车驾驶", "安全驾驶", "B2", "在物流园开车三年。", "叉车司机"):
        assert words in page.inner_text("main")
    me.press("main form[method=post] .btn-main")
    clean(me, script)
    person = queries.person_in_scope(VILLAGE, person_id)
    assert (person.education, person.wanted_pay, person.visibility, person.personalised) == ("大专", 4500, "masked", False)
    assert [(s.name, s.evidence) for s in person.skills] == [("安全驾驶", "service")]
    assert queries.progress_of(person_id).checked_at


def test_two_of_a_family_link_their_files(visit, make):
    one, other = make.account(), make.account()
    make.person(name="张建军", phone="13811110001", account_id=one.id)
    make.person(name="孙小梅", phone="13811110002", account_id=other.id, kind="active_family")
    he, she = visit(account=one), visit(account=other, script=False)
    page = he.open("/my/family")
    for field, value in (("#name", "孙小梅"), ("#phone", "138 1111 0002"), ("#relation", "spouse")):
        he.enter(field, value)
    he.press(SAVE)
    assert "等对方答复" in page.inner_text("main")
    answer = she.open("/my/profile")
    she.press("a[href='/my/family']:has-text('去答复')")
    assert "张建军" in answer.inner_text("main")
    she.press("form[action$='/confirm'] button")
    assert "已关联" in answer.inner_text("main")
    assert "孙小梅" in he.open("/my/family").inner_text("main")


def test_staff_make_two_files_one(visit, make):
    first = make.person(name="张建军", birth_date=date(1980, 1, 1), phone="13811110001").id
    second = make.person(name="张建军", birth_date=date(1980, 1, 1), phone="13855550002", education="大专").id
    with transaction():
        duplicates.keep_pairs(duplicates.found_pairs())
    desk = visit(width=1280, account=make.staff(StaffRole.VILLAGE, VILLAGE))
    page = desk.open("/bureau/people")
    desk.press("a[href='/bureau/people/duplicates']")
    desk.press("th a")
    assert "13855550002" not in page.content()
    desk.enter("#reason", "verify")
    desk.press("form[method=post] .btn-line")
    assert "13855550002" in page.inner_text("main")
    page.check("#take_education-other")
    page.check("#take_phone-other")
    desk.press("form[action$='/merge'] .btn-main")
    assert page.url.endswith(f"/bureau/people/{first}")
    desk.open(f"/bureau/people/{second}")
    assert page.url.endswith(f"/bureau/people/{first}")
    with transaction() as session:
        kept = session.get(Person, first)
        assert (kept.education, kept.phone) == ("大专", "13855550002")
        assert session.get(Person, second) is None

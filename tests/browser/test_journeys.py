"""Whole errands in a browser: finding work, signing up as an employer and being published, joining one's file, bringing a roster in."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import func, select

from accounts.models import Account, StaffRole
from core import crypto
from core.audit import Action, AuditEntry
from core.db import db, transaction
from core.facts import keep_fact
from core.outbox import Message
from employers.models import Employer
from jobs.models import Position
from tests.factories import credit_code
from tests.jobs.importing.sheets import HEADINGS, line, write_xlsx
from tests.planted import IDENTITIES
from tests.veterans.importing import rosters
from veterans.models import Person

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
FIRM = "凌源市新成机械有限公司"
PASSWORD = "four plain words here"


def count(*where):
    """Rows in the database now."""
    db.session.rollback()
    return db.session.execute(select(func.count()).where(*where)).scalar_one()


def code_sent_to(phone):
    """The digits of the newest message to a phone."""
    db.session.rollback()
    rows = db.session.execute(select(Message).where(Message.recipient_index == crypto.blind_index(phone, "recipient")).order_by(Message.id)).scalars().all()
    return rows[-1].facts["code"]


def sign_up(visitor, phone, name):
    """From the sign-up page to a new account."""
    visitor.enter("#phone", phone)
    visitor.press("main form .btn-main")
    visitor.enter("#code", code_sent_to(phone))
    visitor.press("main form .btn-main")
    visitor.enter("#name", name)
    visitor.enter("#password", PASSWORD)
    return visitor.press("main form .btn-main")


def photo():
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(out, "JPEG")
    return {"name": "执照.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_visitor_finds_a_position(visit, make, script):
    firm = make.employer(name="凌源市城关钢构有限公司")
    for title, pay, shift in (("电焊工", 6200, "two"), ("电焊工学徒", 4500, "day"), ("会计", 5000, "day"), ("焊接质检员", 6000, "day")):
        make.position(firm, title=title, pay_min=pay - 800, pay_max=pay, shift=shift, has_lodging=title != "会计")
    visitor = visit(width=390, script=script)
    page = visitor.open("/")
    visitor.enter("#q", "焊工 4000以上 包住")
    visitor.press("form.find .btn-main")
    chips = page.locator("a.chip").all_inner_texts()
    assert len(chips) >= 2
    assert any("4000" in chip for chip in chips)
    assert page.locator("article.post").count() == 2
    page.click("details.facets > summary")
    page.check("input[name=shift][value=day]")
    visitor.press("details.facets form .btn-main")
    assert page.locator("article.post h2").all_inner_texts() == ["电焊工学徒"]
    visitor.press("article.post h2 a")
    assert page.locator("h1").inner_text() == "电焊工学徒"
    assert "3700–4500" in page.inner_text("main")
    visitor.press("section[aria-labelledby=how] a[href$='/stations']")
    page.fill("#q", "仪表")
    visitor.press("form.find .btn-main")
    assert page.locator(".villages li", has_text="仪表").first.is_visible()


def test_nothing_found_leads_on(visit, make):
    make.position(title="电焊工", has_lodging=False)
    visitor = visit()
    page = visitor.open("/positions?q=电焊工+包住")
    assert page.locator("article.post").count() == 0
    visitor.press(".empty a.btn-line")
    assert page.locator("article.post").count() == 1


def _join_as_employer(visitor, phone, credit):
    page = visitor.open("/")
    visitor.press("a.door-link[href='/employer/join']")
    visitor.press("main a.btn-main")
    sign_up(visitor, phone, "钱经理")
    for selector, value in (("#name", FIRM), ("#credit_code", credit), ("#intro", "机械加工，职工 60 人。"), ("#address", "工业路 8 号"), ("#title", "人事"),
                            ("#township_code", "211382009")):
        visitor.enter(selector, value)
    for selector in ("#nature", "#industry", "#size"):
        page.select_option(selector, index=2)
    visitor.press("main form .btn-main")
    for kind in ("licence", "authorisation"):
        page.set_input_files(f"#{kind}-file", photo())
        visitor.press(f"form[action$='/papers/{kind}'] button")
    visitor.press("form[action='/employer/submit'] button")
    assert "待核验" in page.inner_text("main")


def _import_positions(visitor, path):
    page = visitor.open("/employer/positions/import")
    page.set_input_files("#file", path)
    visitor.press("main form .btn-main")
    page.wait_for_selector("form[action$='/confirm']", timeout=30_000)
    figures = [int(re.sub(r"\D", "", n)) for n in page.locator("dl.tally dd").all_inner_texts()]
    visitor.press("form[action$='/confirm'] .btn-main")
    assert "已导入" in page.inner_text("h1")
    return figures


def test_an_employer_signs_up_imports_is_verified_and_is_published(visit, make, tmp_path):
    rows = [line(employer=FIRM, title=title) for title in ("数控车工", "铣工", "磨工", "电焊工", "装配钳工", "行车工", "质检员", "仓库保管员")]
    path = write_xlsx(tmp_path / "岗位.xlsx", *rows, line(employer=FIRM, title="喷漆工", pay="面议"), line(employer=FIRM, title=""), headings=HEADINGS)
    employer = visit(width=390)
    _join_as_employer(employer, "13700001234", credit_code(4242))
    figures = _import_positions(employer, path)
    assert figures == [8, 0, 0, 1, 1, 10]  # new, updated, duplicate, draft, wrong, all
    assert count(Position.id > 0) == 9
    employer.open("/employer?state=submitted")
    visitor = visit(width=1280)
    assert visitor.open("/positions?q=数控车工").locator("article.post").count() == 0
    desk = visit(width=1280, account=make.staff(StaffRole.CITY))
    page = desk.open("/bureau/review")
    desk.press("th a:has-text('新成机械')")
    page.check("input[name=basis][value=uploaded]")
    desk.press("form[action$='/verify'] button")
    assert count(Employer.state == "verified") == 1
    desk.open("/bureau/review?kind=position")
    desk.press("th a:has-text('数控车工')")
    desk.press("form[action$='/publish'] button")
    for box in page.locator("input[name=position]").all():
        box.check()
    desk.press("form[action$='/positions/publish'] .btn-main")
    assert count(Position.state == "live") == 8
    assert visitor.open("/positions?q=数控车工").locator("article.post h2").all_inner_texts() == ["数控车工"]
    assert len(visitor.open("/positions").locator("article.post").all()) == 8


def test_a_person_joins_the_file_and_staff_see_it_masked(visit, make):
    known = IDENTITIES[3]
    filed = make.person(**known, education="")
    person = visit(width=390)
    person.open("/sign-up")
    page = sign_up(person, known["phone"], known["name"])
    person.enter("#identity_number", known["identity_number"])
    person.enter("#station_code", "211382001")
    person.press("main form .btn-main")
    assert page.url.endswith("/my/profile")
    person.open("/my/profile/basics")
    person.enter("#education", "大专")
    person.press("main form .btn-main")
    person.open("/my/profile/work")
    person.enter("#experience", "在物流园开叉车三年。")
    person.press("main form .btn-main")
    person.open("/my/profile/skills")
    person.enter("#name", "叉车")
    person.press("main form:has(#name) button")
    assert make.fresh(filed).education == "大专"
    assert filed.account_id is not None

    desk = visit(width=1280, account=make.staff(StaffRole.TOWNSHIP, "211382001"))
    page = desk.open("/bureau/people")
    masked = page.inner_text("main")
    assert known["name"] not in masked
    assert known["phone"] not in masked
    assert crypto.mask_name(known["name"]) in masked
    desk.press("tbody th a")
    assert known["phone"] not in page.content()
    desk.press("button[value=phone]", 422)
    desk.enter("#reason", "call")
    desk.press("button[value=phone]")
    assert known["phone"] in page.inner_text("main")
    assert known["identity_number"] not in page.content()
    assert count(AuditEntry.action == Action.PERSONAL_DATA_REVEALED) == 1
    assert known["phone"] not in desk.open(f"/bureau/people/{filed.id}").content()


def test_staff_bring_a_roster_in_and_take_it_back(visit, make, tmp_path):
    people = [rosters.person(n) for n in range(1, 13)]
    people[4]["所属社区（村）"] = "无此村"
    path = rosters.roster(tmp_path / "花名册.xlsx", people)
    desk = visit(width=1280, account=make.staff(StaffRole.TOWNSHIP, "211382001"))
    page = desk.open("/bureau/people")
    desk.press(".empty a.btn-main")
    page.set_input_files("#file", path)
    desk.press("main form .btn-main")
    page.wait_for_selector("form[action$='/confirm']", timeout=30_000)
    assert "无此村" in page.inner_text("main")
    assert count(Person.id > 0) == 0
    desk.press("form[action$='/confirm'] .btn-main")
    assert count(Person.id > 0) == 11
    assert "11" in desk.open("/bureau/people").inner_text("h1")
    desk.open("/bureau/imports")
    desk.press("th a")
    desk.press("form[action$='/undo'] button")
    assert count(Person.id > 0) == 0


def test_one_tap_makes_the_page_english(visit, make):
    make.position()
    visitor = visit()
    page = visitor.open("/")
    visitor.press("a[hreflang=en]")
    visitor.press("a.door-link[href='/positions']")
    assert page.get_attribute("html", "lang") == "en"
    chrome = page.evaluate("""() => {
      const copy = document.body.cloneNode(true);
      copy.querySelectorAll('article.post, .facets .form-check-label, [lang=zh], .strip p, script').forEach(e => e.remove());
      const spoken = [...copy.querySelectorAll('*')].flatMap(e => ['aria-label', 'placeholder', 'alt', 'title'].map(a => e.getAttribute(a) || ''));
      return document.title + ' ' + copy.textContent + ' ' + spoken.join(' ') }""")
    assert "Find work" in chrome
    assert not CHINESE.findall(chrome)
    assert "找工作" in visitor.open("/positions?lang=zh").inner_text("h1")


def test_the_code_stands_on_the_page_on_demo_data_only(visit):
    with transaction():
        keep_fact("demo", {"accounts": []})
    visitor = visit()
    page = visitor.open("/sign-up")
    visitor.enter("#phone", "13700005678")
    visitor.press("main form .btn-main")
    shown = re.search(r"\d{6}", page.inner_text(".note-wait"))[0]
    assert shown == code_sent_to("13700005678")
    visitor.enter("#code", shown)
    visitor.press("main form .btn-main")
    assert page.url.endswith("/sign-up/account")
    assert count(Account.id > 0) == 0

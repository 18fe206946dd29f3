"""The fair's papers: each PDF opened, its text and pages counted, a QR code of it decoded and followed; the browser's page where no PDF can be made."""

import io
import os
import re
import threading
from pathlib import Path

import pytest
import zxingcpp
from pypdf import PdfReader

from core.audit import AuditEntry
from core.db import db, transaction
from core.scheduler import do_work
from jobs.fairs import printing
from jobs.fairs.models import Fair, FairRegistration
from jobs.fairs.queries import visits as queries
from jobs.matching.services.models import fit_city, install
from tests.fairs import world
from tests.fairs.day import came, open_day, open_rival, raw
from tests.fairs.test_intentions import counted, slip


@pytest.fixture
def day(make):
    found = open_day(make)
    for number in ("A02", "B01"):
        open_rival(make, found[0], booth=number)
    return found


def printed(make, day, kind, **values):
    """The PDF as the desk gets it: asked for, made by the scheduler, opened."""
    staff = make.client(make.staff())
    where = f"/bureau/fairs/{day[0].id}/papers-print"
    assert staff.post(f"{where}/{kind}", data=values).status_code == 303
    assert "正在生成" in staff.get(where).text
    do_work()
    answer = staff.get(f"{where}/{kind}/pdf")
    assert answer.mimetype == "application/pdf", staff.get(where).text
    keep(answer, kind)
    reader = PdfReader(io.BytesIO(answer.data))
    return reader, re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def keep(answer, kind):
    """With SHOTS=folder in the environment: the PDF, to be looked at."""
    if folder := os.environ.get("SHOTS"):
        Path(folder, f"{kind}.pdf").write_bytes(answer.data)


def codes(page):
    """The texts of the QR codes on a page (pypdf lists a picture for every page that shares it)."""
    return list(dict.fromkeys(found.text for image in page.images for found in zxingcpp.read_barcodes(image.image.convert("L"))))


def follow(client, text):
    return client.get("/" + text.split("/", 3)[3])


def test_the_handbook_has_contents_with_pages_and_leads_to_the_booths(make, client, day):
    reader, text = printed(make, day, "handbook")
    firms = [n.name for n in raw(type(day[1]))]
    assert all(text.count(name) >= 2 for name in firms)
    assert len(reader.pages) == 4  # cover, contents, three enterprises, how the day goes
    contents = re.sub(r"\s", "", reader.pages[1].extract_text())
    assert re.search(rf"A01{re.escape(day[1].name)}[.…]*3", contents)
    assert re.search(r"当天怎么走[.…]*4", contents)
    found = list(dict.fromkeys(code for page in reader.pages for code in codes(page)))
    assert len(found) == 3
    page = follow(client, next(code for code in found if code.endswith("A01")))
    assert page.status_code == 200
    assert all(offer.title in page.text for offer in day[3])


def test_each_booth_has_a_card_with_its_number_and_code(make, client, day):
    reader, _text = printed(make, day, "cards")
    assert len(reader.pages) == 3
    first = reader.pages[0]
    assert float(first.mediabox.width) > float(first.mediabox.height)
    assert "A01" in first.extract_text()
    assert day[1].name in follow(client, next(code for code in codes(first) if code.endswith("A01"))).text


def test_the_list_of_positions_lies_across_and_numbers_them_as_slips_do(make, day):
    reader, text = printed(make, day, "positions")
    page = reader.pages[0]
    assert len(reader.pages) == 1
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (842, 595)
    db.session.rollback()
    offers = queries.offers_of(day[2].id)
    assert all(f"{n}{offer.title}" in text for n, offer in enumerate(offers, 1))


def test_the_attendance_sheet_masks_names_and_its_numbers_are_typed_in(make, day):
    with transaction() as session:
        session.get(Fair, day[0].id).state = "running"
    row = world.visitor(day[0], at_desk=True, name="欧阳建军", phone="13800007777")
    reader, text = printed(make, day, "attendance")
    assert "欧阳建军" not in text
    assert row.door_code in text
    assert "7777" in text
    assert len(reader.pages) == 3
    assert [e.detail["paper"] for e in raw(AuditEntry) if e.action == "exported"] == ["attendance"]


def test_slips_are_numbered_and_come_back_as_intentions(make, day):
    reader, text = printed(make, day, "slips", first=101, count=10)
    assert len(reader.pages) == 3
    assert [int(n) for n in re.findall(r"编号(\d+)", text)] == list(range(101, 111))
    row = came(day[0])
    assert slip(make.client(make.staff("fair_desk")), day, printed=101, number=row.door_code).status_code == 303
    assert counted(day) == 1


def test_a_route_slip_is_one_page_and_its_code_is_the_ticket(make, client, day):
    person = make.person(name="欧阳海", wanted_occupations=["叉车司机"], experience="开过叉车。")
    row = world.visitor(day[0], at_desk=True, person_id=person.id, name="欧阳海")
    world.visitor(day[0], at_desk=True)
    with transaction():
        install(fit_city())
    reader, text = printed(make, day, "routes")
    assert len(reader.pages) == 1
    assert (round(float(reader.pages[0].mediabox.width)), "欧阳海" in text) == (420, False)
    assert f"入场号{row.door_code}" in text
    page = follow(client, codes(reader.pages[0])[0])
    assert row.door_code in page.text


@pytest.mark.parametrize("kind", printing.KINDS)
def test_without_its_libraries_the_browser_prints_the_same(make, day, monkeypatch, kind):
    monkeypatch.setattr(printing, "engine", lambda: None)
    monkeypatch.setattr("jobs.fairs.views.papers.engine", lambda: None)
    staff, where = make.client(make.staff()), f"/bureau/fairs/{day[0].id}/papers-print"
    assert "本机不能生成 PDF" in staff.get(where).text
    page = staff.get(f"{where}/{kind}").text
    assert "print.css" in page
    assert day[0].title in page
    staff.post(f"{where}/{kind}")
    do_work()
    assert staff.get(f"{where}/{kind}/pdf").status_code == 404
    assert "没有做成" in staff.get(where).text


def test_other_stations_print_nothing(make, day):
    other = make.client(make.staff("township", "211382001"))
    assert other.get(f"/bureau/fairs/{day[0].id}/papers-print").status_code in (403, 404)
    assert raw(FairRegistration) == []


def test_who_has_no_phone_and_who_is_in_already_stand_on_the_sheet(make, day):
    silent, inside = world.visitor(day[0], at_desk=True, phone=None), came(day[0])
    page = make.client(make.staff()).get(f"/bureau/fairs/{day[0].id}/papers-print/attendance").text
    for row in (silent, inside):
        assert f"<td>{row.door_code}</td>" in page


def test_a_route_slip_is_printed_for_who_has_no_phone(make, day):
    row = world.visitor(day[0], at_desk=True, phone=None, person_id=make.person(name="赵建国", wanted_occupations=["焊工"]).id)
    with transaction():
        install(fit_city())
    assert row.door_code in make.client(make.staff()).get(f"/bureau/fairs/{day[0].id}/papers-print/routes").text


def test_others_write_while_a_paper_is_made(app, make, day, monkeypatch):
    def other():
        with app.app_context(), transaction() as session:
            session.get(Fair, day[0].id).notice = "请带身份证。"

    def paper(*_asked, **_more):
        writer = threading.Thread(target=other)
        writer.start()
        writer.join(30)
        assert not writer.is_alive()
        return "<p>1</p>"

    monkeypatch.setattr(printing, "paper", paper)
    assert printing.make_pdf({"fair_id": day[0].id, "kind": "slips", "first": 1, "count": 1}, lambda _done, _all: None)["bytes"]


@pytest.mark.parametrize("kind", printing.KINDS)
def test_a_fair_with_nobody_yet_has_its_papers(app, kind):
    fair = world.fair("draft", hall=False, mode="online", title="退" * 80)
    assert PdfReader(io.BytesIO(printing.as_pdf(printing.paper(db.session.get(Fair, fair.id), printing.Wanted(kind))))).pages

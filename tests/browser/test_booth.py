"""The fair on two phones: somebody registers, lines up and signs; the recruiter calls, talks and taps, without a script too."""

import pytest
from playwright.sync_api import expect

from core.db import db, transaction
from jobs.fairs.models import BoothVisit, Fair, FairRegistration
from jobs.fairs.queries import board
from jobs.fairs.tickets import OWN, ticket_token
from tests.browser.conftest import Visitor
from tests.fairs import world
from tests.fairs.day import came, open_day, raw


def _fits(visitor):
    assert not visitor.axe()
    assert visitor.overflow() == 0


def test_registering_on_a_phone_gives_a_ticket(visit):
    fair = world.fair("open", booths=4)
    visitor = visit()
    page = visitor.open(f"/fairs/{fair.id}")
    page.fill("#name", "张三")
    page.fill("#phone", "13800009999")
    page.check("[name=kind][value=veteran]")
    visitor.press("form:has(#phone) .btn-main")
    (row,) = raw(FairRegistration)
    expect(page.locator(".ticket-number")).to_have_text(row.door_code)
    _fits(visitor)


@pytest.mark.parametrize("script", [True, False])
def test_a_talk_becomes_an_intention(visit, make, script):
    """One browser that is now the visitor's phone, now the recruiter's."""
    day = open_day(make)
    fair_id, offer_id, row = day[0].id, day[3][0].id, came(day[0])
    number, ticket = row.door_code, f"/fairs/ticket/{ticket_token(fair_id, row.id, OWN)}"
    db.session.rollback()
    visitor = visit(script=script)
    page = visitor.open(ticket)
    visitor.press("form[action$=line] button")
    expect(page.locator("main")).to_contain_text("下一个就是您")
    visitor.become(day[4])
    visitor.open(f"/employer/fairs/{fair_id}/desk")
    visitor.press("button:has-text('叫 1 号')")
    page.fill("#shown", number)
    visitor.press("#scan .btn-main")
    if script:  # axe needs one
        _fits(visitor)
    visitor.press(f"#p{offer_id} form[action$=intention] button")
    expect(page.locator(f"#p{offer_id}")).to_contain_text("还差本人签")
    visitor.become()
    visitor.open(ticket)
    visitor.press("button:has-text('我同意，签')")
    expect(page.locator("main")).to_contain_text("双方已签")
    if script:  # axe needs one
        _fits(visitor)
    db.session.rollback()
    assert board.intentions(fair_id) == 1


def test_a_ticket_is_read_by_the_booths_camera(camera, server, app, make):
    day = open_day(make)
    row = came(day[0])
    fair_id, number = day[0].id, row.door_code
    browser = camera(f"{server}/fairs/ticket/{ticket_token(fair_id, row.id)}")
    db.session.rollback()
    visitor = Visitor(browser, server, app, account=day[4])
    page = visitor.open(f"/employer/fairs/{fair_id}/desk")
    page.click("#camera")
    expect(page.locator("h1")).to_contain_text(number, timeout=20_000)
    assert [(visit.registration_id, visit.state) for visit in raw(BoothVisit)] == [(row.id, "in_talk")]
    assert not visitor.complaints
    visitor.close()


def test_the_booth_without_a_camera_keeps_to_the_number(visit, make):
    day = open_day(make)
    visitor = visit(account=day[4])
    page = visitor.open(f"/employer/fairs/{day[0].id}/desk")
    page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('refused')) }")
    page.click("#camera")
    expect(page.locator("#shown")).to_be_focused()
    expect(page.locator("#viewer")).to_be_hidden()


def test_the_board_follows_the_queue(visit, make):
    day = open_day(make)
    with transaction() as session:
        session.get(Fair, day[0].id).title = "现场"
    visitor = visit()
    visitor.open(f"/fairs/{day[0].id}/board")
    _fits(visitor)

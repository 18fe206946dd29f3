"""The door desk in a browser: with the network, without it, and after it is back."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import StaffRole
from core.audit import SYSTEM
from core.clock import now
from core.db import db, transaction
from core.reservation import open_resource
from jobs.fairs.models import Door, Fair
from jobs.fairs.queries import door as queries
from jobs.fairs.services import visitors
from jobs.fairs.tickets import ticket_token
from tests.browser.conftest import Visitor

STORED = """async () => {
  const said = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result) });
  const database = await said(indexedDB.open("rongqiao-door", 1));
  const scans = await said(database.transaction("scans").objectStore("scans").getAll());
  let pages = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) if (!request.url.includes("/static/")) pages += await (await cache.match(request)).text();
  }
  return { scans: scans.length, text: JSON.stringify(scans), pages };
}"""


@pytest.fixture
def running(app):
    """A running fair with a door, and three people with tickets: the fair, the door, their numbers."""
    with transaction() as session:
        fair = Fair(title="冬季专场招聘会", station_code="211382", venue="体育馆", state="running", mode="site", starts_at=now() - timedelta(hours=1),
                    ends_at=now() + timedelta(hours=3), tickets_id=open_resource("ticket", 100).id)
        session.add(fair)
        session.flush()
        door = Door(fair_id=fair.id, name="1号门")
        session.add(door)
        rows = [visitors.register(fair, visitors.Visitor(f"欧阳春{n}", f"1390000000{n}", "veteran"), SYSTEM, at_desk=True) for n in (1, 2, 3)]
        session.flush()
        return fair.id, door.id, [row.door_code for row in rows]


def _total(fair_id):
    db.session.rollback()
    return queries.heads(fair_id).total


def _check_in(page, code):
    page.fill("#shown", code)
    page.click("#scan .btn-main")


def test_the_door_goes_on_without_a_network(visit, make, running):
    fair_id, door_id, codes = running
    visitor = visit(account=make.staff(StaffRole.FAIR_DESK))
    address = f"/bureau/fairs/{fair_id}/doors/{door_id}"
    page = visitor.open(address)
    assert not visitor.axe()
    assert visitor.overflow() == 0
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_function(f"async () => (await caches.match('{address}', {{ignoreVary: true}})) !== undefined")
    _check_in(page, codes[0])
    expect(page.locator("#verdict")).to_contain_text(re.compile("欧.*" + codes[0], re.DOTALL))
    assert _total(fair_id) == 1

    visitor.context.set_offline(True)
    _check_in(page, codes[1])
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#offline [data-kept]")).to_have_text("1")
    page.reload()
    expect(page.locator("h1")).to_contain_text("1号门")
    page.click("#walk-in summary")
    page.fill("#walk-in [name=name]", "赵六")
    page.fill("#walk-in [name=phone]", "13800001234")
    page.check("#walk-in [name=kind][value=family]")
    page.click("#walk-in .btn-main")
    expect(page.locator("#offline [data-kept]")).to_have_text("2")
    assert not visitor.axe()
    kept = page.evaluate(STORED)
    assert kept["scans"] == 2
    assert "sealed" in kept["text"]
    for personal in ("赵六", "13800001234", "欧", codes[1]):
        assert personal not in kept["text"]
        assert personal not in kept["pages"]
    assert "csrf_token" in kept["pages"]
    assert not re.search(r'name="csrf_token"[^>]* value="[^"]', kept["pages"])
    assert _total(fair_id) == 1

    visitor.context.set_offline(False)
    expect(page.locator("[data-count=total]")).to_have_text("3", timeout=20_000)
    expect(page.locator("#offline")).to_be_hidden()
    assert page.evaluate(STORED)["scans"] == 0
    assert _total(fair_id) == 3
    visitor.complaints[:] = [c for c in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in c and "ERR_FAILED" not in c]


def test_a_ticket_is_read_by_the_camera(camera, server, app, make, running):
    fair_id, door_id, codes = running
    row = queries.by_digits(fair_id, codes[0])[0]
    browser = camera(f"{server}/fairs/tickets/{ticket_token(fair_id, row.id)}")
    visitor = Visitor(browser, server, app, account=make.staff(StaffRole.FAIR_DESK))
    page = visitor.open(f"/bureau/fairs/{fair_id}/doors/{door_id}")
    page.click("#camera")
    expect(page.locator("#verdict")).to_contain_text(codes[0], timeout=20_000)
    page.click("#stop")
    expect(page.locator("#viewer")).to_be_hidden()
    assert _total(fair_id) == 1
    assert not visitor.complaints
    visitor.close()


def test_the_door_works_without_a_script(visit, make, running):
    fair_id, door_id, codes = running
    visitor = visit(account=make.staff(StaffRole.FAIR_DESK), script=False)
    page = visitor.open(f"/bureau/fairs/{fair_id}/doors/{door_id}")
    page.fill("#shown", codes[2])
    visitor.press("#scan .btn-main")
    expect(page.locator("#verdict")).to_contain_text(codes[2])
    assert _total(fair_id) == 1

"""The door: every scan once, every head once, whatever the network did."""

import json
import os
import random
import threading
import time
from base64 import b64encode
from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.models import StaffRole
from core import crypto
from core.audit import SYSTEM
from core.clock import now
from core.db import db, transaction
from core.envelopes import CannotOpen, close_envelope, open_envelope, public_point
from core.reservation import Place, Resource, open_resource
from jobs.fairs.models import CheckIn, Door, Fair, FairPaper, FairRegistration
from jobs.fairs.queries import door as queries
from jobs.fairs.services import door as services
from jobs.fairs.services import fairs, visitors
from jobs.fairs.services.steps import move_fair
from jobs.fairs.tickets import ticket_token
from tests.fairs import world

STATE = ("state", "checked_in_at", "left_at", "kind", "name")


@pytest.fixture
def fair(app):
    """A running fair with two doors and 300 tickets."""
    with transaction() as session:
        row = Fair(title="冬季专场招聘会", station_code="211382", venue="体育馆", state="running", mode="site", starts_at=now() - timedelta(hours=2),
                   ends_at=now() + timedelta(hours=3), tickets_id=open_resource("ticket", 300).id)
        session.add(row)
        session.flush()
        session.add_all([Door(fair_id=row.id, name="1号门"), Door(fair_id=row.id, name="2号门")])
    return row


def _door(fair, n=0):
    return queries.doors(fair.id)[n]


def _heads(fair):
    db.session.rollback()
    return queries.heads(fair.id)


def _visitor(fair, n, **values):
    said = visitors.Visitor(f"张{n}", f"1390000{n:04d}", values.pop("kind", "veteran"), **values)
    with transaction():
        return visitors.register(db.session.get(Fair, fair.id), said, SYSTEM, at_desk=True)


def _scan(fair, shown, door=0):
    with transaction():
        return services.take_scan(db.session.get(Fair, fair.id), _door(fair, door), shown, SYSTEM)


def _qr(fair, visitor, nonce, at=None, **more):
    return services.Shown(nonce, "qr", at or now(), ticket=services.Ticket(fair.id, visitor.id), **more)


def test_a_ticket_lets_in_once_over_two_doors(fair):
    visitor = _visitor(fair, 1)
    assert _scan(fair, _qr(fair, visitor, "nonce-0001")).result == "ok"
    assert _scan(fair, _qr(fair, visitor, "nonce-0002"), door=1).result == "already"
    heads = queries.heads(fair.id)
    assert (heads.total, heads.veteran, heads.inside) == (1, 1, 1)


def test_the_same_scan_sent_again_is_one(fair):
    visitor = _visitor(fair, 1)
    first = _scan(fair, _qr(fair, visitor, "nonce-0001"))
    assert _scan(fair, _qr(fair, visitor, "nonce-0001")).id == first.id
    assert len(db.session.execute(select(CheckIn)).scalars().all()) == 1


@pytest.mark.parametrize(("state", "result"), [("cancelled", "cancelled"), ("waitlisted", "waitlisted")])
def test_why_somebody_is_not_let_in(fair, state, result):
    visitor = _visitor(fair, 1)
    with transaction():
        db.session.get(FairRegistration, visitor.id).state = state
    assert _scan(fair, _qr(fair, visitor, "nonce-0001")).result == result
    assert queries.heads(fair.id).total == 0


@pytest.fixture
def closed(app):
    """A running fair whose only ticket was given back after registration closed: the fair, and two who wait for it."""
    row = world.fair(tickets=1)
    held, first, second = (world.visitor(row, phone=f"1390000000{n}") for n in (1, 2, 3))
    with transaction() as session:
        found = session.get(Fair, row.id)
        fairs.close_registration(found, SYSTEM)
        move_fair(found, "start", SYSTEM)
        visitors.cancel(session.get(FairRegistration, held.id), "person", "changed", SYSTEM)
    world.door(row)
    return row, first, second


def _state(visitor):
    db.session.rollback()
    return db.session.get(FairRegistration, visitor.id).state


def test_a_ticket_given_back_after_closing_is_offered_to_nobody_and_given_at_the_door(closed):
    fair, first, second = closed
    assert (_state(first), _state(second)) == ("waitlisted", "waitlisted")
    assert _scan(fair, _qr(fair, second, "nonce-0001")).result == "ok"
    assert _scan(fair, _qr(fair, first, "nonce-0002")).result == "waitlisted"
    assert (_state(first), _state(second)) == ("waitlisted", "checked_in")
    kept = db.session.get(Resource, db.session.get(Fair, fair.id).tickets_id)
    assert (kept.taken, kept.waiting) == (1, 1)


def test_who_waits_and_is_registered_as_a_walk_in_is_one_head(closed):
    fair, first, second = closed
    for n, (row, result) in enumerate(((first, "ok"), (second, "waitlisted"))):
        walk_in = visitors.Visitor("王小明", row.phone, "veteran", origin="walk_in")
        scan = _scan(fair, services.Shown(f"nonce-000{n}", "walk_in", now(), walk_in=walk_in))
        assert (scan.registration_id, scan.result) == (row.id, result)
    inside = visitors.Visitor("王小明", second.phone, "veteran", origin="walk_in")
    assert _scan(fair, services.Shown("nonce-0009", "walk_in", now(), walk_in=inside, was_offline=True)).result == "ok", "who is inside already is counted"
    assert _heads(fair).total == 2


def test_who_is_inside_without_a_ticket_waits_for_none_any_more(app):
    """Registration is open on the day: a ticket given back goes to somebody who still waits, not to who came in by a door without a network."""
    row = world.fair(tickets=1)
    held, inside, third = (world.visitor(row, phone=f"1390000000{n}") for n in (1, 2, 3))
    with transaction() as session:
        move_fair(session.get(Fair, row.id), "start", SYSTEM)
    world.door(row)
    walk_in = visitors.Visitor("王小明", inside.phone, "veteran", origin="walk_in")
    assert _scan(row, services.Shown("nonce-0001", "walk_in", now(), walk_in=walk_in, was_offline=True)).result == "ok"
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, held.id), "person", "changed", SYSTEM)
    assert [_state(one) for one in (held, inside, third)] == ["cancelled", "checked_in", "offered"]


def test_opened_again_the_ticket_is_offered_to_the_first_who_waits(app):
    row = world.fair(tickets=1)
    held, first, second = world.visitor(row), world.visitor(row), world.visitor(row)
    with transaction() as session:
        fairs.close_registration(session.get(Fair, row.id), SYSTEM)
        visitors.cancel(session.get(FairRegistration, held.id), "person", "changed", SYSTEM)
    assert (_state(first), _state(second)) == ("waitlisted", "waitlisted")
    with transaction() as session:
        fairs.open_registration(session.get(Fair, row.id), SYSTEM)
    assert (_state(first), _state(second)) == ("offered", "waitlisted")
    assert _state(world.visitor(row)) == "waitlisted", "people can register again"


def test_the_pages_say_what_becomes_of_tickets_after_closing(closed, make):
    fair, first, _second = closed
    assert "报名已经截止" in make.client().get(f"/fairs/ticket/{ticket_token(fair.id, first.id)}").text
    assert "有 1 张空票，2 人在候补" in make.client(make.staff(StaffRole.CITY)).get(f"/bureau/fairs/{fair.id}/visitors").text


def test_codes_that_are_nobodys(fair):
    assert _scan(fair, services.Shown("nonce-0001", "qr", now())).result == "unknown"
    assert _scan(fair, services.Shown("nonce-0002", "qr", now(), ticket=services.Ticket(fair.id + 1, 1))).result == "other_fair"
    assert _scan(fair, services.Shown("nonce-0003", "code", now(), digits="999")).result == "unknown"


def test_digits_mean_a_number_or_the_end_of_a_phone(fair):
    first, second = _visitor(fair, 1), _visitor(fair, 2)
    assert _scan(fair, services.Shown("nonce-0001", "phone", now(), digits="0001")).registration_id == first.id
    assert _scan(fair, services.Shown("nonce-0002", "code", now(), digits=second.door_code)).registration_id == second.id
    with transaction():
        db.session.get(FairRegistration, second.id).phone_tail_index = crypto.blind_index("0001", "phone-tail")
    assert _scan(fair, services.Shown("nonce-0003", "phone", now(), digits="0001")).result == "ambiguous"
    assert _scan(fair, services.Shown("nonce-0004", "list", now(), registration_id=second.id)).result == "already"


def test_nobody_is_let_in_before_the_start_or_over_the_permit(fair):
    one, two = _visitor(fair, 1), _visitor(fair, 2)
    with transaction() as session:
        session.add(FairPaper(fair_id=fair.id, kind="permit", permitted=1))
    assert _scan(fair, _qr(fair, one, "nonce-0001")).result == "ok"
    assert _scan(fair, _qr(fair, two, "nonce-0002")).result == "full"
    assert _scan(fair, _qr(fair, two, "nonce-0003", was_offline=True)).result == "ok"  # the door without a network let them in
    with transaction():
        db.session.get(Fair, fair.id).state = "open"
    assert _scan(fair, _qr(fair, one, "nonce-0004")).result == "not_running"


def test_a_walk_in_with_a_registered_phone_is_that_visitor(fair):
    visitor = _visitor(fair, 7)
    walked = services.Shown("nonce-0001", "walk_in", now(), walk_in=visitors.Visitor("张七", "13900000007", "veteran", origin="walk_in"))
    assert _scan(fair, walked).registration_id == visitor.id
    assert queries.heads(fair.id).total == 1


def test_taking_a_check_in_back(fair):
    visitor = _visitor(fair, 1)
    scan = _scan(fair, _qr(fair, visitor, "nonce-0001"))
    with transaction():
        services.undo_scan(db.session.get(CheckIn, scan.id), SYSTEM)
    assert db.session.get(FairRegistration, visitor.id).state == "confirmed"
    assert queries.heads(fair.id).total == 0
    with transaction(), pytest.raises(services.CannotUndo):
        services.undo_scan(db.session.get(CheckIn, scan.id), SYSTEM)
    assert _scan(fair, _qr(fair, visitor, "nonce-0002")).result == "ok"


def _day(fair, many, seed):
    """A day's scans from two devices: tickets, numbers, leaving, coming back, people without a registration, some of them at both doors."""
    chance = random.Random(seed)
    people = [_visitor(fair, n) for n in range(1, many // 8)]
    start, out = now() - timedelta(hours=2), []
    for n in range(many):
        at, nonce, door = start + timedelta(seconds=chance.randrange(6000)), f"nonce-{n:05d}", chance.randrange(2)
        if chance.random() < 0.12:
            who = chance.randrange(many // 12)
            walk_in = visitors.Visitor(f"李{who}-{door}", f"1370000{who:04d}", chance.choice(["veteran", "family", "other"]), origin="walk_in")
            out.append((door, services.Shown(nonce, "walk_in", at, walk_in=walk_in, was_offline=True)))
        elif chance.random() < 0.2:
            out.append((door, services.Shown(nonce, "code", at, digits=chance.choice(people).door_code, is_out=chance.random() < 0.3, was_offline=True)))
        else:
            out.append((door, _qr(fair, chance.choice(people), nonce, at, is_out=chance.random() < 0.3, was_offline=True)))
    return out


def _as_it_stands(fair):
    """Everything that must not depend on the order: visitors by phone, scans by nonce."""
    db.session.rollback()
    rows = db.session.execute(select(FairRegistration).where(FairRegistration.fair_id == fair.id)).scalars()
    who = {row.id: row.phone for row in rows}
    rows = db.session.execute(select(FairRegistration).where(FairRegistration.fair_id == fair.id)).scalars()
    scans = db.session.execute(select(CheckIn).where(CheckIn.fair_id == fair.id)).scalars()
    return ({row.phone: tuple(getattr(row, name) for name in STATE) for row in rows}, {s.nonce: (s.result, who.get(s.registration_id)) for s in scans},
            queries.heads(fair.id))


def _forget_the_day(fair):
    with transaction() as session:
        session.execute(CheckIn.__table__.delete())
        for row in session.execute(select(FairRegistration)).scalars():
            if row.origin == "walk_in":
                row.place_id, place = None, row.place_id
                session.flush()
                session.execute(Place.__table__.delete().where(Place.id == place))
                session.delete(row)
            else:
                row.state, row.checked_in_at, row.left_at = "confirmed", None, None


def _mixed(scans, seed):
    """Batches in any order, some twice, some lost on the way and sent again later."""
    chance = random.Random(seed)
    batches = [scans[i:i + 20] for i in range(0, len(scans), 20)]
    chance.shuffle(batches)
    lost = [batch for batch in batches if chance.random() < 0.3]
    arrived = [batch[: chance.randrange(20)] if batch in lost else batch for batch in batches]
    doubled = [batch for batch in batches if chance.random() < 0.3]
    later = lost + doubled
    chance.shuffle(later)
    mixed = [scan for batch in [*arrived, *later] for scan in chance.sample(batch, len(batch))]
    assert {scan.nonce for _door_, scan in mixed} == {scan.nonce for _door_, scan in scans}
    assert len(mixed) > len(scans)
    return mixed


def _run(fair, scans):
    for door, shown in scans:
        _scan(fair, shown, door)


def _check_any_order(fair, many, seed):
    scans = _day(fair, many, seed)
    _run(fair, sorted(scans, key=lambda s: (s[1].at, s[1].nonce)))
    in_order = _as_it_stands(fair)
    assert in_order[2].total > many // 10
    _forget_the_day(fair)
    _run(fair, _mixed(scans, seed))
    assert _as_it_stands(fair) == in_order


def test_batches_in_any_order_end_like_a_run_in_order(fair):
    _check_any_order(fair, 240, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_scans_in_any_order_end_like_a_run_in_order(fair, seed):
    _check_any_order(fair, 1000, seed)


def test_without_settling_the_order_shows(fair, monkeypatch):
    """The control: taken as they come, mixed batches end otherwise."""
    def as_it_comes(registration, actor):
        row = db.session.get(FairRegistration, registration.id)
        last = db.session.execute(select(CheckIn).where(CheckIn.registration_id == row.id).order_by(CheckIn.id.desc()).limit(1)).scalar_one()
        row.state = "left" if last.is_out else "checked_in"
    monkeypatch.setattr(services, "_settle", as_it_comes)
    with pytest.raises(AssertionError):
        _check_any_order(fair, 240, seed=1)


def test_an_envelope_opens_here_alone(app):
    sealed = close_envelope(b"14:02 0001", public_point(), os.urandom(12))
    assert open_envelope(sealed) == b"14:02 0001"
    assert b"0001" not in sealed
    for wrong in (sealed[:-1], sealed[:65] + bytes(12) + sealed[77:], b"", sealed[:64], bytes(200)):
        with pytest.raises(CannotOpen):
            open_envelope(wrong)


def _sealed(nonce, **said):
    said = {"nonce": nonce, "at": int(now().timestamp() * 1000), **said}
    return {"nonce": nonce, "sealed": b64encode(close_envelope(json.dumps(said).encode(), public_point(), os.urandom(12))).decode()}


def test_a_device_sends_what_it_kept(app, make, fair):
    visitor = _visitor(fair, 1)
    client = make.client(make.staff(StaffRole.FAIR_DESK))
    door = _door(fair)
    address = f"/bureau/fairs/{fair.id}/doors/{door.id}"
    batch = [_sealed("nonce-aaaa1", shown=f"https://example.cn/fairs/tickets/{ticket_token(fair.id, visitor.id)}", offline=True),
             _sealed("nonce-aaaa2", walk_in={"name": "李四", "phone": "13800001111", "kind": "family"}, offline=True),
             _sealed("nonce-aaaa3", shown="0001"), {"nonce": "nonce-aaaa4", "sealed": "no"}, _sealed("nonce-aaaa5", walk_in={"name": "", "kind": "family"})]
    for _twice in range(2):
        answer = client.post(f"{address}/scans", json={"scans": batch}).get_json()
        assert [v["result"] for v in answer["verdicts"]] == ["ok", "ok", "already", "unreadable", "unreadable"]
        assert answer["counts"] == {"total": 2, "veteran": 1, "family": 1, "other": 0, "inside": 2}
    assert answer["verdicts"][1]["name"] == "李*"
    assert client.post(f"{address}/scans", json={"scans": [_sealed("nonce-b", shown="1")] * 51}).status_code == 422


def test_a_scanner_that_types_the_tickets_address_needs_no_script(make, fair):
    visitor, client = _visitor(fair, 1), make.client(make.staff(StaffRole.FAIR_DESK))
    shown = f"https://x/fairs/ticket/{ticket_token(fair.id, visitor.id)}"
    client.post(f"/bureau/fairs/{fair.id}/doors/{_door(fair).id}", data={"shown": shown, "nonce": "nonce-0001"})
    db.session.rollback()
    assert [(scan.way, scan.result) for scan in db.session.scalars(select(CheckIn))] == [("qr", "ok")]


def test_the_desk_without_a_script(app, make, fair):
    visitor = _visitor(fair, 1)
    client = make.client(make.staff(StaffRole.FAIR_DESK))
    address = f"/bureau/fairs/{fair.id}/doors/{_door(fair).id}"
    page = client.post(address, data={"shown": visitor.door_code, "nonce": "nonce-0001"}).get_data(as_text=True)
    assert "张*" in page
    assert "已入场" not in page
    assert visitor.door_code in page
    assert "13900000001" not in page
    page = client.post(f"{address}/walk-ins", data={"name": "赵五", "phone": "", "kind": "other", "nonce": "nonce-0002"}).get_data(as_text=True)
    assert "赵*" in page
    assert _heads(fair).total == 2
    assert client.post(f"{address}/walk-ins", data={"name": "", "kind": "other", "nonce": "nonce-0003"}).status_code == 422
    assert client.post(f"{address}/undo", data={"nonce": "nonce-0002"}).status_code == 303
    assert _heads(fair).total == 1


def test_a_walk_in_without_a_ticket_left_is_not_told_that_the_hall_is_full(make):
    fair = world.fair("open", tickets=1)
    world.visitor(fair)
    with transaction() as session:
        move_fair(session.get(Fair, fair.id), "start", SYSTEM)
    client, door = make.client(make.staff(StaffRole.FAIR_DESK)), world.door(fair)
    page = client.post(f"/bureau/fairs/{fair.id}/doors/{door.id}/walk-ins", data={"name": "李四", "kind": "other", "phone": "", "nonce": "nonce-00001"}).text
    db.session.rollback()
    assert [scan.result for scan in db.session.scalars(select(CheckIn))] == ["no_ticket"]
    assert "票已发完" in page
    assert "等有人离场" not in page


@pytest.mark.parametrize("body", [[1], {"scans": [None]}, {"scans": {}}, {}, "x"])
def test_a_body_that_is_no_batch_is_refused(make, fair, body):
    client = make.client(make.staff(StaffRole.FAIR_DESK))
    answer = client.post(f"/bureau/fairs/{fair.id}/doors/{_door(fair).id}/scans", json=body)
    assert answer.status_code == (200 if body == {"scans": [None]} else 422)


def test_a_device_whose_clock_is_mad_gets_an_answer(make, fair):
    client = make.client(make.staff(StaffRole.FAIR_DESK))
    batch = [_sealed("nonce-cccc1", shown="0001", at=10 ** 40), _sealed("nonce-cccc2", shown="0001", at=-(10 ** 17)), _sealed("nonce-cccc3", picked=10 ** 30)]
    answer = client.post(f"/bureau/fairs/{fair.id}/doors/{_door(fair).id}/scans", json={"scans": batch})
    assert [v["result"] for v in answer.get_json()["verdicts"]] == ["unreadable", "unreadable", "unknown"]


def test_two_doors_do_not_both_let_the_last_one_in(app, fair, monkeypatch):
    people = [_visitor(fair, n) for n in (1, 2)]
    shown = [_qr(fair, one, f"nonce-000{n}") for n, one in enumerate(people)]
    doors, fair_id = [_door(fair, n).id for n in (0, 1)], fair.id
    with transaction() as session:
        session.add(FairPaper(fair_id=fair_id, kind="permit", permitted=1))
    counted, found = queries.heads, []

    def slowly(*asked):
        answer = counted(*asked)
        time.sleep(0.3)
        return answer

    def scan(n):
        with app.app_context(), transaction() as session:
            found.append(services.take_scan(session.get(Fair, fair_id), session.get(Door, doors[n]), shown[n], SYSTEM).result)

    monkeypatch.setattr(queries, "heads", slowly)
    threads = [threading.Thread(target=scan, args=(n,)) for n in (0, 1)]
    [t.start() for t in threads]
    [t.join(20) for t in threads]
    assert sorted(found) == ["full", "ok"]


def test_an_offer_that_ran_out_a_moment_ago_is_a_place_in_line_and_holds_up_no_batch(make):
    fair = world.fair("open", tickets=2, people_until=None)
    held, other, waits = (world.visitor(fair) for _n in range(3))
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, held.id), "person", "changed", SYSTEM)
        place = session.get(Place, session.get(FairRegistration, waits.id).place_id)
        assert place.state == "offered"
        place.offered_until = now() - timedelta(seconds=1)
        move_fair(session.get(Fair, fair.id), "start", SYSTEM)
    client, door = make.client(make.staff(StaffRole.FAIR_DESK)), world.door(fair)
    batch = [_sealed(f"nonce-dddd{n}", shown=f"x/{ticket_token(fair.id, one.id)}", offline=True) for n, one in enumerate((waits, other))]
    answer = client.post(f"/bureau/fairs/{fair.id}/doors/{door.id}/scans", json={"scans": batch})
    assert [v["result"] for v in answer.get_json()["verdicts"]] == ["waitlisted", "ok"]


def test_a_check_in_taken_back_after_the_end_leaves_a_no_show(fair):
    visitor = _visitor(fair, 1)
    scan = _scan(fair, _qr(fair, visitor, "nonce-0001"))
    with transaction() as session:
        session.get(Fair, fair.id).state = "ended"
        services.undo_scan(session.get(CheckIn, scan.id), SYSTEM)
    assert _state(visitor) == "no_show"
    again = _scan(fair, _qr(fair, visitor, "nonce-0002", was_offline=True))
    assert (again.result, _state(visitor)) == ("ok", "checked_in")
    with transaction() as session:
        session.get(Fair, fair.id).state = "reported"
    with pytest.raises(services.CannotUndo), transaction() as session:
        services.undo_scan(session.get(CheckIn, again.id), SYSTEM)

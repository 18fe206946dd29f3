"""People register by name and phone, get tickets or a place in line; tickets are signed and hold nothing personal."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from core import reservation
from core.audit import SYSTEM
from core.clock import now
from core.db import db, transaction
from core.errors import Refusal
from core.outbox import Message
from core.reservation import IsFull, OfferIsOver, lapse_offers
from jobs.fairs import tickets
from jobs.fairs.models import Fair, FairInvitation, FairRegistration
from jobs.fairs.queries import visitors as queries
from jobs.fairs.queries.fairs import room
from jobs.fairs.queries.visitors import coverage
from jobs.fairs.services import fairs, visitors
from jobs.fairs.services.steps import move_fair
from jobs.fairs.services.visitors import AlreadyRegistered, NotTheTime
from tests.fairs import world
from tests.outboxes import messages


def state(row):
    db.session.rollback()
    return db.session.get(FairRegistration, row.id).state


def do(deed, row, *args):
    with transaction() as session:
        deed(session.get(FairRegistration, row.id), *args, SYSTEM)


def templates():
    db.session.rollback()
    return list(db.session.scalars(select(Message.template).order_by(Message.id)))


def test_a_ticket_at_once_then_the_line(app):
    fair = world.fair(tickets=2)
    rows = [world.visitor(fair) for _ in range(4)]
    assert [state(r) for r in rows] == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert templates() == ["fair_ticket", "fair_ticket", "fair_waiting", "fair_waiting"]
    assert len({r.door_code for r in rows}) == 4
    assert all(len(r.door_code) == 3 for r in rows)


def test_the_account_that_registered_or_the_persons_own_hears_on_the_site(app, make):
    fair, known, other = world.fair(), make.account(), make.account()
    file = make.person(account_id=other.id)
    signed_in, at_desk = world.visitor(fair, account_id=known.id), world.visitor(fair, person_id=file.id, at_desk=True)
    alone, nobody = world.visitor(fair), world.visitor(fair, person_id=make.person().id, at_desk=True)
    assert [m.recipient for m in messages("in_site")] == [str(known.id), str(other.id)]
    assert len(messages()) == 4
    rows = [db.session.get(FairRegistration, row.id) for row in (signed_in, at_desk, alone, nobody)]
    assert queries.accounts_of(rows) == {signed_in.id: known.id, at_desk.id: other.id, alone.id: None, nobody.id: None}
    kept = messages("in_site")[0].facts
    assert kept.keys() == {"fair", "when", "place"}, "no ticket's address, no number for the door"


def test_one_registration_for_each_phone_and_person(app, make):
    fair, person = world.fair(), make.person()
    row = world.visitor(fair, phone="13800138000", person_id=person.id)
    for values in ({"phone": "13800138000"}, {"person_id": person.id}):
        with pytest.raises(AlreadyRegistered) as refused:
            world.visitor(fair, **values)
        assert refused.value.facts["registration"] == row.id
        db.session.rollback()
    do(visitors.cancel, row, "person", "changed")
    assert world.visitor(fair, phone="13800138000", person_id=person.id).id != row.id


def test_a_number_for_the_door_somebody_else_drew_is_drawn_again(app, monkeypatch):
    fair = world.fair()
    taken = world.visitor(fair).door_code
    drawn = iter([taken, taken, "998"])
    monkeypatch.setattr(visitors.secrets, "choice", lambda _free: next(drawn))
    assert world.visitor(fair).door_code == "998"


def test_without_a_second_draw_the_number_of_somebody_else_ends_the_registration(app, monkeypatch):
    """The control: one draw alone, as it was once, turns a visitor away whose phone nobody had registered."""
    fair = world.fair()
    drawn = iter([world.visitor(fair).door_code, "998"])
    monkeypatch.setattr(visitors, "DRAWS", 1)
    monkeypatch.setattr(visitors.secrets, "choice", lambda _free: next(drawn))
    with pytest.raises(Refusal) as refused:
        world.visitor(fair)
    assert not isinstance(refused.value, AlreadyRegistered)


def test_a_place_given_back_is_offered_and_can_be_taken(app):
    fair = world.fair(tickets=1)
    first, second, third = (world.visitor(fair) for _ in range(3))
    do(visitors.cancel, first, "person", "changed")
    assert [state(r) for r in (first, second, third)] == ["cancelled", "offered", "waitlisted"]
    message = db.session.scalar(select(Message).where(Message.template == "fair_place_free"))
    assert tickets.ticket_token(fair.id, second.id, tickets.OWN) in message.facts["site"]
    with transaction() as session:
        visitors.accept_offer(session.get(FairRegistration, second.id), session.get(Fair, fair.id), SYSTEM)
    assert state(second) == "confirmed"
    do(visitors.cancel, second, "staff", "staff")
    assert state(third) == "offered"


def test_an_offer_that_ran_out_cannot_be_taken(app, monkeypatch):
    fair = world.fair(tickets=1)
    first, second, third = (world.visitor(fair) for _ in range(3))
    do(visitors.cancel, first, "person", "changed")
    later = now() + timedelta(hours=13)
    monkeypatch.setattr(reservation, "now", lambda: later)
    with pytest.raises(OfferIsOver), transaction() as session:
        visitors.accept_offer(session.get(FairRegistration, second.id), session.get(Fair, fair.id), SYSTEM)
    with transaction():
        lapse_offers()
    assert [state(r) for r in (second, third)] == ["waitlisted", "offered"]


def test_a_used_ticket_is_never_offered_again(app):
    fair = world.fair(tickets=1)
    first, second = world.visitor(fair), world.visitor(fair)
    with transaction() as session:
        row = session.get(FairRegistration, first.id)
        reservation.use_place(session.get(reservation.Place, row.place_id))
        assert not reservation.release(session.get(reservation.Place, row.place_id), "changed")
    assert state(second) == "waitlisted"


@pytest.mark.parametrize(("stage", "values", "works"), [
    ("open", {}, True), ("running", {}, True), ("announced", {}, False), ("closed", {}, False), ("ended", {}, False),
    ("open", {"people_from": now() + timedelta(days=1)}, False), ("open", {"people_until": now() - timedelta(hours=1)}, False)])
def test_the_window_is_kept(app, stage, values, works):
    fair = world.fair(stage, **{"people_until": None, **values})
    if stage == "running":
        with transaction() as session:
            reservation.set_closing(session.get(Fair, fair.id).tickets_id, None)
    if works:
        assert state(world.visitor(fair)) == "confirmed"
    else:
        with pytest.raises(NotTheTime):
            world.visitor(fair)


def test_a_desk_gives_out_what_is_free_after_the_close(app):
    fair = world.fair("closed", tickets=1)
    assert state(world.visitor(fair, at_desk=True, phone=None, origin="walk_in")) == "confirmed"
    with pytest.raises(IsFull):
        world.visitor(fair, at_desk=True)


def test_closing_ends_offers(app):
    fair = world.fair(tickets=1)
    first, second = world.visitor(fair), world.visitor(fair)
    with transaction() as session:
        from jobs.fairs.services.fairs import close_registration
        close_registration(session.get(Fair, fair.id), SYSTEM)
    do(visitors.cancel, first, "person", "changed")
    assert state(second) == "waitlisted"
    assert room(db.session.get(Fair, fair.id))["tickets"].taken == 0


def test_a_token_is_signed_and_holds_nothing_personal(app):
    fair = world.fair()
    row = world.visitor(fair, name="欧阳建国", phone="13912345678")
    token = tickets.ticket_token(fair.id, row.id)
    assert tickets.read_token(token) == (fair.id, row.id)
    assert tickets.read_token(token.upper()) == (fair.id, row.id)
    for forged in (token[:-1] + ("a" if token[-1] != "a" else "b"), tickets.ticket_token(fair.id, row.id + 1)[:-16] + token[-16:], "1-2-", "", "x" * 40):
        assert tickets.read_token(forged) is None
    assert "欧阳" not in token
    assert "5678" not in token


def test_the_code_can_be_read(app):
    """The SVG is drawn again as a picture and read by a reader of QR codes."""
    import io

    import segno
    address = tickets.ticket_address(3, 77)
    modules = segno.make(address, error="m", micro=False)
    assert modules.version <= 5
    assert str(tickets.qr_svg(address)).count("<path") == 2
    assert "style=" not in tickets.qr_svg(address)
    out = io.BytesIO()
    modules.save(out, kind="png", scale=6, border=4)
    assert out.getvalue()


def test_the_calendar_file(app):
    from icalendar import Calendar
    fair = world.fair()
    event = next(c for c in Calendar.from_ical(tickets.calendar_file(fair)).walk("VEVENT"))
    assert event.decoded("dtstart") == fair.starts_at
    assert event.decoded("dtend") == fair.ends_at
    assert str(event["summary"]) == fair.title
    assert "体育馆" in str(event["location"])
    assert [c.name for c in event.subcomponents] == ["VALARM"]


def test_invitations_go_once_and_coverage_counts(app, make):
    fair = world.fair()
    there = [make.person(station_code="211382001001") for _ in range(3)]
    make.person(station_code="211382002002")
    make.person(station_code="211382001001", seeking="no")
    make.person(station_code="211382001001", phone=None)
    world.visitor(fair, person_id=there[0].id, phone=there[0].phone, township_code="211382001")
    world.visitor(fair, township_code="211382001", kind="other")
    with transaction() as session:
        assert visitors.invite("211382001", session.get(Fair, fair.id), "http://x", SYSTEM) == 2
    with transaction() as session:
        assert visitors.invite("211382001", session.get(Fair, fair.id), "http://x", SYSTEM) == 0
    assert db.session.scalar(select(func.count()).select_from(FairInvitation)) == 2
    assert templates().count("fair_invitation") == 2
    rows = {row["code"]: row for row in coverage("211382", fair.id)}
    assert rows["211382001"] | {"name": ""} == {"code": "211382001", "name": "", "seeking": 4, "invited": 2, "came_from_file": 1, "registered": 2}
    assert rows["211382002"]["seeking"] == 1
    assert [row["code"] for row in coverage("211382001", fair.id)] == ["211382001"]


def test_after_the_end_nobody_is_offered_a_ticket(app):
    fair = world.fair(tickets=1, people_until=None)
    first, second, third = (world.visitor(fair) for _n in range(3))
    do(visitors.cancel, first, "person", "changed")
    assert (state(second), state(third)) == ("offered", "waitlisted")
    with transaction() as session:
        row = session.get(Fair, fair.id)
        row.state = "running"
    with time_machine.travel(fair.starts_at, tick=False), transaction() as session:
        fairs.end_fair(session.get(Fair, fair.id), SYSTEM)
    told = len(messages())
    with time_machine.travel(fair.starts_at + timedelta(minutes=1), tick=False), transaction():
        lapse_offers()
    assert (state(second), state(third)) == ("waitlisted", "waitlisted")
    assert len(messages()) == told


def test_an_offer_ends_with_the_fair(app):
    fair = world.fair(tickets=1, people_until=None)
    first, second = world.visitor(fair), world.visitor(fair)
    with time_machine.travel(fair.ends_at - timedelta(hours=2), tick=False):
        do(visitors.cancel, first, "person", "changed")
    place = db.session.get(reservation.Place, db.session.get(FairRegistration, second.id).place_id)
    assert (state(second), place.offered_until) == ("offered", fair.ends_at)


def test_registration_closed_before_the_start_stays_closed_and_the_page_says_so(client):
    fair = world.fair("closed", tickets=5, people_until=None)
    with transaction() as session:
        move_fair(session.get(Fair, fair.id), "start", SYSTEM)
    assert 'name="phone"' not in client.get(f"/fairs/{fair.id}").text
    open_still = world.fair("open", tickets=5, people_until=None)
    with transaction() as session:
        move_fair(session.get(Fair, open_still.id), "start", SYSTEM)
    assert 'name="phone"' in client.get(f"/fairs/{open_still.id}").text


def test_whom_a_station_registers_is_known_by_the_file_and_not_invited_again(make):
    fair = world.fair()
    known, other = (make.person(name=name, phone=f"1370000000{n}", station_code="211382001") for n, name in enumerate(("赵建国", "钱进")))
    foreign = make.person(name="孙武", phone="13700000007", station_code="211382009")
    client = make.client(make.staff("township", station="211382001"))
    for name, phone in (("赵建国", known.phone), ("钱 进进", other.phone), ("孙武", foreign.phone)):
        assert client.post(f"/bureau/fairs/{fair.id}/visitors", data={"name": name, "phone": phone, "kind": "veteran"}).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(FairRegistration.person_id).order_by(FairRegistration.id)).all() == [known.id, None, None]
    assert not queries.people_to_invite("211382", fair.id), "who registered by phone alone is not asked to register"

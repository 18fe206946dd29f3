"""Intentions at a fair: both sides sign, in three ways, once for each pair and position."""

from datetime import timedelta

import pytest
import time_machine

from core.audit import SYSTEM
from core.clock import now
from core.db import db, transaction
from core.outbox import Message
from jobs.fairs.models import Fair, FairEmployer, FairRegistration
from jobs.fairs.queries import board
from jobs.fairs.services import booths, exhibitors, visitors
from jobs.fairs.tickets import ticket_token
from jobs.models import Intention
from tests.fairs import world
from tests.fairs.day import begin, came, holding, open_day, open_rival, raw, tap


@pytest.fixture
def day(make):
    return open_day(make)


def proposed(make, day):
    """A visitor at the booth whose intention the enterprise has signed: client of the recruiter, visitor, intention."""
    client, row = make.client(day[4]), came(day[0])
    begin(client, day[0], row)
    tap(client, day[0], row, day[3][0], "intention")
    return client, row, raw(Intention)[0]


def counted(day):
    db.session.rollback()
    return board.intentions(day[0].id)


def answer(client, day, row, intention, step="sign"):
    return client.post(f"/fairs/ticket/{ticket_token(day[0].id, row.id)}/intentions/{intention.id}/{step}", follow_redirects=True)


def test_the_person_signs_on_the_ticket_once(make, day):
    _client, row, intention = proposed(make, day)
    assert counted(day) == 0
    for _n in range(2):
        answer(holding(make.client(), row), day, row, intention)
    found = raw(Intention)[0]
    assert (found.state, found.person_signed_how, found.employer_signed_how, counted(day)) == ("confirmed", "qr", "staff", 1)


def test_the_person_says_no(make, day):
    _client, row, intention = proposed(make, day)
    answer(holding(make.client(), row), day, row, intention, "refuse")
    assert (raw(Intention)[0].lapse_reason, counted(day)) == ("person", 0)


def test_a_recruiter_does_not_sign_for_the_person(make, day):
    client, row, intention = proposed(make, day)
    assert "只能由本人" in answer(holding(client, row), day, row, intention).text
    assert counted(day) == 0


def test_a_tickets_address_alone_signs_and_tells_nothing(make, day):
    _client, row, intention = proposed(make, day)
    passer = make.client()
    ticket = f"/fairs/ticket/{ticket_token(day[0].id, row.id)}"
    assert day[1].name not in passer.get(ticket).text.split("<form")[0]
    for step in ("sign", "refuse"):
        assert "只能由本人" in answer(passer, day, row, intention, step).text
    assert (raw(Intention)[0].state, counted(day)) == ("signed", 0)
    forged = make.client()
    forged.set_cookie(f"ticket-{row.id}", ticket_token(day[0].id, row.id), path="/fairs/ticket")
    answer(forged, day, row, intention)
    assert counted(day) == 0
    another = came(day[0])
    answer(holding(make.client(), another), day, row, intention)
    assert counted(day) == 0
    assert "我同意，签" in holding(passer, row).get(ticket).text


def test_the_signed_in_person_signs_and_staff_do_not(make, day):
    own = make.account()
    row = came(day[0], person=make.person(name="赵建国", account_id=own.id))
    client = make.client(day[4])
    begin(client, day[0], row)
    tap(client, day[0], row, day[3][0], "intention")
    intention = raw(Intention)[0]
    for other in (make.staff("city"), make.account()):
        answer(make.client(other), day, row, intention)
    assert counted(day) == 0
    answer(make.client(own), day, row, intention)
    assert counted(day) == 1


def test_whom_a_desk_registers_on_the_public_page_it_does_not_sign_for(make, day):
    values = {"name": "钱进", "kind": "veteran"}
    for n, (client, holds) in enumerate([(make.client(), True), (make.client(day[4]), False), (make.client(make.staff("city")), False)]):
        with transaction() as session:
            session.get(Fair, day[0].id).people_until = None
        where = client.post(f"/fairs/{day[0].id}", data={**values, "phone": f"1390000777{n}"}).headers["Location"]
        client.get(where)
        assert (client.get_cookie(f"ticket-{raw(FairRegistration)[-1].id}", path="/fairs/ticket") is not None) is holds
        again = make.client()
        again.get(again.post(f"/fairs/{day[0].id}", data={**values, "phone": f"1390000777{n}"}).headers["Location"])
        assert again.get_cookie(f"ticket-{raw(FairRegistration)[-1].id}", path="/fairs/ticket") is None


def test_another_visitors_ticket_signs_nothing(make, day):
    _client, _row, intention = proposed(make, day)
    other = came(day[0])
    assert answer(holding(make.client(), other), day, other, intention).status_code == 404


def test_the_day_after_nobody_signs_on_a_screen(make, day):
    _client, row, intention = proposed(make, day)
    with transaction() as session:
        session.get(Fair, day[0].id).state = "ended"
    with time_machine.travel(day[0].ends_at + timedelta(days=1), tick=False):
        answer(holding(make.client(), row), day, row, intention)
        assert now() > day[0].ends_at
    assert counted(day) == 0


def code_sent(client, day, intention):
    where = client.post(f"/employer/fairs/{day[0].id}/desk/intentions/{intention.id}/send-code").headers["Location"]
    message = [m for m in raw(Message) if m.template == "intention_code"][-1]
    return where.split("code=")[1].split("&")[0], message.facts["code"]


def enter(client, day, intention, code_id, digits):
    return client.post(f"/employer/fairs/{day[0].id}/desk/intentions/{intention.id}/code", data={"code_id": code_id, "digits": digits}, follow_redirects=True)


def test_a_code_told_to_the_booth_signs_this_intention_alone(make, day):
    client, row, first = proposed(make, day)
    tap(client, day[0], row, day[3][1], "intention")
    second = raw(Intention)[1]
    code_id, digits = code_sent(client, day, first)
    enter(client, day, second, code_id, digits)
    assert counted(day) == 0
    wrong = f"{(int(digits) + 1) % 10 ** 6:06d}"
    assert "不对" in enter(client, day, first, code_id, wrong).text
    enter(client, day, first, code_id, digits)
    assert (counted(day), raw(Intention)[0].person_signed_how) == (1, "code")


def test_five_wrong_tries_use_a_code_up(make, day):
    client, _row, intention = proposed(make, day)
    code_id, digits = code_sent(client, day, intention)
    for n in range(1, 6):
        enter(client, day, intention, code_id, f"{(int(digits) + n) % 10 ** 6:06d}")
    enter(client, day, intention, code_id, digits)
    assert counted(day) == 0


def test_another_enterprise_cannot_touch_it(make, day):
    _client, _row, intention = proposed(make, day)
    stranger = open_rival(make, day[0])[1]
    assert stranger.post(f"/employer/fairs/{day[0].id}/desk/intentions/{intention.id}/send-code").status_code == 404


def slip(client, day, printed=1, **values):
    data = {"slip": printed, "booth": "A01", "line": 1, "kind": "veteran", **values}
    return client.post(f"/bureau/fairs/{day[0].id}/slips", data=data)


def test_a_paper_slip_counts_once(make, day):
    desk, row = make.client(make.staff("fair_desk")), came(day[0])
    for _n in range(2):
        assert slip(desk, day, printed=7, number=row.door_code).status_code == 303
    found = raw(Intention)
    assert [(i.state, i.slip_number, i.person_signed_how, i.employer_signed_how) for i in found] == [("confirmed", 7, "paper", "paper")]
    other = came(day[0])
    assert slip(desk, day, printed=7, number=other.door_code).status_code == 422
    assert slip(desk, day, printed=8, number=row.door_code).status_code == 303
    assert counted(day) == 1


def test_paper_finishes_what_the_tap_began(make, day):
    _client, row, intention = proposed(make, day)
    which = [p.id for p in sorted(day[3], key=lambda p: p.title)].index(intention.position_id) + 1
    slip(make.client(make.staff("fair_desk")), day, line=which, number=row.door_code)
    found = raw(Intention)[0]
    assert (found.state, found.employer_signed_how, found.person_signed_how, found.slip_number) == ("confirmed", "staff", "paper", 1)


def test_a_slip_of_somebody_unknown_registers_them_once(make, day):
    desk = make.client(make.staff("fair_desk"))
    for number, line in ((1, 1), (2, 2)):
        assert slip(desk, day, printed=number, line=line, name="李四", phone="13911112222").status_code == 303
    assert [r.origin for r in raw(FairRegistration)] == ["walk_in"]
    assert counted(day) == 2


def test_what_a_slip_lacks_is_said_at_the_field(make, day):
    desk, row = make.client(make.staff("fair_desk")), came(day[0])
    for values in ({"booth": "Z99"}, {"line": 9}, {"number": "99999"}, {"number": ""}):
        assert slip(desk, day, **{"number": row.door_code, **values}).status_code == 422
    assert not raw(Intention)


def test_slips_are_not_taken_before_the_fair(make):
    fair = world.fair("open", booths=4)
    page = make.client(make.staff("fair_desk")).get(f"/bureau/fairs/{fair.id}/slips").text
    assert "保存意向单" not in page


def test_a_slip_of_somebody_who_cancelled_or_under_another_name_is_asked_about(make, day):
    desk, gone, known = make.client(make.staff("fair_desk")), world.visitor(day[0], at_desk=True), came(day[0], name="李四", phone="13911112222")
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, gone.id), "person", "changed", SYSTEM)
    assert slip(desk, day, number=gone.door_code).status_code == 422
    assert slip(desk, day, name="王五", phone="13911112222").status_code == 422
    assert not raw(Intention)
    assert slip(desk, day, name="李 四", phone="13911112222").status_code == 303
    assert raw(Intention)[0].registration_id == known.id


def test_what_was_left_unsigned_at_one_fair_is_signed_at_the_next(make, day):
    """The same person, the same position, another fair: the first fair's half-signed paper does not stand in the way."""
    person = make.person(name="赵建国")
    first = came(day[0], person=person)
    tap_in(make, day, first)
    with transaction() as session:
        session.get(Fair, day[0].id).state = "ended"
    fair = world.fair("open", booths=4)
    booth = world.approved(make, fair, employer=day[1], positions=day[3])
    with transaction() as session:
        found = session.get(Fair, fair.id)
        booths.give_booth(found, session.get(FairEmployer, booth.id), "A01", SYSTEM)
        found.state = "running"
        exhibitors.arrive(session.get(FairEmployer, booth.id), SYSTEM)
    second = came(fair, person=person)
    today_ = (fair, *day[1:2], booth, *day[3:])
    client = tap_in(make, today_, second)
    (intention,) = raw(Intention)
    assert (intention.fair_id, intention.registration_id, intention.state) == (fair.id, second.id, "signed")
    code_id, digits = code_sent(client, today_, intention)
    enter(client, today_, intention, code_id, digits)
    assert (counted(day), counted(today_)) == (0, 1)
    desk = make.client(make.staff("fair_desk"))
    with transaction() as session:
        session.get(Fair, day[0].id).state = "running"
    which = [p.id for p in sorted(day[3], key=lambda p: p.title)].index(intention.position_id) + 1
    assert slip(desk, day, line=which, number=first.door_code).status_code == 303
    assert (counted(day), counted(today_), raw(Intention)[0].slip_number) == (0, 1, None)


def tap_in(make, day, row):
    client = make.client(day[4])
    begin(client, day[0], row)
    tap(client, day[0], row, day[3][0], "intention")
    return client

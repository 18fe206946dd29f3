"""The booth: a place in line once, talks in one tap, masked profiles by consent, conditions relaxed on the spot."""

import pytest

from core.audit import Actor
from core.db import db, transaction
from jobs.disclosure.models import Disclosure
from jobs.fairs.models import BoothVisit, Fair, FairEmployer
from jobs.fairs.queries import board
from jobs.fairs.queries import visits as queries
from jobs.fairs.services import exhibitors, visits
from jobs.fairs.tickets import ticket_token
from jobs.matching.services.models import fit_city, install
from jobs.models import Intention, RelaxationEntry
from tests.fairs import world
from tests.fairs.day import begin, came, line_up, open_day, open_rival, raw, tap


@pytest.fixture
def day(make):
    return open_day(make)


def test_numbers_rise_and_a_place_is_one(day):
    fair = day[0]
    people = [came(fair) for _n in range(3)]
    assert [line_up(day, p).number for p in people] == [1, 2, 3]
    assert line_up(day, people[0]).number == 1
    assert len(raw(BoothVisit)) == 3


def test_only_who_is_inside_lines_up(day):
    with pytest.raises(visits.NobodyTalks):
        line_up(day, world.visitor(day[0], at_desk=True))


def test_nobody_stands_in_more_lines_than_three(make, day):
    fair, row = day[0], came(day[0])
    more = [open_rival(make, fair)[0] for _n in range(3)]
    for booth in (day[2], *more[:2]):
        line_up((fair, None, booth), row)
    with pytest.raises(visits.TooManyLines):
        line_up((fair, None, more[2]), row)


def test_the_recruiter_calls_begins_and_misses(make, day):
    fair, client = day[0], make.client(day[4])
    first, second = (line_up(day, came(fair)) for _n in range(2))
    desk = f"/employer/fairs/{fair.id}/desk"
    assert "叫 1 号" in client.get(desk).text
    press = {"version": first.version}
    assert client.post(f"{desk}/visits/{first.id}/call", data={"version": "²"}).status_code == 303, "a tampered version is an old one"
    assert board.board(fair.id).stands[0].called == ()
    client.post(f"{desk}/visits/{first.id}/call", data=press)
    assert "刚刚" in client.post(f"{desk}/visits/{first.id}/call", data=press, follow_redirects=True).text, "pressed twice on one page"
    assert "再叫 1 号" in client.get(desk).text
    db.session.rollback()
    assert board.board(fair.id).stands[0].called == (1,)
    client.post(f"{desk}/visits/{first.id}/miss")
    assert "没有改动" in client.post(f"{desk}/visits/{first.id}/begin", follow_redirects=True).text
    client.post(f"{desk}/visits/{second.id}/begin")
    assert [v.state for v in raw(BoothVisit)] == ["missed", "in_talk"]


def test_a_talk_begins_by_number_or_ticket_once(make, day):
    fair, client, row = day[0], make.client(day[4]), came(day[0])
    assert begin(client, fair, row) == begin(client, fair, row)
    ticket = f" https://x/fairs/ticket/{ticket_token(fair.id, row.id)} "
    by_scanner = client.post(f"/employer/fairs/{fair.id}/desk", data={"shown": ticket, "nonce": "nonce-000002"})
    assert by_scanner.status_code == 303
    assert [(v.state, v.number) for v in raw(BoothVisit)] == [("in_talk", 1)]
    for shown in ("999999", "12345", f"https://x/fairs/ticket/{ticket_token(fair.id + 1, row.id)}"):
        assert client.post(f"/employer/fairs/{fair.id}/desk", data={"shown": shown, "nonce": "nonce-000003"}).status_code == 422


def test_the_profile_is_shown_by_consent_and_kept_in_the_ledger(make, day):
    fair, client = day[0], make.client(day[4])
    person = make.person(name="欧阳建军", education="大专")
    closed, shown = came(fair, person=make.person(name="司马文", education="大专")), came(fair, person=person, shows_profile=True, name="欧阳建军")
    page = client.get(begin(client, fair, closed)).text
    assert "没有展示简历" in page
    assert not raw(Disclosure)
    page = client.get(begin(client, fair, shown, "nonce-000009")).text
    assert "欧阳建军" not in page
    assert "大专" in page
    assert [(d.person_id, d.path, d.shown) for d in raw(Disclosure)] == [(person.id, "booth", "masked")]


def test_who_hides_the_file_is_not_shown_though_the_box_was_ticked(make, day):
    fair, client = day[0], make.client(day[4])
    row = came(fair, person=make.person(education="大专", visibility="off"), shows_profile=True)
    assert "没有展示简历" in client.get(begin(client, fair, row)).text
    assert not raw(Disclosure)


def test_one_tap_for_each_position_and_another_puts_it_right(make, day):
    fair, client, row, (welder, driver) = day[0], make.client(day[4]), came(day[0]), day[3]
    begin(client, fair, row)
    for _n in range(2):
        tap(client, fair, row, welder, "intention")
    tap(client, fair, row, driver, "no")
    db.session.rollback()
    assert queries.outcomes(day[2].id, row.id) == {welder.id: "intention", driver.id: "no"}
    assert [(i.state, i.employer_signed_how) for i in raw(Intention)] == [("signed", "staff")]
    tap(client, fair, row, welder, "second")
    db.session.rollback()
    assert queries.outcomes(day[2].id, row.id)[welder.id] == "second"
    assert [i.state for i in raw(Intention)] == ["lapsed"]
    tap(client, fair, row, welder, "intention")
    assert [i.state for i in raw(Intention)] == ["signed"]
    assert board.board(fair.id).talks == 2


def test_another_enterprise_sees_nothing_of_it(make, day):
    fair, row = day[0], came(day[0])
    begin(make.client(day[4]), fair, row)
    stranger = open_rival(make, fair)[1]
    assert stranger.get(f"/employer/fairs/{fair.id}/desk").status_code == 200
    assert stranger.get(f"/employer/fairs/{fair.id}/desk/visitors/{row.id}").status_code == 404
    assert tap(stranger, fair, row, day[3][0], "intention").status_code == 404
    visit = raw(BoothVisit)[0]
    assert stranger.post(f"/employer/fairs/{fair.id}/desk/visits/{visit.id}/miss").status_code == 404


def test_the_desk_is_closed_before_the_enterprise_arrives(make, day):
    fair = day[0]
    with transaction() as session:
        session.get(FairEmployer, day[2].id).state = "confirmed"
    assert make.client(day[4]).get(f"/employer/fairs/{fair.id}/desk").status_code == 404


def test_what_is_relaxed_at_the_booth_is_in_the_ledger_with_whom_it_lets_in(make, day):
    fair, client = day[0], make.client(day[4])
    for n in range(4):
        make.person(education="初中", kind="veteran", name=f"赵{n}")
    offer = make.position(day[1], title="质检员", education="高中")
    bring(fair, day[2], offer)
    fit()
    address = f"/employer/fairs/{fair.id}/desk/positions/{offer.id}"
    page = client.get(address).text
    assert "多进来 4 人" in page
    form = page.split('/relax/')[1]
    condition_id, value = form.split('"')[0], form.split('name="becomes" value="')[1].split('">')[0].replace("&#34;", '"')
    with transaction() as session:
        session.get(Fair, fair.id).state = "ended"
    client.post(f"{address}/relax/{condition_id}", data={"becomes": value})
    assert not raw(RelaxationEntry), "what is noted as relaxed at the booth was relaxed at the booth"
    with transaction() as session:
        session.get(Fair, fair.id).state = "running"
    for _n in range(2):
        client.post(f"{address}/relax/{condition_id}", data={"becomes": value})
    entries = [e for e in raw(RelaxationEntry) if e.position_id == offer.id]
    assert [(e.occasion, e.lets_in, e.whom, e.becomes) for e in entries] == [("booth", 4, "veteran", "初中")]
    assert "多进来 4 人" in client.get(address).text


def bring(fair, booth, offer):
    with transaction() as session:
        row = session.get(FairEmployer, booth.id)
        session.get(Fair, fair.id).state = "open"
        row.state = "confirmed"
        exhibitors.set_positions(row, [*(p.id for p in queries.offers_of(booth.id)), offer.id], Actor(None))
        row.state = "arrived"
        session.get(Fair, fair.id).state = "running"


def fit():
    with transaction():
        install(fit_city())


@pytest.mark.parametrize("what", ["packed", "ended"])
def test_where_nobody_is_called_any_more_nobody_is_said_to_wait(make, day, what):
    row, other = came(day[0]), came(day[0])
    line_up(day, row)
    visit = line_up(day, other)
    with transaction() as session:
        visits.take_step(session.get(BoothVisit, visit.id), "call", Actor(None))
    ticket = f"/fairs/ticket/{ticket_token(row.fair_id, row.id)}"
    assert "下一个就是您" in make.client().get(ticket).text
    assert [(s.waiting, s.called) for s in board.board(day[0].id).stands] == [(1, (2,))]
    with transaction() as session:
        if what == "packed":
            exhibitors.pack_up(session.get(FairEmployer, day[2].id), Actor(None))
        else:
            session.get(Fair, day[0].id).state = "ended"
    assert "下一个就是您" not in make.client().get(ticket).text
    assert [(s.waiting, s.called) for s in board.board(day[0].id).stands] == [(0, ())]
    assert queries.running_places(row.id) == 0

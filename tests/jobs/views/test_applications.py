"""An application from both sides and from the station's: each state real, each message once, nobody else's."""

import hashlib
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.audit import Actor, AuditEntry
from core.clock import in_city, now
from core.db import db, transaction
from core.messages import text_of
from core.outbox import Message
from employers.models import Employer
from jobs.disclosure import notice
from jobs.disclosure.models import Consent
from jobs.disclosure.services import hide_employer
from jobs.models import Application, Dismissal, Favourite, Placement, Position, PositionViews
from jobs.queries import applications as queries
from jobs.services import applications
from jobs.services.applications import Wish, apply
from jobs.services.outcomes import Report, report_placement, reverse_placement
from jobs.states.applications import APPLICATION, RUNNING
from jobs.timeline import timeline
from jobs.views import counting
from tests.conftest import ROOT
from tests.jobs.views.test_races import at_once
from veterans.models import Person

FORM = {"gives": "contact", "agrees": "y", "message": "下周一能到岗。", "nonce": "form-1"}


@pytest.fixture
def world(make):
    firm = make.employer()
    account = make.account(name="王建国", phone="13911113333")
    person = make.person(name="王建国", phone="13811112222", account_id=account.id)
    recruiter = make.recruiter(firm, phone="13700007777")
    return SimpleNamespace(firm=firm, position=make.position(firm, title="低压电工"), person=person, own=make.client(account), desk=make.client(recruiter),
                           make=make)


def fresh(query):
    db.session.rollback()
    return db.session.execute(query)


def the_one():
    return fresh(select(Application)).scalar_one()


def send(world, **changes):
    return world.own.post(f"/my/positions/{world.position.id}/apply", data={**FORM, **changes})


def step(world, name, **data):
    return world.desk.post(f"/employer/applications/{the_one().id}/{name}", data=data, follow_redirects=True)


def texts(phone):
    return [text_of(m) for m in fresh(select(Message).order_by(Message.id)).scalars() if m.recipient == phone]


def test_the_whole_way_and_who_hears_of_it(world):
    answer = send(world)
    assert answer.status_code == 303
    found = the_one()
    assert answer.location == f"/my/applications/{found.id}"
    assert (found.state, found.origin, found.acted_by, found.message) == ("submitted", "self", None, "下周一能到岗。")
    page = f"/employer/positions/{world.position.id}/candidates/{world.person.id}"
    assert "王建国" in world.desk.get(page).text
    assert the_one().state == "viewed"
    assert "入围" in step(world, "shortlist").text
    at = in_city(now() + timedelta(days=2)).strftime("%Y-%m-%dT09:30")
    assert step(world, "invite", **{"invite-at": at, "invite-place": "物流园 3 号库办公室"}).status_code == 200
    mine = world.own.get(f"/my/applications/{found.id}").text
    assert "09:30" in mine
    assert "物流园 3 号库办公室" in mine
    step(world, "offer")
    assert "谢绝录用" in world.own.get(f"/my/applications/{found.id}").text
    with transaction() as session:
        applications.place(session.get(Application, found.id), Actor(1))
    found = the_one()
    assert found.state == "placed"
    assert found.ended_at is not None
    times = [found.submitted_at, found.viewed_at, found.shortlisted_at, found.interviewing_at, found.offered_at, found.placed_at]
    assert times == sorted(times)
    kept = fresh(select(AuditEntry.action).where(AuditEntry.subject_type == "application").order_by(AuditEntry.id)).scalars().all()
    assert kept == [f"application_{n}" for n in ("submitted", "viewed", "shortlisted", "interview", "offered", "placed")]
    assert len(texts("13700007777")) == 1
    assert texts("13911113333") == ["您的一份投递有新进展，请登录戎桥查看。"] * 4
    assert texts("13811112222") == [], "the account's phone is where the person is reached"
    assert not [t for t in texts("13911113333") + texts("13700007777") if "王" in t]
    assert "已上岗" in world.own.get("/my/applications").text


def test_nothing_is_sent_before_the_person_chose_and_agreed(world):
    page = world.own.get(f"/my/positions/{world.position.id}/apply").text
    assert not re.search(r"<input[^>]*(name=\"gives\"|name=\"agrees\")[^>]*checked", page)
    for lacking in ("gives", "agrees"):
        answer = world.own.post(f"/my/positions/{world.position.id}/apply", data={k: v for k, v in FORM.items() if k != lacking})
        assert answer.status_code == 422
        assert "下周一能到岗" in answer.text
    assert fresh(select(Application)).first() is None
    assert fresh(select(Consent)).first() is None


def test_without_name_and_phone(world):
    send(world, gives="hidden")
    consent = fresh(select(Consent)).scalar_one()
    assert (consent.gives_name, consent.gives_phone, consent.gives_profile, consent.purpose) == (False, False, True, "application")
    text = world.desk.get(f"/employer/positions/{world.position.id}/candidates/{world.person.id}").text
    assert "王**" in text
    assert "13811112222" not in text


def test_pressing_twice_makes_one_and_another_form_is_told(world):
    assert send(world).location == send(world).location
    again = world.own.post(f"/my/positions/{world.position.id}/apply", data={**FORM, "nonce": "form-2"}, follow_redirects=True)
    assert "已经投递过" in again.text
    assert the_one().nonce == "form-1"
    assert world.own.get(f"/my/positions/{world.position.id}/apply").status_code == 303


def test_two_running_applications_cannot_stand_in_the_database(world):
    send(world)
    other = world.make.position(world.firm).id
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Application(person_id=world.person.id, position_id=world.position.id))
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Application(person_id=world.person.id, position_id=other, origin="staff"))


def test_a_position_that_ended_meanwhile(world):
    with transaction() as session:
        session.get(Position, world.position.id).live_until = None
    answer = send(world)
    assert answer.status_code == 409
    assert "不招了" in answer.text
    assert fresh(select(Application)).first() is None


def test_withdrawing_and_applying_again(world):
    send(world)
    found = the_one()
    assert world.own.post(f"/my/applications/{found.id}/withdraw").status_code == 303
    assert the_one().state == "withdrawn"
    assert fresh(select(Consent.end_reason)).scalar_one() == "application"
    assert "没有改动" in world.own.post(f"/my/applications/{found.id}/withdraw", follow_redirects=True).text
    assert "已撤回" in texts("13700007777")[1]
    assert send(world, nonce="form-3").status_code == 303
    assert len(fresh(select(Application.id)).all()) == 2


def test_declining_an_offer_needs_a_reason(world):
    send(world)
    with transaction() as session:
        session.get(Application, the_one().id).state = "offered"
    found = the_one()
    assert world.own.post(f"/my/applications/{found.id}/decline", data={}).status_code == 422
    assert world.own.post(f"/my/applications/{found.id}/decline", data={"reason": "far"}).status_code == 303
    assert (the_one().state, the_one().reason) == ("declined", "far")


def test_refusing_needs_a_reason_that_the_person_reads(world):
    send(world)
    found = the_one()
    assert world.desk.post(f"/employer/applications/{found.id}/refuse", data={"refuse-reason": "sex"}).status_code == 422
    step(world, "refuse", **{"refuse-reason": "hours"})
    assert "单位给的原因：班次或时间不合" in world.own.get(f"/my/applications/{found.id}").text


def test_an_interview_lies_ahead(world):
    send(world)
    gone = in_city(now() - timedelta(days=1)).strftime("%Y-%m-%dT09:30")
    answer = world.desk.post(f"/employer/applications/{the_one().id}/invite", data={"invite-at": gone, "invite-place": "物流园"})
    assert answer.status_code == 422
    assert "面试时间应在现在之后" in answer.text
    assert the_one().state != "interviewing"


@pytest.mark.parametrize("action", ["view", "shortlist", "interview", "offer", "refuse", "withdraw", "decline", "place"])
@pytest.mark.parametrize("state", [*RUNNING, "declined", "withdrawn", "unsuccessful", "placed"])
def test_every_cell_of_the_table(state, action):
    """Ends stay ends, and only what the product's table names leads on."""
    expected = {"submitted": {"view", "shortlist", "interview", "refuse", "withdraw"}, "viewed": {"shortlist", "interview", "offer", "refuse", "withdraw"},
                "shortlisted": {"interview", "offer", "refuse", "withdraw"}, "interviewing": {"interview", "offer", "refuse", "withdraw"},
                "offered": {"refuse", "decline", "place"}}
    assert ((state, action) in APPLICATION) == (action in expected.get(state, set()))


def test_a_stale_step_changes_nothing(world):
    send(world)
    step(world, "refuse", **{"refuse-reason": "filled"})
    assert "没有改动" in step(world, "offer").text
    assert the_one().state == "unsuccessful"


def test_the_station_is_sent_after_an_answer(world):
    send(world)
    found = the_one()
    assert "请服务站跟进</button>" not in world.own.get(f"/my/applications/{found.id}").text
    with transaction() as session:
        session.get(Application, found.id).state_since = now() - timedelta(days=4)
    assert "请服务站跟进</button>" in world.own.get(f"/my/applications/{found.id}").text
    world.own.post(f"/my/applications/{found.id}/help")
    desk, elsewhere = world.make.client(world.make.staff("village", "211382001001")), world.make.client(world.make.staff("village", "211382002002"))
    assert "本人在问" in desk.get("/bureau/applications").text
    assert "低压电工" not in elsewhere.get("/bureau/applications").text
    assert elsewhere.get(f"/bureau/applications/{found.id}").status_code == 404
    assert "13700007777" in desk.get(f"/bureau/applications/{found.id}").text
    assert desk.post(f"/bureau/applications/{found.id}", data={"note": ""}).status_code == 422
    assert desk.post(f"/bureau/applications/{found.id}", data={"note": "经理说本周五前答复。"}).status_code == 303
    assert "经理说本周五前答复。" in world.own.get(f"/my/applications/{found.id}").text
    assert "低压电工" not in desk.get("/bureau/applications").text
    assert "服务站跟进了您的一份投递，请登录戎桥看结果。" in texts("13911113333")


def test_what_has_not_moved_for_a_week_comes_to_the_station_by_itself(world):
    send(world)
    desk = world.make.client(world.make.staff("city"))
    assert "低压电工" not in desk.get("/bureau/applications").text
    with transaction() as session:
        session.get(Application, the_one().id).state_since = now() - timedelta(days=8)
    assert "低压电工" in desk.get("/bureau/applications").text
    assert "没有回音的投递" in desk.get("/bureau").text


def test_others_find_nothing(world, make):
    send(world)
    found = the_one()
    stranger = make.account()
    make.person(account_id=stranger.id)
    other, rival = make.client(stranger), make.client(make.recruiter(make.employer()))
    base = f"/employer/positions/{world.position.id}/candidates"
    assert other.get(f"/my/applications/{found.id}").status_code == 404
    assert [rival.get(a).status_code for a in (base, f"{base}/{world.person.id}", f"{base}/print", f"{base}.xlsx")] == [404] * 4
    for name in ("withdraw", "decline", "help"):
        assert other.post(f"/my/applications/{found.id}/{name}", data={"reason": "far"}).status_code == 404
    for name in ("shortlist", "offer", "invite", "refuse"):
        assert rival.post(f"/employer/applications/{found.id}/{name}", data={"refuse-reason": "other"}).status_code == 404
    assert the_one().state == "submitted"


def test_an_account_without_a_file_is_shown_how_to_join(world, make):
    client = make.client(make.account())
    assert client.get(f"/my/positions/{world.position.id}/apply").location == "/my/link"
    assert client.get("/my/applications").location == "/my/link"
    assert client.post(f"/my/positions/{world.position.id}/keep").status_code == 303
    assert "低压电工" in client.get("/my/favourites").text


def test_keeping_positions(world):
    page = f"/positions/{world.position.id}"
    assert "取消收藏" not in world.own.get(page).text
    for _n in range(2):
        assert world.own.post(f"/my/positions/{world.position.id}/keep").location == page
    assert "取消收藏" in world.own.get(page).text
    with transaction() as session:
        session.get(Position, world.position.id).state = "closed"
        session.get(Position, world.position.id).live_until = None
    assert "已结束" in world.own.get("/my/favourites").text
    world.own.post(f"/my/positions/{world.position.id}/drop", data={"back": "list"})
    assert "低压电工" not in world.own.get("/my/favourites").text


def test_a_draft_is_nobodys_to_keep_or_to_apply_for(world):
    draft = world.make.position(world.firm, state="draft", published_at=None)
    for name in ("keep", "apply", "dismiss"):
        assert world.own.post(f"/my/positions/{draft.id}/{name}", data=FORM).status_code == 404


def test_the_position_page_leads_to_the_application(world, client):
    page = f"/positions/{world.position.id}"
    assert f"/my/positions/{world.position.id}/apply" in client.get(page).text
    assert client.get(f"/my/positions/{world.position.id}/apply").status_code == 303
    send(world)
    text = world.own.get(page).text
    assert f"/my/applications/{the_one().id}" in text
    assert f"/my/positions/{world.position.id}/apply" not in text


def test_the_way_shows_only_what_is_real():
    applied = Application(state="submitted", submitted_at=now(), state_since=now())
    assert [bool(s.at) for s in timeline(applied)] == [True, False, False, False, False]
    ended = Application(state="unsuccessful", submitted_at=now(), viewed_at=now(), unsuccessful_at=now(), ended_at=now(), state_since=now())
    assert [s.is_here for s in timeline(ended)] == [False, False, True]
    skipped = Application(state="interviewing", submitted_at=now(), interviewing_at=now(), state_since=now())
    assert [bool(s.at) for s in timeline(skipped)] == [True, True, False, False]


def test_openings_are_counted_without_saying_whose(world, client, monkeypatch):
    monkeypatch.setattr(counting, "PAUSE", 0.0)
    monkeypatch.setattr(counting, "_waiting", {})
    for _n in range(3):
        client.get(f"/positions/{world.position.id}")
    client.get(f"/positions/{world.position.id}", headers={"User-Agent": "Somebot/1.0"})
    assert fresh(select(PositionViews.position_id, PositionViews.times)).all() == [(world.position.id, 3)]
    assert "被查看 3 次" in world.desk.get("/employer").text


def test_staff_apply_for_a_person_and_it_is_shown_as_such(world):
    clerk = world.make.staff("village", "211382001001")
    actor = Actor(clerk.id, clerk.station_code)
    with transaction() as session:
        apply(session.get(Person, world.person.id), world.position.id, Wish(("name", "phone", "profile"), origin="staff"), actor)
    found = the_one()
    assert (found.origin, found.acted_by) == ("staff", actor.account_id)
    assert fresh(select(Consent.acted_by)).scalar_one() == actor.account_id
    assert "代您投递" in world.own.get(f"/my/applications/{found.id}").text
    assert "由服务站记录" in world.own.get("/my/privacy").text


def test_a_reported_start_places_the_offered_application_and_no_other(world):
    send(world)
    found, report = the_one(), Report(person_id=world.person.id, by="employer", origin="site", position_id=world.position.id, employer_id=world.firm.id)
    with transaction() as session:
        session.get(Application, found.id).state = "offered"
    other = world.make.person()
    with transaction() as session:
        apply(session.get(Person, other.id), world.position.id, Wish(("profile",)), Actor(1))
    with transaction():
        report_placement(report, Actor(1))
    assert fresh(select(Application.state).order_by(Application.id)).scalars().all() == ["placed", "submitted"]


def test_of_eight_at_once_one_applies(world):
    clients = [world.make.client(SimpleNamespace(id=world.person.account_id)) for _n in range(8)]
    address = f"/my/positions/{world.position.id}/apply"
    answers = at_once([lambda c=c, n=n: c.post(address, data={**FORM, "nonce": f"form-{n % 2}"}) for n, c in enumerate(clients)])
    assert {a.status_code for a in answers} == {303}
    assert len({a.location for a in answers}) == 1
    the_one()
    assert len(fresh(select(Consent.id)).all()) == 1
    assert len(texts("13700007777")) == 1


def test_a_changed_notice_takes_a_new_version():
    """What was consented to is the text of that day: change the text, and its version and this hash with it."""
    text = (ROOT / "templates" / notice.TEMPLATE).read_bytes()
    assert (notice.VERSION, hashlib.sha256(text).hexdigest()[:12]) == ("2026-11-25", "7c0636af2d3c")


@pytest.mark.parametrize(("case", "said"), [
    ("hidden", "您对这家企业隐藏了资料"), ("closed", "您已关闭资料"), ("suspended", "正在核验这家企业"), ("ended", "岗位已经结束")])
def test_a_running_application_says_what_is_in_its_way(world, case, said):
    send(world)
    assert said not in world.own.get(f"/my/applications/{the_one().id}").text
    with transaction() as session:
        person, firm = session.get(Person, world.person.id), session.get(Employer, world.firm.id)
        if case == "hidden":
            hide_employer(person, firm.name, None, Actor(person.account_id))
        elif case == "closed":
            person.visibility = "off"
        elif case == "suspended":
            firm.state = "suspended"
        else:
            session.get(Position, world.position.id).state = "closed"
    page = world.own.get(f"/my/applications/{the_one().id}").text
    assert said in page
    assert "一般三天内会看" not in page


def test_an_offer_and_an_interview_to_come_wait_for_nobody_at_the_station(world):
    send(world)
    for state, interview, waits in (("viewed", None, True), ("offered", None, False), ("interviewing", now() + timedelta(days=2), False),
                                    ("interviewing", now() - timedelta(days=2), True)):
        with transaction() as session:
            row = session.get(Application, the_one().id)
            row.state, row.interview_at, row.interview_place = state, interview, "厂门口"
            row.state_since = now() - timedelta(days=9)
        assert queries.unanswered_count("211382")[0] == waits, state


def test_what_was_put_aside_is_taken_back_though_the_position_is_under_review(world):
    position_id = world.position.id
    world.own.post(f"/my/positions/{position_id}/dismiss", data={"reason": "far"})
    world.own.post(f"/my/positions/{position_id}/keep")
    with transaction() as session:
        session.get(Position, position_id).state = "submitted"
    assert world.own.post(f"/my/positions/{position_id}/restore").status_code == 303
    assert world.own.post(f"/my/positions/{position_id}/drop").status_code == 303
    assert fresh(select(Dismissal)).all() == fresh(select(Favourite)).all() == []


def test_a_form_sent_again_after_taking_back_does_not_say_that_it_applied(world):
    send(world)
    world.own.post(f"/my/applications/{the_one().id}/withdraw")
    page = world.own.post(f"/my/positions/{world.position.id}/apply", data=FORM, follow_redirects=True).text
    assert the_one().state == "withdrawn"
    assert "这份申请表已经提交过" in page
    assert "已申请。" not in page


def test_a_position_under_review_is_no_link_and_is_not_listed_among_those_left_out(world):
    send(world)
    world.own.post(f"/my/positions/{world.position.id}/dismiss", data={"reason": "far"})
    link = f'href="/positions/{world.position.id}"'
    assert link in world.own.get(f"/my/applications/{the_one().id}").text
    assert link in world.own.get("/my/matches").text
    with transaction() as session:
        session.get(Position, world.position.id).state = "submitted"
    assert link not in world.own.get(f"/my/applications/{the_one().id}").text
    assert link not in world.own.get("/my/matches").text


def test_the_places_still_wanted_follow_who_is_at_work(world):
    def wanted():
        page = world.desk.get(f"/employer/positions/{world.position.id}/candidates").text
        return int(re.search(r'<b class="fs-5">(\d+)</b>', page)[1])
    assert wanted() == 3
    with transaction():
        placed = report_placement(Report(world.person.id, "staff", "self", position_id=world.position.id, employer_id=world.firm.id), Actor(1)).id
    assert wanted() == 2
    with transaction() as session:
        session.get(Person, world.person.id).visibility = "off"
    assert wanted() == 2
    with transaction() as session:
        reverse_placement(session.get(Placement, placed), "mistake", Actor(1))
    assert wanted() == 3

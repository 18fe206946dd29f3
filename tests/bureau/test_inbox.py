"""My messages: the account's own, unread marked, opening reads, the number in the head of the page; each deed that tells leaves one there."""

import pytest

from accounts.models import StaffRole
from bureau.views.inbox import WHERE
from core import inbox
from core.audit import Actor
from core.db import db, transaction
from core.messages import NAMES, ON_SITE
from core.outbox import Template
from core.telling import Reach, tell
from employers.models import Employer
from employers.services import verification
from tests.core.test_messages import FACTS
from tests.jobs.importing.sheets import counted_statements
from tests.outboxes import messages


def left(account, times=1, template=Template.APPLICATION_MOVED, **facts):
    with transaction():
        for n in range(times):
            tell(f"{template}:{n}", Reach(None, account.id), template, **facts)
    db.session.rollback()
    return [m.id for m in inbox.inbox_page(account.id, 1, 100)[0]]


@pytest.fixture
def reader(make):
    account = make.account(name="王建国")
    return account, make.client(account)


def test_it_is_for_who_is_signed_in(client):
    assert client.get("/messages").headers["Location"].startswith("/sign-in")
    assert client.post("/messages/read").status_code == 303


def test_unread_is_marked_counted_and_read_by_opening(reader):
    account, client = reader
    ids = left(account, 3)
    for address in ("/messages", "/my", "/positions"):
        assert '<span class="unread">3' in client.get(address).text, address
    assert "您有 3 条消息还没读" in client.get("/my").text
    page = client.get("/messages").text
    assert (page.count(">未读<"), page.count("您的一份投递有新进展。")) == (3, 3)
    glanced = client.get(f"/messages/{ids[0]}").text
    assert '<span class="unread">3' in glanced, "what is fetched ahead is not read"
    assert "标为已读" in glanced
    assert f'action="/messages/{ids[0]}"' in page, "opening is a press"
    answer = client.post(f"/messages/{ids[0]}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/messages/{ids[0]}")
    opened = client.get(answer.headers["Location"]).text
    assert "标为已读" not in opened
    assert "您的一份投递有新进展。" in opened
    assert 'href="/my/applications"' in opened
    assert '<span class="unread">2' in opened, "the head counts after opening"
    assert client.get("/messages").text.count(">未读<") == 2
    assert client.post("/messages/read").headers["Location"] == "/messages"
    page = client.get("/messages").text
    assert ">未读<" not in page
    assert 'class="unread"' not in page
    assert "都读过了" in page


def test_another_ones_message_is_no_message(reader, make):
    account, client = reader
    other = make.account()
    (theirs,) = left(other, template=Template.POSITION_PUBLISHED, title="别人的岗位")
    for verb in (client.get, client.post):
        assert {verb(f"/messages/{number}").status_code for number in (theirs, 987654)} == {404}
    assert "别人的岗位" not in client.get("/messages").text
    client.post("/messages/read")
    db.session.rollback()
    assert messages("in_site")[0].read_at is None


def test_nothing_yet(reader):
    page = reader[1].get("/messages").text
    assert "还没有消息" in page
    assert 'class="unread"' not in page


def test_pages_and_no_more_questions_for_more_rows(reader):
    account, client = reader
    left(account)
    client.get("/messages")

    def asked():
        with counted_statements() as statements:
            assert client.get("/messages").status_code == 200
        return len(statements)
    few = asked()
    left(account, 45)
    assert asked() == few
    assert "page=3" in client.get("/messages").text
    assert client.get("/messages?page=3").text.count(">未读<") == 5


@pytest.mark.parametrize("template", list(ON_SITE))
def test_every_message_leads_on_to_a_page_that_is_there(reader, make, template):
    assert WHERE.keys() == ON_SITE.keys()
    account = make.recruiter(make.employer()) if "employer" in WHERE[template][1] else reader[0]
    make.person(account_id=reader[0].id)
    client = make.client(account)
    (number,) = left(account, template=template, **FACTS)
    page = client.get(f"/messages/{number}").text
    assert str(NAMES[template]) in page
    address = page.split('<div class="flow"><a class="btn btn-main" href="')[1].split('"')[0]
    assert client.get(address).status_code == 200


def test_in_the_language_of_the_page(reader):
    account, client = reader
    (number,) = left(account, template=Template.POSITION_PUBLISHED, title="电工")
    client.set_cookie("lang", "en")
    assert "Your position “电工” is published." in client.get(f"/messages/{number}").text


def test_a_recruiter_finds_what_became_of_the_enterprise(make):
    employer = make.employer(state="submitted")
    recruiter = make.recruiter(employer)
    with transaction():
        verification.return_employer(db.session.get(Employer, employer.id), "执照不清楚", Actor(None))
    client = make.client(recruiter)
    assert "您有 1 条消息还没读" in client.get("/employer").text
    page = client.get("/messages").text
    assert "单位材料退回" in page
    assert "执照不清楚" not in page, "why is read on the enterprise's own page"
    assert "layouts" not in page
    assert 'aria-current="page"' in page
    assert f"<span>{employer.name}</span>" in page.split("</header>")[0], "whose desk it is"
    assert "<h1>单位消息</h1>" in page
    client.set_cookie("lang", "en")
    page = client.get("/messages").text
    assert "<h1>Messages for our enterprise</h1>" in page
    assert f"<span>{employer.name}</span>" in page
    assert f"<span>{employer.name}</span>" in client.get("/account").text


def test_the_desk_has_no_number_in_its_head(make):
    account = make.staff(StaffRole.CITY)
    left(account)
    client = make.client(account)
    assert 'class="unread"' not in client.get("/bureau").text
    assert "您的一份投递有新进展。" in client.get("/messages").text


def test_an_error_page_asks_nothing(reader):
    account, client = reader
    left(account)
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert 'class="unread"' not in page.text

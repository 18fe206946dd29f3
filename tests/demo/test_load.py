"""The city in the database: counts, what the services would compute, loading twice, clearing."""

import random

import pytest
from sqlalchemy import func, select

from accounts.models import Account
from accounts.passwords import password_matches, password_problem
from core import outbox
from core.audit import SYSTEM, Action, AuditEntry, broken_entries
from core.clock import today
from core.db import db, transaction
from core.facts import fact, is_demo, keep_fact, stale_demo_notice
from core.outbox import Channel, Message, Template, queue_message
from core.scheduler import send_messages
from core.telling import Reach, tell
from core.validators import identity_problem
from demo.accounts import PASSWORD
from demo.clear import clear_city
from demo.load import load_city
from demo.plan import Plan
from employers.models import Employer, EmployerMember, EmployerPaper
from jobs.models import Position, PositionCondition, RelaxationEntry
from jobs.queries import is_live
from jobs.services import refresh_conditions, refresh_derived
from veterans.models import LinkRequest, Person

SCALE = 0.02


@pytest.fixture
def city(app):
    load_city(Plan(211_382, SCALE, today()), lambda done, total: None)
    return app


def count(model, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_counts_and_marks(city):
    plan = Plan(211_382, SCALE, today())
    assert count(Person) == count(Person, Person.is_demo) == sum(plan.people.values()) + plan.count(40)
    assert count(Position, Position.fair_number.is_not(None)) == plan.count(32_086)
    assert count(Position, is_live()) == plan.count(3_000)
    assert count(Person, Person.has_scanned_file) == plan.count(523)
    assert count(LinkRequest) > 0
    assert is_demo()
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == Action.DEMO_LOADED)) == 1
    assert broken_entries() == []


def test_desks_are_not_empty(city):
    for state in ("submitted", "returned", "draft", "paused"):
        assert count(Position, Position.state == state) > 0
    waiting = db.session.scalars(select(Employer.id).where(Employer.state == "submitted")).all()
    assert waiting
    assert {count(EmployerPaper, EmployerPaper.employer_id == employer_id) for employer_id in waiting} == {2}


def test_derived_columns_are_what_the_services_compute_and_stay_so(city):
    ids = db.session.scalars(select(Position.id).order_by(Position.id)).all()
    names = ("live_until", "monthly_pay", "is_relaxed", "search_text")
    with db.session.no_autoflush:
        for position_id in random.Random(1).sample(ids, 60):
            row = db.session.get(Position, position_id)
            kept = {name: getattr(row, name) for name in names}
            refresh_derived(row, db.session.get(Employer, row.employer_id))
            assert {name: getattr(row, name) for name in names} == kept
            assert not db.session.is_modified(row)


def test_conditions_are_what_the_services_read_and_stay_so(city):
    ids = random.Random(2).sample(db.session.scalars(select(Position.id).order_by(Position.id)).all(), 60)
    rows = [db.session.get(Position, position_id) for position_id in ids]
    with db.session.no_autoflush:
        refresh_conditions(rows, SYSTEM)
        assert not [one for one in (*db.session.new, *db.session.deleted, *db.session.dirty) if db.session.is_modified(one)]
        assert count(PositionCondition) > count(Position)
    db.session.rollback()
    assert count(RelaxationEntry) == sum(len(relaxed) for relaxed in db.session.scalars(select(PositionCondition.relaxed))) > 0


def test_personal_data_can_be_read_back_and_found(city):
    from core import crypto
    person = db.session.scalars(select(Person).where(Person.phone_index.is_not(None)).limit(1)).one()
    assert identity_problem(person.identity_number, demo=True) is None
    assert person.identity_index == crypto.blind_index(person.identity_number, "identity")
    assert person.phone_index == crypto.blind_index(person.phone, "phone")


def test_new_rows_do_not_collide_with_the_citys(city, make):
    employer = make.employer()
    assert make.position(employer).id > 0
    assert make.person().id > 0
    assert make.account().id > 0


def test_demo_accounts_sign_in_and_lead_to_their_rows(city, make):
    shown = fact("demo")["accounts"]
    assert len(shown) >= 8
    for entry in shown:
        account = db.session.scalars(select(Account).where(Account.login == entry["login"])).one()
        assert password_matches(account.password_hash, entry["password"])
        assert account.is_demo
    assert password_problem(PASSWORD, "dengbao") is None
    assert count(Account, Account.password_hash.is_not(None)) == len(shown)
    veteran = db.session.scalars(select(Account).where(Account.login == "demo-veteran")).one()
    assert count(Person, Person.account_id == veteran.id) == 1
    recruiter = db.session.scalars(select(Account).where(Account.login == "demo-recruiter")).one()
    employer_id = db.session.scalars(select(EmployerMember.employer_id).where(EmployerMember.account_id == recruiter.id)).one()
    assert count(Position, Position.employer_id == employer_id, is_live()) > 0
    for login, path in (("demo-veteran", "/my"), ("demo-recruiter", "/employer"), ("demo-city", "/bureau"), ("demo-village", "/bureau/people")):
        account = db.session.scalars(select(Account).where(Account.login == login)).one()
        assert make.client(account).get(path).status_code == 200


def test_inboxes_and_the_delivery_desk_are_not_empty(city, make):
    seen = (("demo-veteran", "/messages", "一份投递"), ("demo-recruiter", "/messages", "收到一份投递"), ("demo-system", "/bureau/messages", "发送失败"))
    for login, path, wanted in seen:
        account = db.session.scalars(select(Account).where(Account.login == login)).one()
        assert wanted in make.client(account).get(path).text, login
    for state in ("queued", "sent", "failed", "unknown", "expired"):
        assert count(Message, Message.state == state) > 0, state
    assert count(Message) == count(Message, Message.is_demo)
    on_site = db.session.scalars(select(Message).where(Message.channel == Channel.IN_SITE)).all()
    known = set(db.session.scalars(select(Account.id).where(Account.is_demo)))
    assert {int(row.recipient) for row in on_site} <= known


def test_nothing_of_the_demo_is_sent(city, monkeypatch):
    sent: list[int] = []
    monkeypatch.setitem(outbox._senders, "sms", lambda message: sent.append(message.id))
    monkeypatch.setattr(outbox, "is_quiet", lambda _moment: False)
    waiting = count(Message, Message.state == "queued")
    db.session.rollback()
    assert waiting > 0
    assert send_messages() == 0
    assert outbox.message_counts() == {}
    with transaction() as session:
        assert outbox.claim_message(session.scalar(select(Message.id).where(Message.state == "queued").limit(1))) is None
    assert (sent, count(Message, Message.state == "queued")) == ([], waiting)
    db.session.rollback()
    with transaction():
        queue_message("real", "13800138000", Template.APPLICATION_MOVED)
    assert send_messages() == 1
    assert len(sent) == 1


def test_a_cleared_citys_messages_wait_for_no_new_account(city, make):
    """On SQLite a new account may get the number of one that is gone."""
    last = db.session.scalar(select(func.max(Account.id)))
    with transaction():
        tell("told-meanwhile", Reach(None, last), Template.PROFILE_LINKED)
    clear_city()
    assert count(Message) == 0
    make.account()
    assert count(Message) == 0


def test_clearing_leaves_nothing_of_the_demo_and_keeps_the_rest(app, make):
    employer, person = make.employer(), make.person()
    position = make.position(employer)
    stranger = make.account()
    kept = [(type(row), row.id) for row in (employer, person, position, stranger)]
    load_city(Plan(211_382, SCALE, today()), lambda done, total: None)
    demo_firm = db.session.scalars(select(Employer).where(Employer.is_demo, Employer.state == "verified").limit(1)).one()
    demo_account = db.session.scalars(select(Account).where(Account.login == "demo-veteran")).one()
    added = make.position(demo_firm).id
    joined = make.person().id
    with transaction() as session:
        session.get(Person, joined).account_id = None
        session.add(EmployerMember(employer_id=demo_firm.id, account_id=stranger.id))
    make.client(demo_account)
    clear_city()
    db.session.expire_all()
    assert all(db.session.get(model, row_id) for model, row_id in kept)
    assert db.session.get(Person, joined)
    assert db.session.get(Position, added) is None
    for table in db.metadata.sorted_tables:
        if "is_demo" in table.c:
            assert db.session.scalar(select(func.count()).select_from(table).where(table.c.is_demo)) == 0, table.name
    assert count(EmployerPaper) == count(EmployerMember) == count(LinkRequest) == 0
    assert not is_demo()
    assert broken_entries() == []


def test_a_failed_load_leaves_nothing(app):
    def stop(done, total):
        if done > total // 2:
            raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        load_city(Plan(211_382, SCALE, today()), stop)
    assert count(Person) == count(Employer) == count(Account) == 0
    assert not is_demo()


def test_commands(app):
    runner = app.test_cli_runner()
    loaded = runner.invoke(args=["demo", "load", "--scale", "0.01"])
    assert loaded.exit_code == 0, loaded.output
    assert "demo-recruiter" in loaded.output
    assert PASSWORD in loaded.output
    assert runner.invoke(args=["demo", "load"]).exit_code == 1
    assert runner.invoke(args=["demo", "load", "--if-empty"]).exit_code == 0
    assert runner.invoke(args=["demo", "load", "--scale", "3"]).exit_code == 2
    assert runner.invoke(args=["demo", "clear"]).exit_code == 0
    assert runner.invoke(args=["demo", "clear"]).exit_code == 1


def test_if_empty_leaves_an_installation_with_people_alone(app, make):
    make.person()
    assert app.test_cli_runner().invoke(args=["demo", "load", "--if-empty"]).exit_code == 0
    assert not is_demo()


def test_production_takes_no_demo_accounts(app, monkeypatch):
    monkeypatch.setitem(app.config, "MODE", "production")
    assert app.test_cli_runner().invoke(args=["demo", "load", "--scale", "0.01"]).exit_code == 1
    assert count(Account) == 0


def test_an_old_city_says_how_to_renew_it(app):
    assert stale_demo_notice() is None
    with transaction():
        keep_fact("demo", {"loaded_on": "2020-01-01"})
    assert "flask demo clear" in stale_demo_notice()

"""What an enterprise is shown of a person, on each path out: nothing without leave, masked by default, in clear only as consented; and who saw it."""

import io
import zipfile
from types import SimpleNamespace

import pytest
from sqlalchemy import select, true

from core.audit import Actor, AuditEntry
from core.db import db, transaction
from core.telling import Reach
from employers.models import Employer
from jobs.disclosure import queries
from jobs.disclosure.models import Consent, ContactRequest, Disclosure, HiddenEmployer
from jobs.disclosure.services import ask_contact, consent_to_all, end_consent, hide_employer
from jobs.matching.tasks import refit
from jobs.models import Application, Dismissal, Favourite, Position
from jobs.services import refresh_conditions
from jobs.services.applications import Wish, apply
from tests.jobs.importing.sheets import counted_statements
from tests.jobs.views.test_races import at_once
from veterans.models import Person, PersonSkill, Qualification

NAME, PHONE = "欧阳春华", "13911112222"
SECRET = {"name": NAME, "phone": PHONE, "address": "仪表社区三号楼五单元", "disability": "因战七级伤残", "note": "本人腰伤未愈",
          "experience": "在65432部队旁的物流园开车三年，电话13800001111。"}
PATHS = ("list", "detail", "print", "export", "count")


def fresh(query):
    """What the database says now, not when the test last looked."""
    db.session.rollback()
    return db.session.execute(query)


def text_of(answer):
    raw = answer.get_data()
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return raw.decode()


@pytest.fixture
def world(make):
    """One enterprise with a position that fits one person well."""
    firm = make.employer(name="凌源恒桥仓储有限公司")
    recruiter = make.recruiter(firm)
    position = make.position(firm, title="叉车司机", skills=["叉车"])
    person = make.person(account_id=make.account(name=NAME).id, wanted_occupations=["叉车司机"], wanted_pay=4321, visibility="masked",
                         service={"specialties": [{"code": None, "name": "装卸机械", "years": 8}], "duty": "驾驶员"}, **SECRET)
    with transaction() as session:
        session.add_all([PersonSkill(person_id=person.id, name="叉车", evidence="service"),
                         Qualification(person_id=person.id, kind="certificate", name="叉车证")])
    refit()
    own = make.client(SimpleNamespace(id=person.account_id))
    return SimpleNamespace(firm=firm, position=position, person=person, client=make.client(recruiter), own=own, recruiter=recruiter)


def address(world, path):
    base = f"/employer/positions/{world.position.id}/candidates"
    return {"list": base, "count": base, "print": f"{base}/print", "export": f"{base}.xlsx", "detail": f"{base}/{world.person.id}"}[path]


def seen(world, path):
    """Whether the path gives anything of the person away."""
    answer = world.client.get(address(world, path))
    if path == "detail":
        return answer.status_code == 200
    assert answer.status_code == 200
    text = text_of(answer)
    return "条件符合</dt><dd><b class=\"fs-5\">1</b>" in text if path == "count" else "欧" in text


def change(world, **values):
    with transaction() as session:
        person = session.get(Person, world.person.id)
        for name, value in values.items():
            setattr(person, name, value)


def applied(world, gives=("name", "phone", "profile")):
    with transaction() as session:
        person = session.get(Person, world.person.id)
        return apply(person, world.position.id, Wish(gives), Actor(person.account_id)).id


def consent(world):
    return fresh(select(Consent).where(Consent.person_id == world.person.id, Consent.withdrawn_at.is_(None))).scalar_one()


@pytest.mark.parametrize("path", PATHS)
def test_masked_by_default_and_in_the_ledger(world, path):
    text = text_of(world.client.get(address(world, path)))
    assert "欧***" in text
    assert not [secret for secret in SECRET.values() if secret in text]
    assert "65432部队" not in text
    assert world.person.identity_number not in text
    looks = fresh(select(Disclosure.path, Disclosure.shown, Disclosure.person_id, Disclosure.account_id)).all()
    assert looks == [("list" if path == "count" else path, "masked", world.person.id, world.recruiter.id)]


@pytest.mark.parametrize("path", PATHS)
def test_closed_gives_nothing_anywhere(world, path):
    assert seen(world, path)
    change(world, visibility="off")
    assert not seen(world, path)


@pytest.mark.parametrize("path", PATHS)
def test_closing_ends_what_was_consented_while_it_was_open(world, path):
    applied(world)
    change(world, visibility="off")
    assert not seen(world, path)


@pytest.mark.parametrize("path", PATHS)
def test_hidden_from_is_honoured(world, path):
    with transaction() as session:
        hide_employer(session.get(Person, world.person.id), "恒桥仓储", None, Actor(1))
    assert not seen(world, path)


@pytest.mark.parametrize("path", PATHS)
def test_an_unverified_enterprise_sees_nobody(world, path):
    with transaction() as session:
        session.get(Employer, world.firm.id).state = "due"
    assert not seen(world, path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("case", ["closed", "hidden", "unverified"])
def test_without_the_guard_each_path_leaks(world, path, case, monkeypatch):
    """The same steps with the predicate taken away: every one of them shows the person, so each test above holds because of it."""
    with transaction() as session:
        if case == "hidden":
            hide_employer(session.get(Person, world.person.id), world.firm.name, world.firm.credit_code, Actor(1))
        elif case == "closed":
            session.get(Person, world.person.id).visibility = "off"
        else:
            session.get(Employer, world.firm.id).state = "due"
    monkeypatch.setattr(queries, "visible_to", lambda _employer_id: true())
    assert seen(world, path)


@pytest.mark.parametrize("path", ["list", "detail", "print", "export"])
def test_in_clear_as_consented_and_masked_again_on_the_next_request(world, path):
    applied(world)
    text = text_of(world.client.get(address(world, path)))
    assert NAME in text
    assert PHONE in text
    assert not [SECRET[name] for name in ("address", "disability", "note") if SECRET[name] in text]
    assert "13800001111" not in text
    with transaction():
        end_consent(consent(world), Actor(world.person.account_id))
    text = text_of(world.client.get(address(world, path)))
    assert "欧***" in text
    assert NAME not in text
    assert PHONE not in text


@pytest.mark.parametrize("path", ["list", "detail", "print", "export"])
def test_a_consent_is_for_one_enterprise_and_one_position(world, path, make):
    applied(world)
    other = make.position(world.firm, title="叉车司机（夜班）", skills=["叉车"])
    refit()
    world.position = other
    text = text_of(world.client.get(address(world, path)))
    assert NAME not in text
    assert PHONE not in text
    rival = make.employer()
    world.position, world.client = make.position(rival, title="叉车司机", skills=["叉车"]), make.client(make.recruiter(rival))
    refit()
    text = text_of(world.client.get(address(world, path)))
    assert NAME not in text
    assert PHONE not in text


@pytest.mark.parametrize("path", ["list", "detail", "print", "export"])
def test_open_shows_in_clear_only_with_a_consent_and_never_the_phone(world, path):
    change(world, visibility="open")
    assert NAME not in text_of(world.client.get(address(world, path)))
    with transaction() as session:
        consent_to_all(session.get(Person, world.person.id), Actor(world.person.account_id))
    text = text_of(world.client.get(address(world, path)))
    assert NAME in text
    assert PHONE not in text
    change(world, visibility="masked")
    assert NAME not in text_of(world.client.get(address(world, path)))


def test_applying_while_closed_opens_the_file_to_that_enterprise_alone(world, make):
    change(world, visibility="off")
    applied(world)
    assert NAME in text_of(world.client.get(address(world, "detail")))
    rival = make.employer()
    world.position, world.client = make.position(rival, title="叉车司机", skills=["叉车"]), make.client(make.recruiter(rival))
    refit()
    assert not seen(world, "detail")
    assert not seen(world, "list")


def test_the_end_of_an_application_closes_what_was_given_for_it(world):
    application_id = applied(world)
    world.client.get(address(world, "detail"))
    assert world.client.post(f"/employer/applications/{application_id}/refuse", data={"refuse-reason": "filled"}).status_code == 303
    assert NAME not in text_of(world.client.get(address(world, "detail")))


def test_looks_of_a_day_are_counted_together_and_shown_to_the_person(world):
    for _n in range(3):
        world.client.get(address(world, "detail"))
    world.client.get(address(world, "export"))
    rows = fresh(select(Disclosure.path, Disclosure.times).order_by(Disclosure.path)).all()
    assert rows == [("detail", 3), ("export", 1)]
    assert fresh(select(AuditEntry.detail).where(AuditEntry.action == "exported")).scalars().all() == [{"people": 1}]
    page = world.own.get("/my/privacy").text
    assert "凌源恒桥仓储有限公司" in page
    assert "当天 3 次" in page
    assert "遮住的资料" in page


def test_the_ledger_is_written_before_the_page_or_nothing_is_shown(world, monkeypatch):
    def fails(*_arguments):
        raise RuntimeError("the ledger cannot be written")
    monkeypatch.setattr("jobs.disclosure.services._keep_looks", fails)
    world.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = world.client.get(address(world, "detail"))
    finally:
        world.client.application.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    assert "欧" not in answer.text


def test_the_auditor_reads_the_ledger_and_others_do_not(world, make):
    world.client.get(address(world, "detail"))
    auditor = make.client(make.staff("auditor"))
    page = auditor.get(f"/bureau/disclosures?person={world.person.id}").text
    assert "凌源恒桥仓储有限公司" in page
    assert NAME not in page
    assert "凌源恒桥仓储有限公司" not in auditor.get("/bureau/disclosures?person=999999").text
    assert make.client(make.staff("city")).get("/bureau/disclosures").status_code == 403


def test_a_request_for_contact_is_answered_by_the_person(world):
    asked = world.client.post(f"{address(world, 'detail')}/ask")
    assert asked.status_code == 303
    assert PHONE not in text_of(world.client.get(address(world, "detail")))
    request_id = fresh(select(queries.ContactRequest.id)).scalar_one()
    assert world.own.post(f"/my/privacy/requests/{request_id}/agree").status_code == 303
    text = text_of(world.client.get(address(world, "detail")))
    assert NAME in text
    assert PHONE in text
    again = world.own.post(f"/my/privacy/requests/{request_id}/refuse", follow_redirects=True)
    assert "已经答复过" in again.text
    assert world.own.post(f"/my/privacy/consents/{consent(world).id}/withdraw").status_code == 303
    assert PHONE not in text_of(world.client.get(address(world, "detail")))


def test_refusing_gives_nothing_and_asking_twice_is_refused(world):
    world.client.post(f"{address(world, 'detail')}/ask")
    request_id = fresh(select(queries.ContactRequest.id)).scalar_one()
    world.own.post(f"/my/privacy/requests/{request_id}/refuse")
    assert PHONE not in text_of(world.client.get(address(world, "detail")))
    assert "已经请求过" in world.client.post(f"{address(world, 'detail')}/ask", follow_redirects=True).text


def test_whom_an_enterprise_may_not_see_it_cannot_ask(world):
    change(world, visibility="off")
    assert world.client.post(f"{address(world, 'detail')}/ask").status_code == 404
    with pytest.raises(Exception, match="NotFound"), transaction() as session:
        ask_contact(session.get(Employer, world.firm.id), session.get(Position, world.position.id), world.person.id, Reach(None, None),
                    Actor(world.recruiter.id))


def test_hiding_and_lifting_on_the_page(world):
    assert world.own.post("/my/privacy/hidden", data={"name": "银行"}).status_code == 422
    assert world.own.post("/my/privacy/hidden", data={"name": "凌源恒桥仓储有限公司", "credit_code": "123"}).status_code == 422
    assert world.own.post("/my/privacy/hidden", data={"name": "凌源恒桥仓储有限公司"}).status_code == 303
    assert not seen(world, "list")
    answer = world.own.post(f"/my/positions/{world.position.id}/apply", data={"gives": "contact", "agrees": "y"})
    assert answer.status_code == 409
    assert fresh(select(Application)).first() is None
    hidden_id = fresh(select(queries.HiddenEmployer.id)).scalar_one()
    assert world.own.post(f"/my/privacy/hidden/{hidden_id}/remove").status_code == 303
    assert seen(world, "list")


def test_an_enterprise_that_changes_its_name_stays_hidden_by_its_credit_code(world):
    with transaction() as session:
        hide_employer(session.get(Person, world.person.id), "随便写的名字", world.firm.credit_code, Actor(1))
        session.get(Employer, world.firm.id).name_key = "全新名称"
    assert not seen(world, "list")


def questions(world):
    with counted_statements() as statements:
        world.client.get(address(world, "list"))
    return len(statements)


def test_the_list_asks_a_fixed_number_of_questions(world, make):
    world.client.get(address(world, "list"))
    few = questions(world)
    for n in range(15):
        person = make.person(wanted_occupations=["叉车司机"])
        with transaction() as session:
            session.add(PersonSkill(person_id=person.id, name="叉车"))
            if n < 5:
                apply(session.get(Person, person.id), world.position.id, Wish(("name", "profile")), Actor(1))
    refit()
    world.client.get(address(world, "list"))
    assert questions(world) <= few + 1


@pytest.mark.parametrize("case", ["hidden", "closed"])
def test_the_home_counts_no_application_of_somebody_it_may_not_be_shown(world, case):
    applied(world)
    assert queries.fresh_applications(world.firm.id) == 1
    assert queries.application_counts(world.firm.id, [world.position.id]) == {world.position.id: (1, 1)}
    if case == "closed":
        change(world, visibility="off")
    else:
        with transaction() as session:
            hide_employer(session.get(Person, world.person.id), world.firm.name, None, Actor(1))
    assert queries.fresh_applications(world.firm.id) == 0
    assert queries.application_counts(world.firm.id, [world.position.id]) == {}


def test_hiding_by_name_first_and_by_code_later_holds_after_the_enterprise_takes_another_name(world):
    with transaction() as session:
        hide_employer(session.get(Person, world.person.id), world.firm.name.removesuffix("有限公司"), None, Actor(1))
        hide_employer(session.get(Person, world.person.id), world.firm.name.removesuffix("有限公司"), world.firm.credit_code, Actor(1))
        firm = session.get(Employer, world.firm.id)
        firm.name, firm.name_key = "朝阳新起点物流有限公司", "朝阳新起点物流有限公司"
    assert not seen(world, "list")


def asked(world):
    with transaction() as session:
        firm, position = session.get(Employer, world.firm.id), session.get(Position, world.position.id)
        return ask_contact(firm, position, world.person.id, Reach(None, world.person.account_id), Actor(world.recruiter.id)).id


def test_contact_agreed_to_and_taken_back_reads_so_on_both_sides_and_may_be_given_again(world):
    number = asked(world)
    for _round in range(2):
        assert world.own.post(f"/my/privacy/requests/{number}/agree", follow_redirects=True).status_code == 200
        assert PHONE in text_of(world.client.get(address(world, "detail")))
        world.own.post(f"/my/privacy/consents/{consent(world).id}/withdraw")
        page = text_of(world.client.get(address(world, "detail")))
        assert PHONE not in page
        assert "已同意" not in page
        own = world.own.get("/my/privacy").text
        assert "已同意" not in own
        assert f"/my/privacy/requests/{number}/agree" in own
    assert len(fresh(select(Consent).where(Consent.person_id == world.person.id)).all()) == 2


@pytest.mark.parametrize("state", ["draft", "paused", "closed"])
def test_contact_is_asked_only_for_a_position_that_can_be_read(world, state):
    with transaction() as session:
        position = session.get(Position, world.position.id)
        position.state, position.live_until = state, None
    assert "/ask" not in text_of(world.client.get(address(world, "detail")))
    world.client.post(f"{address(world, 'detail')}/ask")
    assert fresh(select(ContactRequest)).all() == []


@pytest.mark.parametrize("written", ["138 0000 1111", "138-0000-1111", "１３８００００１１１１", "ouyang@example.com", "欧阳春华"])
def test_what_names_or_reaches_a_person_in_their_own_words_is_left_out(world, written):
    change(world, experience=f"2010-2015年在物流园开车，找{written}就行。")
    applied(world, ("profile",))
    text = text_of(world.client.get(address(world, "detail")))
    assert written not in text
    assert "2010-2015年在物流园开车" in text


def test_buttons_of_a_persons_own_pages_pressed_six_times_at_once_work_once(world, make):
    change(world, visibility="open")
    number = asked(world)
    clients = [make.client(SimpleNamespace(id=world.person.account_id)) for _n in range(6)]
    one = f"/my/positions/{world.position.id}"
    steps = (f"/my/privacy/requests/{number}/agree", "/my/privacy/open", f"{one}/keep", f"{one}/dismiss", "/my/privacy/hidden")
    for path in steps:
        answers = at_once([lambda c=c, path=path: c.post(path, data={"reason": "far", "name": "某某机械厂"}) for c in clients])
        assert {a.status_code for a in answers} == {303}, path
    assert len(fresh(select(Consent)).all()) == 2
    assert [len(fresh(select(table)).all()) for table in (Favourite, Dismissal, HiddenEmployer)] == [1, 1, 1]


@pytest.mark.parametrize("path", ["list", "detail", "print", "export"])
def test_what_a_sentence_of_the_ranking_names_is_guarded_too(world, path):
    with transaction() as session:
        position = session.get(Position, world.position.id)
        position.certificates = ["低压电工作业证"]
        refresh_conditions([position], Actor(1))
        session.add(Qualification(person_id=world.person.id, kind="certificate", name="65432部队厨师证13800001111"))
    text = text_of(world.client.get(address(world, path)))
    assert "65432" not in text
    assert "13800001111" not in text


@pytest.mark.parametrize("path", ["list", "detail", "print", "export"])
def test_the_pay_a_person_wants_is_in_no_sentence_before_consent(world, make, path):
    other = make.position(world.firm, title="会计", duties="记账", requirements="", skills=[], occupation_code=None)
    world = SimpleNamespace(**{**vars(world), "position": other})
    text = text_of(world.client.get(address(world, path)))
    assert "欧***" in text
    assert "4321" not in text
    assert "4,321" not in text

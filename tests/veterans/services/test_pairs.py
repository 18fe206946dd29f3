"""Files of one family linked with both consents; asking tells nobody who is on file."""

import re
from datetime import timedelta

import pytest

from core.audit import Actor, AuditEntry
from core.clock import now
from core.db import db, transaction
from core.errors import IllegalTransition, NotFound
from tests.factories import OTHER_VILLAGE, VILLAGE
from tests.outboxes import messages, templates
from veterans import queries
from veterans.models import FamilyPair
from veterans.services import pairs
from veterans.services.pairs import Relative


@pytest.fixture
def couple(make):
    """A veteran and a wife, each with account and client."""
    one, other = make.account(), make.account()
    he = make.person(name="张建军", phone="13811110001", account_id=one.id)
    she = make.person(name="孙小梅", phone="13811110002", account_id=other.id, kind="active_family", station_code=OTHER_VILLAGE)
    return (he, Actor(one.id), make.client(one)), (she, Actor(other.id), make.client(other))


def ask(who, name="孙小梅", phone="138 1111-0002"):
    with transaction():
        return pairs.ask_relative(who[1], who[0], Relative(name, phone, "spouse")).id


def state(pair_id):
    db.session.rollback()
    return db.session.get(FamilyPair, pair_id, populate_existing=True).state


def answer(who, pair_id, step):
    with transaction():
        step(who[1], queries.pair_of(who[0].id, pair_id), who[0])


def test_one_asks_the_other_agrees_either_ends(couple):
    he, she = couple
    pair_id = ask(he)
    assert state(pair_id) == "asked"
    with pytest.raises(NotFound):
        answer(he, pair_id, pairs.confirm_pair)
    answer(she, pair_id, pairs.confirm_pair)
    assert state(pair_id) == "linked"
    answer(she, pair_id, pairs.end_pair)
    assert state(pair_id) == "ended"
    with pytest.raises(IllegalTransition):
        answer(he, pair_id, pairs.end_pair)
    assert [e.action for e in db.session.query(AuditEntry).order_by(AuditEntry.id)] == ["pair_asked", "pair_confirmed", "pair_ended"]
    assert templates() == templates("in_site") == ["pair_asked", "pair_confirmed"]
    assert state(ask(he)) == "asked"


def test_who_is_asked_may_say_no_and_who_asked_may_take_it_back(couple):
    he, she = couple
    refused, taken_back = ask(he), None
    answer(she, refused, pairs.refuse_pair)
    taken_back = ask(he)
    with pytest.raises(IllegalTransition):
        answer(she, taken_back, pairs.end_pair)
    answer(he, taken_back, pairs.end_pair)
    assert (state(refused), state(taken_back)) == ("refused", "withdrawn")


def test_both_asking_is_both_agreeing(couple):
    he, she = couple
    pair_id = ask(he)
    assert ask(she, "张建军", "13811110001") == pair_id
    assert state(pair_id) == "linked"
    for who, name, phone in ((he, "孙小梅", "13811110002"), (she, "张建军", "13811110001")):
        with pytest.raises(pairs.AlreadyAsked):
            ask(who, name, phone)


def test_strangers_reach_no_pair(couple, make):
    pair_id = ask(couple[0])
    account = make.account()
    make.person(account_id=account.id)
    client = make.client(account)
    for part in ("confirm", "refuse", "end"):
        assert client.post(f"/my/family/{pair_id}/{part}").status_code == 404
    assert state(pair_id) == "asked"


def test_the_page_looks_the_same_whoever_is_on_file(couple, make):
    """On file, on file under another name, not on file: the same answer, the same page, no message but to the one who is meant."""
    make.person(name="别的人", phone="13811110003")
    pages = set()
    for name, phone in (("孙小梅", "13811110002"), ("孙小梅", "13811110003"), ("孙小梅", "13811119999")):
        account = make.account()
        make.person(account_id=account.id, name="赵新")
        client = make.client(account)
        assert client.post("/my/family", data={"name": name, "phone": phone, "relation": "spouse"}).headers["Location"] == "/my/family"
        again = client.post("/my/family", data={"name": name, "phone": phone, "relation": "spouse"})
        assert again.status_code == 409
        text = re.sub(r'X-CSRFToken":"[^"]*|name="csrf_token"[^>]*|/my/family/\d+/|' + phone, "", client.get("/my/family").text)
        pages.add(re.sub(r"\s+", " ", text))
    assert len(pages) == 1
    assert len(messages()) == len(messages("in_site")) == 1


def test_asking_runs_out(couple, monkeypatch):
    he, _she = couple
    for n in range(5):
        ask(he, f"某{n}", f"1381111100{n}")
    with pytest.raises(pairs.TooManyRequests):
        ask(he)
    monkeypatch.setattr("veterans.services.pairs.now", lambda: now() + timedelta(days=1, minutes=1))
    assert state(ask(he)) == "asked"


def test_nobody_is_their_own_relative(couple):
    with pytest.raises(pairs.OwnFile):
        ask(couple[0], "张建军", "13811110001")


def test_the_two_see_each_other_and_staff_see_them_linked(couple, make):
    he, she = couple
    client = he[2]
    client.post("/my/family", data={"name": "孙小梅", "phone": "13811110002", "relation": "spouse"})
    assert "有一位家人请求" in she[2].get("/my/profile").text
    page = she[2].get("/my/family").text
    assert "张建军" in page
    pair_id = re.search(r"/my/family/(\d+)/confirm", page)[1]
    village, city = make.client(make.staff("village", VILLAGE)), make.client(make.staff("city", "211382"))
    address = f"/bureau/people/{he[0].id}"
    assert "双方同意关联" not in village.get(address).text
    assert she[2].post(f"/my/family/{pair_id}/confirm").status_code == 303
    assert "双方同意关联" in village.get(address).text
    assert f"/bureau/people/{she[0].id}" not in village.get(address).text
    assert f"/bureau/people/{she[0].id}" in city.get(address).text
    listed = re.findall(r'href="/bureau/people/(\d+)"', city.get("/bureau/people?paired=yes").text)
    assert set(listed) == {str(he[0].id), str(she[0].id)}
    assert re.findall(r'href="/bureau/people/(\d+)"', city.get("/bureau/people?paired=no").text) == []


def test_kinds_are_counted_apart_and_in_scope(make):
    for kind, number in (("veteran", 3), ("active_family", 2), ("bereaved_family", 1)):
        for _n in range(number):
            make.person(kind=kind)
    make.person(kind="bereaved_family", station_code=OTHER_VILLAGE)
    assert queries.kind_counts(VILLAGE) == {"veteran": 3, "active_family": 2, "bereaved_family": 1}
    page = make.client(make.staff("city", "211382")).get("/bureau/people").text
    told = re.findall(r'kind=(\w+)">.*?<dd class="num">(\d+)', page, re.DOTALL)
    assert told == [("veteran", "3"), ("active_family", "2"), ("bereaved_family", "2")]

"""Saving a search from its page, changing it, stopping it from a message."""

from datetime import timedelta
from urllib.parse import quote

from core.clock import in_city, now
from core.db import db, transaction
from jobs.alerts import queries
from jobs.alerts.links import token_of
from jobs.alerts.services import keep_search
from jobs.search.criteria import Criteria


def kept(account, words="叉车"):
    with transaction():
        return keep_search(account.id, Criteria(q=words), "我的叉车订阅", "daily").id


def fresh(account, number):
    db.session.rollback()
    return queries.search_of(account.id, number)


def test_the_search_page_leads_to_saving_it(make):
    make.position(title="叉车司机")
    account = make.account()
    client = make.client(account)
    page = client.get("/positions?q=" + quote("叉车 4000以上")).text
    assert "/my/alerts/new?q=" in page
    assert "存为订阅" in page
    assert "/my/alerts/new" not in client.get("/positions").text, "everything is no search"
    assert "/my/alerts/new?q=" in client.get("/positions?q=" + quote("航天员")).text
    address = "/my/alerts/new?q=" + quote("叉车 4000以上")
    assert "4000" in client.get(address).text
    assert client.post(address, data={"name": "叉车", "frequency": ""}).status_code == 422
    assert client.post(address, data={"name": "叉车", "frequency": "weekly"}).status_code == 303
    (search,) = queries.searches_of(account.id)
    assert (search.criteria, search.frequency) == ({"pay": "4000", "q": "叉车"}, "weekly")
    assert "已经存过" in client.post(address, data={"name": "又一个", "frequency": "daily"}, follow_redirects=True).text
    assert client.post("/my/alerts/new", data={"name": "全部", "frequency": "daily"}).status_code == 422


def test_nobody_saves_without_signing_in(client):
    assert "/sign-in" in client.get("/my/alerts/new?q=a").headers["Location"]


def test_changed_in_the_list_by_its_owner_alone(make):
    account, other = make.account(), make.account()
    number, client = kept(account), make.client(account)
    for step, check in (("weekly", lambda s: s.frequency == "weekly"), ("daily", lambda s: s.frequency == "daily"), ("site", lambda s: not s.by_sms),
                        ("sms", lambda s: s.by_sms), ("pause", lambda s: s.paused_at), ("resume", lambda s: not s.paused_at), ("drop", lambda s: s is None)):
        assert make.client(other).post(f"/my/alerts/{number}/{step}").status_code == 404
        assert client.post(f"/my/alerts/{number}/{step}").status_code == 303
        assert check(fresh(account, number)), step


def test_a_link_stops_it_in_one_tap_and_opening_it_does_not(make, client):
    account = make.account()
    number = kept(account)
    address = f"/alerts/stop/{token_of(number)}"
    assert "我的叉车订阅" in client.get(address).text
    client.head(address)
    assert fresh(account, number).paused_at is None
    assert "已停止" in client.post(address, follow_redirects=True).text
    assert fresh(account, number).paused_at is not None
    assert client.post(address).status_code == 303
    make.client(account).post(f"/my/alerts/{number}/resume")
    assert fresh(account, number).paused_at is None


def test_a_made_up_link_is_a_missing_page(make, client):
    number = kept(make.account())
    wrong = f"{number}-{token_of(number + 1).split('-')[1]}"
    for verb in (client.get, client.post):
        assert {verb(f"/alerts/stop/{part}").status_code for part in (wrong, token_of(number + 1), "x")} == {404}
    assert client.get(f"/alerts/new/{wrong}").status_code == 404
    assert client.get(f"/alerts/new/{token_of(number + 1)}").status_code == 404


def test_the_link_of_a_digest_lists_the_new_ones_alone(make, client):
    make.position(title="叉车老岗位", published_at=now() - timedelta(days=3))
    make.position(title="叉车新岗位")
    account = make.account()
    number = kept(account)
    with transaction():
        search = queries.search_of(account.id, number)
        search.told_from, search.told_at, search.told_count = now() - timedelta(days=1), now(), 1
    page = client.get(f"/alerts/new/{token_of(number)}", follow_redirects=True).text
    assert "叉车新岗位" in page
    assert "叉车老岗位" not in page
    assert "叉车老岗位" in client.get("/positions?q=" + quote("叉车") + "&since=rubbish").text
    later = f"{in_city(now() + timedelta(hours=1)):%Y%m%dT%H%M}"
    assert "叉车新岗位" not in client.get("/positions?q=" + quote("叉车") + f"&since={later}").text

"""The list of stations, for everyone."""

from accounts.models import Station
from core.db import transaction


def test_every_station_is_listed(client):
    text = client.get("/stations").text
    assert text.count('<li id="s211382') == 27
    assert text.count("居民委员会") + text.count("村民委员会") + text.count("村委会") + text.count("居委会") >= 200
    assert "12345" in text


def test_phones_can_be_called(client, app):
    with transaction() as session:
        session.get(Station, "211382001").phone = "0421 6820000"
        session.get(Station, "211382001001").phone = "0421-6820001"
    text = client.get("/stations").text
    assert 'href="tel:04216820000"' in text
    assert 'href="tel:0421-6820001"' in text


def test_search_by_name(client):
    text = client.get("/stations?q=仪表").text
    assert "仪表社区" in text
    assert "城关街道" not in text.split("<main")[1]
    whole = client.get("/stations?q=城关").text
    assert whole.count('<li id="s') == 1
    assert "10 个村和社区" in whole
    nothing = client.get("/stations?q=<b>x</b>")
    assert nothing.status_code == 200
    assert "<b>x</b>" not in nothing.text
    assert "没有名称带" in nothing.text


def test_a_closed_station_is_not_listed(client, app):
    with transaction() as session:
        session.get(Station, "211382001").is_active = False
    assert 'id="s211382001"' not in client.get("/stations").text

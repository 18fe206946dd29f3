"""Rules about every route of the application."""

import re

from accounts.permissions import access_of

KEBAB = re.compile(r"^(/|(/([a-z0-9][a-z0-9-]*|<int:[a-z_]+>|<[a-z_]+(\([a-z, _-]+\))?:[a-z_]+>|[a-z0-9-]+\.[a-z]+))+)$")
PREFIX = {"staff": ("/bureau",), "recruiter": ("/employer", "/account")}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_is_marked(shared_app):
    unmarked = [rule.endpoint for rule in rules(shared_app) if access_of(shared_app, rule.endpoint) is None]
    assert not unmarked


def test_every_route_is_typed_and_kebab_case(shared_app):
    odd = [rule.rule for rule in rules(shared_app) if not KEBAB.match(rule.rule)]
    assert not odd


def test_addresses_tell_the_audience(shared_app):
    for rule in rules(shared_app):
        access = access_of(shared_app, rule.endpoint)
        if access.kind in PREFIX:
            assert rule.rule.startswith(PREFIX[access.kind]), rule.rule
        if rule.rule.startswith("/bureau"):
            assert access.kind == "staff", rule.rule


def test_an_unmarked_view_is_refused(app, client, monkeypatch):
    monkeypatch.setattr("accounts.permissions.access_of", lambda _app, _endpoint: None)
    assert client.get("/").status_code == 403


def test_unsafe_verbs_need_a_token(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    tried = 0
    for rule in rules(app):
        for verb in {"POST", "PUT", "PATCH", "DELETE"} & rule.methods:
            address = re.sub(r"<any\(([\w-]+)[^>]*>", r"\1", rule.rule)
            address = re.sub(r"<[^>]+>", "1", address)
            assert client.open(address, method=verb).status_code == 400, rule.rule
            tried += 1
    assert tried


def test_every_answer_carries_the_headers(app, client):
    for address in ("/", "/positions", "/nowhere", "/bureau", "/static/app.js"):
        headers = client.get(address).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert "Cookie" in client.get("/").headers["Vary"]

"""Ten planted identities: not in logs, addresses, error pages, nor anything an employer or the public sees. And failures show nothing."""

import io
import logging
import re
import zipfile

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from accounts.permissions import access_of
from core.web.logs import Scrubber, configure_logging
from tests.planted import IDENTITIES, SECRETS, found_in
from tests.reliability.matrix import MINE


@pytest.fixture
def people(make):
    return [make.person(station_code=MINE + "001", **identity) for identity in IDENTITIES]


@pytest.fixture
def log(app, tmp_path):
    """A log of its own for the test; the session's log is put back."""
    path = tmp_path / "app.log"
    configure_logging(str(path))
    yield path
    configure_logging(app.config["LOG_FILE"])


def rules_without_arguments(app):
    return [r for r in app.url_map.iter_rules() if not r.arguments and "GET" in r.methods and r.endpoint != "static"]


def text_of(answer):
    """What an answer says: a page's text, or everything inside a workbook."""
    raw = answer.get_data()
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return raw.decode(errors="replace")


def crawl(client, start):
    """Every page reachable by links from `start`, at most 150."""
    waiting, seen = [start], {}
    while waiting and len(seen) < 150:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address)
        seen[address] = answer
        text = text_of(answer)
        waiting += [link for link in re.findall(r'href="(/[^"#]*)', text) if not link.startswith("/static") and "lang=" not in link and "size=" not in link]
        if answer.status_code in (301, 302, 303):
            waiting.append(answer.headers["Location"])
    return seen


def test_the_public_and_employers_see_nobody(app, make, people):
    firm = make.employer()
    recruiter = make.recruiter(firm)
    make.position(firm)
    seen = 0
    for client, start in ((make.client(), "/"), (make.client(recruiter), "/employer"), (make.client(make.account(name="路人")), "/my")):
        for address, answer in crawl(client, start).items():
            assert not found_in(text_of(answer)), address
            assert not found_in(address)
            seen += 1
    assert seen > 20


def test_staff_addresses_hold_nothing_personal(app, make, people):
    pages = crawl(make.client(make.staff("city", "211382")), "/bureau")
    assert any("/bureau/people/" in address for address in pages)
    for address, answer in pages.items():
        assert not found_in(address)
        numbers = [s for s in SECRETS if s[0].isdigit()]
        assert not [n for n in numbers if n in text_of(answer)], f"{address} shows a number that nobody revealed"


def break_views(app, monkeypatch):
    def broken(**_arguments):
        person = IDENTITIES[3]
        raise RuntimeError(f"row {person['identity_number']} of {person['phone']} failed")
    for rule in rules_without_arguments(app):
        replacement = type("Broken", (), {"__call__": lambda _self, **a: broken(**a), "access": access_of(app, rule.endpoint)})()
        monkeypatch.setitem(app.view_functions, rule.endpoint, replacement)


def fail_everywhere(app, make, monkeypatch):
    break_views(app, monkeypatch)
    recruiter = make.recruiter(make.employer())
    staff = [make.staff(role, "211382") for role in ("city", "security_admin", "auditor", "system_admin")]
    clients = [make.client(account) for account in (None, recruiter, *staff)]
    failures = 0
    for rule in rules_without_arguments(app):
        for client in clients:
            answer = client.get(rule.rule)
            if answer.status_code == 500:
                failures += 1
                assert not found_in(answer.text)
                assert "Traceback" not in answer.text
                assert "RuntimeError" not in answer.text
                assert re.search(r"<b>[0-9a-f]{8}</b>", answer.text), "a number to give on the phone"
    assert failures >= len(rules_without_arguments(app))


def test_failing_views_show_and_log_nothing_personal(app, make, monkeypatch, log):
    fail_everywhere(app, make, monkeypatch)
    written = log.read_text()
    assert written.count('"crash"') > 10
    assert not found_in(written)


def test_without_the_scrubber_the_check_goes_red(app, make, monkeypatch, log):
    monkeypatch.setattr(Scrubber, "format", logging.Formatter.format)
    fail_everywhere(app, make, monkeypatch)
    assert found_in(log.read_text())


def test_a_lost_database_is_a_plain_page(app, client, monkeypatch):
    def lost():
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))
    lost.access = access_of(app, "bureau_public.home")
    monkeypatch.setitem(app.view_functions, "bureau_public.home", lost)
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "SELECT" not in answer.text


def test_messages_and_work_hold_no_planted_text(app, make, people):
    """What lies in the database outside encrypted columns: names on files alone, numbers nowhere."""
    from core.db import db
    for table in db.metadata.sorted_tables:
        readable = [c for c in table.columns if c.type.__class__.__name__ in ("String", "Text", "JSONText")]
        for row in db.session.execute(select(*readable) if readable else select(1)):
            assert not [s for s in SECRETS if s[0].isdigit() and s in str(row)], table.name

"""Language and text size are kept by a link that never leads away from the site."""

from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import pytest

HOSTILE = ["/%09/evil.com", "/%0d/evil.com", "/%0a/evil.com", "/%0d%0a/evil.com", "/%09%09/evil.com", "//evil.com", "///evil.com", "/%2f/evil.com",
           "/%5cevil.com", "/%5c%5cevil.com", "/%00/evil.com", "/positions/%2e%2e//evil.com", "/.//evil.com", "/%e2%80%8b/evil.com"]


def leads(answer):
    """The host a browser would go to: it drops tabs and line breaks and takes a backslash for a slash."""
    place = answer.headers.get("Location", "")
    assert not set(place) & set("\t\r\n\0")
    return urlsplit(urljoin("http://localhost/", place.replace("\\", "/"))).netloc


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("query", ["lang=en", "size=large"])
def test_no_address_leads_to_another_host(client, path, query):
    answer = client.get(f"/?{query}", environ_overrides={"PATH_INFO": unquote_to_bytes(path).decode("latin-1")})
    assert answer.status_code in (303, 308, 404)
    assert leads(answer) == "localhost"
    assert "//evil" not in answer.text


@pytest.mark.parametrize("query", ["_scheme=javascript&_external=1", "_anchor=x", "_method=POST", "endpoint=x", "filename=//evil.com", "q=%0d%0aSet-Cookie:a"])
def test_the_query_stays_a_query(client, query):
    answer = client.get(f"/positions?{query}&lang=en")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/positions?")
    assert leads(answer) == "localhost"
    assert client.get(f"/positions?{query}").status_code == 200


def test_a_choice_is_kept_and_the_rest_of_the_query_too(client):
    answer = client.get("/positions?q=%E7%94%B5%E5%B7%A5&place=a&place=b&lang=en&size=large")
    assert answer.headers["Location"] == "/positions?q=%E7%94%B5%E5%B7%A5&place=a&place=b"
    assert len(answer.headers.getlist("Set-Cookie")) == 2
    assert 'lang="en"' in client.get("/positions").text


def test_links_of_a_page_that_is_not_there_lead_home(client):
    page = client.get("/%09/evil.com?x=1")
    assert page.status_code == 404
    assert 'href="/?' in page.text


def test_pages_of_a_list_keep_the_query(client, make):
    employer = make.employer()
    for _ in range(25):
        make.position(employer=employer)
    page = client.get("/positions?sort=newest&_scheme=javascript&_external=1&_anchor=x").text
    assert "page=2" in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("path", ["/?lang=en", "/bureau", "/my"])
def test_redirects_have_no_body(client, path):
    answer = client.get(path)
    assert 300 <= answer.status_code < 400
    assert answer.data == b""


def test_what_programs_ask_for(client):
    robots = client.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert {"Allow: /positions", "Disallow: /my", "Disallow: /employer", "Disallow: /bureau", "Disallow: /account"} <= set(robots.text.splitlines())
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")

"""The front page and what the site says about itself."""

import re
from html import unescape

import pytest

from core.web import slots


def test_front_page_with_positions(client, make):
    for n in range(7):
        make.position(title=f"焊工{n}")
    text = client.get("/").text
    assert "7 个在招岗位" in text
    assert len(re.findall(r"焊工\d", text)) == 5
    assert "常搜：" in text
    assert ">焊工</a>" in text


def test_front_page_of_an_empty_city(client):
    text = client.get("/").text
    assert "0 个在招岗位" in text
    assert "现在没有在招的岗位" in text
    assert "常搜" not in text


@pytest.mark.parametrize("address", ["/", "/privacy", "/accessibility", "/stations", "/positions"])
def test_no_link_is_dead(client, make, address):
    make.position()
    text = client.get(address).text
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    for link in {unescape(link) for link in re.findall(r'href="([^"]+)"', text)}:
        if link.startswith("#"):
            assert link[1:] in ids, link
        elif link.startswith("/") and not link.startswith("/static"):
            assert client.get(link).status_code in (200, 303), link
        else:
            assert link.startswith(("tel:", "/static")), link


def test_upper_packages_fill_the_front_page(client, monkeypatch):
    monkeypatch.setattr(slots, "_renderers", {"home.next_fair": [lambda: "<p>下一场</p>"], "home.training": [lambda: "<p>培训班</p>"]})
    text = client.get("/").text
    assert "<p>下一场</p>" in text
    assert "<p>培训班</p>" in text


def test_privacy_says_what_the_law_asks(client):
    text = client.get("/privacy").text
    for part in ("凌源市退役军人事务局", "谁负责", "为了什么", "保存哪些信息", "保存多久", "您的权利", "更正", "撤回同意", "删除", "投诉", "12345"):
        assert part in text
    client.set_cookie("lang", "en")
    english = client.get("/privacy").text
    assert "Your rights" in english


def test_accessibility_claims_no_certificate(client):
    assert "没有取得认证" in client.get("/accessibility").text


@pytest.mark.parametrize("address", ["/", "/privacy", "/accessibility", "/stations"])
def test_each_language_keeps_to_itself(client, address):
    def visible():
        page = re.sub(r"<(script|style)\b.*?</\1>", " ", client.get(address).text, flags=re.S)
        return unescape(re.sub(r"<[^>]+>", " ", page))
    assert set(re.findall(r"[A-Za-z]{3,}", visible())) <= {"English", "WCAG", "axe", "Cookie"}
    client.set_cookie("lang", "en")
    left = re.sub(r"凌源市退役军人事务局|凌源市|中文|[\u3400-\u9fff]+(?:村民委员会|居民委员会|居委会|村委会|街道|社区|镇|乡|村)", "", visible())
    assert not re.findall(r"[\u3400-\u9fff]+", left)

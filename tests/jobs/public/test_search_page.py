"""The search page as a visitor meets it."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import event

from core.clock import now
from core.db import db

CHINESE = re.compile(r"[\u3400-\u9fff]")


def text_of(html):
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", body))


def ask(client, query=""):
    return client.get("/positions" + ("?" + query if query else "")).text


@pytest.fixture
def city(make):
    employer = make.employer(name="凌源恒桥仓储有限公司")
    make.position(employer, title="叉车司机", township_code="211382009", shift="two", has_lodging=True, pay_min=4800, pay_max=6200)
    make.position(employer, title="货车司机", township_code="211382001", shift="day", pay_min=3000, pay_max=3800, requirements="", skills=[])
    make.position(employer, title="电工", township_code="211382001", relaxations=["年龄放宽到 50 岁"], requirements="", skills=[], duties="接线")
    make.position(employer, title="藏着的草稿", state="draft", published_at=None)
    return employer


def test_lists_what_is_live(client, city):
    page = ask(client)
    assert "3 个岗位" in page
    for part in ("叉车司机", "货车司机", "电工", "4800–6200", "元/月", "凌源恒桥仓储有限公司", "已核验", "城关街道", "今天发布", "年龄放宽到 50 岁"):
        assert part in page
    assert "藏着的草稿" not in page
    assert 'role="status" aria-live="polite"' in page


def test_words_turn_into_chips(client, city):
    page = ask(client, "q=" + quote("城关 4000以上 包住 司机"))
    assert "1 个岗位" in page
    assert re.findall(r'class="chip"[^>]*><span[^>]*>去掉：</span>([^<]*)<', page) == ["城关街道", "4000 元以上", "包住"]
    assert 'name="q" value="司机"' in page
    removal = unescape(re.search(r'class="chip" href="([^"]+)"', page)[1])
    assert "211382009" not in removal
    assert quote("司机") in removal
    assert "1 个岗位" in client.get(removal).text


def test_counts_stand_beside_the_filters(client, city):
    page = ask(client, "town=211382001")
    assert "2 个岗位" in page
    town = {m[0]: int(m[1]) for m in re.findall(r'for="town-(\d+)">[^<]*</label><span class="soft small">(\d+)', page)}
    assert town == {"211382001": 2, "211382009": 1}
    assert re.search(r'id="town-211382001"[^>]* checked', page)
    for code, count in town.items():
        assert f"{count} 个岗位" in ask(client, f"town={code}")


def test_orders_and_pages(client, make):
    employer = make.employer()
    for n in range(25):
        make.position(employer, title=f"普工{n:02d}", pay_min=3000 + n, pay_max=3000 + n, published_at=now() - timedelta(hours=n))
    names = lambda page: re.findall(r"普工\d\d", re.sub(r"<title>.*?</title>", "", page))
    assert names(ask(client)) == [f"普工{n:02d}" for n in range(20)]
    second = ask(client, "page=2")
    assert names(second) == [f"普工{n:02d}" for n in range(20, 25)]
    assert 'rel="prev"' in second
    assert names(ask(client, "sort=pay"))[0] == "普工24"
    for odd in ("page=999", "page=0", "page=-1", "page=abc", "page=1e3", "page=%C2%B2", f"page={9:09000}",
                "sort=drop", "town=%27", "pay=x&vet=y&shift=z&edu=w", "page=2&page=3"):
        assert client.get("/positions?" + odd).status_code == 200


def test_nothing_found_says_what_would_help(client, city):
    page = ask(client, "q=" + quote("司机 双休 城关"))
    assert "0 个岗位" in page
    assert "去掉“双休”，有 1 个" in page
    widened = unescape(re.search(r'class="btn btn-line" href="([^"]+)"[^>]*>去掉“双休”', page)[1])
    assert "1 个岗位" in client.get(widened).text
    assert "您是不是要找" in ask(client, "q=" + quote("叉车司级"))


def test_nothing_at_all(client):
    page = ask(client)
    assert "现在没有在招的岗位" in page
    assert "/stations" in page


@pytest.mark.parametrize("attack", [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'};alert(1)//", "{{7*7}}", "javascript:alert(1)", "\x00<b>"])
def test_what_was_typed_comes_back_as_text(client, city, attack):
    answer = client.get("/positions", query_string={"q": attack})
    assert answer.status_code == 200
    page = answer.text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>" not in page.split("<main", 1)[1].split("role=\"status\"")[0]
    assert "49" not in re.findall(r'name="q" value="([^"]*)"', page)


def test_queries_do_not_grow_with_the_rows(client, make):
    def count():
        asked = []
        listener = lambda *args: asked.append(args[2])
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            assert client.get("/positions?q=" + quote("司机")).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len([sql for sql in asked if not sql.startswith("BEGIN")])
    employer = make.employer()
    for _n in range(2):
        make.position(employer)
    count()
    few = count()
    for _n in range(30):
        make.position(make.employer())
    count()
    assert count() == few <= 6


def test_each_language_keeps_to_itself(client, city):
    client.set_cookie("lang", "en")
    page = client.get("/positions?q=&town=211382009").text
    chrome = text_of(page)
    for known in ("叉车司机", "凌源恒桥仓储有限公司", "凌源市退役军人事务局", "中文"):
        chrome = chrome.replace(known, "")
    chrome = re.sub(r"[\u3400-\u9fff]+(街道|镇|乡)", "", chrome)
    assert not CHINESE.findall(chrome)
    client.set_cookie("lang", "zh")
    words = set(re.findall(r"[A-Za-z]{3,}", text_of(client.get("/positions?q=&town=211382009").text)))
    assert words <= {"English"}


def test_the_page_works_as_plain_forms(client, city):
    """Without scripts: two GET forms, folded filters by `details`, links for all else."""
    page = ask(client, "q=" + quote("司机") + "&pay=3000&licence=C1&sort=pay")
    assert page.count("<form") == 2
    assert 'method="post"' not in page
    assert "<details class=\"facets\">" in page
    for form in re.findall(r"<form.*?</form>", page, flags=re.S):
        assert 'name="licence" value="C1"' in form
        assert 'name="sort" value="pay"' in form
        assert 'name="pay"' in form


@pytest.mark.parametrize("since", ["00010101T0000", "99991231T2359", "20261301T0000", "x", "２０２６0101T0000"])
def test_a_moment_no_clock_shows_narrows_nothing_or_everything(client, city, since):
    assert client.get(f"/positions?since={quote(since)}").status_code == 200


def test_a_chosen_pay_and_education_that_no_filter_offers_are_counted_too(client, city):
    page = ask(client, "pay=4500")
    assert "2 个岗位" in page
    assert re.search(r'value="4500" checked>.*?</label><span class="soft small">2</span>', page)
    page = ask(client, "edu=硕士")
    assert re.search(r'value="硕士" checked>.*?</label><span class="soft small">3</span>', page)

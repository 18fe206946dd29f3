"""The wording screen in Chromium: by itself while somebody types, by a button without a script, and the decision at the review."""

import os

import pytest

from core.clock import now


def _keep(page, name):
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_words_are_pointed_at_while_they_are_typed(visit, make, width):
    visitor = visit(width=width, account=make.recruiter(make.employer()))
    page = visitor.open("/employer/positions/new")
    page.locator("#requirements").press_sequentially("限男性，入职交押金", delay=15)
    found = page.locator("#wording-found")
    found.get_by_text("限男性").wait_for()
    assert "劳动合同法第九条" in found.inner_text()
    assert page.input_value("#requirements") == "限男性，入职交押金"
    page.fill("#requirements", "男女不限，不收押金")
    found.locator(".is-ok").wait_for()
    assert page.evaluate("document.activeElement.id") == "requirements"
    page.fill("#requirements", "限男性，入职交押金")
    found.get_by_text("限男性").wait_for()
    page.locator("#wording").scroll_into_view_if_needed()
    _keep(page, f"writing-{width}")
    assert visitor.axe() == []
    assert visitor.overflow() == 0


def test_without_a_script_a_button_does_it(visit, make):
    visitor = visit(script=False, account=make.recruiter(make.employer()))
    page = visitor.open("/employer/positions/new")
    page.fill("#title", "装卸工")
    page.fill("#requirements", "未婚勿扰")
    page = visitor.press("button[value=check]")
    assert "未婚勿扰" in page.inner_text("#wording-found")
    assert page.input_value("#title") == "装卸工"


@pytest.mark.parametrize(("width", "size"), [(390, "normal"), (390, "largest"), (1280, "normal")])
def test_a_clerk_decides_at_the_review(visit, make, width, size):
    position = make.position(state="submitted", submitted_at=now(), requirements="限男性，乙肝勿扰，35岁以下")
    visitor = visit(width=width, size=size, account=make.staff())
    page = visitor.open(f"/bureau/positions/{position.id}")
    page.select_option("#decision-1", "kept")
    page.fill("#basis-1", "女职工劳动保护特别规定附录")
    page = visitor.press("section[aria-labelledby=words] button")
    assert "女职工劳动保护特别规定附录" in page.inner_text("section[aria-labelledby=words]")
    _keep(page, f"review-{width}-{size}")
    assert visitor.axe() == []
    assert visitor.overflow() == 0

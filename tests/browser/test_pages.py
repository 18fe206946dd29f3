"""Every type of page, as everybody who may open it sees it: no violation axe knows of, nothing wider than the window, at each width and text size."""

import os
import re

import pytest

from tests.browser import gallery

WIDE, PHONE, NARROW = (1280, 900), (390, 844), (360, 740)
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def views(request, app, make):
    return request.param(app, make)


def _go(visitor, view):
    visitor.become(view.account, view.totp_passed, **view.cookie)
    visitor.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    visitor.open(view.address, 200 if view.press else view.status)
    for selector, value in view.fill.items():
        visitor.enter(selector, value)
    if view.press:
        visitor.press(view.press, view.status)


def _look(visitor, view):
    """Look at a view at each width and in the largest text; a line for each thing that is wrong."""
    found = []
    _go(visitor, view)
    for name, (width, height), size in (("1280", WIDE, "normal"), ("390", PHONE, "normal"), ("360", NARROW, "normal"), ("390 largest", PHONE, "largest")):
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.page.evaluate("size => { document.documentElement.dataset.size = size }", size)
        found += [f"{view} at {name}: {problem}" for problem in visitor.axe()]
        if excess := visitor.overflow():
            found.append(f"{view} at {name}: {excess} px too wide")
        _keep_picture(visitor, view, name)
    return found


def _keep_picture(visitor, view, name):
    """With SHOTS=folder in the environment: a picture of each view, to be looked at."""
    if SHOTS:
        visitor.page.evaluate("() => { for (const bar of document.querySelectorAll('.dock')) bar.style.position = 'static' }")
        file = re.sub(r"[^\w]+", "-", f"{os.environ['PYTEST_CURRENT_TEST'].split('[')[1]}.{view}".replace('] (call)', '')).strip("-")
        visitor.page.screenshot(path=f"{SHOTS}/{file}.{name.replace(' ', '-')}.png", full_page=True)


@pytest.mark.parametrize("views", gallery.AUDIENCES, indirect=True, ids=lambda audience: audience.__name__)
def test_pages_are_accessible_at_every_width_and_text_size(views, visit):
    visitor, found = visit(width=WIDE[0]), []
    for view in views:
        found += _look(visitor, view)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("views", gallery.AUDIENCES, indirect=True, ids=lambda audience: audience.__name__)
def test_longer_english_words_fit(views, visit):
    visitor, found = visit(width=WIDE[0], language="en"), []
    for view in views:
        _go(visitor, view)
        for width in (WIDE[0], PHONE[0], NARROW[0]):
            visitor.page.set_viewport_size({"width": width, "height": 844})
            if excess := visitor.overflow():
                found.append(f"{view} at {width}: {excess} px too wide")
    assert not found, "\n".join(found)


def test_the_gallery_shows_every_page(app, make):
    """Derived from the URL map: a page nobody put into the gallery is one nobody looked at."""
    shown = {view.endpoint for audience in gallery.AUDIENCES for view in audience(app, make)}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert pages - shown - gallery.NOT_PAGES == set(), "a new page has no view in the gallery"
    assert pages >= gallery.NOT_PAGES


@pytest.mark.parametrize("size", ["normal", "large", "largest"])
def test_text_size_is_written_by_the_server(visit, size):
    page = visit(size=size).open("/")
    assert page.evaluate("document.documentElement.dataset.size") == size


def test_larger_text_is_larger(visit):
    def pixels(size):
        return float(visit(size=size).open("/positions").evaluate("getComputedStyle(document.querySelector('main p')).fontSize").removesuffix("px"))
    assert pixels("normal") < pixels("large") < pixels("largest")


def test_axe_sees_small_targets_and_missing_labels(visit):
    """The negative test: without it a silent checker would look like a clean page."""
    visitor = visit()
    page = visitor.open("/sign-in")
    assert not visitor.axe()
    page.evaluate("""() => {
      const row = document.createElement('p');
      for (const name of ['甲', '乙', '丙']) { const link = document.createElement('button'); link.textContent = name;
        Object.assign(link.style, {width: '12px', height: '12px', padding: '0', border: '0', minHeight: '0', fontSize: '10px'});
        row.append(link) }
      document.querySelector('main').append(row, document.createElement('input')) }""")
    assert {problem.split(":")[0] for problem in visitor.axe()} >= {"target-size", "label"}


def test_overflow_sees_a_wide_page(visit):
    visitor = visit()
    page = visitor.open("/sign-in")
    page.evaluate("() => { const p = document.createElement('p'); p.style.width = '500px'; p.textContent = '宽'; document.querySelector('main').append(p) }")
    assert visitor.overflow() > 0


def test_the_console_is_listened_to(visit):
    visitor = visit()
    visitor.open("/sign-in").evaluate("() => { console.error('broken'); const i = new Image(); i.src = 'http://127.0.0.1:1/x.png' }")
    visitor.page.wait_for_timeout(200)
    assert any("broken" in c for c in visitor.complaints)
    assert any("127.0.0.1:1/x.png" in c for c in visitor.complaints)
    visitor.complaints.clear()


def test_nothing_fades_in_where_a_style_sheet_comes_late(visit):
    """Half of the way from Bootstrap's colours to ours a button cannot be read."""
    fading = """() => [...document.querySelectorAll("*")].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).map(e => e.className)"""
    page = visit().open("/sign-in")
    assert page.locator(".btn, .form-control").count() > 1
    assert page.evaluate(fading) == []
    page.evaluate("document.querySelector('.btn').style.setProperty('transition', 'color .15s', 'important')")
    assert page.evaluate(fading)

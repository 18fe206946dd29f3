"""A served application, a scheduler beside it, and headless Chromium that reports every complaint of the console."""

import io
import json
import threading
import time
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from accounts.models import SignIn
from core import crypto
from core.db import db, transaction
from core.scheduler import do_work

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
VENDOR = Path(__file__).resolve().parent.parent / "vendor"
AXE = (VENDOR / "axe.min.js").read_text(encoding="utf-8")
AXE_ZH = json.loads((VENDOR / "axe.zh_CN.json").read_text(encoding="utf-8"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def server(app):
    """The application on a free port, with a thread that does the long work as the scheduler would."""
    app.config["WTF_CSRF_ENABLED"] = True
    listener = make_server("127.0.0.1", 0, app, threaded=True)
    stop = threading.Event()

    def work():
        while not stop.is_set():
            with app.app_context():
                do_work()
                db.session.remove()
            stop.wait(0.2)
    threads = [threading.Thread(target=listener.serve_forever, daemon=True), threading.Thread(target=work, daemon=True)]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{listener.server_port}"
    stop.set()
    listener.shutdown()
    for thread in threads:
        thread.join(5)
    app.config["WTF_CSRF_ENABLED"] = False


class Visitor:
    """One browser context: a size, a language, perhaps signed in. Complaints of the console and foreign requests are kept."""

    def __init__(self, chromium, base, app, *, width=390, account=None, script=True, size="normal", language="zh"):
        phone = width < 700
        self.context = chromium.new_context(viewport={"width": width, "height": 844 if phone else 900}, is_mobile=phone and script, has_touch=phone,
                                            locale="zh-CN", java_script_enabled=script)
        self.base, self.app, self.complaints = base, app, []
        self.context.add_cookies([{"name": "size", "value": size, "url": base}, {"name": "lang", "value": language, "url": base}])
        self.become(account)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("request", lambda r: self.complaints.append(r.url) if not r.url.startswith((base, "data:")) else None)

    def become(self, account=None, totp_passed=True, **kept):
        """Sign in as `account`, or out; `kept` is what the session cookie holds besides."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        self.context.clear_cookies(name=name)
        kept |= signed_in(account, totp_passed) if account is not None else {}
        if kept:
            value = self.app.session_interface.get_signing_serializer(self.app).dumps(kept)
            self.context.add_cookies([{"name": name, "value": value, "url": self.base}])

    def open(self, address, status=200):
        answer = self.page.goto(self.base + address)
        assert answer.status == status, f"{address}: {answer.status}"
        self.forgive(status)
        return self.page

    def enter(self, selector, value):
        """Fill in a text, or choose an option by value or wording."""
        box = self.page.locator(selector)
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)

    def press(self, selector, status=200):
        """Press a button that leads to another page."""
        with self.page.expect_navigation() as arrived:
            self.page.click(selector)
        assert arrived.value.status == status, f"{selector} on {self.page.url}: {arrived.value.status}"
        self.forgive(status)
        return self.page

    def forgive(self, status):
        """Chromium complains of every answer from 400 on, also of one that was expected."""
        if status >= 400:
            self.complaints[:] = [c for c in self.complaints if f"status of {status}" not in c]

    def axe(self):
        """Violations of WCAG 2.2 AA and best practice, `target-size` included."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE)
            self.page.evaluate("z => axe.configure({locale: z})", AXE_ZH)
        options = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"], "iframes": False}
        result = self.page.evaluate("o => axe.run(document, o)", options)
        return [f"{v['id']}: {v['help']} — {len(v['nodes'])}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary']}" for v in result["violations"]]

    def overflow(self):
        """How many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def close(self):
        self.context.close()


def signed_in(account, totp_passed=True):
    """What the session cookie of a signed-in account holds."""
    token = f"browser-{account.id}-{time.monotonic_ns()}"
    with transaction() as session:
        session.add(SignIn(token_hash=crypto.digest(token), account_id=account.id, totp_passed=totp_passed))
    return {"_user_id": token, "_fresh": True, "_permanent": True}


@pytest.fixture
def visit(chromium, server, app):
    """`visit(width=390, account=…, script=False, size="largest")` opens a context; all are closed and their complaints checked at the end."""
    opened = []

    def start(**options):
        visitor = Visitor(chromium, server, app, **options)
        opened.append(visitor)
        return visitor
    yield start
    complaints = [c for visitor in opened for c in visitor.complaints]
    for visitor in opened:
        visitor.close()
    assert not complaints


@pytest.fixture
def camera(chromium, tmp_path):
    """A browser whose camera sees a QR code: `camera(text)`."""
    opened = []

    def start(text):
        picture, film = io.BytesIO(), tmp_path / "seen.mjpeg"
        segno.make(text, error="m").save(picture, kind="png", scale=8, border=6)
        scene = Image.new("RGB", (640, 480), "white")
        scene.paste(Image.open(picture).convert("RGB"), (60, 20))
        frame = io.BytesIO()
        scene.save(frame, "JPEG", quality=92)
        film.write_bytes(frame.getvalue() * 10)
        fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
        opened.append(chromium.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *fake]))
        return opened[-1]
    yield start
    for browser in opened:
        browser.close()

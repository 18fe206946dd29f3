"""Each sender against the other side played by the test: a gateway over HTTP, a mail server, WeCom's robot."""

import json
import threading
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from core import outbox, scheduler, senders
from core.db import db, transaction
from core.outbox import Channel, Message, Template, queue_message
from core.senders import init_senders


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(outbox, "_senders", {})
    monkeypatch.setattr(outbox, "is_quiet", lambda _moment: False)


class Gateway(BaseHTTPRequestHandler):
    """Keeps what it is sent; answers as told."""

    got, answers = [], []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.got.append(body)
        status, text = self.answers.pop(0) if self.answers else (200, '{"ok": true}')
        self.send_response(status)
        if status == 302:
            self.send_header("Location", text)
        self.end_headers()
        if status != 302:
            self.wfile.write(text.encode())

    def log_message(self, *_args):
        pass


@pytest.fixture
def gateway():
    Gateway.got, Gateway.answers = [], []
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http:http://127.0.0.1:{server.server_port}/send?account=bureau"
    server.shutdown()


def queue(channel, recipient="13812345678"):
    with transaction() as session:
        message = queue_message("fair:1", recipient, Template.FAIR_TODAY, channel, fair="冬季招聘会", when="09:00", place="体育馆", number="123")
        session.flush()
        return message.id


def state(message_id):
    db.session.rollback()
    return db.session.get(Message, message_id).state


def test_the_gateway_gets_number_text_and_a_key_to_repeat_by(app, gateway, monkeypatch):
    monkeypatch.setitem(app.config, "SMS_SENDER", gateway)
    init_senders(app)
    one = queue(Channel.SMS)
    assert scheduler.send_messages() == 1
    assert scheduler.send_messages() == 0
    (got,) = Gateway.got
    assert (got["account"], got["to"], got["id"]) == ("bureau", "13812345678", f"rongqiao-{one}")
    assert "冬季招聘会" in got["text"]
    assert state(one) == "sent"


@pytest.mark.parametrize("answer", [(500, "x"), (200, '{"ok": false}'), (302, "http://127.0.0.1:1/")])
def test_what_the_gateway_refuses_is_tried_again(app, gateway, monkeypatch, answer):
    monkeypatch.setitem(app.config, "SMS_SENDER", gateway)
    init_senders(app)
    Gateway.answers = [answer]
    one = queue(Channel.SMS)
    scheduler.send_messages()
    assert state(one) == "queued"
    with transaction() as session:
        session.get(Message, one).send_after = None
    scheduler.send_messages()
    assert state(one) == "sent"
    assert [g["id"] for g in Gateway.got] == [f"rongqiao-{one}"] * 2


class Mail(StreamRequestHandler):
    """A mail server that takes everything."""

    got = []

    def handle(self):
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.got.append(b"".join(lines))
                self.wfile.write(b"250 kept\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


def test_mail_has_a_plain_subject(app, monkeypatch):
    Mail.got = []
    server = ThreadingTCPServer(("127.0.0.1", 0), Mail)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setitem(app.config, "EMAIL_SENDER", f"smtp:127.0.0.1:{server.server_address[1]}/bureau@example.cn")
    init_senders(app)
    one = queue(Channel.EMAIL, "somebody@example.cn")
    scheduler.send_messages()
    server.shutdown()
    assert state(one) == "sent"
    letter = message_from_bytes(Mail.got[0], policy=default)
    assert (letter["From"], letter["To"]) == ("bureau@example.cn", "somebody@example.cn")
    assert "冬季招聘会" not in letter["Subject"]
    assert "冬季招聘会" in letter.get_content()


@pytest.mark.parametrize(("taken", "expected"), [(True, "sent"), (False, "queued")])
def test_wecom_by_its_robot(app, monkeypatch, taken, expected):
    told = []

    class Robot:
        def add(self, address):
            told.append(address)

        def notify(self, body):
            told.append(body)
            return taken

    monkeypatch.setattr(senders, "Apprise", Robot)
    monkeypatch.setitem(app.config, "WECOM_SENDER", "wecom:the-key")
    init_senders(app)
    one = queue(Channel.WECOM, "group")
    scheduler.send_messages()
    assert told[0] == "wecombot://the-key"
    assert "冬季招聘会" in told[1]
    assert state(one) == expected


def test_a_channel_takes_its_own_kinds_alone(app, monkeypatch):
    assert senders.kind_of("smtp:x", Channel.SMS) is None
    assert senders.kind_of("http:x", Channel.EMAIL) is None
    assert senders.kind_of("wecom:x", Channel.WECOM) == "wecom"

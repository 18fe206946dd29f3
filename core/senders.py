"""Who delivers messages: for each channel a sender chosen by a setting, written `kind:address`. All share one interface: a function of the message.

Text messages go to a gateway over HTTP (`http:https://gateway.example/send?…`), e-mail over SMTP (`smtp:user:password@host:587/from@example.cn`),
WeCom through a group's robot (`wecom:key`). `file:path` is for trial runs: each message becomes a line that only its owner reads.
"""

import json
import os
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from apprise import Apprise
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from core.clock import now
from core.messages import text_of
from core.outbox import Channel, Message, Sender, Trouble, use_sender

TRIAL = "file"
TIMEOUT = 15
MOST_ANSWER = 4096


class NotDelivered(Exception):
    """The other side did not take the message; the outbox tries again."""


KNOWN_TROUBLES: tuple[tuple[tuple[type[Exception], ...], Trouble], ...] = (  # the first that fits counts: most of these are kinds of OSError
    ((TimeoutError,), Trouble.TIMEOUT), ((NotDelivered, HTTPError), Trouble.REFUSED), ((smtplib.SMTPAuthenticationError,), Trouble.SIGN_IN),
    ((smtplib.SMTPRecipientsRefused,), Trouble.RECIPIENT), ((smtplib.SMTPResponseException,), Trouble.REFUSED), ((OSError,), Trouble.UNREACHABLE),
    ((KeyError, TypeError), Trouble.TEXT))


def trouble_of(error: Exception) -> Trouble:
    """What a failed delivery is called where staff read of it."""
    cause = getattr(error, "reason", None)  # a URLError wraps what went wrong
    seen = cause if isinstance(cause, TimeoutError) else error
    return next((trouble for kinds, trouble in KNOWN_TROUBLES if isinstance(seen, kinds)), Trouble.OTHER)


def file_sender(address: str) -> Sender:
    """For trial runs and tests: nobody is written to, each message becomes a line of JSON in a file that only its owner reads."""
    path = Path(address)

    def send(message: Message) -> None:
        line = json.dumps({"id": message.id, "to": message.recipient, "text": text_of(message), "at": now().isoformat()}, ensure_ascii=False)
        with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600) if hasattr(os, "fchmod") else path.chmod(0o600)
            file.write(line + "\n")
    return send


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not the one that was set."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """Follow nowhere."""


def gateway_sender(address: str) -> Sender:
    """A text-message gateway: POST of JSON `{"id", "to", "text"}` plus what the address's query gives (account, signature). The id makes it safe to
    repeat. Anything but 2xx, or an answer `{"ok": false}`, counts as not delivered.
    """
    parts = urlsplit(address)
    fixed, target = dict(parse_qsl(parts.query)), urlunsplit(parts._replace(query=""))
    opener = build_opener(_NoRedirect)

    def send(message: Message) -> None:
        body = json.dumps({**fixed, "id": f"rongqiao-{message.id}", "to": message.recipient, "text": text_of(message)}, ensure_ascii=False).encode()
        request = Request(target, body, {"Content-Type": "application/json; charset=utf-8"}, method="POST")  # noqa: S310 - the operator's own setting
        with opener.open(request, timeout=TIMEOUT) as answer:
            told = answer.read(MOST_ANSWER)
        if told.strip().startswith(b"{") and json.loads(told).get("ok") is False:
            raise NotDelivered
    return send


def smtp_sender(address: str) -> Sender:
    """E-mail by SMTP with STARTTLS when there is a password: `user:password@host:port/from@example.cn`."""
    parts = urlsplit(f"//{address}")

    def send(message: Message) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"] = parts.path.lstrip("/"), message.recipient
        with force_locale("zh"):
            letter["Subject"] = _("A message from Rongqiao")
        letter["Message-ID"] = f"<rongqiao-{message.id}@{parts.path.rpartition('@')[2]}>"
        letter.set_content(text_of(message))
        with smtplib.SMTP(parts.hostname or "", parts.port or 25, timeout=TIMEOUT) as server:
            if parts.password:
                server.starttls()
                server.login(unquote(parts.username or ""), unquote(parts.password))
            server.send_message(letter)
    return send


def wecom_sender(address: str) -> Sender:
    """A WeCom group's robot, by its key; apprise speaks to it."""
    notifier = Apprise()
    notifier.add(f"wecombot://{address}")

    def send(message: Message) -> None:
        if not notifier.notify(body=text_of(message)):
            raise NotDelivered
    return send


Maker = Callable[[str], Sender]
KINDS: dict[str, Maker] = {TRIAL: file_sender, "http": gateway_sender}
EMAIL_KINDS: dict[str, Maker] = {TRIAL: file_sender, "smtp": smtp_sender}
WECOM_KINDS: dict[str, Maker] = {TRIAL: file_sender, "wecom": wecom_sender}
OF = {Channel.SMS: KINDS, Channel.EMAIL: EMAIL_KINDS, Channel.WECOM: WECOM_KINDS}
SETTINGS = {Channel.SMS: "SMS_SENDER", Channel.EMAIL: "EMAIL_SENDER", Channel.WECOM: "WECOM_SENDER"}


def kind_of(setting: str, channel: Channel = Channel.SMS) -> str | None:
    """The kind of sender that a setting names for a channel; None for an empty, unknown or incomplete one."""
    kind, _colon, address = setting.partition(":")
    return kind if kind in OF[channel] and address else None


def init_senders(app: Flask) -> None:
    """Let the chosen senders deliver; a channel without one keeps its messages in the outbox."""
    for channel, name in SETTINGS.items():
        setting = str(app.config[name])
        kind = kind_of(setting, channel)
        use_sender(channel, OF[channel][kind](setting.partition(":")[2]) if kind else None)

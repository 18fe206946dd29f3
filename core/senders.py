"""Who delivers text messages: chosen by the setting `RONGQIAO_SMS_SENDER`, written `kind:address`."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from core.clock import now
from core.messages import text_of
from core.outbox import Channel, Message, Sender, use_sender

TRIAL = "file"


def file_sender(address: str) -> Sender:
    """For trial runs and tests: nobody is written to, each message becomes a line of JSON in a file that only its owner reads."""
    path = Path(address)

    def send(message: Message) -> None:
        line = json.dumps({"id": message.id, "to": message.recipient, "text": text_of(message), "at": now().isoformat()}, ensure_ascii=False)
        with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600) if hasattr(os, "fchmod") else path.chmod(0o600)
            file.write(line + "\n")
    return send


KINDS: dict[str, Callable[[str], Sender]] = {TRIAL: file_sender}


def kind_of(setting: str) -> str | None:
    """The kind of sender that a setting names; None for an empty, unknown or incomplete one."""
    kind, _colon, address = setting.partition(":")
    return kind if kind in KINDS and address else None


def init_senders(app: Flask) -> None:
    """Let the chosen sender deliver text messages; without one they wait in the outbox."""
    setting = str(app.config["SMS_SENDER"])
    kind = kind_of(setting)
    use_sender(Channel.SMS, KINDS[kind](setting.partition(":")[2]) if kind else None)

"""What was sent, and what a page says apart from its tokens, for tests of the accounts package."""

from sqlalchemy import select

from core import crypto
from core.db import db
from core.outbox import Message


def last_facts(phone):
    """The facts of the newest message to `phone`, or None."""
    db.session.rollback()
    query = select(Message).where(Message.recipient_index == crypto.blind_index(phone, "recipient")).order_by(Message.id.desc()).limit(1)
    message = db.session.execute(query).scalar_one_or_none()
    return message.facts if message else None


def last_code(phone):
    return last_facts(phone)["code"]


def said(page, *hidden):
    """The page without lines that hold a token, and without the words in `hidden`."""
    text = "\n".join(line for line in page.text.splitlines() if "csrf" not in line.lower())
    for word in hidden:
        text = text.replace(word, "…")
    return text

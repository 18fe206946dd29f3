"""What an account finds on the site: its own messages, newest first, until it has read them and for as long as messages are kept."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select, update

from core import crypto
from core.clock import now
from core.db import db
from core.outbox import Channel, Message


def _own(account_id: int) -> ColumnElement[bool]:
    """The messages of an account: found by a keyed hash of its number, as those of a phone are."""
    return and_(Message.recipient_index == crypto.blind_index(str(account_id), "recipient"), Message.channel == Channel.IN_SITE)


def inbox_page(account_id: int, page: int, size: int) -> tuple[Sequence[Message], int]:
    """A page of an account's messages, newest first; and how many there are."""
    query = select(Message).where(_own(account_id)).order_by(Message.id.desc()).limit(size).offset((page - 1) * size)
    total = db.session.execute(select(func.count()).select_from(Message).where(_own(account_id))).scalar_one()
    return db.session.execute(query).scalars().all(), total


def unread_count(account_id: int) -> int:
    """How many messages of an account nobody has opened yet."""
    return db.session.execute(select(func.count()).select_from(Message).where(_own(account_id), Message.read_at.is_(None))).scalar_one()


def own_message(account_id: int, message_id: int) -> Message | None:
    """One of an account's own messages."""
    return db.session.execute(select(Message).where(Message.id == message_id, _own(account_id))).scalar_one_or_none()


def mark_read(message: Message) -> None:
    """Remember when a message was first opened."""
    if message.read_at is None:
        message.read_at = now()
        db.session.flush()


def mark_all_read(account_id: int) -> None:
    """Remember all messages of an account as read now."""
    db.session.execute(update(Message).where(_own(account_id), Message.read_at.is_(None)).values(read_at=now()))

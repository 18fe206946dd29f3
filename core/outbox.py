"""Messages leave with the transaction: a row is written beside the deed and sent by a task, each once."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from core import crypto
from core.clock import now
from core.db import Base, db
from core.types import S1, S2, Encrypted, EncryptedJSON, Instant


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    IN_SITE = "in_site"


class Template(StrEnum):
    """What a message says; the text is made when it is sent."""

    SIGN_UP_CODE = "sign_up_code"
    SIGN_IN_CODE = "sign_in_code"
    RESET_CODE = "reset_code"
    NEW_PHONE_CODE = "new_phone_code"
    STAFF_INVITATION = "staff_invitation"
    EMPLOYER_VERIFIED = "employer_verified"
    EMPLOYER_RETURNED = "employer_returned"
    EMPLOYER_SUSPENDED = "employer_suspended"
    REVERIFICATION_DUE = "reverification_due"
    POSITION_PUBLISHED = "position_published"
    POSITION_RETURNED = "position_returned"
    POSITION_EXPIRING = "position_expiring"
    PROFILE_LINKED = "profile_linked"


class Message(Base):
    """One message to one recipient over one channel about one event."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("event_key", "recipient_index", "channel"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    event_key: Mapped[str] = mapped_column(String(80), info=S1)
    channel: Mapped[str] = mapped_column(String(12), info=S1)
    template: Mapped[str] = mapped_column(String(40), info=S1)
    recipient: Mapped[str] = mapped_column(Encrypted("messages.recipient"), info=S2)
    recipient_index: Mapped[bytes] = mapped_column(info=S2)
    facts: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("messages.facts"), info=S2)
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True, info=S1)
    queued_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    send_after: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    sent_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)


def queue_message(event_key: str, recipient: str, template: Template, channel: Channel = Channel.SMS, **facts: Any) -> Message:
    """Write a message to be sent after commit.

    `recipient` is a phone number (SMS) or an account id as text (in-site); `event_key` names the event once, so that queueing the same event
    again for the same recipient raises IntegrityError at flush.
    """
    message = Message(event_key=event_key, channel=str(channel), template=str(template), recipient=recipient,
                      recipient_index=crypto.blind_index(recipient, "recipient"), facts=facts)
    db.session.add(message)
    return message


Sender = Callable[[Message], None]
_senders: dict[str, Sender] = {}


def register_sender(channel: Channel, sender: Sender) -> None:
    """Name the function that delivers a channel's messages; it raises when delivery failed."""
    _senders[str(channel)] = sender


def due_message_ids(limit: int = 200) -> list[int]:
    """Ids of messages whose time has come, oldest first."""
    due = (Message.send_after.is_(None)) | (Message.send_after <= now())
    query = select(Message.id).where(Message.state == "queued", due).order_by(Message.id).limit(limit)
    return list(db.session.execute(query).scalars())


def claim_message(message_id: int) -> Message | None:
    """Take a queued message for sending; None when another process took it first."""
    message = db.session.execute(select(Message).where(Message.id == message_id).with_for_update()).scalar_one_or_none()
    if message is None or message.state != "queued":
        return None
    message.state = "sending"
    db.session.flush()
    return message


def deliver(message: Message) -> None:
    """Hand a claimed message to its channel and note the outcome; a channel without sender leaves it `unsent`."""
    sender = _senders.get(message.channel)
    if sender is None:
        message.state = "unsent"
        return
    sender(message)
    message.state, message.sent_at = "sent", now()

"""Messages leave with the transaction: a row is written beside the deed and sent by a task, at most once. One on the site is there when it is written.

A message that waits is `queued`; a taken one is `sending`, then `sent`, or queued again when its delivery failed, and `failed` after the last
try. One whose sender died on the way is `unknown`: nobody can say whether it arrived, so it is never sent again by itself. One whose code or
link, day or time ran out while it waited is `expired`. Staff look at them, and send one again, by `core.delivery`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from core import crypto
from core.clock import CITY_ZONE, in_city, now, today
from core.db import Base, db
from core.types import S1, S2, Encrypted, EncryptedJSON, Instant

TRIES = 5
FIRST_PAUSE = timedelta(seconds=30)
CLAIM_HOLDS = timedelta(minutes=10)
KEEP = timedelta(days=180)
SECRETS = {"code", "link"}
QUIET_FROM, QUIET_UNTIL = 21, 8  # city time: nobody is woken by a reminder


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    IN_SITE = "in_site"
    EMAIL = "email"
    WECOM = "wecom"


class Trouble(StrEnum):
    """Why the last try failed, as far as the sender can tell; no word of the other side's answer is kept."""

    NONE = ""
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    SIGN_IN = "sign_in"
    RECIPIENT = "recipient"
    TEXT = "text"
    OTHER = "other"


class Template(StrEnum):
    """What a message says; the text is made when it is sent."""

    SIGN_UP_CODE = "sign_up_code"
    SIGN_IN_CODE = "sign_in_code"
    RESET_CODE = "reset_code"
    NEW_PHONE_CODE = "new_phone_code"
    INTENTION_CODE = "intention_code"
    STAFF_INVITATION = "staff_invitation"
    EMPLOYER_VERIFIED = "employer_verified"
    EMPLOYER_RETURNED = "employer_returned"
    EMPLOYER_SUSPENDED = "employer_suspended"
    REVERIFICATION_DUE = "reverification_due"
    OBJECTION_ANSWERED = "objection_answered"
    POSITION_PUBLISHED = "position_published"
    POSITION_RETURNED = "position_returned"
    POSITION_EXPIRING = "position_expiring"
    PROFILE_LINKED = "profile_linked"
    PROFILE_ASSISTED = "profile_assisted"
    PAIR_ASKED = "pair_asked"
    PAIR_CONFIRMED = "pair_confirmed"
    APPLICATION_RECEIVED = "application_received"
    APPLICATION_WITHDRAWN = "application_withdrawn"
    APPLICATION_DECLINED = "application_declined"
    APPLICATION_MOVED = "application_moved"
    APPLICATION_HELPED = "application_helped"
    CONTACT_ASKED = "contact_asked"
    CONTACT_ANSWERED = "contact_answered"
    POSITIONS_RECOMMENDED = "positions_recommended"
    SEARCH_DIGEST = "search_digest"
    SEARCH_STILL_WANTED = "search_still_wanted"
    PEOPLE_DIGEST = "people_digest"
    FAIR_INVITATION = "fair_invitation"
    FAIR_TICKET = "fair_ticket"
    FAIR_WAITING = "fair_waiting"
    FAIR_PLACE_FREE = "fair_place_free"
    FAIR_TOMORROW = "fair_tomorrow"
    FAIR_TODAY = "fair_today"
    FAIR_MOVED = "fair_moved"
    FAIR_APPLICATION_RETURNED = "fair_application_returned"
    FAIR_APPLICATION_APPROVED = "fair_application_approved"
    FAIR_BOOTH_FREE = "fair_booth_free"
    FAIR_CONFIRM = "fair_confirm"
    FAIR_BOOTH = "fair_booth"
    FAIR_DESK = "fair_desk"


AT_ONCE = {Template.SIGN_UP_CODE, Template.SIGN_IN_CODE, Template.RESET_CODE, Template.NEW_PHONE_CODE, Template.INTENTION_CODE}
"""What somebody waits for with the phone in hand: it is sent at any hour."""


OF_ITS_DAY = {Template.FAIR_TOMORROW, Template.FAIR_TODAY, Template.FAIR_BOOTH}
"""Messages that say today or tomorrow: a day later they would be wrong."""

ASKING = {Template.FAIR_PLACE_FREE, Template.FAIR_BOOTH_FREE, Template.FAIR_CONFIRM, Template.POSITION_EXPIRING, Template.REVERIFICATION_DUE,
          Template.SEARCH_STILL_WANTED}
"""Messages that ask for something until a day or a time: after it they ask in vain. Others are news, whatever day they name."""


class Message(Base):
    """One message to one recipient over one channel about one event."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("event_key", "recipient_index", "channel"), Index("ix_messages_state_channel_id", "state", "channel", "id"),
        Index("ix_messages_channel_id", "channel", "id"), Index("ix_messages_recipient_index_channel_id", "recipient_index", "channel", "id"))
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    event_key: Mapped[str] = mapped_column(String(80), info=S1)
    channel: Mapped[str] = mapped_column(String(12), info=S1)
    template: Mapped[str] = mapped_column(String(40), info=S1)
    recipient: Mapped[str] = mapped_column(Encrypted("messages.recipient"), info=S2)
    recipient_index: Mapped[bytes] = mapped_column(info=S2)
    facts: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("messages.facts"), info=S2)
    state: Mapped[str] = mapped_column(String(10), default="queued", info=S1)
    queued_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    send_after: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    sent_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    tries: Mapped[int] = mapped_column(Integer, default=0, info=S1)
    trouble: Mapped[str] = mapped_column(String(12), default="", info=S1, doc="why the last try failed: a value of Trouble")
    read_at: Mapped[datetime | None] = mapped_column(Instant, info=S1, doc="when the account opened it; on the site alone")
    is_demo: Mapped[bool] = mapped_column(default=False, info=S1, doc="made up; it is never sent")


def _values(event_key: str, recipient: str, template: Template, channel: Channel, facts: dict[str, Any]) -> dict[str, Any]:
    """A message's columns. One on the site is delivered by being stored, at any hour."""
    moment, is_there = now(), channel == Channel.IN_SITE
    return {"event_key": event_key, "channel": str(channel), "template": str(template), "recipient": recipient, "facts": facts, "queued_at": moment,
            "recipient_index": crypto.blind_index(recipient, "recipient"), "state": "sent" if is_there else "queued", "sent_at": moment if is_there else None}


def queue_message(event_key: str, recipient: str, template: Template, channel: Channel = Channel.SMS, **facts: Any) -> Message:
    """Write a message to be sent after commit.

    `recipient` is a phone number (SMS) or an account id as text (in-site); `event_key` names the event once, so that queueing the same event
    again for the same recipient raises IntegrityError at flush.
    """
    message = Message(**_values(event_key, recipient, template, channel, facts))
    db.session.add(message)
    return message


def queue_once(event_key: str, recipient: str, template: Template, channel: Channel = Channel.SMS, **facts: Any) -> bool:
    """Write a message unless the same event was queued for the same recipient before, by whatever process; False when it was."""
    values = {**_values(event_key, recipient, template, channel, facts), "tries": 0, "trouble": "", "is_demo": False}
    build = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = build(Message).values(values).on_conflict_do_nothing().returning(Message.id)
    return db.session.execute(statement).scalar_one_or_none() is not None


Sender = Callable[[Message], None]
_senders: dict[str, Sender] = {}


def use_sender(channel: Channel, sender: Sender | None) -> None:
    """Name the function that delivers a channel's messages; it raises when delivery failed. None: they wait."""
    if sender is None:
        _senders.pop(str(channel), None)
    else:
        _senders[str(channel)] = sender


def is_quiet(moment: datetime) -> bool:
    """Whether it is between nine in the evening and eight in the morning."""
    hour = in_city(moment).hour
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def due_message_ids(limit: int = 200) -> list[int]:
    """Ids of messages whose time has come and whose channel has a sender, oldest first. In quiet hours only what somebody waits for; never what is made up."""
    due = (Message.send_after.is_(None)) | (Message.send_after <= now())
    rings = Message.template.in_(AT_ONCE) if is_quiet(now()) else Message.id.is_not(None)
    real = Message.is_demo.is_(False)
    query = select(Message.id).where(Message.state == "queued", real, due, Message.channel.in_(_senders), rings).order_by(Message.id).limit(limit)
    return list(db.session.execute(query).scalars())


def _end(value: str) -> datetime | None:
    """The moment a day or a time in a message is over; None for what is neither."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    last = moment + timedelta(days=1) if len(value) == len("2027-05-23") else moment
    return last.replace(tzinfo=CITY_ZONE)


def is_past(message: Message) -> bool:
    """Whether the day or the moment a message speaks of is over."""
    if message.template in OF_ITS_DAY:
        return in_city(message.queued_at).date() != today()
    ends = [_end(str(message.facts.get(name, ""))) for name in ("when", "until")]
    return any(end is not None and end < now() for end in ends)


def _ran_out(message: Message) -> bool:
    """Whether what a message says stopped being true while it waited: its code or link no longer works, its day or its time is over."""
    if message.template in OF_ITS_DAY | ASKING and is_past(message):
        return True
    if not SECRETS & message.facts.keys():
        return False
    holds = timedelta(minutes=message.facts.get("minutes", 0), days=message.facts.get("days", 0))
    return bool(holds) and message.queued_at + holds < now()


def _close(message: Message, state: str) -> None:
    message.state = state
    if SECRETS & message.facts.keys():
        message.facts = {}
    db.session.flush()


def claim_message(message_id: int) -> Message | None:
    """Take a queued message for sending; None when another process took it first or it is too late for it."""
    message = db.session.execute(select(Message).where(Message.id == message_id).with_for_update()).scalar_one_or_none()
    if message is None or message.state != "queued" or message.is_demo:
        return None
    if _ran_out(message):
        _close(message, "expired")
        return None
    message.state, message.claimed_at, message.tries = "sending", now(), message.tries + 1
    db.session.flush()
    return message


def deliver(message: Message) -> None:
    """Hand a claimed message to its channel, outside every transaction."""
    _senders[message.channel](message)


def note_sent(message: Message) -> None:
    """Remember that a message left; a code or link in it is forgotten."""
    message.sent_at, message.trouble = now(), ""
    _close(message, "sent")


def note_failure(message: Message, trouble: Trouble) -> None:
    """Queue a message again after a pause that grows with each try, or give it up after the last."""
    message.trouble = trouble
    if message.tries >= TRIES:
        _close(message, "failed")
        return
    message.state, message.send_after = "queued", now() + FIRST_PAUSE * 4 ** (message.tries - 1)
    db.session.flush()


def lost_message_ids() -> list[int]:
    """Ids of messages taken so long ago that their sender must have died."""
    return list(db.session.execute(select(Message.id).where(Message.state == "sending", Message.claimed_at < now() - CLAIM_HOLDS)).scalars())


def note_lost(message_ids: list[int]) -> None:
    """Mark messages of a dead sender as unknown, for a person to look into."""
    query = select(Message).where(Message.id.in_(message_ids), Message.state == "sending").with_for_update()
    for message in db.session.execute(query).scalars():
        _close(message, "unknown")


def message_counts() -> dict[str, int]:
    """How many messages are in each state; made-up ones are none of them."""
    query = select(Message.state, func.count()).where(Message.is_demo.is_(False)).group_by(Message.state)
    return {state: int(n) for state, n in db.session.execute(query)}


def forget_old_messages() -> None:
    """Drop messages older than the retention."""
    db.session.execute(delete(Message).where(Message.queued_at < now() - KEEP))

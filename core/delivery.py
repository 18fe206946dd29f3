"""What became of messages, for the staff who look after the channels, and their one step: sending a message again."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from core.audit import Action, Actor, record
from core.db import db
from core.errors import NotFound, Refusal
from core.messages import missing_facts
from core.outbox import Message, is_past
from core.states import advance

STATES = ("queued", "sending", "sent", "failed", "unknown", "expired")
AGAIN = {("failed", "send_again"): "queued", ("unknown", "send_again"): "queued"}
"""What a person may do; every other step is the sending task's."""


class Obstacle(StrEnum):
    """Why a message that did not arrive cannot be sent again."""

    EMPTIED = "emptied"
    PAST = "past"


class NoUseSending(Refusal):
    """What the message said is forgotten or over; `facts["obstacle"]` says which."""


def can_be_tried(message: Message) -> bool:
    """Whether the message is in a state from which a person may send it again."""
    return (message.state, "send_again") in AGAIN


def obstacle(message: Message) -> Obstacle | None:
    """What keeps a message that did not arrive from being sent again; None when nothing does.

    A code or a link is forgotten once its message has left or was given up, and what spoke of a day is no use after it.
    """
    if missing_facts(message):
        return Obstacle.EMPTIED
    return Obstacle.PAST if is_past(message) else None


def delivery_counts() -> dict[tuple[str, str], int]:
    """How many messages there are by (state, channel)."""
    query = select(Message.state, Message.channel, func.count()).group_by(Message.state, Message.channel)
    return {(state, channel): int(n) for state, channel, n in db.session.execute(query)}


def deliveries(state: str, channel: str, page: int, size: int) -> Sequence[Message]:
    """A page of messages, newest first; an empty `state` or `channel` narrows nothing."""
    wanted = [column == value for column, value in ((Message.state, state), (Message.channel, channel)) if value]
    query = select(Message).where(*wanted).order_by(Message.id.desc()).limit(size).offset((page - 1) * size)
    return db.session.execute(query).scalars().all()


def undelivered(since: datetime) -> tuple[int, datetime | None]:
    """How many messages queued since a moment failed or may have, and since when the oldest waits."""
    query = select(func.count(), func.min(Message.queued_at)).where(Message.state.in_([state for state, _action in AGAIN]), Message.queued_at >= since)
    count, oldest = db.session.execute(query).one()
    return int(count), oldest


def send_again(message_id: int, actor: Actor) -> Message:
    """Queue a failed or unknown message again, with all its tries before it.

    The gateway is told the same id as before, so that one that took it the first time can tell.

    Raises:
        NotFound: no such message.
        core.errors.IllegalTransition: it waits, was sent or ran out; perhaps a colleague was faster.
        NoUseSending: what it said is forgotten or over.

    """
    message = db.session.execute(select(Message).where(Message.id == message_id).with_for_update()).scalar_one_or_none()
    if message is None:
        raise NotFound
    was, state = message.state, advance(AGAIN, message.state, "send_again")
    if (found := obstacle(message)) is not None:
        raise NoUseSending(obstacle=found)
    message.state, message.tries, message.send_after = state, 0, None
    db.session.flush()
    record(actor, Action.MESSAGE_SENT_AGAIN, "message", message.id, template=message.template, channel=message.channel, delivery=was)
    return message

"""What was written to whom, by channel: a person with an account is told by text message and on the site."""

from sqlalchemy import select

from core.db import db
from core.outbox import Channel, Message


def messages(channel=Channel.SMS):
    """The messages of one channel, in the order they were written."""
    return db.session.execute(select(Message).where(Message.channel == channel).order_by(Message.id)).scalars().all()


def templates(channel=Channel.SMS):
    """What the messages of one channel say."""
    return [message.template for message in messages(channel)]

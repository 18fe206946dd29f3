"""What the codes of messages and their delivery are called where staff read of them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import crypto
from core.delivery import Obstacle
from core.outbox import Channel, Message, Trouble

CHANNELS: dict[str, Any] = {Channel.SMS: _l("Text message"), Channel.IN_SITE: _l("On the site"), Channel.EMAIL: _l("E-mail"), Channel.WECOM: _l("WeCom")}
DELIVERY: dict[str, Any] = {
    "queued": _l("Waits"), "sending": _l("Being sent"), "sent": _l("Sent"), "failed": _l("Failed"), "unknown": _l("Perhaps arrived"), "expired": _l("Ran out")}
MARKS = {"queued": "wait", "sending": "wait", "sent": "ok", "failed": "stop", "unknown": "stop", "expired": "off"}
MEANINGS = {
    "failed": _l("Tried five times, and never taken. Once the cause is seen to, send them again."),
    "unknown": _l("The program stopped while they were being sent: perhaps they arrived. None of these is sent again by itself."),
    "expired": _l("What they say ran out before they could be sent: a code, a link, a day. Whoever needs a code asks for a new one."),
    "queued": _l("They wait for their time, for the end of the quiet hours (21:00 to 8:00), or for the next try."),
}
TROUBLES: dict[str, Any] = {
    Trouble.UNREACHABLE: _l("The gateway could not be reached."), Trouble.TIMEOUT: _l("The gateway did not answer in time."),
    Trouble.REFUSED: _l("The gateway did not take it."), Trouble.SIGN_IN: _l("The mail server did not accept our name and password."),
    Trouble.RECIPIENT: _l("The mail server does not know the recipient."), Trouble.TEXT: _l("Its text could not be made: something it says is missing."),
    Trouble.OTHER: _l("An unexpected error; the log names it."),
}
OBSTACLES: dict[str, Any] = {
    Obstacle.EMPTIED: _l("Its code or link is forgotten. The recipient asks for a new one."),
    Obstacle.PAST: _l("The day it speaks of is over."),
}


def masked_recipient(message: Message) -> str:
    """To whom a message goes, as far as staff need to know."""
    if message.channel == Channel.IN_SITE:
        return str(_("account %(n)s", n=message.recipient))
    if message.channel == Channel.EMAIL:
        name, _at, place = message.recipient.rpartition("@")
        return f"{name[:1]}***@{place}"
    return str(_("a group")) if message.channel == Channel.WECOM else crypto.mask_phone(message.recipient)

"""Telling somebody: by text message to their phone, and on the site where they have an account. Each once under one key."""

from dataclasses import dataclass
from typing import Any

from core.messages import ON_SITE, facts_on_site
from core.outbox import Channel, Template, queue_once


@dataclass(frozen=True)
class Reach:
    """Where somebody hears of things: the phone text messages go to, the account that finds them on the site; either may be missing."""

    phone: str | None
    account_id: int | None


def tell(event_key: str, to: Reach, template: Template, **facts: Any) -> bool:
    """Queue a text message and leave the same news on the site; neither a second time for the same event. True when one of them is new.

    What stands on the site keeps only the facts its sentence needs, and no template is left there that is nothing without a code or a link.
    """
    is_new = to.phone is not None and to.phone != "" and queue_once(event_key, to.phone, template, **facts)
    if to.account_id is not None and template in ON_SITE:
        is_new |= queue_once(event_key, str(to.account_id), template, Channel.IN_SITE, **facts_on_site(template, facts))
    return is_new

"""The ticket: a signed number in an address, nothing personal in it. Whoever has the address may show it, take an offer up or give the place back.

Every booth and door reads that address, so it does not say who holds it. The person gets another one, by text message and when they register: opened once,
the browser is theirs, and may sign for them.
"""

import base64
import hmac
import io
import re
from datetime import timedelta
from hashlib import sha256

import segno
from flask import current_app
from markupsafe import Markup

from core.clock import now
from core.lazily import Lazily
from jobs.fairs.models import Fair

ical = Lazily("icalendar")
_TOKEN = re.compile(r"(\d{1,9})-(\d{1,10})-([a-z2-7]{16})")


SHOWN, OWN = "fair-ticket", "fair-ticket-own"


def _seal(body: str, use: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return base64.b32encode(hmac.new(key, f"{use}\0{body}".encode(), sha256).digest()[:10]).decode().lower()


def ticket_token(fair_id: int, registration_id: int, use: str = SHOWN) -> str:
    """The token of a registration: `fair-registration-seal`. `use` is SHOWN, for whoever reads the ticket, or OWN, for the person alone."""
    body = f"{fair_id}-{registration_id}"
    return f"{body}-{_seal(body, use)}"


def read_token(token: str, use: str = SHOWN) -> tuple[int, int] | None:
    """Fair and registration of a token; None when it is no ticket of ours, or of the other use."""
    found = _TOKEN.fullmatch(token.strip().lower())
    if found is None or not hmac.compare_digest(_seal(f"{found[1]}-{found[2]}", use), found[3]):
        return None
    return int(found[1]), int(found[2])


def token_in(text: str) -> tuple[int, int] | None:
    """Fair and registration of a ticket whose token, or whole address, was typed or scanned."""
    return read_token(text.rstrip("/").rsplit("/", 1)[-1])


def ticket_address(fair_id: int, registration_id: int, use: str = SHOWN) -> str:
    """The whole address of a ticket: SHOWN for the QR code, OWN for messages to the person."""
    path = current_app.url_map.bind("").build("fairs_public.ticket", {"token": ticket_token(fair_id, registration_id, use)})  # no request in the scheduler
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{path}"


def qr_svg(text: str) -> Markup:
    """The text as an SVG path for the page, without styles."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, svgns=True, nl=False, scale=4, border=2, svgclass="qr", lineclass=None,
                                                  omitsize=True, light="#fff")
    return Markup(out.getvalue().decode())  # drawn by segno from a text of ours


def calendar_file(fair: Fair) -> bytes:
    """The fair as an .ics file with an alarm a day before."""
    calendar, event, alarm = ical.Calendar(), ical.Event(), ical.Alarm()
    calendar.add("prodid", "-//Rongqiao//fairs//ZH")
    calendar.add("version", "2.0")
    event.add("uid", f"fair-{fair.id}@{current_app.config['PUBLIC_URL'].split('//')[-1].split('/')[0]}")
    event.add("dtstamp", fair.updated_at or now())
    event.add("dtstart", fair.starts_at)
    event.add("dtend", fair.ends_at)
    event.add("summary", fair.title)
    event.add("location", " ".join(filter(None, (fair.venue, fair.address))))
    event.add("description", fair.notice)
    event.add("sequence", fair.version)
    alarm.add("action", "DISPLAY")
    alarm.add("description", fair.title)
    alarm.add("trigger", timedelta(days=-1))
    event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())

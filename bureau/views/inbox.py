"""An account's own messages on the site, whoever it belongs to."""

from typing import Any

from flask import Blueprint, Flask, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from accounts.permissions import account, is_signed_in, signed_in
from accounts.views.settings import layout
from core import inbox
from core.db import transaction
from core.errors import NotFound
from core.messages import NAMES, sentence_on_site
from core.outbox import Message, Template
from core.web.page import PAGE_SIZE, Page, page_number

bp = Blueprint("bureau_inbox", __name__)

_ENTERPRISE, _POSITIONS = (_l("Our enterprise"), "employers_employer.profile"), (_l("Our positions"), "bureau_employer.home")
_OWN_FAIRS, _MINE = (_l("Fairs of our enterprise"), "fairs_employer.index"), (_l("My pages"), "bureau_veteran.home")
_FILE, _APPLICATIONS = (_l("Look at my file"), "veterans_veteran.profile"), (_l("My applications"), "jobs_veteran.my_applications")
WHERE: dict[Template, tuple[Any, str]] = {
    **dict.fromkeys((Template.EMPLOYER_VERIFIED, Template.EMPLOYER_RETURNED, Template.EMPLOYER_SUSPENDED, Template.REVERIFICATION_DUE), _ENTERPRISE),
    Template.OBJECTION_ANSWERED: (_l("Conduct at fairs"), "employers_employer.conduct"),
    **dict.fromkeys((Template.POSITION_PUBLISHED, Template.POSITION_RETURNED, Template.POSITION_EXPIRING, Template.APPLICATION_RECEIVED,
                     Template.APPLICATION_WITHDRAWN, Template.APPLICATION_DECLINED, Template.CONTACT_ANSWERED, Template.PEOPLE_DIGEST), _POSITIONS),
    **dict.fromkeys((Template.FAIR_APPLICATION_RETURNED, Template.FAIR_APPLICATION_APPROVED, Template.FAIR_BOOTH_FREE, Template.FAIR_CONFIRM,
                     Template.FAIR_BOOTH, Template.FAIR_DESK), _OWN_FAIRS),
    **dict.fromkeys((Template.FAIR_TICKET, Template.FAIR_WAITING, Template.FAIR_PLACE_FREE, Template.FAIR_TOMORROW, Template.FAIR_TODAY,
                     Template.POSITIONS_RECOMMENDED), _MINE),
    **dict.fromkeys((Template.PROFILE_LINKED, Template.PROFILE_ASSISTED), _FILE),
    **dict.fromkeys((Template.PAIR_ASKED, Template.PAIR_CONFIRMED), (_l("My family"), "veterans_pairs.family")),
    **dict.fromkeys((Template.APPLICATION_MOVED, Template.APPLICATION_HELPED), _APPLICATIONS),
    Template.CONTACT_ASKED: (_l("Who may see my file, and who has seen it"), "disclosure_veteran.privacy"),
    **dict.fromkeys((Template.FAIR_INVITATION, Template.FAIR_MOVED), (_l("Fairs"), "fairs_public.index")),
    **dict.fromkeys((Template.SEARCH_DIGEST, Template.SEARCH_STILL_WANTED), (_l("Saved searches"), "jobs_alerts.alerts")),
}
"""Where somebody goes on from a message: what the link is called and its endpoint."""


def unread_messages() -> int:
    """How many messages the signed-in account has not opened; asked once in a request."""
    if "unread_messages" not in g:
        g.unread_messages = inbox.unread_count(account().id) if is_signed_in() else 0
    return int(g.unread_messages)


def init_unread(app: Flask) -> None:
    """Let every page's head say how many messages wait."""
    app.jinja_env.globals.update(unread_messages=unread_messages)


@bp.get("/messages")
@signed_in
def messages() -> str:
    rows, total = inbox.inbox_page(account().id, page_number(), PAGE_SIZE)
    return render_template("bureau/inbox.html", layout=layout(), page=Page(rows, page_number(), total), names=NAMES, sentence=sentence_on_site)


@bp.get("/messages/<int:message_id>")
@signed_in
def message(message_id: int) -> str:
    """Only shows it: what a program or a glance of the browser fetches ahead stays unread."""
    found = _own(message_id)
    return render_template("bureau/inbox_message.html", layout=layout(), message=found, names=NAMES, sentence=sentence_on_site,
                           where=WHERE[Template(found.template)])


@bp.post("/messages/<int:message_id>")
@signed_in
def open_message(message_id: int) -> ResponseReturnValue:
    with transaction():
        inbox.mark_read(_own(message_id))
    return redirect(url_for(".message", message_id=message_id), 303)


@bp.post("/messages/read")
@signed_in
def read_all() -> ResponseReturnValue:
    with transaction():
        inbox.mark_all_read(account().id)
    return redirect(url_for("bureau_inbox.messages"), 303)


def _own(message_id: int) -> Message:
    found = inbox.own_message(account().id, message_id)
    if found is None:
        raise NotFound
    return found

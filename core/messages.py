"""The text of every message, and what it is called. Nothing personal stands in it but the code or the link itself; what is private is read on the
site after signing in.
"""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from core.outbox import Channel, Message, Template

TEXTS = {
    Template.SIGN_UP_CODE: _l("Your code for signing up is %(code)s. It holds for %(minutes)s minutes. Tell it to nobody."),
    Template.SIGN_IN_CODE: _l("Your code for signing in is %(code)s. It holds for %(minutes)s minutes. Tell it to nobody."),
    Template.RESET_CODE: _l("Your code for a new password is %(code)s. It holds for %(minutes)s minutes. If you did not ask for it, tell it to nobody."),
    Template.NEW_PHONE_CODE: _l("Your code for joining this phone to your account is %(code)s. It holds for %(minutes)s minutes. Tell it to nobody."),
    Template.INTENTION_CODE: _l("Your code for the intention at the fair is %(code)s. It holds for %(minutes)s minutes. Tell it to the booth if you agree."),
    Template.STAFF_INVITATION: _l("You are invited to work in Rongqiao. Open this link within %(days)s days: %(link)s. Pass it on to nobody."),
    Template.EMPLOYER_VERIFIED: _l("Your enterprise is verified until %(until)s. Its positions can be published now."),
    Template.EMPLOYER_RETURNED: _l("The application of your enterprise was sent back. Sign in to Rongqiao to read why, put it right and hand it in again."),
    Template.EMPLOYER_SUSPENDED: _l("Your enterprise was suspended and its positions are hidden. Sign in to Rongqiao to read why."),
    Template.REVERIFICATION_DUE: _l("The verification of your enterprise runs out or has run out. Sign in to Rongqiao to have it renewed."),
    Template.OBJECTION_ANSWERED: _l("The bureau has decided on a mark of your enterprise from a fair. Sign in to Rongqiao to read its answer."),
    Template.POSITION_PUBLISHED: _l("Your position “%(title)s” is published."),
    Template.POSITION_RETURNED: _l("Your position “%(title)s” was sent back. Sign in to Rongqiao to read why, put it right and hand it in again."),
    Template.POSITION_EXPIRING: _l("Your position “%(title)s” closes after %(until)s. Sign in to Rongqiao to extend or close it."),
    Template.FAIR_INVITATION: _l("%(fair)s: %(when)s, %(place)s. See enterprises and positions and register at %(site)s, or ask your station to do it."),
    Template.FAIR_TICKET: _l("You have a place at %(fair)s, %(when)s, %(place)s. Your ticket: %(site)s. At the door you may also say the number %(number)s."),
    Template.FAIR_WAITING: _l("%(fair)s is full. You are on the waiting list: %(site)s. You hear from us as soon as a place comes free."),
    Template.FAIR_PLACE_FREE: _l("A place at %(fair)s came free for you. Take it by %(until)s: %(site)s. After that it goes to the next."),
    Template.FAIR_TOMORROW: _l("Tomorrow, %(when)s: %(fair)s, %(place)s. Bring identity card and discharge papers. Your ticket, and how to cancel: %(site)s."),
    Template.FAIR_TODAY: _l("Today, %(when)s: %(fair)s, %(place)s. Your number at the door is %(number)s."),
    Template.FAIR_MOVED: _l("Note: %(fair)s has another time or place. Now: %(when)s, %(place)s. What you arranged stays; if you cannot come, please cancel."),
    Template.FAIR_APPLICATION_RETURNED: _l("Your application for %(fair)s was sent back. Sign in to Rongqiao to read why, put it right and hand it in again."),
    Template.FAIR_APPLICATION_APPROVED: _l("You are in at %(fair)s, %(when)s. Sign in to Rongqiao by %(until)s and say who comes."),
    Template.FAIR_BOOTH_FREE: _l("A booth at %(fair)s came free for you. Sign in to Rongqiao and take it by %(until)s. After that it goes to the next."),
    Template.FAIR_CONFIRM: _l("%(fair)s is near. Sign in to Rongqiao and say who comes, or cancel without a mark by %(until)s."),
    Template.FAIR_BOOTH: _l("Tomorrow, %(when)s: %(fair)s. Your booth is %(booth)s, your arrival code %(number)s. It is kept until %(until)s."),
    Template.FAIR_DESK: _l("%(fair)s is over. Sign in to Rongqiao and hand in your results within seven days."),
    Template.PROFILE_LINKED: _l("Your Rongqiao account is joined to your file. Sign in to see your profile. If you did not ask for it, tell your station."),
    Template.PROFILE_ASSISTED: _l("Your station filled in your Rongqiao file for you. Sign in to look it through."),
    Template.PAIR_ASKED: _l("A relative asks to have your files linked in Rongqiao. Sign in to agree or refuse."),
    Template.PAIR_CONFIRMED: _l("Your relative agreed: your files are linked in Rongqiao."),
    Template.APPLICATION_RECEIVED: _l("Somebody applied for your position “%(title)s”. Sign in to Rongqiao to see it; an answer within three days is usual."),
    Template.APPLICATION_WITHDRAWN: _l("An application for your position “%(title)s” was withdrawn. Sign in to Rongqiao to see the others."),
    Template.APPLICATION_DECLINED: _l("An offer for your position “%(title)s” was declined. Sign in to Rongqiao to see the others."),
    Template.APPLICATION_MOVED: _l("There is news of one of your applications. Sign in to Rongqiao to read it."),
    Template.APPLICATION_HELPED: _l("Your station has followed up on one of your applications. Sign in to Rongqiao to read what it found out."),
    Template.CONTACT_ASKED: _l("An employer would like to talk to you. Sign in to Rongqiao to answer; it gets nothing before you agree."),
    Template.CONTACT_ANSWERED: _l("Somebody you asked for contact has answered. Sign in to Rongqiao to read it."),
    Template.POSITIONS_RECOMMENDED: _l("Your service station recommends positions to you. Sign in to Rongqiao to see them, or call the station."),
    Template.SEARCH_DIGEST: _l("New positions in a search you saved: %(count)s. See them: %(site)s . To get no more of these: %(stop)s ."),
    Template.SEARCH_STILL_WANTED: _l("You have kept a saved search for a year. If you still want it, one tap keeps it: %(site)s . "
                                     "Without an answer by %(until)s it stops."),
    Template.PEOPLE_DIGEST: _l("New people fit “%(title)s”: %(count)s. Positions with new people: %(positions)s. Sign in to see them: %(site)s . "
                               "To get no more of these, switch them off under “Our enterprise”."),
}

NAMES: dict[str, Any] = {
    Template.SIGN_UP_CODE: _l("Code for signing up"),
    Template.SIGN_IN_CODE: _l("Code for signing in"),
    Template.RESET_CODE: _l("Code for a new password"),
    Template.NEW_PHONE_CODE: _l("Code for a new phone"),
    Template.INTENTION_CODE: _l("Code for an intention"),
    Template.STAFF_INVITATION: _l("Invitation to work here"),
    Template.EMPLOYER_VERIFIED: _l("Enterprise verified"),
    Template.EMPLOYER_RETURNED: _l("Enterprise's papers sent back"),
    Template.EMPLOYER_SUSPENDED: _l("Enterprise suspended"),
    Template.OBJECTION_ANSWERED: _l("Answer to an objection"),
    Template.REVERIFICATION_DUE: _l("Verification runs out"),
    Template.POSITION_PUBLISHED: _l("Position is published"),
    Template.POSITION_RETURNED: _l("Position sent back"),
    Template.POSITION_EXPIRING: _l("Position about to close"),
    Template.FAIR_INVITATION: _l("Invitation to a fair"),
    Template.FAIR_TICKET: _l("Ticket for a fair"),
    Template.FAIR_WAITING: _l("On a fair's waiting list"),
    Template.FAIR_PLACE_FREE: _l("Place at a fair came free"),
    Template.FAIR_TOMORROW: _l("Fair tomorrow"),
    Template.FAIR_TODAY: _l("Fair today"),
    Template.FAIR_MOVED: _l("Fair at another time or place"),
    Template.FAIR_APPLICATION_RETURNED: _l("Application for a fair sent back"),
    Template.FAIR_APPLICATION_APPROVED: _l("In at a fair"),
    Template.FAIR_BOOTH_FREE: _l("Booth came free"),
    Template.FAIR_CONFIRM: _l("Say who comes to the fair"),
    Template.FAIR_BOOTH: _l("Booth for tomorrow"),
    Template.FAIR_DESK: _l("Results of the fair are due"),
    Template.PROFILE_LINKED: _l("Account joined to the file"),
    Template.PROFILE_ASSISTED: _l("File filled in by the station"),
    Template.PAIR_ASKED: _l("A relative asks"),
    Template.PAIR_CONFIRMED: _l("A relative agreed"),
    Template.APPLICATION_RECEIVED: _l("New application"),
    Template.APPLICATION_WITHDRAWN: _l("Application withdrawn by the person"),
    Template.APPLICATION_DECLINED: _l("Offer declined by the person"),
    Template.APPLICATION_MOVED: _l("News of an application"),
    Template.APPLICATION_HELPED: _l("Station followed up"),
    Template.CONTACT_ASKED: _l("An employer asks for contact"),
    Template.CONTACT_ANSWERED: _l("Answer to a request for contact"),
    Template.POSITIONS_RECOMMENDED: _l("Positions from the station"),
    Template.SEARCH_DIGEST: _l("New in a saved search"),
    Template.SEARCH_STILL_WANTED: _l("Is a saved search still wanted?"),
    Template.PEOPLE_DIGEST: _l("New people for our positions"),
}
"""What a kind of message is called, in lists."""

_AS_SENT = (Template.EMPLOYER_VERIFIED, Template.POSITION_PUBLISHED)
ON_SITE: dict[Template, Any] = {
    **{template: TEXTS[template] for template in _AS_SENT},
    Template.EMPLOYER_RETURNED: _l("The application of your enterprise was sent back. Read why, put it right and hand it in again."),
    Template.EMPLOYER_SUSPENDED: _l("Your enterprise was suspended and its positions are hidden. Read why."),
    Template.REVERIFICATION_DUE: _l("The verification of your enterprise runs out or has run out. Have it renewed, so that its positions stay visible."),
    Template.OBJECTION_ANSWERED: _l("The bureau has decided on a mark of your enterprise from a fair. Read its answer."),
    Template.POSITION_RETURNED: _l("Your position “%(title)s” was sent back. Read why, put it right and hand it in again."),
    Template.POSITION_EXPIRING: _l("Your position “%(title)s” closes after %(until)s. Extend or close it."),
    Template.FAIR_INVITATION: _l("%(fair)s: %(when)s, %(place)s. See enterprises and positions and register, or ask your station to do it."),
    Template.FAIR_TICKET: _l("You have a place at %(fair)s, %(when)s, %(place)s. The ticket is under “My pages”."),
    Template.FAIR_WAITING: _l("%(fair)s is full. You are on the waiting list and hear from us as soon as a place comes free."),
    Template.FAIR_PLACE_FREE: _l("A place at %(fair)s came free for you. Take it by %(until)s under “My pages”. After that it goes to the next."),
    Template.FAIR_TOMORROW: _l("Tomorrow, %(when)s: %(fair)s, %(place)s. Bring identity card and discharge papers."),
    Template.FAIR_TODAY: _l("Today, %(when)s: %(fair)s, %(place)s. Your number at the door is on the ticket, under “My pages”."),
    Template.FAIR_MOVED: _l("Note: %(fair)s has another time or place. Now: %(when)s, %(place)s. What you arranged stays; if you cannot come, please cancel."),
    Template.FAIR_APPLICATION_RETURNED: _l("Your application for %(fair)s was sent back. Read why, put it right and hand it in again."),
    Template.FAIR_APPLICATION_APPROVED: _l("You are in at %(fair)s, %(when)s. Say by %(until)s who comes."),
    Template.FAIR_BOOTH_FREE: _l("A booth at %(fair)s came free for you. Take it by %(until)s. After that it goes to the next."),
    Template.FAIR_CONFIRM: _l("%(fair)s is near. Say who comes, or cancel without a mark by %(until)s."),
    Template.FAIR_BOOTH: _l("Tomorrow, %(when)s: %(fair)s. Your booth is %(booth)s, kept until %(until)s. The arrival code is on the fair's page."),
    Template.FAIR_DESK: _l("%(fair)s is over. Hand in your results within seven days."),
    Template.PROFILE_LINKED: _l("Your account is joined to your file. If you did not ask for it, tell your station."),
    Template.PROFILE_ASSISTED: _l("Your station filled in your file for you. Look it through."),
    Template.PAIR_ASKED: _l("A relative asks to have your files linked. Agree or refuse."),
    Template.PAIR_CONFIRMED: _l("Your relative agreed: your files are linked."),
    Template.APPLICATION_RECEIVED: _l("Somebody applied for your position “%(title)s”. An answer within three days is usual."),
    Template.APPLICATION_WITHDRAWN: _l("An application for your position “%(title)s” was withdrawn."),
    Template.APPLICATION_DECLINED: _l("An offer for your position “%(title)s” was declined."),
    Template.APPLICATION_MOVED: _l("There is news of one of your applications."),
    Template.APPLICATION_HELPED: _l("Your station has followed up on one of your applications. Read what it found out."),
    Template.CONTACT_ASKED: _l("An employer would like to talk to you. It gets nothing before you agree."),
    Template.CONTACT_ANSWERED: _l("Somebody you asked for contact has answered."),
    Template.POSITIONS_RECOMMENDED: _l("Your service station recommends positions to you. See them, or call the station."),
    Template.SEARCH_DIGEST: _l("New positions in a search you saved: %(count)s."),
    Template.SEARCH_STILL_WANTED: _l("You have kept a saved search for a year. Say by %(until)s that you still want it. Without an answer it stops."),
    Template.PEOPLE_DIGEST: _l("New people fit “%(title)s”: %(count)s. Positions with new people: %(positions)s."),
}
"""What a message says on the site, to somebody who is signed in there: no code, no link that opens something by itself, no number for a door. A template
that is nothing without these is not here and stays a text message alone.
"""


def _needs(sentence: Any) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", str(sentence)))


def missing_facts(message: Message) -> set[str]:
    """What the sentence needs and the message has no longer, or never had."""
    texts = ON_SITE if message.channel == Channel.IN_SITE else TEXTS
    return _needs(texts[Template(message.template)]) - message.facts.keys()


def facts_on_site(template: Template, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of a message's facts, those its sentence on the site needs: the others are not kept there."""
    needed = _needs(ON_SITE[template])
    return {name: value for name, value in facts.items() if name in needed}


def sentence_on_site(message: Message) -> str:
    """What the account reads, in the language of the page."""
    return str(ON_SITE[Template(message.template)]) % message.facts


def text_of(message: Message) -> str:
    """What the recipient reads, in Chinese whoever caused it.

    Raises:
        KeyError: a fact that the sentence needs is missing.

    """
    with force_locale("zh"):
        return str(TEXTS[Template(message.template)]) % message.facts

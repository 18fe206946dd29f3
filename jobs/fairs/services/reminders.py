"""Who is reminded of what, each once, however often and by however many processes it is asked for."""

from datetime import datetime, time, timedelta

from core.clock import CITY_ZONE, in_city, now, today
from core.outbox import Template
from core.telling import Reach, tell
from employers.queries import member_reaches
from jobs.fairs.models import Fair, FairRegistration
from jobs.fairs.queries import exhibitors, fairs, visitors
from jobs.fairs.services.fairs import late_from
from jobs.fairs.services.visitors import site_of
from jobs.fairs.states import APPROVED, ARRIVED, CONFIRMED, OFFERED, PREPARES, REGISTERED, WAITLISTED

CONFIRM_BEFORE = timedelta(days=3)


def _on(days: int) -> list[Fair]:
    """Coming fairs of the day so many days from today, by the city's calendar."""
    first = datetime.combine(today() + timedelta(days=days), time(), CITY_ZONE)
    return fairs.fairs_between(first, first + timedelta(days=1))


def _day(fair: Fair) -> str:
    """The fair's day, for the key of a reminder: a fair that is moved is reminded of anew."""
    return f"{in_city(fair.starts_at):%Y%m%d}"


def _when(moment: datetime) -> str:
    return f"{in_city(moment):%H:%M}"


def _holders(fair: Fair, *others: str) -> list[tuple[FairRegistration, Reach]]:
    """Ticket holders and those in the states of `others`, and where each hears of things."""
    rows = visitors.ticket_holders(fair.id, *others)
    accounts = visitors.accounts_of(rows)
    return [(row, Reach(row.phone, accounts[row.id])) for row in rows]


def tell_of_move(fair: Fair) -> int:
    """That the fair begins at another time or place, as it now stands: everybody with a ticket or in line, every enterprise; returns how many are told."""
    when, place = f"{in_city(fair.starts_at):%Y-%m-%d %H:%M}", fair.venue
    sent = sum(tell(f"fair_registration:{row.id}:moved:{fair.version}", reach, Template.FAIR_MOVED, fair=fair.title, when=when, place=place)
               for row, reach in _holders(fair, REGISTERED, WAITLISTED, OFFERED))
    return sent + sum(tell(f"fair_employer:{line.row.id}:moved:{fair.version}", reach, Template.FAIR_MOVED, fair=fair.title, when=when, place=place)
                      for line in exhibitors.lines(fair.id, PREPARES) for reach in member_reaches(line.row.employer_id))


def remind_of_tomorrow() -> int:
    """A day before: ticket holders hear when and where, enterprises their booth and arrival code; returns how many are told."""
    sent = 0
    for fair in _on(1):
        for row, reach in _holders(fair):
            sent += tell(f"fair_registration:{row.id}:tomorrow:{_day(fair)}", reach, Template.FAIR_TOMORROW, fair=fair.title, when=_when(fair.starts_at),
                         place=fair.venue, site=site_of(row))
        for line in exhibitors.lines(fair.id, (APPROVED, CONFIRMED)):
            for reach in member_reaches(line.row.employer_id):
                sent += tell(f"fair_employer:{line.row.id}:tomorrow:{_day(fair)}", reach, Template.FAIR_BOOTH, fair=fair.title, when=_when(fair.starts_at),
                             booth=line.booth or "-", number=line.row.arrival_code, until=_when(late_from(fair)))
    return sent


def remind_of_today() -> int:
    """On the morning: ticket holders hear their number at the door; returns how many are told."""
    return sum(tell(f"fair_registration:{row.id}:today:{_day(fair)}", reach, Template.FAIR_TODAY, fair=fair.title, when=_when(fair.starts_at), place=fair.venue,
                    number=row.door_code or "")
               for fair in _on(0) for row, reach in _holders(fair))


def remind_to_confirm() -> int:
    """Three days before the day for cancelling: approved enterprises that have not said who comes; returns how many are told."""
    sent = 0
    for days in range(1, 40):
        for fair in _on(days):
            if fair.cancel_until is None or fair.cancel_until <= now() or in_city(fair.cancel_until).date() - today() > CONFIRM_BEFORE:
                continue
            for line in exhibitors.lines(fair.id, (APPROVED,)):
                for reach in member_reaches(line.row.employer_id):
                    sent += tell(f"fair_employer:{line.row.id}:confirm", reach, Template.FAIR_CONFIRM, fair=fair.title,
                                 until=f"{in_city(fair.cancel_until):%Y-%m-%d %H:%M}")
    return sent


def remind_of_results() -> int:
    """A day after: enterprises that came and have not handed their results in; returns how many are told."""
    sent = 0
    for fair in fairs.fairs_ended_on(today() - timedelta(days=1)):
        for line in exhibitors.lines(fair.id, (ARRIVED,)):
            for reach in member_reaches(line.row.employer_id):
                sent += tell(f"fair_employer:{line.row.id}:results", reach, Template.FAIR_DESK, fair=fair.title)
    return sent

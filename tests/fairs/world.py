"""A fair for tests: made by the services, as staff make one."""

from datetime import timedelta

from core.audit import SYSTEM
from core.clock import in_city, now
from core.db import db, transaction
from jobs.fairs.gate import Rules
from jobs.fairs.hall import draw_grid
from jobs.fairs.models import Fair, FairEmployer, FairPaper
from jobs.fairs.services import door as door_services
from jobs.fairs.services import exhibitors, visitors
from jobs.fairs.services import fairs as services
from jobs.fairs.services.exhibitors import Wish
from jobs.fairs.services.steps import move_fair
from jobs.fairs.services.visitors import Visitor
from tests.factories import phone_number

RULES = Rules()


def fields(**values):
    start = (now() + timedelta(days=30)).replace(hour=1, minute=0, second=0, microsecond=0)
    return {"title": "冬季退役军人专场招聘会", "mode": "site", "partners": [], "venue": "市体育馆一层", "address": "体育路 1 号", "bus": "2 路",
            "parking": "南门", "notice": "带身份证。", "schedule": [["8:30", "开门签到"]], "starts_at": start, "ends_at": start + timedelta(hours=3),
            "expected": 400,
            "employers_from": now() - timedelta(days=1), "employers_until": start - timedelta(days=3), "people_from": now() - timedelta(days=1),
            "people_until": start - timedelta(hours=12), "cancel_until": start - timedelta(days=5), "late_after": 30, **values}


def fair(state="open", booths=8, tickets=50, hall=True, **values):
    """A fair brought to `state` by its steps; its hall has `booths` booths when `hall` (a multiple of 4)."""
    with transaction() as session:
        row = services.add_fair(values.pop("station_code", "211382"), fields(**values), booths, tickets, RULES, SYSTEM)
        if hall and row.mode != "online":
            services.draw_hall(row, "一层", draw_grid(2, 1, booths // 2), {"A": "招聘区"}, SYSTEM)
        session.add_all(FairPaper(fair_id=row.id, kind=kind, stored_name=f"{kind}{row.id}", media_type="image/jpeg", size=9)
                        for kind in ("plan", "emergency", "security"))
        if row.expected >= RULES.permit_from and state != "draft":
            day = in_city(row.starts_at).date()
            session.add(FairPaper(fair_id=row.id, kind="permit", stored_name=f"permit{row.id}", media_type="image/jpeg", size=9, permitted=row.expected,
                                  applied_on=day - timedelta(days=28), issued_on=day - timedelta(days=14)))
        session.flush()
        for step in {"draft": "", "announced": "a", "open": "ao", "closed": "aoc", "running": "aocs", "ended": "aocse"}[state]:
            {"a": lambda: services.announce_fair(row, RULES, SYSTEM), "o": lambda: services.open_registration(row, SYSTEM),
             "c": lambda: services.close_registration(row, SYSTEM), "s": lambda: move_fair(row, "start", SYSTEM),
             "e": lambda: move_fair(row, "end", SYSTEM)}[step]()
    return row


def applied(make, row, employer=None, positions=None, **values):
    """An enterprise that has applied."""
    employer = employer or make.employer()
    positions = positions or [make.position(employer)]
    ids = [p.id for p in positions]
    with transaction():
        return exhibitors.apply(db.session.get(Fair, row.id), employer, Wish(ids, **values), SYSTEM)


def approved(make, row, **values):
    """An enterprise that is in."""
    found = applied(make, row, **values)
    with transaction() as session:
        exhibitors.approve(session.get(FairEmployer, found.id), session.get(Fair, row.id), SYSTEM)
    return found


_serial = iter(range(70_000, 99_000))


def visitor(row, at_desk=False, **values):
    """Somebody registered."""
    given = {"name": "王小明", "phone": phone_number(next(_serial)), "kind": "veteran", **values}
    with transaction() as session:
        return visitors.register(session.get(Fair, row.id), Visitor(**given), SYSTEM, at_desk=at_desk)


def door(row, name="1号门"):
    """A door of the fair."""
    with transaction() as session:
        return door_services.add_door(session.get(Fair, row.id), name, SYSTEM)

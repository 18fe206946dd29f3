"""How each enterprise stands with the bureau today, and its row."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from demo.firms import Firm, firms, past_firms, waiting_firms
from demo.history import attendances
from demo.plan import VERIFIED, VERIFIED_NEW, Plan
from demo.vocabulary import phrases
from demo.words import at, before
from employers.names import name_key

WAITING_STATES = ("submitted", "submitted", "submitted", "registered", "returned", "submitted")
DATES = ("submitted_at", "returned_at", "verified_at", "verified_until", "due_at", "suspended_at")
Row = dict[str, Any]


@dataclass(frozen=True)
class Visits:
    """An enterprise's first and last fair."""

    first: date
    last: date


@lru_cache(maxsize=2)
def verified(plan: Plan) -> tuple[Firm, ...]:
    """The enterprises that recruit now: those that came often, and some new ones."""
    new = firms(plan)[len(past_firms(plan)):-len(waiting_firms(plan))]
    rng = plan.random("verified")
    often = sorted(past_firms(plan), key=lambda firm: -(rng.random() ** (1 / firm.reach)))
    return (*sorted(often[:max(1, plan.count(VERIFIED) - plan.count(VERIFIED_NEW))], key=lambda firm: firm.ordinal), *new)


def showcase(plan: Plan) -> Firm:
    """The verified enterprise whose recruiter is a demo account: a manufacturer with a long history."""
    makers = [firm for firm in verified(plan) if firm.kind.industry == "C" and firm.size in ("101-300", "301-")]
    return makers[0] if makers else verified(plan)[0]


def employer_rows(plan: Plan) -> list[Row]:
    """A row for every enterprise, in order of their numbers; ids count from 1."""
    visits = _visits(plan)
    now = {firm.ordinal for firm in verified(plan)}
    waiting = {firm.ordinal: WAITING_STATES[n % len(WAITING_STATES)] for n, firm in enumerate(waiting_firms(plan))}
    return [_row(plan.random(f"employer:{firm.ordinal}"), plan, firm, visits.get(firm.ordinal), firm.ordinal in now, waiting.get(firm.ordinal))
            for firm in firms(plan)]


def _visits(plan: Plan) -> dict[int, Visits]:
    days: dict[int, list[date]] = {}
    for visit in attendances(plan):
        days.setdefault(visit.firm.ordinal, []).append(visit.fair.held_on)
    return {ordinal: Visits(min(held), max(held)) for ordinal, held in days.items()}


def _row(rng: Random, plan: Plan, firm: Firm, visits: Visits | None, is_verified: bool, waiting: str | None) -> Row:
    registered = before(rng, visits.first, 25, 90) if visits else before(rng, plan.day, 16, 30) if waiting else before(rng, plan.day, 30, 150)
    row: Row = {
        "name": firm.name, "name_key": name_key(firm.name), "credit_code": firm.credit_code, "nature": firm.nature, "industry": firm.kind.industry,
        "size": firm.size, "intro": firm.intro, "township_code": firm.township, "address": firm.sites[0], "is_demo": True, "returned_reason": "",
        "suspended_reason": "", "veterans_employed": rng.randint(0, max(1, firm.staff // 9)) if rng.random() < 0.7 else None,
        "registered_at": at(rng, registered), **dict.fromkeys(DATES),
    }
    row |= _waiting(rng, plan, waiting) if waiting else _verified(rng, plan, registered) if is_verified else _lapsed(rng, visits)
    row["updated_at"] = max(moment for moment in (row["registered_at"], *(row[name] for name in DATES if name != "verified_until")) if moment)
    return row


def _waiting(rng: Random, plan: Plan, state: str) -> Row:
    handed_in = at(rng, before(rng, plan.day, 1, 2)) if state != "registered" else None
    returned = state == "returned"
    return {"state": state, "submitted_at": handed_in, "returned_at": at(rng, plan.day - timedelta(days=1)) if returned else None,
            "returned_reason": rng.choice(phrases()["returned_employer"]) if returned else ""}


def _verified(rng: Random, plan: Plan, registered: date) -> Row:
    until = plan.day + timedelta(days=rng.randint(20, 178))
    verified_on = max(registered + timedelta(days=2), until - timedelta(days=182))
    return {"state": "verified", "verified_until": until, "submitted_at": at(rng, verified_on - timedelta(days=1)), "verified_at": at(rng, verified_on)}


def _lapsed(rng: Random, visits: Visits | None) -> Row:
    last = visits.last if visits else date(2024, 1, 5)
    until = last + timedelta(days=rng.randint(90, 170))
    row: Row = {"state": "due", "verified_until": until, "verified_at": at(rng, before(rng, last, 12, 30)), "submitted_at": at(rng, before(rng, last, 31, 40)),
                "due_at": at(rng, until + timedelta(days=1))}
    if rng.random() < 0.006:
        row |= {"state": "suspended", "due_at": None, "suspended_at": at(rng, before(rng, until, 5, 40)),
                "suspended_reason": rng.choice(phrases()["suspended_employer"])}
    return row

"""Postings: a post offered once, with its headcount, its pay of that year and its dates."""

from datetime import date, timedelta
from random import Random
from typing import Any

from demo.firms import Firm, firms
from demo.history import Attendance, attendances
from demo.plan import Plan
from demo.posts import STEP, Post, write_posts
from demo.vocabulary import phrases
from demo.words import at, before, rounded

HEADS = {1: 22, 2: 24, 3: 14, 4: 5, 5: 14, 6: 4, 8: 4, 10: 8, 15: 2, 20: 3, 30: 1.2, 50: 0.4}
REASONS = {"filled": 20, "partly_filled": 18, "expired_unfilled": 47, "withdrawn": 12, "merged": 3}
Row = dict[str, Any]


def pools(plan: Plan, present: dict[int, int]) -> dict[int, list[Post]]:
    """The posts of every enterprise: enough for its largest fair and for what it offers now (`present`, by ordinal)."""
    most = dict(present)
    for visit in attendances(plan):
        most[visit.firm.ordinal] = max(most.get(visit.firm.ordinal, 0), visit.postings)
    return {n: write_posts(plan.random(f"posts:{n}"), firms(plan)[n], round(number * 1.3) + 1) for n, number in sorted(most.items())}


def past_postings(plan: Plan, pool: dict[int, list[Post]]) -> list[tuple[Firm, Post, Row]]:
    """The closed postings of the history."""
    out = []
    for visit in attendances(plan):
        rng = plan.random(f"postings:{visit.fair.number}:{visit.firm.ordinal}")
        for post in rng.sample(pool[visit.firm.ordinal], visit.postings):
            out.append((visit.firm, post, _closed(rng, visit, post)))
    return out


def _closed(rng: Random, visit: Attendance, post: Post) -> Row:
    held = visit.fair.held_on
    written = before(rng, held, 24, 42)
    published = before(rng, held, 4, 18)
    closed = held + timedelta(days=rng.randint(1, 45))
    row = offer(rng, visit.firm, post, held)
    row |= {"state": "closed", "fair_number": visit.fair.number, "created_at": at(rng, written), "submitted_at": at(rng, before(rng, published, 1, 3)),
            "published_at": at(rng, published), "valid_until": held + timedelta(days=rng.choice((30, 30, 45, 60))), "closed_at": at(rng, closed),
            "close_reason": rng.choices(list(REASONS), list(REASONS.values()))[0]}
    row["updated_at"] = row["closed_at"]
    return row


def offer(rng: Random, firm: Firm, post: Post, day: date) -> Row:
    """The row of a posting without its state: content, headcount, and pay as it was that year."""
    unit = post.content["pay_unit"]
    level = min(1.04, 0.74 + 0.045 * (day.year - 2018) + 0.0037 * day.month)
    low = rounded(post.low * level, STEP[unit])
    high = max(low, rounded(post.high * level, STEP[unit]))
    if rng.random() < 0.06:
        low = high
    return {
        **post.content, "pay_min": low, "pay_max": None if rng.random() < 0.04 else high, "headcount": rng.choices(list(HEADS), list(HEADS.values()))[0],
        "contact_name": firm.contact, "contact_phone": firm.phone, "source": rng.choice(phrases()["sources"]), "is_demo": True, **BLANK,
    }


BLANK: Row = {
    "state": "draft", "returned_reason": "", "close_reason": "", "fair_number": None, "valid_until": None, "submitted_at": None, "returned_at": None,
    "published_at": None, "paused_at": None, "closed_at": None, "created_at": None, "updated_at": None,
}

"""The present, relative to the day of loading: live postings, and what waits on the desks."""

from datetime import timedelta
from random import Random
from typing import Any

from demo.enterprises import showcase, verified
from demo.firms import Firm, waiting_firms
from demo.plan import DRAFTS, LIVE_POSTINGS, PAUSED, RETURNED, SUBMITTED, Plan, share
from demo.postings import offer
from demo.posts import Post
from demo.vocabulary import phrases
from demo.words import at, before

LONGEST = 180
DESK = {"submitted": SUBMITTED, "returned": RETURNED, "draft": DRAFTS, "paused": PAUSED}
Row = dict[str, Any]
Posting = tuple[Firm, Post, Row]


def numbers(plan: Plan) -> dict[int, dict[str, int]]:
    """How many postings of which state each enterprise has now, by its number; the showcase has some of each."""
    rng, shop = plan.random("present"), showcase(plan)
    active = verified(plan)
    live = share(plan.count(LIVE_POSTINGS) - len(active), [firm.reach * rng.uniform(0.5, 1.6) for firm in active])
    out = {firm.ordinal: {"live": 1 + extra} for firm, extra in zip(active, live, strict=True)}
    for state, full in DESK.items():
        writers = [*active, *waiting_firms(plan)] if state in ("submitted", "draft") else list(active)
        for firm in [shop, *rng.choices(writers, k=plan.count(full))]:
            mine = out.setdefault(firm.ordinal, {})
            mine[state] = mine.get(state, 0) + 1
    return out


def present_postings(plan: Plan, pool: dict[int, list[Post]], firms: tuple[Firm, ...]) -> list[Posting]:
    """The postings of today, of every state but closed."""
    out: list[Posting] = []
    for ordinal, states in sorted(numbers(plan).items()):
        rng = plan.random(f"now:{ordinal}")
        posts = iter(rng.sample(pool[ordinal], sum(states.values())))
        for state, number in states.items():
            for _n in range(number):
                post = next(posts)
                out.append((firms[ordinal], post, _row(rng, plan, firms[ordinal], post, state)))
    return out


def _row(rng: Random, plan: Plan, firm: Firm, post: Post, state: str) -> Row:
    row = offer(rng, firm, post, plan.day)
    row["state"] = state
    if state in ("live", "paused"):
        return row | _shown(rng, plan, state)
    written = before(rng, plan.day, 4, 14)
    row |= {"created_at": at(rng, written), "valid_until": plan.day + timedelta(days=rng.randint(25, 150))}
    if state == "draft":
        row["headcount"] = None if rng.random() < 0.5 else row["headcount"]
        return row | {"updated_at": row["created_at"], "valid_until": None if rng.random() < 0.4 else row["valid_until"]}
    row |= {"submitted_at": at(rng, before(rng, plan.day, 1, 1 + (plan.day - written).days // 2))}
    row["updated_at"] = row["submitted_at"]
    if state == "returned":
        row |= {"returned_at": at(rng, plan.day - timedelta(days=1)), "returned_reason": rng.choice(phrases()["returned_position"])}
        row["updated_at"] = max(row["returned_at"], row["submitted_at"])
    elif rng.random() < 0.15:
        row["requirements"] += ("" if row["requirements"].endswith(("。", "；")) else "，") + rng.choice(phrases()["flagged"])
    return row


def _shown(rng: Random, plan: Plan, state: str) -> Row:
    published = before(rng, plan.day, 1, 118)
    open_until = published + timedelta(days=rng.choice((60, 90, 90, 120, 150, LONGEST, LONGEST)))
    until = max(open_until, plan.day + timedelta(days=rng.randint(3, 40)))
    row: Row = {"created_at": at(rng, before(rng, published, 3, 9)), "submitted_at": at(rng, before(rng, published, 1, 2)), "published_at": at(rng, published),
                "valid_until": until}
    row["updated_at"] = row["published_at"]
    if state == "paused":
        row["paused_at"] = row["updated_at"] = max(row["published_at"], at(rng, plan.day - timedelta(days=1)))
    return row

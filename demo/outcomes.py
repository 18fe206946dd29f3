"""What came of the ten past fairs: intentions both sides signed on paper, and who started work."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from typing import Any

from core.lexicon.occupations import occupation_of
from demo.history import past_fairs
from demo.plan import INTENTIONS, PLACEMENTS, Plan, share
from demo.rows import Rows, clock

PROOFS = {"contract": 6, "insurance": 3, "said": 1}
Row = dict[str, Any]


def past_outcomes(plan: Plan, out: Rows, positions: list[Row], persons: list[Row]) -> None:
    """Write as many intentions and placements as the yardstick counts; most people went to work in what they know."""
    rng, taken = plan.random("outcomes"), set[int]()
    by_work: dict[str, list[Row]] = defaultdict(list)
    for person in persons:
        for name in person["wanted_occupations"]:
            if (code := occupation_of(name)) is not None:
                by_work[code].append(person)
    offered = defaultdict(list)
    for row in positions:
        if row["fair_number"]:
            offered[row["fair_number"]].append(row)
    held, number = past_fairs(plan), max(1, plan.count(INTENTIONS))
    placed = set(rng.sample(range(number), min(number, plan.count(PLACEMENTS))))
    counted = 0
    for fair_id, (fair, many) in enumerate(zip(held, share(number, [float(f.postings) for f in held]), strict=True), 1):
        for slip, position in enumerate(rng.choices(offered[fair.number], k=many), 1):
            person = _somebody(rng, fair.held_on, by_work.get(position["occupation_code"] or "", []), persons, taken)
            taken.add(person["id"])
            _intention(rng, out, fair_id, fair.held_on, slip, person, position, counted in placed)
            counted += 1


def _somebody(rng: Random, day: date, fitting: list[Row], everybody: list[Row], taken: set[int]) -> Row:
    """Somebody of working age who was on file then and went to no other fair's post; of that work where there is somebody."""
    for crowd in (fitting, everybody):
        able = [p for p in rng.sample(crowd, min(len(crowd), 200)) if p["id"] not in taken and 18 <= day.year - p["birth_date"].year <= 60]
        if able:
            return min(able, key=lambda p: (p["created_at"].date() > day, p["id"]))
    return rng.choice(everybody)


def _intention(rng: Random, out: Rows, fair_id: int, day: date, slip: int, person: Row, position: Row, is_placed: bool) -> None:
    signed = clock(day, 11, slip % 60)
    started = day + timedelta(days=rng.randint(4, 29))
    offered, at_work = (clock(day + timedelta(days=3), 15), clock(started, 9)) if is_placed else (None, None)
    lapsed = None if is_placed else clock(day + timedelta(days=40), 10)
    intention = out.add(
        "intentions", person_id=person["id"], registration_id=None, position_id=position["id"], fair_id=fair_id,
        state="placed" if is_placed else "offered" if slip % 2 else "confirmed", proposed_by="employer", slip_number=slip, person_signed_at=signed,
        person_signed_how="paper", employer_signed_at=signed, employer_signed_how="paper", is_demo=True, proposed_at=signed, signed_at=signed,
        confirmed_at=signed, offered_at=offered or (lapsed if slip % 2 else None), placed_at=at_work)
    if is_placed:
        proof = rng.choices(list(PROOFS), list(PROOFS.values()))[0]
        out.add("placements", person_id=person["id"], position_id=position["id"], employer_id=position["employer_id"], intention_id=intention,
                fair_id=fair_id, kind="regular", origin="fair", state="verified", reported_by="employer", proof=proof, started_on=started,
                monthly_pay=position["monthly_pay"], is_demo=True, reported_at=clock(started, 16), proved_at=clock(started + timedelta(days=8), 10),
                verified_at=clock(started + timedelta(days=12), 10))

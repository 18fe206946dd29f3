"""The people of a fair of the present: who registered, came, talked, and meant to work together."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.lexicon.occupations import occupation_of
from demo.names import full_name
from demo.plan import Plan
from demo.rows import Rows, clock

WAYS = ("qr", "qr", "qr", "phone", "code", "list")
STRANGERS = 0.12
Row = dict[str, Any]
NONE_AT = ("confirmed_at", "checked_in_at", "left_at", "no_show_at", "cancelled_at")


def visitors(plan: Plan, out: Rows, rng: Random, fair_id: int, tickets: int, day: date, persons: list[Row], there: list[tuple[int, Row]], number: int,
             is_over: bool) -> dict[int, float]:
    """Write the registrations, and for a fair that is over what happened; returns the expected visitors by enterprise."""
    able = [p for p in persons if p["seeking"] == "yes" and p["phone"]]
    known = rng.sample(able, min(len(able), round(number * (1 - STRANGERS))))
    offers = _offers(out, there)
    demand: dict[int, float] = {exhibitor: 0.0 for exhibitor, _employer in there}
    doors = [out.add("fair_doors", fair_id=fair_id, name=name) for name in ("东门", "南门")] if is_over else []
    for n, person in enumerate([*known, *([None] * round(number * STRANGERS))]):
        wanted = _wanted(rng, person, offers, list(demand))
        for exhibitor in wanted:
            demand[exhibitor] += 1
        registration = _register(plan, out, rng, fair_id, tickets, day, person, n, is_over)
        if is_over:
            _happened(plan, out, rng, fair_id, day, registration, person, [e for e in wanted if _came(out, e)], doors, offers, n)
    scale = 5 * number / max(1.0, sum(demand.values()))
    return {exhibitor: round(value * scale, 1) for exhibitor, value in demand.items()}


def _came(out: Rows, exhibitor: int) -> bool:
    return out.rows["fair_employers"][exhibitor - 1]["arrived_at"] is not None


def _offers(out: Rows, there: list[tuple[int, Row]]) -> dict[int, list[tuple[int, str | None]]]:
    """By enterprise: its positions at the fair with their occupation."""
    found: dict[int, list[tuple[int, str | None]]] = {exhibitor: [] for exhibitor, _employer in there}
    for row in out.rows["fair_positions"]:
        if row["fair_employer_id"] in found:
            found[row["fair_employer_id"]].append((row["position_id"], row["occupation"]))
    return found


def _wanted(rng: Random, person: Row | None, offers: dict[int, list[tuple[int, str | None]]], everybody: list[int]) -> list[int]:
    """The booths somebody goes to: those that offer what they want, then others."""
    codes = {occupation_of(name) for name in (person or {}).get("wanted_occupations", ())} - {None}
    fitting = [e for e, rows in offers.items() if any(code in codes for _id, code in rows)]
    rng.shuffle(fitting)
    others = [e for e in rng.sample(everybody, min(len(everybody), 6)) if e not in fitting]
    return (fitting + others)[:5 if len(fitting) >= 2 else 3]


def _register(plan: Plan, out: Rows, rng: Random, fair_id: int, tickets: int, day: date, person: Row | None, n: int, is_over: bool) -> int:
    last = min(day, plan.day) - timedelta(days=1)
    moment = _at(rng, last - timedelta(days=rng.randint(0, 12)))
    walked_in = is_over and n % 11 == 7
    gone = not walked_in and n % 23 == 5
    kind = "other" if person is None else "veteran" if person["kind"] == "veteran" else "family"
    row: Row = {
        "fair_id": fair_id, "place_id": None, "person_id": person["id"] if person else None, "account_id": person["account_id"] if person else None,
        "name": person["name"] if person else full_name(rng, rng.choice("12"), 1985), "phone": person["phone"] if person else f"1207{fair_id:03d}{n:04d}",
        "kind": kind, "township_code": person["station_code"][:9] if person else None, "origin": "walk_in" if walked_in else "site",
        "door_code": str(100 + (n * 37) % 900) if n < 900 else str(10_000 + n), "shows_profile": n % 3 != 0,
        "consented_at": moment if n % 3 != 0 else None, "state": "cancelled" if gone else "confirmed", "cancelled_by": "person" if gone else "",
        "cancel_reason": "changed" if gone else "", "is_demo": True, "registered_at": moment, **dict.fromkeys(NONE_AT)}
    row |= {"cancelled_at": moment + timedelta(hours=20)} if gone else {"confirmed_at": moment}
    registration = out.add("fair_registrations", **row)
    out.rows["fair_registrations"][-1]["place_id"] = out.add("places", resource_id=tickets, holder=registration, state="released" if gone else "held",
                                                             queued_at=moment, held_at=moment, used_at=None)
    out.rows["resources"][tickets - 1]["taken"] += not gone
    return registration


def _happened(plan: Plan, out: Rows, rng: Random, fair_id: int, day: date, registration: int, person: Row | None, wanted: list[int], doors: list[int],
              offers: dict[int, list[tuple[int, str | None]]], n: int) -> None:
    row = out.rows["fair_registrations"][registration - 1]
    if row["state"] == "cancelled":
        return
    if row["origin"] != "walk_in" and rng.random() < 0.22:
        row |= {"state": "no_show", "no_show_at": _at(rng, day, 12)}
        return
    moment = _at(rng, day, 9) - timedelta(minutes=rng.randint(0, 25))
    row |= {"state": "checked_in", "checked_in_at": moment}
    place = out.rows["places"][row["place_id"] - 1]
    place |= {"state": "used", "used_at": moment}
    way = "walk_in" if row["origin"] == "walk_in" else rng.choice(WAYS)
    for again in range(2 if rng.random() < 0.06 else 1):
        out.add("fair_check_ins", fair_id=fair_id, door_id=rng.choice(doors), registration_id=registration, nonce=f"demo-{registration}-{again}", way=way,
                result="already" if again else "ok", is_out=False, was_offline=rng.random() < 0.1, scanned_at=moment + timedelta(minutes=40 * again),
                received_at=moment + timedelta(minutes=40 * again + 1))
    for step, exhibitor in enumerate(wanted[:rng.randint(1, 3)]):
        _talk(out, rng, fair_id, registration, person, exhibitor, rng.choice(offers[exhibitor])[0], moment + timedelta(minutes=15 + 22 * step))


def _talk(out: Rows, rng: Random, fair_id: int, registration: int, person: Row | None, exhibitor: int, position: int, moment: datetime) -> None:
    outcome = rng.choices(("intention", "second", "no"), (0.22, 0.28, 0.5))[0]
    number = 1 + sum(v["fair_employer_id"] == exhibitor for v in out.rows["booth_visits"])
    out.add("booth_visits", fair_employer_id=exhibitor, registration_id=registration, position_id=position, number=number, nonce=None, state="done",
            outcome=outcome, queued_at=moment, called_at=moment + timedelta(minutes=4), began_at=moment + timedelta(minutes=5),
            done_at=moment + timedelta(minutes=14))
    if outcome != "intention":
        return
    is_paper, is_full = rng.random() < 0.2, rng.random() < 0.85
    how, signed = "paper" if is_paper else "qr", moment + timedelta(minutes=14)
    slip = 1 + sum(i["slip_number"] is not None for i in out.rows["intentions"]) if is_paper else None
    out.add("intentions", person_id=person["id"] if person else None, registration_id=registration, position_id=position, fair_id=fair_id,
            state="confirmed" if is_full else "signed", proposed_by="employer", slip_number=slip, person_signed_at=signed if is_full else None,
            person_signed_how=how if is_full else "", employer_signed_at=signed, employer_signed_how=how, is_demo=True, proposed_at=signed, signed_at=signed,
            confirmed_at=signed + timedelta(minutes=1) if is_full else None)


def _at(rng: Random, day: date, hour: int | None = None) -> datetime:
    return clock(day, rng.randint(8, 20) if hour is None else hour, rng.randint(0, 59))

"""The fairs of the city: ten of the history, one a week ago with results coming in, one open for registration in ten days' time."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from typing import Any

from demo.history import past_fairs
from demo.outcomes import past_outcomes
from demo.plan import Plan
from demo.rows import Rows, clock
from demo.visitors import visitors
from jobs.fairs.booth_plan import Draw, Spot, plan_booths
from jobs.fairs.checklist import due_days
from jobs.fairs.gate import ALWAYS
from jobs.fairs.hall import Hall, draw_grid, read_hall

CITY = "211382"
AHEAD, BEHIND = 10, 7
EXHIBITORS, TICKETS, REGISTERED = 40, 500, 280
MOST_BROUGHT = 12
SCHEDULE = [["8:30", "开门签到"], ["9:00", "进场面谈"], ["10:00", "政策解答"], ["12:00", "散场，交意向单"]]
NOTICE = "带上身份证和退役证件。没有简历也可以来，咨询台帮您打印。手机没电、不会扫码，报姓名就能进。"
SEASONS = {1: "冬季", 2: "春季", 3: "春季", 4: "春季", 5: "夏季", 6: "夏季", 7: "夏季", 8: "秋季", 9: "秋季", 10: "秋季", 11: "冬季", 12: "冬季"}
Row = dict[str, Any]
DATES = ("waitlisted_at", "returned_at", "offered_at", "reviewed_at", "approved_at", "confirmed_at", "arrived_at", "late_at", "no_show_at", "packed_at",
         "withdrawn_at")


def fairs(plan: Plan, positions: list[Row], employers: list[Row], persons: list[Row]) -> Rows:
    """Every fair with what belongs to it. The rows handed in carry their ids."""
    out = Rows()
    _past(plan, out, positions)
    past_outcomes(plan, out, positions, persons)
    live = defaultdict(list)
    for row in positions:
        if row["state"] == "live":
            live[row["employer_id"]].append(row)
    who = [row for row in employers if row["state"] == "verified" and live[row["id"]]]
    for days in (-BEHIND, AHEAD):
        _present(plan, out, plan.day + timedelta(days=days), who, live, persons)
    for row in out.rows["fair_positions"]:
        row.pop("occupation")
    return out


def _past(plan: Plan, out: Rows, positions: list[Row]) -> None:
    brought: dict[int, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in positions:
        if row["fair_number"]:
            brought[row["fair_number"]][row["employer_id"]].append(row)
    for fair in past_fairs(plan):
        fair_id = out.add("fairs", **_fair(plan, fair.title, fair.held_on, "reported", number=fair.number,
                                          mode="online" if fair.mode == "online" else "site", partners=["周边市县"] if fair.mode == "joint" else []))
        for employer_id, rows in brought[fair.number].items():
            there = _exhibitor(out, fair_id, employer_id, fair.held_on, "packed", origin="staff")
            _bring(out, fair_id, there, rows, fair.held_on)


def _fair(plan: Plan, title: str, day: date, state: str, **values: Any) -> Row:
    steps = {"announced": "announced_at", "open": "opened_at", "closed": "closed_at", "running": "started_at", "ended": "ended_at", "reported": "reported_at"}
    moments = {"announced_at": clock(day - timedelta(days=25), 10), "opened_at": clock(day - timedelta(days=24), 9), "closed_at": clock(day, 0),
               "started_at": clock(day, 8, 30), "ended_at": clock(day, 12, 10), "reported_at": clock(day + timedelta(days=6), 15)}
    reached = list(steps).index(state)
    row: Row = {
        "number": None, "title": title, "mode": "site", "partners": [], "station_code": CITY, "venue": "凌源市体育馆一层", "address": "凌源市市府路西段",
        "bus": "2 路、5 路体育馆站，下车步行 3 分钟", "parking": "南门停车场，免费 120 个车位", "notice": NOTICE, "schedule": SCHEDULE,
        "starts_at": clock(day, 9), "ends_at": clock(day, 12), "expected": 600, "employers_from": clock(day - timedelta(days=24), 9),
        "employers_until": clock(day - timedelta(days=3), 17), "people_from": clock(day - timedelta(days=24), 9), "people_until": clock(day, 0),
        "cancel_until": clock(day - timedelta(days=2), 17), "late_after": 30, "booths_id": None, "tickets_id": None, "state": state, "is_demo": True,
        "created_at": clock(day - timedelta(days=40), 9), "updated_at": clock(min(day, plan.day), 7),
    }
    row |= {name: moments[name] if n <= reached else None for n, name in enumerate(steps.values())}
    return row | values


def _exhibitor(out: Rows, fair_id: int, employer_id: int, day: date, state: str, **values: Any) -> int:
    order = ("applied", "approved", "confirmed", "arrived", "packed")
    moments = {"approved": ("approved_at", clock(day - timedelta(days=12), 10)), "confirmed": ("confirmed_at", clock(day - timedelta(days=6), 11)),
               "arrived": ("arrived_at", clock(day, 8, 40)), "packed": ("packed_at", clock(day + timedelta(days=2), 16))}
    reached = order.index("confirmed" if state == "no_show" else state) if state != "returned" else 0
    row: Row = {"fair_id": fair_id, "employer_id": employer_id, "place_id": None, "state": state, "origin": "self", "returned_reason": "", "delegates": [],
                "needs_access": False, "demand": None, "arrival_code": f"{(employer_id * 7919) % 10_000:04d}", "is_demo": True, "note": "",
                "applied_at": clock(day - timedelta(days=16), 9, employer_id % 60), **dict.fromkeys(DATES)}
    row |= {moments[name][0]: moments[name][1] for name in order[1:reached + 1]}
    row["reviewed_at"] = row["approved_at"]
    if state == "no_show":
        row["no_show_at"] = clock(day, 12, 10)
    if state == "returned":
        row |= {"returned_at": clock(day - timedelta(days=13), 15), "returned_reason": "岗位要求里没有写清工作地点，请补充后再交。"}
    return out.add("fair_employers", **(row | values))


def _bring(out: Rows, fair_id: int, exhibitor_id: int, rows: list[Row], day: date) -> None:
    for row in rows:
        out.add("fair_positions", fair_id=fair_id, fair_employer_id=exhibitor_id, position_id=row["id"], headcount=row["headcount"],
                added_at=clock(day - timedelta(days=14), 10), occupation=row["occupation_code"])


def _state(rng: Random, n: int, is_over: bool) -> str:
    if is_over:
        return "no_show" if n == 1 else "packed" if rng.random() < 0.6 else "arrived"
    return "applied" if n % 8 == 3 else "returned" if n == 5 else "approved" if n % 4 == 1 else "confirmed"


def _present(plan: Plan, out: Rows, day: date, who: list[Row], live: dict[int, list[Row]], persons: list[Row]) -> None:
    is_over, rng = day < plan.day, plan.random(f"fair:{(day - plan.day).days}")
    hall = read_hall(draw_grid(4, 2, max(2, -(-plan.count(EXHIBITORS) * 6 // 5 // 8))))
    booths = out.add("resources", kind="booth", capacity=len(hall.stands), taken=0, waiting=0, closes_at=clock(day - timedelta(days=3), 17), is_demo=True)
    tickets = out.add("resources", kind="ticket", capacity=max(12, plan.count(TICKETS)), taken=0, waiting=0, closes_at=clock(day, 0), is_demo=True)
    title = f"{day.year} 年{SEASONS[day.month]}退役军人专场招聘会" + ("" if not is_over else "（开发区场）")
    fair_id = out.add("fairs", **_fair(plan, title, day, "ended" if is_over else "open", booths_id=booths, tickets_id=tickets))
    _papers(out, fair_id, day, plan.day)
    chosen = rng.sample(who, min(len(who), plan.count(EXHIBITORS)))
    there: list[tuple[int, Row]] = []
    for n, employer in enumerate(chosen):
        rows = [p for p in live[employer["id"]] if not is_over or p["published_at"] < clock(day - timedelta(days=1), 0)][:MOST_BROUGHT]
        if rows:
            state = _state(rng, n, is_over)
            there.append((_exhibitor(out, fair_id, employer["id"], day, state, delegates=_delegates(rng, state), note="需要电源" if n % 9 == 2 else "",
                                     needs_access=n % 17 == 4), employer))
            _bring(out, fair_id, there[-1][0], rows, day)
            _hold(out, booths, there[-1][0], employer["id"])
    people = visitors(plan, out, rng, fair_id, tickets, day, persons, there, max(6, plan.count(REGISTERED)), is_over)
    _plan(out, fair_id, hall, there, people, is_over, day)


def _delegates(rng: Random, state: str) -> list[Row]:
    if state in ("applied", "returned", "approved"):
        return []
    return [{"name": f"{rng.choice('王李张刘陈杨赵黄周吴')}经理", "phone": f"1208{rng.randrange(10 ** 7):07d}"} for _n in range(rng.randint(1, 2))]


def _papers(out: Rows, fair_id: int, day: date, today: date) -> None:
    """The plain papers are noted as kept without a scan; the checklist is ticked up to the day of loading."""
    for kind in ALWAYS:
        out.add("fair_papers", fair_id=fair_id, kind=kind, stored_name="", media_type="", size=0, kept_at=clock(day - timedelta(days=27), 10))
    for key, due in due_days(day, is_large=False).items():
        out.add("fair_tasks", fair_id=fair_id, key=key, due_on=due, done_at=clock(due - timedelta(days=1), 16) if due <= today else None)


def _hold(out: Rows, resource_id: int, exhibitor_id: int, employer_id: int) -> None:
    row = out.rows["fair_employers"][exhibitor_id - 1]
    if row["state"] != "returned":
        used = row["arrived_at"] is not None
        row["place_id"] = out.add("places", resource_id=resource_id, holder=employer_id, state="used" if used else "held", queued_at=row["applied_at"],
                                  held_at=row["applied_at"], used_at=row["arrived_at"])
        out.rows["resources"][resource_id - 1]["taken"] += 1


def _plan(out: Rows, fair_id: int, hall: Hall, there: list[tuple[int, Row]], demand: dict[int, float], is_over: bool, day: date) -> None:
    """Draw the hall and put the approved enterprises where the plan puts them."""
    hall_id = out.add("fair_halls", fair_id=fair_id, name="体育馆一层", grid="\n".join(hall.lines), zones={})
    names = {exhibitor: employer["name"] for exhibitor, employer in there}
    placed = [e for e in names if out.rows["fair_employers"][e - 1]["approved_at"] is not None]
    spots = [Spot(n, s.number, s.aisle, s.x, s.y, s.distance, s.is_accessible) for n, s in enumerate(hall.stands, 1)]
    plan = plan_booths(spots, [Draw(e, names[e], demand.get(e, 0.0), out.rows["fair_employers"][e - 1]["needs_access"]) for e in placed], hall.aisles)
    holder = {booth: e for e, booth in plan.booths.items()}
    for n, stand in enumerate(hall.stands, 1):
        who = holder.get(n)
        state = "free" if who is None else _booth_state(out.rows["fair_employers"][who - 1]["state"])
        moment = clock(day - timedelta(days=8), 9) if who else None
        out.add("booths", fair_id=fair_id, hall_id=hall_id, number=stand.number, zone=stand.zone, x=stand.x, y=stand.y, aisle=stand.aisle,
                distance=stand.distance, is_accessible=stand.is_accessible, is_kept=False, is_fixed=False, fair_employer_id=who, state=state, held_at=moment,
                assigned_at=clock(day - timedelta(days=6), 11) if state not in ("free", "held") else None,
                occupied_at=clock(day, 8, 40) if state in ("occupied", "released") and is_over else None,
                released_at=clock(day, 12, 10) if state == "released" else None)
    for exhibitor in names:
        out.rows["fair_employers"][exhibitor - 1]["demand"] = demand.get(exhibitor, 0.0)


def _booth_state(state: str) -> str:
    return {"approved": "held", "confirmed": "assigned", "arrived": "occupied", "packed": "released", "no_show": "released"}[state]

"""Service records: when, in which branch, up to which rank, and what was learned there."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from core.reference import specialties
from demo.plan import HISTORY_FROM, HISTORY_TO
from demo.vocabulary import phrases, table
from demo.words import weighted

BRANCHES = {"陆军": 56.0, "武警": 17.0, "空军": 9.0, "海军": 8.0, "火箭军": 6.0, "联勤保障部队": 4.0}
NEW_RANKS = date(2022, 4, 1)
NCO = ((5, "下士", "下士"), (8, "中士", "中士"), (12, "上士", "上士"), (16, "四级军士长", "二级上士"), (20, "三级军士长", "一级上士"),
       (24, "二级军士长", "三级军士长"), (40, "一级军士长", "二级军士长"))
OFFICER = ((5, "少尉"), (8, "中尉"), (12, "上尉"), (16, "少校"), (21, "中校"), (40, "上校"))
DUTIES = {"conscript": ("战士", "战士", "战士", "副班长", "班长", "驾驶员", "炊事员", "通信员", "卫生员"),
          "nco": ("班长", "班长", "副班长", "技师", "代理排长", "司务长", "驾驶员", "教练班长"),
          "officer": ("排长", "连长", "指导员", "参谋", "干事", "助理员", "营长")}
HOMECOMINGS = (*(date(year, 9, 1) for year in range(HISTORY_FROM.year, HISTORY_TO.year + 1)), *(date(year, 3, 16) for year in (2022, 2023, 2024)))
CONSCRIPT, OFFICER_YEARS = "conscript", (5, 22)


@dataclass(frozen=True)
class Service:
    """A record's fields, and the codes of the specialties in it."""

    fields: dict[str, Any]
    codes: tuple[str, ...]


def ordinary_service(rng: Random, born: date) -> Service:
    """Somebody who left before the bureau began to keep how people were placed; only old modes are on file."""
    category = weighted(rng, {CONSCRIPT: 72, "nco": 22, "officer": 6})
    if category == CONSCRIPT:
        years = rng.choice((3, 3, 4)) if born.year < 1980 else 2
    else:
        years = rng.randint(*OFFICER_YEARS) if category == "officer" else rng.choice((5, 5, 8, 8, 8, 12, 16))
    enlisted = _enlisted(rng, born)
    left = enlisted + timedelta(days=round(365.25 * years) - 5)
    if left >= HISTORY_FROM:
        enlisted, left = min(enlisted, date(HISTORY_FROM.year - 3, 9, 10)), HISTORY_FROM - timedelta(days=rng.randint(30, 150))
        category = category if category == "officer" else "nco" if (left - enlisted).days > 4 * 365 else CONSCRIPT
    mode = ""
    if category == "officer":
        mode = rng.choice(("transfer", "transfer", "demobilised", "self_chosen")) if left.year >= 2001 else "transfer"
    elif left.year < 2011 and rng.random() < 0.5:
        mode = "demobilised"
    return _record(rng, category, enlisted, left, mode)


def recent_service(rng: Random, mode: str) -> tuple[date, Service]:
    """Somebody the bureau received itself, self-arranged or assigned; returns the birth date with it."""
    left = rng.choice(HOMECOMINGS)
    if mode == "assigned":
        category, years = "nco", rng.choice((12, 12, 12, 13, 14, 16))
    else:
        category = CONSCRIPT if rng.random() < 0.66 else "nco"
        years = 2 if category == CONSCRIPT else rng.choice((5, 5, 8, 8, 11))
    return _left(rng, category, left, years, mode)


def new_service(rng: Random, day: date) -> tuple[date, Service]:
    """Somebody who came home in the weeks before `day`."""
    return _left(rng, CONSCRIPT, day - timedelta(days=rng.randint(20, 80)), rng.choice((2, 2, 2, 5)), "")


def _left(rng: Random, category: str, left: date, years: int, mode: str) -> tuple[date, Service]:
    enlisted = date(left.year - years, left.month, 10)
    born = enlisted - timedelta(days=rng.randint(round(365.25 * 18), round(365.25 * 21.9)))
    return born, _record(rng, category if years < 5 else "nco", enlisted, left, mode)


def _enlisted(rng: Random, born: date) -> date:
    year = born.year + rng.choice((18, 18, 19, 19, 20, 21))
    day = date(year, 12, 10) if year < 2013 else date(year, 9, 10)
    return day if (day - born).days >= 17 * 365.25 else date(year + 1, day.month, day.day)


def _record(rng: Random, category: str, enlisted: date, left: date, mode: str) -> Service:
    years = (left - enlisted).days / 365.25
    branches = {name: weight for name, weight in BRANCHES.items() if name != "联勤保障部队" or left.year >= 2017}
    branch = weighted(rng, branches)
    learned = _specialties(rng, branch, category, years)
    return Service({
        "enlisted_on": enlisted, "discharged_on": left, "branch": branch, "category": category, "rank": _rank(rng, category, years, left),
        "duty": rng.choice(DUTIES[category]), "placement_mode": mode, "merits": rng.choice(phrases()["merits"]) if rng.random() < 0.4 else "",
        "specialties": learned,
    }, tuple(entry["code"] for entry in learned))


def _rank(rng: Random, category: str, years: float, left: date) -> str:
    if category == CONSCRIPT:
        return "上等兵" if rng.random() < 0.93 else "列兵"
    if category == "officer":
        return next(rank for most, rank in OFFICER if years <= most + 0.5)
    old, new = next((old, new) for most, old, new in NCO if years <= most + 0.5)
    return new if left >= NEW_RANKS else old


@lru_cache(maxsize=16)
def _known(branch: str) -> dict[str, float]:
    rows = table("specialty_weights")
    return {row["id"]: float(row["weight"]) for row in rows if branch in row["branches"].split(";")}


@lru_cache(maxsize=1)
def specialty_names() -> dict[str, str]:
    """The dictionary's names by code."""
    return {row["id"]: row["military_specialty"] for row in specialties()}


def _specialties(rng: Random, branch: str, category: str, years: float) -> list[dict[str, Any]]:
    weights = dict(_known(branch))
    for code in ("M49", "M50", "M48", "M28", "M29"):
        weights[code] = weights.get(code, 1.0) * (3 if category == "officer" else 0.3 if category == CONSCRIPT else 1)
    codes = [weighted(rng, weights)]
    if years >= 4 and rng.random() < 0.45:
        codes.append(weighted(rng, {code: w for code, w in weights.items() if code not in (*codes, "M58")}))
    spent = max(0.5, round(years - rng.choice((0, 0.5, 1)), 1))
    parts = [spent] if len(codes) == 1 else [round(spent * 0.6, 1), round(spent * 0.4, 1)]
    return [{"code": code, "name": specialty_names()[code], "years": part} for code, part in zip(codes, parts, strict=True)]

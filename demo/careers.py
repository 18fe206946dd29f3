"""What somebody can do and looks for: from service and civil work, told in their own words."""

import re
from functools import lru_cache
from random import Random
from typing import Any

from core.reference import specialties
from demo.vocabulary import Occupation, occupations, phrases, variants
from demo.words import expand, rounded, some

SERVED = re.compile(r"部队|武警|兵|出身|退役|退伍|汽车连|汽车团|军马|转业|海军")
EXCHANGED = {"M01": ("B2", "A2", "B2", "C1"), "M02": ("B2", "C1")}
Row = dict[str, Any]


@lru_cache(maxsize=1)
def _by_code() -> dict[str, list[Occupation]]:
    out: dict[str, list[Occupation]] = {}
    for job in occupations().values():
        out.setdefault(job.code or "", []).append(job)
    return out


@lru_cache(maxsize=64)
def _fitting(code: str) -> tuple[Occupation, ...]:
    """Occupations that the dictionary names for a specialty."""
    row = next(r for r in specialties() if r["id"] == code)
    return tuple(job for civil in row["occ_codes_2022"].split(";") for job in _by_code().get(civil, ()))


@lru_cache(maxsize=64)
def transferable(code: str) -> tuple[str, ...]:
    """What the dictionary says the specialty is worth in civil work."""
    row = next(r for r in specialties() if r["id"] == code)
    return tuple(part for part in row["transferable"].split(";") if part)


@lru_cache(maxsize=2)
def _everyday(sex: str) -> tuple[list[Occupation], list[float]]:
    jobs = list(occupations().values())
    return jobs, [job.weight * ((job.male if sex == "1" else 100 - job.male) + 1) for job in jobs]


def trades(rng: Random, sex: str, codes: tuple[str, ...]) -> list[Occupation]:
    """One to three occupations, the main one first; often one that the service led to."""
    jobs, weights = _everyday(sex)
    out: list[Occupation] = []
    for code in codes:
        if code != "M58" and _fitting(code) and rng.random() < 0.6:
            out.append(rng.choice(_fitting(code)))
    out += rng.choices(jobs, weights, k=rng.choice((1, 1, 2)))
    return list(dict.fromkeys(out))[:3]


def story(rng: Random, jobs: list[Occupation], years: int, codes: tuple[str, ...]) -> str:
    """Civil work in the person's own words; the years of it sum to about `years`. Only who learned it in service says so."""
    if years <= 0:
        return ""
    told, left = [], years
    for n, job in enumerate(jobs[:2]):
        part = left if n == len(jobs[:2]) - 1 else max(1, round(left * 0.6))
        if part < 1:
            break
        told.append(expand(rng, rng.choice(_tellable(job, codes))).format(y=part))
        left -= part
    if rng.random() < 0.15:
        told.append(rng.choice(phrases()["general_work"]))
    return "；".join(told) + ("。" if rng.random() < 0.7 else "")


def _tellable(job: Occupation, codes: tuple[str, ...]) -> tuple[str, ...]:
    served = any(job in _fitting(code) for code in codes)
    civil = tuple(line for line in job.stories if served or not SERVED.search(line))
    return civil or (f"做{job.titles[0]}{{y}}年",)


def skills(rng: Random, jobs: list[Occupation], codes: tuple[str, ...], held: list[str]) -> list[tuple[str, int | None, str]]:
    """Two to eight skills with level and evidence, worded as people word them; no name twice."""
    named = [(skill, "self") for skill in some(rng, jobs[0].skills, 2, 5)]
    named += [(skill, "self") for job in jobs[1:] for skill in some(rng, job.skills, 0, 2)]
    named += [(skill, "service") for code in codes for skill in some(rng, transferable(code), 0, 2)]
    proven = bool(held) and rng.random() < 0.7
    out: dict[str, tuple[str, int | None, str]] = {}
    for n, (skill, evidence) in enumerate(named[:8]):
        others = variants("skill_variants").get(skill, ())
        name = rng.choice(others) if others and rng.random() < 0.3 else skill
        graded = rng.choice((5, 4, 4, 3)) if n == 0 and rng.random() < 0.2 else None
        out.setdefault(name.casefold(), (name, graded, "certified" if n == 0 and proven else evidence))
    return list(out.values())


def papers(rng: Random, jobs: list[Occupation], codes: tuple[str, ...], age: int) -> list[tuple[str, str, bool]]:
    """Certificates and licences as (kind, name, whether the licence is a military one to be exchanged)."""
    out = [("certificate", name, False) for job in jobs for name in job.certificates if rng.random() < 0.62]
    out += [("certificate", name, False) for job in jobs[:1] for name in job.welcome if rng.random() < 0.3]
    classes = [job.licences[0] for job in jobs if job.licences and (job.drives or rng.random() < 0.7)]
    classes += [rng.choice(EXCHANGED[code]) for code in codes if code in EXCHANGED]
    if not classes and rng.random() < (0.5 if age < 50 else 0.25):
        classes = ["C1"]
    classes = [name for name in dict.fromkeys(classes) if name != "C1" or set(classes) == {"C1"}]
    military = bool(set(codes) & set(EXCHANGED)) and rng.random() < 0.12
    out += [("licence", name, military) for name in classes[:2]]
    return list(dict.fromkeys(out))


def _wanted(rng: Random, job: Occupation) -> str:
    titles = [title for title in job.titles if "学徒" not in title]
    return rng.choice(titles) if rng.random() < 0.6 else job.name


def wishes(rng: Random, jobs: list[Occupation], township: str, towns: tuple[str, ...]) -> Row:
    """Wanted occupations, places, pay and shifts."""
    low, _high, unit = jobs[0].pays[0]
    month = low * {"month": 1, "day": 26, "hour": 208}[unit]
    places = list(dict.fromkeys([township, *rng.sample(towns, rng.randint(0, 3))])) if rng.random() < 0.75 else []
    shifts = rng.choice((["day"], ["day"], ["day", "two"], ["day", "two", "three"], []))
    return {
        "wanted_occupations": [_wanted(rng, job) for job in jobs], "wanted_places": places, "wanted_shifts": shifts,
        "wanted_pay": rounded(min(month, 9000) * rng.uniform(0.75, 1.05), 500) if rng.random() < 0.85 else None,
    }

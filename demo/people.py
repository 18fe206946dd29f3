"""The people on file: veterans, families of active members, bereaved families; spread over the villages."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from demo import careers
from demo.doubles import name_twins, twins
from demo.firms import phone
from demo.households import WORKING, education, ethnicity, home, politics, schooling, standing
from demo.names import Identities, full_name
from demo.plan import ASSIGNED, ASSIGNED_CENTRAL, ASSIGNED_FLEXIBLE, HISTORY_FROM, HISTORY_TO, NEW_PEOPLE, SCANNED, SEEKING, SELF_ARRANGED, Plan
from demo.service import Service, new_service, ordinary_service, recent_service
from demo.vocabulary import Occupation, phrases
from demo.words import at
from veterans.names import name_key

VETERAN_AGES = {(28, 35): 6, (36, 45): 15, (46, 54): 17, (55, 64): 18, (65, 74): 28, (75, 92): 16}
FAMILY_AGES = {(24, 35): 24, (36, 45): 22, (46, 54): 22, (55, 64): 14, (65, 78): 18}
BEREAVED_AGES = {(18, 35): 8, (36, 50): 14, (51, 64): 14, (65, 79): 38, (80, 93): 26}
TOWNS = ("211382001", "211382002", "211382003", "211382008", "211382009", "211382101")
Row = dict[str, Any]


@dataclass
class People:
    """Rows by table; ids count from 1 inside the city."""

    persons: list[Row] = field(default_factory=list)
    services: list[Row] = field(default_factory=list)
    skills: list[Row] = field(default_factory=list)
    papers: list[Row] = field(default_factory=list)


@dataclass
class Sketch:
    """Who somebody is before the rest follows from it."""

    kind: str
    sex: str
    born: date
    service: Service | None = None
    scanned: bool = False
    filed: date | None = None
    unit: str = ""


def people(plan: Plan) -> People:
    """Everybody on file: the history's people first, then the new ones."""
    rng = plan.random("people")
    sketches = _sketches(rng, plan)
    second = twins(plan, sketches)
    looking = _who_seeks(rng, plan, sketches)
    out, numbers = People(), Identities()
    for n, sketch in enumerate(sketches):
        _write(plan.random(f"person:{n}"), plan, out, sketch, n in looking, numbers)
    name_twins(out.persons, second)
    return out


def _sketches(rng: Random, plan: Plan) -> list[Sketch]:
    counts = plan.people
    recent, assigned = plan.count(SELF_ARRANGED), plan.count(ASSIGNED)
    out = [Sketch("veteran", _sex(rng, 97), *recent_service(rng, "self_arranged"), scanned=n < plan.count(SCANNED)) for n in range(recent)]
    out += [Sketch("veteran", _sex(rng, 97), *recent_service(rng, "assigned"), unit=_unit(rng, plan, n)) for n in range(assigned)]
    for _n in range(counts["veteran"] - recent - assigned):
        born = _born(rng, plan.day, VETERAN_AGES)
        out.append(Sketch("veteran", _sex(rng, 97), born, ordinary_service(rng, born)))
    out += [Sketch("active_family", _sex(rng, 36), _born(rng, plan.day, FAMILY_AGES)) for _n in range(counts["active_family"])]
    out += [Sketch("bereaved_family", _sex(rng, 38), _born(rng, plan.day, BEREAVED_AGES)) for _n in range(counts["bereaved_family"])]
    rng.shuffle(out)
    return out + [_newcomer(rng, plan) for _n in range(plan.count(NEW_PEOPLE))]


def _unit(rng: Random, plan: Plan, n: int) -> str:
    """Where the `n`th assigned veteran works: nowhere fixed, a central enterprise, or the city."""
    flexible = plan.count(ASSIGNED_FLEXIBLE)
    if n < flexible:
        return ""
    return str(rng.choice(phrases()["central_units" if n < flexible + plan.count(ASSIGNED_CENTRAL) else "municipal_units"]))


def _newcomer(rng: Random, plan: Plan) -> Sketch:
    filed = plan.day - timedelta(days=rng.randint(1, 27))
    if rng.random() < 0.75:
        return Sketch("veteran", _sex(rng, 94), *new_service(rng, plan.day), filed=filed)
    return Sketch("active_family", _sex(rng, 30), _born(rng, plan.day, {(24, 45): 1}), filed=filed)


def _sex(rng: Random, male: int) -> str:
    return "1" if rng.random() * 100 < male else "2"


def _born(rng: Random, day: date, ages: dict[tuple[int, int], int]) -> date:
    low, high = rng.choices(list(ages), list(ages.values()))[0]
    return day - timedelta(days=rng.randint(round(low * 365.25) + 1, round((high + 1) * 365.25) - 1))


def _age(day: date, born: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _who_seeks(rng: Random, plan: Plan, sketches: list[Sketch]) -> set[int]:
    """Those of the history who look for work, and all the new ones."""
    past = range(sum(plan.people.values()))
    able = [n for n in past if WORKING[0] <= _age(plan.day, sketches[n].born) <= 60 and not sketches[n].unit]
    return set(rng.sample(able, min(len(able), plan.count(SEEKING)))) | set(range(len(past), len(sketches)))


def _write(rng: Random, plan: Plan, out: People, sketch: Sketch, seeks: bool, numbers: Identities) -> None:
    person_id, age = len(out.persons) + 1, _age(plan.day, sketch.born)
    codes = sketch.service.codes if sketch.service else ()
    jobs = careers.trades(rng, sketch.sex, codes)
    works = WORKING[0] <= age <= WORKING[1]
    told = seeks or (works and rng.random() < 0.6)
    papers = careers.papers(rng, jobs, codes, age) if told else []
    row = _identity(rng, sketch, person_id, numbers) | standing(rng, sketch.unit, age, seeks) | _civil(rng, plan, sketch, jobs, age, told)
    row |= careers.wishes(rng, jobs, row["station_code"][:9], TOWNS) if seeks else NO_WISHES
    out.persons.append(row)
    if sketch.service:
        out.services.append({"person_id": person_id, **sketch.service.fields})
    if told:
        held = [name for kind, name, _military in papers if kind == "certificate"]
        named = careers.skills(rng, jobs, codes, held)
        out.skills += [{"person_id": person_id, "name": name, "level": level, "evidence": evidence} for name, level, evidence in named]
        out.papers += [{"person_id": person_id, **_paper(rng, plan.day, *paper)} for paper in papers]


NO_WISHES: Row = {"wanted_occupations": [], "wanted_places": [], "wanted_shifts": [], "wanted_pay": None}


def _identity(rng: Random, sketch: Sketch, person_id: int, numbers: Identities) -> Row:
    code, address = home(rng)
    name = full_name(rng, sketch.sex, sketch.born.year)
    filed = sketch.filed or _filed(rng, sketch)
    has_phone = rng.random() < 0.97
    return {
        "kind": sketch.kind, "name": name, "name_key": name_key(name), "identity_number": numbers.number(sketch.born, sketch.sex), "sex": sketch.sex,
        "birth_date": sketch.born, "phone": phone(rng.choice((1, 2, 3)), person_id) if has_phone else None, "station_code": code,
        "address": address, "ethnicity": ethnicity(rng, code), "politics": politics(rng, sketch.born, sketch.service is not None), "created_at": at(rng, filed),
        "updated_at": at(rng, filed), "is_demo": True, "account_id": None,
    }


def _filed(rng: Random, sketch: Sketch) -> date:
    """The day the file was opened: within the history, after leaving the service."""
    left = sketch.service.fields["discharged_on"] if sketch.service else HISTORY_FROM
    first = max(left, HISTORY_FROM)
    return first + timedelta(days=rng.randint(0, max(0, (HISTORY_TO - first).days)))


def _civil(rng: Random, plan: Plan, sketch: Sketch, jobs: list[Occupation], age: int, told: bool) -> Row:
    fields, codes = (sketch.service.fields, sketch.service.codes) if sketch.service else ({}, ())
    start = fields["discharged_on"] if fields else sketch.born + timedelta(days=20 * 365)
    years = max(0, min((plan.day - start).days // 365 - rng.randint(0, 4), rng.randint(0, 22)))
    level = education(rng, sketch.born, fields.get("category") == "officer")
    disabled = bool(fields) and rng.random() < 0.025
    return {
        "education": level, **schooling(rng, level), "experience": careers.story(rng, jobs, years, codes) if told else "",
        "experience_years": float(years) if told and years else None, "has_scanned_file": sketch.scanned,
        "disability": f"{rng.choice(('因公', '因病', '因战'))} {rng.choice('五六七八九十')}级" if disabled else None,
        "note": rng.choice(phrases()["notes"]) if rng.random() < 0.04 else "",
    }


def _paper(rng: Random, day: date, kind: str, name: str, is_military: bool) -> Row:
    issued = day - timedelta(days=rng.randint(60, 2_100))
    term = 365 if name == "健康证" else 365 * 4 if "设备" in name or "消防" in name else 365 * 6
    lasting = any(word in name for word in ("职业技能", "资格证", "建造师", "保安员", "造价"))
    expires = None if lasting or rng.random() < 0.15 else issued + timedelta(days=term)
    return {"kind": kind, "name": name, "issued_on": issued, "expires_on": expires, "is_military": is_military}

"""What hangs on the files of the demo's people: whose family somebody is, who filled in which step, drafts, suggestions kept and dropped, pairs, doubles."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from core.lexicon.specialties import civil_work
from demo.names import full_name
from demo.people import People
from demo.plan import DOUBLES, PAIRS, Plan
from demo.words import at, before, weighted
from veterans.likeness import Facts, likely_pairs
from veterans.steps import steps_of

Row = dict[str, Any]
RELATIONS: dict[str, float] = {"spouse": 46, "parent": 30, "child": 20, "sibling": 4}
LOSSES: dict[str, float] = {"illness": 62, "duty": 22, "martyr": 16}
UNSAID: Row = {"can_travel": None, "can_live_in": None, "relation": "", "service_member": "", "loss": "", "personalised": True}


@dataclass
class Files:
    """Rows by table."""

    progress: list[Row] = field(default_factory=list)
    drafts: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    pairs: list[Row] = field(default_factory=list)
    doubles: list[Row] = field(default_factory=list)


def files(plan: Plan, folk: People, hero: int, clerk: Row) -> Files:
    """Everything; says on the persons' own rows what families and seekers say. `hero` is the index of the person who shows the city, `clerk` the row of the
    village station's account.
    """
    rng, out = plan.random("files"), Files()
    for n, person in enumerate(folk.persons):
        person |= UNSAID | _said(plan.random(f"said:{n}"), person)
    _share_phones(plan, folk.persons)
    joined = [n for n, person in enumerate(folk.persons) if person["account_id"] is not None]
    for n in joined:
        _steps(rng, plan, out, folk.persons[n], n + 1, clerk)
    _drafts(plan, out, folk.persons, [hero, *joined[:3]])
    _choices(plan, out, folk)
    _pairs(rng, plan, out, folk.persons, hero, joined)
    out.doubles = [{"one_id": one, "other_id": other, "reasons": why, "state": "waiting", "found_at": at(rng, before(rng, plan.day, 1, 2))}
                   for (one, other), why in sorted(likely_pairs(_facts(folk.persons)).items())]
    return out


def _said(rng: Random, person: Row) -> Row:
    said: Row = {}
    if person["seeking"] == "yes":
        said = {"can_travel": rng.choice((True, False, False, None)), "can_live_in": rng.choice((True, True, False, None)), "personalised": rng.random() > 0.02}
    if person["kind"] != "veteran" and rng.random() < 0.9:
        said |= {"relation": weighted(rng, RELATIONS), "service_member": full_name(rng, "1", person["birth_date"].year)}
        said |= {"loss": weighted(rng, LOSSES)} if person["kind"] == "bereaved_family" else {}
    return said


def _share_phones(plan: Plan, persons: list[Row]) -> None:
    """Couples with one phone between them: on file twice by phone, and yet two people."""
    rng = plan.random("phones")
    free = [person for person in persons if person["phone"] and person["account_id"] is None]
    for one, other in zip(*[iter(rng.sample(free, 2 * plan.count(DOUBLES)))] * 2, strict=True):
        other["phone"] = one["phone"]


def _facts(persons: Iterable[Row]) -> Iterable[Facts]:
    for number, row in enumerate(persons, 1):
        yield Facts(number, row["name"], row["name_key"].split(" ")[0], row["birth_date"], row["sex"], row["station_code"][:9], row["identity_number"],
                    row["phone"] or "")


def _steps(rng: Random, plan: Plan, out: Files, person: Row, number: int, clerk: Row) -> None:
    saved = {}
    for step in steps_of(person["kind"]):
        if rng.random() < 0.8:
            helped = rng.random() < 0.2
            saved[step] = {"at": at(rng, before(rng, plan.day, 2, 40)).isoformat(), "station": clerk["station_code"] if helped else ""}
    out.progress.append({"person_id": number, "saved": saved, "none_of": [], "checked_at": at(rng, before(rng, plan.day, 1, 2)) if rng.random() < 0.5 else None,
                         "next_item": ""})


def _drafts(plan: Plan, out: Files, persons: list[Row], who: list[int]) -> None:
    for n in dict.fromkeys(who):
        begun = {"version": ["1"], "employment": [persons[n]["employment"]], "work_unit": [""], "experience": [persons[n]["experience"] + "最近在"],
                 "experience_years": [""]}
        out.drafts.append({"person_id": n + 1, "account_id": persons[n]["account_id"], "step": "work", "data": begun,
                           "saved_at": at(plan.random(f"draft:{n}"), plan.day - timedelta(days=1))})


def _choices(plan: Plan, out: Files, folk: People) -> None:
    """What a part of those who look for work made of the dictionary's suggestions: what is known from service was kept, some of the rest dropped."""
    held: dict[int, set[str]] = {}
    for skill in folk.skills:
        held.setdefault(skill["person_id"], set()).add(skill["name"])
    for record in folk.services:
        rng = plan.random(f"choices:{record['person_id']}")
        if folk.persons[record["person_id"] - 1]["seeking"] != "yes" or rng.random() > 0.2:
            continue
        seen: set[str] = set()
        for entry in record["specialties"]:
            for name in civil_work(entry).skills:
                is_kept = name in held.get(record["person_id"], ())
                if name not in seen and (is_kept or rng.random() < 0.3):
                    seen.add(name)
                    out.choices.append({"person_id": record["person_id"], "specialty": entry["code"], "kind": "skill", "value": name, "is_kept": is_kept,
                                        "chosen_at": at(rng, before(rng, plan.day, 2, 60))})


def _pairs(rng: Random, plan: Plan, out: Files, persons: list[Row], hero: int, joined: list[int]) -> None:
    """Veterans with an account and relatives on file: linked, ended or refused where the relative has one too, else waiting; one asks who shows the city."""
    relatives = [n for n, p in enumerate(persons) if p["kind"] == "active_family" and p["phone"]]
    answering = [n for n in relatives if persons[n]["account_id"] is not None]
    waiting = [n for n in relatives if persons[n]["account_id"] is None]
    others = answering + rng.sample(waiting, min(len(waiting), plan.count(PAIRS)))
    askers = [hero, *[n for n in joined if n != hero and persons[n]["kind"] == "veteran"]]
    for n, (asker, relative) in enumerate(zip(askers, others, strict=False)):
        state = ("linked", "linked", "refused", "ended")[n % 4] if n < len(answering) else "asked"
        out.pairs.append(_pair(rng, plan, persons, asker, relative, state))
    if len(askers) > 1:
        out.pairs.append(_pair(rng, plan, persons, askers[-1], hero, "asked"))


def _pair(rng: Random, plan: Plan, persons: list[Row], asker: int, other: int, state: str) -> Row:
    asked: date = before(rng, plan.day, 5, 60)
    answered, ended = at(rng, asked + timedelta(days=1)), at(rng, asked + timedelta(days=3))
    by = persons[other]["account_id"]
    return {"asker_id": asker + 1, "other_id": other + 1, "name": persons[other]["name"], "phone": persons[other]["phone"],
            "relation": persons[other]["relation"] or "sibling", "state": state, "asked_at": at(rng, asked), "asked_by": persons[asker]["account_id"],
            "confirmed_at": answered if state in ("linked", "ended") else None, "confirmed_by": by if state in ("linked", "ended") else None,
            "ended_at": ended if state in ("refused", "ended") else None, "ended_by": by if state in ("refused", "ended") else None}

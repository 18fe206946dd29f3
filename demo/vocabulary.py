"""The words of the city, read from the files in `data/` and from the product's own code tables."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.reference import occupations as occupation_table
from demo.words import pairs

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Occupation:
    """What postings of an occupation say, and how somebody who did it tells of it."""

    name: str
    code: str | None
    titles: tuple[str, ...]
    skills: tuple[str, ...]
    pays: tuple[tuple[int, int, str], ...]
    education: str
    shifts: tuple[str, ...]
    age_max: int
    male: int
    weight: float
    duties: tuple[str, ...]
    needs: tuple[str, ...]
    certificates: tuple[str, ...]
    welcome: tuple[str, ...]
    licences: tuple[str, ...]
    stories: tuple[str, ...]

    @property
    def drives(self) -> bool:
        """Whether the licence is the point of it, not a plus."""
        return any(word in self.name for word in ("司机", "教练", "驾驶", "救援员")) or "A2" in self.licences


@dataclass(frozen=True)
class FirmKind:
    """A trade: what its firms are called, whom they look for and what they say of themselves."""

    name: str
    weight: float
    industry: str
    natures: dict[str, float]
    sizes: dict[str, float]
    words: tuple[str, ...]
    occupations: tuple[str, ...]
    intro: str


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


def _pay(text: str) -> tuple[int, int, str]:
    amounts, _, unit = text.partition("/")
    low, _, high = amounts.partition("-")
    return int(low), int(high), unit or "month"


def _blocks() -> dict[str, tuple[list[str], dict[str, tuple[str, ...]]]]:
    found: dict[str, tuple[list[str], dict[str, tuple[str, ...]]]] = {}
    for path in sorted((FOLDER / "occupations").glob("*.txt")):
        for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
            if line.startswith("@"):
                name, *head = line[1:].split("|")
                found[name] = (head, {})
            else:
                found[name][1][line[0]] = _split(line[2:].replace(",", ";") if line[0] == "照" else line[2:])
    return found


def _occupation(row: dict[str, str], head: list[str], lines: dict[str, tuple[str, ...]]) -> Occupation:
    pay, education, shifts, age_max, male, weight = head
    papers = lines.get("证", ())
    return Occupation(
        name=row["name"], code=row["code"] or None, titles=_split(row["titles"]), skills=_split(row["skills"]), pays=tuple(map(_pay, pay.split(","))),
        education=education, shifts=tuple(shifts.split(",")), age_max=int(age_max), male=int(male), weight=float(weight), duties=lines["责"],
        needs=lines["求"], certificates=tuple(p[1:] for p in papers if p.startswith("*")), welcome=tuple(p for p in papers if not p.startswith("*")),
        licences=lines.get("照", ()), stories=lines["史"])


@cache
def occupations() -> dict[str, Occupation]:
    """Every occupation of the city by its name."""
    blocks = _blocks()
    return {row["name"]: _occupation(row, *blocks[row["name"]]) for row in occupation_table()}


@cache
def firm_kinds() -> tuple[FirmKind, ...]:
    """Every trade of the city."""
    return tuple(
        FirmKind(r["kind"], float(r["weight"]), r["industry"], pairs(r["natures"]), pairs(r["sizes"]), _split(r["words"]), _split(r["occupations"]), r["intro"])
        for r in _rows("firms"))


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a small table in `data/`."""
    return tuple(_rows(name))


@cache
def variants(name: str) -> dict[str, tuple[str, ...]]:
    """Other words for a thing, from a table of two columns."""
    return {key: _split(others) for key, others in (row.values() for row in _rows(name))}


@cache
def phrases() -> dict[str, Any]:
    """Phrases that are not of one occupation."""
    loaded: dict[str, Any] = json.loads((FOLDER / "phrases.json").read_text(encoding="utf-8"))
    return loaded

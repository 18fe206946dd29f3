"""Conditions read from the hand-labelled lines: precision and recall by name, beside the plain phrase readers of the spreadsheet import.

    python benchmarks/conditions.py [FILE]

FILE holds `line<TAB>conditions as JSON`; without it, the table of the tests.
"""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from jobs.conditions import NAMES, parse_requirements
from jobs.parsing.demands import read_age, read_experience
from jobs.parsing.education import education_said_in
from tests.jobs.conditions.labels import FILE, same, wrongly_excluding

Conditions = list[dict[str, Any]]


def ours(line: str) -> Conditions:
    return [condition.as_dict() for condition in parse_requirements(line)]


def phrase_readers(line: str) -> Conditions:
    """The rival: what the import takes from a long text, phrase by phrase, for age, education and experience."""
    low, high = read_age(line)
    out: Conditions = []
    if low is not None and high is not None:
        out.append({"name": "age", "op": "between", "value": [low, high]})
    elif low is not None or high is not None:
        out.append({"name": "age", "op": "<=" if low is None else ">=", "value": high if low is None else low})
    if (education := education_said_in(line)) and education != "不限":
        out.append({"name": "education", "op": ">=", "value": education})
    if years := read_experience(line):
        out.append({"name": "experience", "op": ">=", "value": years})
    return out


def table(path: Path) -> list[tuple[str, Conditions]]:
    return [(line, json.loads(label)) for line, label in (row.split("\t") for row in path.read_text(encoding="utf-8").splitlines())]


def counted(rows: list[tuple[str, Conditions, Conditions]]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By name: rightly found, found, there to be found."""
    right, found, there = Counter[str](), Counter[str](), Counter[str]()
    for _line, read, labelled in rows:
        mine, theirs = Counter(map(same, read)), Counter(map(same, labelled))
        for total, some in ((found, mine), (there, theirs), (right, mine & theirs)):
            for condition, n in some.items():
                total[json.loads(condition)[0]] += n
    return right, found, there


def share(part: int, whole: int) -> str:
    return f"{part / whole:7.1%}" if whole else "      –"


def main() -> None:
    lines = table(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
    ours("年龄18-45岁")
    started = time.perf_counter()
    rows = [(line, ours(line), labelled) for line, labelled in lines]
    spent = time.perf_counter() - started
    rival = counted([(line, phrase_readers(line), labelled) for line, labelled in lines])
    right, found, there = counted(rows)
    print(f"{'name':<12}{'there':>7}{'precision':>11}{'recall':>9}     phrase readers: precision, recall")
    for name in NAMES:
        beside = f"{share(rival[0][name], rival[1][name])}  {share(rival[0][name], rival[2][name])}" if name in ("age", "education", "experience") else ""
        print(f"{name:<12}{there[name]:>7}{share(right[name], found[name]):>11}{share(right[name], there[name]):>9}     {beside}")
    whole = sum(sorted(map(same, read)) == sorted(map(same, labelled)) for _line, read, labelled in rows)
    shut_out = [line for line, read, labelled in rows if wrongly_excluding(read, labelled)]
    print(f"lines read right {whole} of {len(rows)} ({whole / len(rows):.1%}); wrongly excluding {len(shut_out)}; "
          f"{1e3 * spent / len(rows):.2f} ms a line; load {os.getloadavg()[0]:.1f}")
    for line in shut_out:
        print(f"  shuts out wrongly: {line}")


if __name__ == "__main__":
    main()

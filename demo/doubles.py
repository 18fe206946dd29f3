"""People whom two stations put on file: the same person under two numbers."""

from typing import Any

from demo.plan import DOUBLES, Plan
from veterans.names import name_key

Row = dict[str, Any]


def twins(plan: Plan, sketches: list[Any]) -> dict[int, int]:
    """Families that two stations put on file: index → index of the same person's first file. Their birth date and sex are the first one's."""
    rng = plan.random("doubles")
    families = [n for n, sketch in enumerate(sketches) if sketch.kind == "active_family" and sketch.filed is None]
    chosen = rng.sample(families, min(len(families) // 2 * 2, 2 * plan.count(DOUBLES)))
    found = dict(zip(chosen[1::2], chosen[::2], strict=True))
    for second, first in found.items():
        sketches[second].born, sketches[second].sex = sketches[first].born, sketches[first].sex
    return found


def name_twins(persons: list[Row], found: dict[int, int]) -> None:
    """Give the second file the name of the first."""
    for second, first in found.items():
        persons[second] |= {"name": persons[first]["name"], "name_key": name_key(persons[first]["name"])}

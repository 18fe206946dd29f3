"""The hand-labelled lines, and when a reading is right, and when it would keep somebody out who may come in."""

import json
from pathlib import Path

from core.reference import EDUCATION_RANK

FILE = Path(__file__).parent / "labelled.tsv"
NEVER_EXCLUDE = ("sex", "pay")


def labelled():
    """(line, its conditions as the command prints them)."""
    return [(line, json.loads(label)) for line, label in (row.split("\t") for row in FILE.read_text(encoding="utf-8").splitlines())]


def same(condition):
    """A condition in a form where the order of alternatives does not count."""
    value = condition["value"]
    if isinstance(value, list) and condition["name"] in ("licence", "certificate", "shift", "veteran"):
        value = sorted(value)
    return json.dumps([condition["name"], condition["op"], value], ensure_ascii=False, sort_keys=True)


def hard(conditions):
    return [c for c in conditions if c["op"] not in ("prefer", "offers") and c["name"] not in NEVER_EXCLUDE and (c["name"], c["op"]) != ("place", "==")]


def wrongly_excluding(found, expected):
    """The hard conditions of `found` that shut out somebody whom `expected` lets in."""
    wanted = hard(expected)
    return [c for c in hard(found) if not any(_as_strict(e, c) for e in wanted if e["name"] == c["name"])]


def _span(condition):
    value = condition["value"]
    low, high = value if condition["op"] == "between" else (value, None) if condition["op"] == ">=" else (None, value)
    return float("-inf") if low is None else low, float("inf") if high is None else high


def _as_strict(expected, found):
    name, ours, theirs = found["name"], found["value"], expected["value"]
    if name in ("age", "height", "experience"):
        (low, high), (least, most) = _span(found), _span(expected)
        return low <= least and most <= high
    if name == "education":
        difference = EDUCATION_RANK[ours] - EDUCATION_RANK[theirs]
        return found["op"] == expected["op"] and (difference <= 0 if found["op"] == ">=" else difference >= 0)
    if name == "certificate":
        if "any" in ours:
            return True
        if found["op"] == "all":
            return expected["op"] == "all" and set(ours) <= set(theirs)
        return bool(set(ours) & set(theirs)) if expected["op"] == "all" else set(theirs) <= set(ours)
    if name == "licence":
        return "any" in ours or set(theirs) <= set(ours)
    if name == "shift":
        return set([theirs] if expected["op"] == "==" else theirs) <= set([ours] if found["op"] == "==" else ours)
    return (found["op"], ours) == (expected["op"], theirs)

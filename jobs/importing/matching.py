"""Which rows of a file are which postings on file. Pure: rows and postings in, pairs out.

Blank cells never erase: a row is compared, and written, only with what it states. A row is the same as a posting when the hash of its
content is the one the posting was last imported with, or when everything it states is on the posting already.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

PAY = ("pay_min", "pay_max", "pay_unit", "pay_note")
AGE = ("age_min", "age_max")
SINGLE = (
    "title", "headcount", "education", "place", "township_code", "duties", "requirements", "experience_years", "licences", "certificates", "shift", "rest",
    "has_insurance", "has_meals", "has_lodging", "veteran_first", "family_welcome", "relaxations", "contact_name", "contact_phone", "source",
)
COLUMNS = (*SINGLE, *PAY, *AGE, "valid_until")


@dataclass(frozen=True)
class Row:
    """A row that was understood: whose post it is (`group`), the hash of its content, what it states."""

    index: int
    group: tuple[Any, str]
    hash: str
    states: Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """A posting on file of the same group."""

    id: int
    version: int
    hash: str | None
    values: Mapping[str, Any]
    is_closed: bool


@dataclass(frozen=True)
class Match:
    """What a row is: `repeats` a posting (or an earlier row, when there is none), or updates it with `changes`."""

    stored: Stored | None
    changes: Mapping[str, Any]
    repeats: bool


def content_hash(fields: Mapping[str, Any]) -> str:
    """The hash of everything a row says."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:32]


def stated(values: Mapping[str, Any], today: date, longest: timedelta) -> dict[str, Any]:
    """What a row states, as column values. Pay and age go together; a passed deadline states nothing, one too far off is brought near."""
    out = {name: values[name] for name in SINGLE if values.get(name) not in (None, "", [], False)}
    if values.get("pay_min") is not None or values.get("pay_max") is not None:
        out |= {name: values.get(name) for name in PAY}
    if values.get("age_min") is not None or values.get("age_max") is not None:
        out |= {name: values.get(name) for name in AGE}
    day = values.get("valid_until")
    if day is not None and day >= today:
        out["valid_until"] = min(day, today + longest)
    return out


def differences(states: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """What a row states otherwise than the posting says."""
    return {name: value for name, value in states.items() if stored.get(name) != value}


def match_rows(rows: Sequence[Row], stored: Mapping[tuple[Any, str], Sequence[Stored]]) -> dict[int, Match]:
    """Match the rows of a file, by their index; a row that is not in the result is a new posting.

    Within a group (same employer, title and place) equal content is matched first, then what states nothing else, then the rest to the posting
    it is most like, so that a second confirmation of the same file finds every row repeated.
    """
    out: dict[int, Match] = {}
    for group, own in _grouped(rows).items():
        _match_group(own, list(stored.get(group, ())), out)
    return out


def _grouped(rows: Iterable[Row]) -> dict[tuple[Any, str], list[Row]]:
    groups: dict[tuple[Any, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    return groups


def _match_group(rows: list[Row], stored: list[Stored], out: dict[int, Match]) -> None:
    seen: set[str] = set()
    left: list[Row] = []
    for row in rows:
        same = next((s for s in stored if s.hash == row.hash), None)
        if row.hash in seen or same is not None:
            out[row.index] = Match(same, {}, repeats=True)
            stored = [s for s in stored if s is not same]
        else:
            left.append(row)
        seen.add(row.hash)
    stored = [s for s in stored if not s.is_closed]
    for row in list(left):
        same = next((s for s in stored if not differences(row.states, s.values)), None)
        if same is not None:
            out[row.index] = Match(same, {}, repeats=True)
            stored.remove(same)
            left.remove(row)
    for row in left:
        if not stored:
            break
        nearest = min(stored, key=lambda s: len(differences(row.states, s.values)))
        out[row.index] = Match(nearest, differences(row.states, nearest.values), repeats=False)
        stored.remove(nearest)

"""Filters with counts. Each count says how many positions there would be with that choice, all other filters kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.reference import ANY_EDUCATION, EDUCATION, EDUCATION_RANK, RESTS, SHIFTS
from jobs.search.columns import FLAGS, REST_CODE, SHIFT_CODE, LiveColumns, Mask
from jobs.search.criteria import PERKS, TERMS, Criteria

PAY_FLOORS = (3000, 4000, 5000, 6000, 8000)
EDUCATIONS = (ANY_EDUCATION, "初中", "高中", "大专", "本科")
SHOWN_TOWNS = 5
LEGENDS = {
    "vet": _l("Veterans"), "town": _l("Place"), "pay": _l("Monthly pay"), "perk": _l("Board and lodging"), "shift": _l("Shifts"),
    "rest": _l("Days off"), "edu": _l("My education"),
}
FLAG_LABELS = {
    "relaxed": _l("Conditions relaxed for veterans"), "first": _l("Veterans preferred"), "family": _l("Open to service families"),
    "meals": _l("Meals provided"), "lodging": _l("Lodging provided"), "insurance": _l("Social insurance and housing fund"),
}


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter: its name in the address, its choices; those after `shown` are folded away."""

    name: str
    legend: str
    is_single: bool
    options: tuple[Option, ...]
    shown: int = 99


@lru_cache(maxsize=2000)
def _label(_language: str, name: str, value: str) -> str:
    if name == "pay":
        return str(_("%(n)s yuan and over", n=value))
    if name in ("vet", "perk"):
        return str(FLAG_LABELS[value])
    if name == "edu":
        return str(_("No education asked") if value == ANY_EDUCATION else _("%(level)s is enough", level=EDUCATION[value]))
    if name == "licence":
        return str(_("Driving licence %(name)s", name=value))
    return str((SHIFTS if name == "shift" else RESTS)[value])


def label_of(name: str, value: str, towns: Mapping[str, str]) -> str:
    """How one value of a filter is called, in the language of the request."""
    return towns.get(value, value) if name == "town" else _label(str(get_locale()), name, value)


def labels_of(wanted: Criteria, name: str, towns: Mapping[str, str]) -> str:
    """How a whole filter is called, its values joined."""
    value = getattr(wanted, name)
    if name == "q":
        return str(value)
    values = value if isinstance(value, tuple) else (str(value),)
    return str(_(", ")).join(label_of(name, one, towns) for one in values)


def _codes(codes: Mapping[str, int], column: Any, mask: Mask) -> dict[str, int]:
    counts = np.bincount(column[mask], minlength=len(codes) + 1)
    return {name: int(counts[code]) for name, code in codes.items()}


def _counts(name: str, live: LiveColumns, mask: Mask, wanted: Criteria) -> dict[str, int]:
    """Hits of each value of a filter among `mask`, the mask of all other filters; also of a pay or an education that was asked for and is not offered."""
    if name == "town":
        counts = np.bincount(live.town[mask] + 1, minlength=len(live.towns) + 1)
        return {code: int(counts[n]) for n, code in enumerate(live.towns, 1)}
    if name == "pay":
        pay = live.pay[mask]
        floors = sorted({*PAY_FLOORS, *((wanted.pay,) if wanted.pay else ())})
        return {str(floor): int(np.count_nonzero(pay >= floor)) for floor in floors}
    if name in ("vet", "perk"):
        flags = live.flags[mask]
        return {term: int(np.count_nonzero(flags & FLAGS[term])) for term in (TERMS if name == "vet" else PERKS)}
    if name == "edu":
        upto = np.cumsum(np.bincount(live.education[mask], minlength=8))
        levels = sorted({*EDUCATIONS, *((wanted.edu,) if wanted.edu else ())}, key=lambda level: (EDUCATION_RANK.get(level, 0), level))
        return {level: int(upto[EDUCATION_RANK.get(level, 0)]) for level in levels}
    codes, column = (SHIFT_CODE, live.shift) if name == "shift" else (REST_CODE, live.rest)
    return _codes(codes, column, mask)


def counts_of(name: str, live: LiveColumns, others: Mask, total: Mask, wanted: Criteria) -> dict[str, int]:
    """How many positions there would be with each value chosen.

    Each of the veteran terms and perks stands for itself: those chosen beside it stay, so it is counted among all hits.
    """
    return _counts(name, live, total if name in ("vet", "perk") else others, wanted)


def _sorted_towns(counts: Mapping[str, int], chosen: Iterable[str], towns: Mapping[str, str]) -> dict[str, int]:
    first = set(chosen)
    order = sorted(towns, key=lambda code: (code not in first, -counts.get(code, 0), code))
    return {code: counts.get(code, 0) for code in order}


def facet(name: str, wanted: Criteria, counts: Mapping[str, int], towns: Mapping[str, str]) -> Facet:
    """The filter as it is shown: what is chosen stays in view, choices that lead nowhere are left out."""
    value = getattr(wanted, name)
    chosen = value if isinstance(value, tuple) else tuple(str(v) for v in (value,) if v)
    if name == "town":
        counts = _sorted_towns(counts, chosen, towns)
    options = tuple(Option(one, label_of(name, one, towns), n, one in chosen) for one, n in counts.items() if n or one in chosen)
    return Facet(name, str(LEGENDS[name]), name in ("pay", "edu"), options, max(SHOWN_TOWNS, len(chosen)) if name == "town" else 99)

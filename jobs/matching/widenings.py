"""The relaxations an employer is most likely to agree to. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.reference import EDUCATION_RANK
from jobs.matching.crowd import Crowd, changed
from jobs.matching.rules import AGE, CERTIFICATE, EDUCATION, EXPERIENCE, LICENCE
from jobs.matching.subjects import Asked
from jobs.required.kinds import LATER, SERVICE, VETERAN, WAIVED, lets_in_more, span

YEARS = 5
_LOWER = {level: next(lower for lower in reversed(EDUCATION_RANK) if EDUCATION_RANK[lower] < rank) for level, rank in EDUCATION_RANK.items() if rank > 1}


@dataclass(frozen=True)
class Widening:
    """A condition by its number, what a group would be asked instead, and how many people that lets in."""

    condition_id: int
    asked: Asked
    group: str
    value: Any
    more: int


def likely(asked: Asked) -> Iterator[Any]:
    """What veterans might be asked instead, the smallest step first."""
    own = dict(asked.relaxed).get(VETERAN, asked.value)
    if asked.name == AGE and own != WAIVED and span(asked.op, own)[1] is not None:
        low, high = span(asked.op, own)
        yield (low, int(high or 0) + YEARS) if asked.op == "between" else int(high or 0) + YEARS
    elif asked.name == EDUCATION and own in _LOWER and asked.op == ">=":
        yield _LOWER[own]
    elif asked.name == EXPERIENCE:
        yield from (SERVICE, WAIVED)
    elif asked.name in (CERTIFICATE, LICENCE):
        yield LATER


def widenings(crowd: Crowd, counted: np.ndarray, conditions: Mapping[int, Asked]) -> list[Widening]:
    """Each likely relaxation for veterans that lets somebody in, the most first; `counted` says who of the crowd counts."""
    before = crowd.unmet(tuple(conditions.values())) > 0
    out = []
    for number, asked in conditions.items():
        for value in likely(asked):
            if not lets_in_more(asked.name, asked.op, _plain(value), _plain(dict(asked.relaxed).get(VETERAN, asked.value))):
                continue
            after = changed(asked, VETERAN, value)
            rest = [one for key, one in conditions.items() if key != number]
            came = before & counted & (crowd.unmet([*rest, after] if after else rest) == 0)
            if more := int(np.count_nonzero(came)):
                out.append(Widening(number, asked, VETERAN, value, more))
    return sorted(out, key=lambda one: -one.more)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value

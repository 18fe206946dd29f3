"""The ranked list: eligible first by score, then near-misses; ties by the lower id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from jobs.matching.explain import Explanation, explain
from jobs.matching.rules import Condition, conditions, unmet
from jobs.matching.sides import Flags
from jobs.matching.similarity import UNIT, Scores, block_values
from jobs.matching.space import Ids
from jobs.matching.subjects import Candidate, Posting


@dataclass(frozen=True)
class Pair:
    """A position and a person beside each other: every condition, every block, what speaks for it and what is missing."""

    score: float | None
    eligible: bool
    conditions: tuple[Condition, ...]
    blocks: dict[str, float | None]
    explanation: Explanation


@dataclass(frozen=True)
class Ranked(Pair):
    """One place of the list."""

    id: int


def order(scores: Scores, ids: Ids, misses: NDArray[np.int64], listed: Flags, top: int) -> list[int]:
    """The slots of the best `top` among those listed; two unmet conditions or more leave the list, a blank score comes after zero."""
    slots = np.flatnonzero(listed & (misses <= 1))
    best = np.lexsort((ids[slots], -scores.totals[slots], misses[slots]))[:top]
    return [int(slot) for slot in slots[best]]


def pair_of(posting: Posting, person: Candidate, scores: Scores, slot: int, day: date) -> Pair:
    """One pair with everything that explains it."""
    found, blocks = conditions(posting, person, day), block_values(scores.parts[slot], scores.has[slot])
    known = [int(part) for part, there in zip(scores.parts[slot], scores.has[slot], strict=True) if there]
    return Pair(sum(known) / UNIT if known else None, not unmet(found), tuple(found), blocks, explain(posting, person, found, blocks))


def ranked(pairs: Sequence[tuple[int, Posting, Candidate]], slots: Sequence[int], scores: Scores, day: date) -> list[Ranked]:
    """Pairs as places of a list: `pairs` are (the id that is listed, position, person), `slots` where each stands in the scores."""
    return [Ranked(**vars(pair_of(posting, person, scores, slot, day)), id=one) for (one, posting, person), slot in zip(pairs, slots, strict=True)]

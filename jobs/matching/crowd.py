"""Many people against many conditions: people with equal facts are judged once. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from jobs.matching.rules import check, facts_of
from jobs.matching.subjects import Asked, Candidate

Verdicts = NDArray[np.int8]  # by person: 1 met, 0 unmet, -1 not on file


@dataclass(frozen=True)
class _Facts:
    """For one name of condition: the number of each person's facts, and one person for each of them."""

    codes: NDArray[np.int64]
    people: list[Candidate]


class Crowd:
    """The people of a run on one day."""

    def __init__(self, people: Sequence[Candidate], day: date) -> None:
        self.people, self.day = people, day
        self._facts: dict[str, _Facts] = {}
        self._known: dict[Asked, Verdicts] = {}

    def verdicts(self, asked: Asked) -> Verdicts:
        """Who meets a condition."""
        if asked not in self._known:
            facts = self._of(asked.name)
            judged = [check(asked, person, self.day).met for person in facts.people]
            self._known[asked] = np.array([-1 if met is None else met for met in judged], np.int8)[facts.codes]
        return self._known[asked]

    def unmet(self, conditions: Sequence[Asked]) -> NDArray[np.int64]:
        """How many of the conditions each person is known not to meet."""
        total = np.zeros(len(self.people), np.int64)
        for asked in conditions:
            total += self.verdicts(asked) == 0
        return total

    def _of(self, name: str) -> _Facts:
        if name not in self._facts:
            numbers: dict[object, int] = {}
            first: list[Candidate] = []
            codes = np.empty(len(self.people), np.int64)
            for place, person in enumerate(self.people):
                facts = facts_of(name, person, self.day)
                number = numbers.get(facts)
                if number is None:
                    number = numbers[facts] = len(first)
                    first.append(person)
                codes[place] = number
            self._facts[name] = _Facts(codes, first)
        return self._facts[name]


def let_in(crowd: Crowd, before: Sequence[Asked], after: Sequence[Asked]) -> NDArray[np.int64]:
    """Places of the people whom a change of a position's conditions makes eligible: nothing is known to shut them out any more."""
    return np.flatnonzero((crowd.unmet(before) > 0) & (crowd.unmet(after) == 0))

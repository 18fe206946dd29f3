"""Many people against many conditions: people with equal facts are judged once. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lexicon import lexicon, using
from jobs.matching.rules import check, facts_of
from jobs.matching.subjects import Asked, Candidate
from jobs.required.kinds import EVERYBODY, GROUPS, WAIVED

Verdicts = NDArray[np.int8]  # by person: 1 met, 0 unmet, -1 not on file


@dataclass
class _Facts:
    """For one name of condition: the number of each person's facts, one person for each number, and what was judged of it."""

    codes: NDArray[np.int64]
    numbers: dict[object, int]
    first: list[Candidate]
    judged: dict[Asked, Verdicts]

    def added(self, name: str, people: Sequence[Candidate], day: date) -> "_Facts":
        """With more people at the end; what was judged stays judged, and those before stay as they are."""
        codes = np.empty(len(people), np.int64)
        for place, person in enumerate(people):
            codes[place] = number = self.numbers.setdefault(facts_of(name, person, day), len(self.first))
            if number == len(self.first):
                self.first.append(person)
        return _Facts(np.concatenate((self.codes, codes)), self.numbers, self.first, self.judged)

    def verdicts(self, asked: Asked, day: date) -> Verdicts:
        """Who meets a condition."""
        judged = self.judged.get(asked, np.empty(0, np.int8))
        if len(judged) < len(self.first):
            with using(lexicon()):  # the version is asked for once, not by every pair of papers
                more = [check(asked, person, day).met for person in self.first[len(judged):]]
            self.judged[asked] = judged = np.concatenate((judged, np.array([-1 if met is None else met for met in more], np.int8)))
        return judged[self.codes]


class Crowd:
    """The people of a run on one day."""

    def __init__(self, people: Sequence[Candidate], day: date) -> None:
        self.people, self.day = people, day
        self._facts: dict[str, _Facts] = {}

    def extended(self, people: Sequence[Candidate]) -> "Crowd":
        """The crowd with more people at the end."""
        crowd = Crowd([*self.people, *people], self.day)
        crowd._facts = {name: facts.added(name, people, self.day) for name, facts in self._facts.items()}
        return crowd

    def verdicts(self, asked: Asked) -> Verdicts:
        """Who meets a condition."""
        if asked.name not in self._facts:
            self._facts[asked.name] = _Facts(np.empty(0, np.int64), {}, [], {}).added(asked.name, self.people, self.day)
        return self._facts[asked.name].verdicts(asked, self.day)

    def unmet(self, conditions: Sequence[Asked]) -> NDArray[np.int64]:
        """How many of the conditions each person is known not to meet."""
        total = np.zeros(len(self.people), np.int64)
        for asked in conditions:
            total += self.verdicts(asked) == 0
        return total


def changed(asked: Asked, group: str, value: Any) -> Asked | None:
    """The condition when a group, or everybody, is asked `value` instead; None when it is asked of nobody any more."""
    if group == EVERYBODY:
        return None if value == WAIVED else replace(asked, value=frozen(value))
    own = {**dict(asked.relaxed), group: frozen(value)}
    return replace(asked, relaxed=tuple((one, own[one]) for one in GROUPS if one in own))


def frozen(value: Any) -> Any:
    """A value as it can be compared and hashed."""
    return tuple(value) if isinstance(value, list) else value


def let_in(crowd: Crowd, before: Sequence[Asked], after: Sequence[Asked]) -> NDArray[np.int64]:
    """Places of the people whom a change of a position's conditions makes eligible: nothing is known to shut them out any more."""
    return np.flatnonzero((crowd.unmet(before) > 0) & (crowd.unmet(after) == 0))

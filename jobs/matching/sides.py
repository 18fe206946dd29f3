"""Both sides in memory: encoded rows with, slot by slot, the facts that decide who is listed. Each change makes a new side; readers keep theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from jobs.matching.asks import AskBook
from jobs.matching.crowd import Crowd
from jobs.matching.shelf import Shelf
from jobs.matching.similarity import Scores, similarity, stacked
from jobs.matching.space import Ids, Rows, Space
from jobs.matching.subjects import Candidate, Posting


@dataclass(frozen=True)
class PersonFacts:
    """What of a person decides whether and where they are listed; `person` without texts and skills."""

    person: Candidate
    is_rankable: bool
    is_seeking: bool
    is_personalised: bool = True


@dataclass(frozen=True)
class PositionFacts:
    """What of a position decides whether and for whom it is listed; `posting` without texts and skills."""

    posting: Posting
    is_published: bool
    live_until: int  # ordinal of the last day it may be shown, 0 when it may not


Flags = NDArray[np.bool_]
Facts = TypeVar("Facts", PersonFacts, PositionFacts)


@dataclass(frozen=True, eq=False)
class Side(Generic[Facts]):
    """One side on one day."""

    shelf: Shelf
    facts: tuple[Facts, ...]
    day: date

    @property
    def stands(self) -> Flags:
        """Which slots hold a subject as it is now."""
        return self.shelf.stands

    def scores(self, subject: Rows, space: Space) -> Scores:
        """A subject of the other side against every slot."""
        return stacked([similarity(subject, part, space) for part in self.shelf.parts])


@dataclass(frozen=True, eq=False)
class People(Side[PersonFacts]):
    """The people on file."""

    crowd: Crowd
    rankable: Flags
    seeking: Flags
    personalised: Flags

    @classmethod
    def of(cls, rows: Rows, facts: Sequence[PersonFacts], day: date) -> "People":
        """A side of these people, in the order of the rows."""
        none = np.empty(0, bool)
        return cls(Shelf.of(rows), (), day, Crowd([], day), none, none, none)._with_facts(facts)

    def _with_facts(self, facts: Sequence[PersonFacts]) -> "People":
        rankable, seeking, personalised = (np.array([getattr(one, f"is_{name}") for one in facts], bool) for name in ("rankable", "seeking", "personalised"))
        return replace(self, facts=(*self.facts, *facts), crowd=self.crowd.extended([one.person for one in facts]),
                       rankable=np.concatenate((self.rankable, rankable)), seeking=np.concatenate((self.seeking, seeking)),
                       personalised=np.concatenate((self.personalised, personalised)))

    def changed(self, ids: Iterable[int], rows: Rows, facts: Sequence[PersonFacts]) -> "People":
        """The side after a change of `ids`, of which `rows` and `facts` are those that are there now."""
        side = replace(self, shelf=self.shelf.changed(ids, rows))._with_facts(facts)
        return People.of(*_ordered(side), self.day) if side.shelf.is_scattered else side

    def misses(self, posting: Posting) -> NDArray[np.int64]:
        """By slot, how many conditions of the posting are known not to be met."""
        return self.crowd.unmet(posting.conditions)


@dataclass(frozen=True, eq=False)
class Positions(Side[PositionFacts]):
    """The positions, whatever their state."""

    book: AskBook
    published: Flags
    live_until: Ids

    @classmethod
    def of(cls, rows: Rows, facts: Sequence[PositionFacts], day: date) -> "Positions":
        """A side of these positions, in the order of the rows."""
        return cls(Shelf.of(rows), (), day, AskBook(), np.empty(0, bool), np.empty(0, np.int64))._with_facts(facts)

    def _with_facts(self, facts: Sequence[PositionFacts]) -> "Positions":
        published = np.array([one.is_published for one in facts], bool)
        live = np.array([one.live_until for one in facts], np.int64)
        return replace(self, facts=(*self.facts, *facts), book=self.book.extended([one.posting for one in facts]),
                       published=np.concatenate((self.published, published)), live_until=np.concatenate((self.live_until, live)))

    def changed(self, ids: Iterable[int], rows: Rows, facts: Sequence[PositionFacts]) -> "Positions":
        """The side after a change of `ids`, of which `rows` and `facts` are those that are there now."""
        side = replace(self, shelf=self.shelf.changed(ids, rows))._with_facts(facts)
        return Positions.of(*_ordered(side), self.day) if side.shelf.is_scattered else side

    @property
    def live(self) -> Flags:
        """What the public sees on the day."""
        return self.live_until >= self.day.toordinal()

    def misses(self, person: Candidate) -> NDArray[np.int64]:
        """By slot, how many conditions the person is known not to meet."""
        return self.book.misses(person, self.day)


def _ordered(side: Side[Facts]) -> tuple[Rows, list[Facts]]:
    rows = side.shelf.whole()
    return rows, [side.facts[slot] for one in rows.ids.tolist() if (slot := side.shelf.slot(one)) is not None]

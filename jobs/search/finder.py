"""Finding positions: hits of the words, filters, counts, one page of rows, and what to do when nothing is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.search import queries
from jobs.search.columns import LiveColumns, Mask
from jobs.search.criteria import Criteria
from jobs.search.facets import LEGENDS, Facet, counts_of, facet, labels_of
from jobs.search.suggestions import Suggestion, common_searches, suggestions
from jobs.search.words import text_words

SORTS = ("newest", "pay")
FEW = 20
PAGE = 20


@dataclass(frozen=True)
class Chip:
    """A filter in use, by name, and the search without it."""

    label: str
    rest: Criteria


@dataclass(frozen=True)
class Widening:
    """What would be found with one filter dropped."""

    label: str
    rest: Criteria
    count: int
    more: int


@dataclass(frozen=True)
class Found:
    """The answer to a search."""

    wanted: Criteria
    total: int
    number: int
    rows: Sequence[Any]
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    widenings: tuple[Widening, ...]
    suggestions: tuple[Suggestion, ...]
    live: int


class Search:
    """One search over one state of the live positions; masks are worked out once."""

    def __init__(self, wanted: Criteria, live: LiveColumns, since: datetime | None = None) -> None:
        self.wanted = wanted
        self.base = live.everything if since is None else live.among(queries.published_between(since))
        self.live = live
        self.words = text_words(wanted.q)
        self.masks: dict[str, Mask] = {name: self._mask(name) for name in wanted.chosen()}
        if self.words:
            self.masks["q"] = live.among(queries.hits(self.words))

    def _mask(self, name: str) -> Mask:
        mask = self.live.mask(name, self.wanted)
        if name == "licence":  # older postings name the licence only in their text
            for one in self.wanted.licence:
                mask = mask | self.live.among(queries.hits([one.lower()]))
        return mask

    def mask(self, without: str = "") -> Mask:
        """The rows that pass all filters, or all but one."""
        total = self.base.copy()
        for name, mask in self.masks.items():
            if name != without:
                total &= mask
        return total

    def facets(self, total: Mask, towns: Mapping[str, str]) -> tuple[Facet, ...]:
        """The filters with counts, each ignoring its own choice."""
        made = []
        for name in LEGENDS:
            others = self.mask(name) if name in self.masks else total
            made.append(facet(name, self.wanted, counts_of(name, self.live, others, total, self.wanted), towns))
        return tuple(one for one in made if one.options)

    def widenings(self, total: int, towns: Mapping[str, str]) -> tuple[Widening, ...]:
        """The filters and words whose dropping finds more, the most helpful first."""
        found = []
        for name in self.masks:
            if len(self.masks) > 1 or name != "q":
                count = int(np.count_nonzero(self.mask(name)))
                found.append(Widening(labels_of(self.wanted, name, towns), self.wanted.without(name), count, count - total))
        if len(self.words) > 1:
            found += [self._without_word(word, total) for word in self.words]
        if not total and len(self.wanted.chosen()) > 1 and not any(one.more for one in found):
            found.append(self._words_alone(towns))
        return tuple(sorted((one for one in found if one.more > 0), key=lambda one: -one.count))

    def _words_alone(self, towns: Mapping[str, str]) -> Widening:
        label = "”“".join(labels_of(self.wanted, name, towns) for name in self.wanted.chosen())
        count = int(np.count_nonzero(self.base & self.masks.get("q", self.live.everything)))
        return Widening(label, self.wanted.only_words(), count, count)

    def _without_word(self, word: str, total: int) -> Widening:
        rest = replace(self.wanted, q=" ".join(one for one in self.words if one != word))
        mask = self.mask("q") & self.live.among(queries.hits(text_words(rest.q)))
        count = int(np.count_nonzero(mask))
        return Widening(word, rest, count, count - total)


def _ordered(live: LiveColumns, total: Mask, sort: str, order: NDArray[np.int64] | None) -> NDArray[Any]:
    if order is not None:
        rows = live.rows(order)
        return rows[total[rows]]
    return live.by_pay[total[live.by_pay]] if sort == "pay" else np.flatnonzero(total)


def find(wanted: Criteria, towns: Mapping[str, str], sort: str = "newest", number: int = 1, order: NDArray[np.int64] | None = None,
         since: datetime | None = None) -> Found:
    """Answer a search: page `number` (20 rows) of live positions in the order of `sort`, or of the ids in `order`; those published after `since` alone.

    A page beyond the last is the last. The count is the number of rows over all pages.
    """
    live = queries.live_columns()
    search = Search(wanted, live, since)
    total = search.mask()
    count = int(np.count_nonzero(total))
    number = max(1, min(number, -(-count // PAGE)))
    rows = _ordered(live, total, sort, order)[(number - 1) * PAGE:number * PAGE]
    widened = search.widenings(count, towns) if count <= FEW and search.masks else ()
    return Found(
        wanted=wanted, total=count, number=number,
        rows=queries.posts(live.ids[rows].tolist()),
        facets=search.facets(total, towns),
        chips=tuple(Chip(labels_of(wanted, name, towns), wanted.without(name)) for name in wanted.chosen()),
        widenings=widened,
        suggestions=suggestions(wanted, search.words, live, search.mask("q")) if count == 0 and search.words else (),
        live=len(live.ids),
    )


def says_something(wanted: Criteria) -> bool:
    """Whether a search asks for anything: a filter, or a word that can be looked for."""
    return bool(wanted.chosen() or text_words(wanted.q))


def published(wanted: Criteria, since: datetime, until: datetime) -> NDArray[np.int64]:
    """Ids of the live positions of a search that were published after `since` and not after `until`, newest first."""
    live = queries.live_columns()
    return live.ids[live.among(queries.published_between(since, until)) & Search(wanted, live).mask()]


@dataclass(frozen=True)
class Front:
    """What the front page shows of the positions."""

    rows: Sequence[Any]
    live: int
    common: Sequence[str]


def front(limit: int) -> Front:
    """The newest live positions, how many are live, and words people often look for that find something now."""
    live = queries.live_columns()
    return Front(queries.posts(live.ids[:limit].tolist()), len(live.ids), common_searches(live))


def similar(title: str, skills: Sequence[str], but: int, limit: int = 4) -> list[Any]:
    """Live positions that share words with a title (counted twice) and skills (once), rare words first; then the newest."""
    live = queries.live_columns()
    score = np.zeros(len(live.ids), np.float32)
    wanted = dict.fromkeys(text_words(title)[:5], 2.0) | {word: 1.0 for skill in list(skills)[:4] for word in text_words(skill)[:1]}
    for word, weight in wanted.items():
        mask = live.among(queries.hits([word]))
        score[mask] += weight * np.log2(1 + len(score) / max(1, int(np.count_nonzero(mask))))
    score[live.among(np.array([but]))] = 0
    best = np.argsort(-score, kind="stable")[:limit]
    return queries.posts(live.ids[best[score[best] > 0]].tolist())

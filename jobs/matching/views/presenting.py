"""One place of a ranked list as a page shows it: bar, reasons, the gap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l

from jobs.disclosure.showing import guarded
from jobs.matching.bars import Bar, bar_of
from jobs.matching.ranker import Ranked
from jobs.matching.wording import condition_sentence, gap_sentence, reason_sentence

MOST_REASONS = 3
BLOCK_NAMES: dict[str, Any] = {"skills": _l("Skills"), "occupation": _l("Occupation"), "text": _l("Words of the file"), "terms": _l("Place and pay")}


@dataclass(frozen=True)
class Place:
    """A place of the list: whom or what it names, whether every condition is met, its bar, up to three reasons and one gap.

    `unmet` is the condition that is not met; `gap` is that one, or else what is not on file.
    """

    id: int
    rank: int | None
    eligible: bool
    bar: Bar | None
    reasons: list[str]
    unmet: str
    gap: str
    unknown: int


def place_of(result: Ranked, rank: int | None, fit: Callable[[str], str] = str) -> Place:
    """A result in words; sentences name papers as the person wrote them, so what an enterprise reads goes through `fit`."""
    failed = [fit(condition_sentence(c)) for c in result.conditions if c.met is False]
    return Place(result.id, rank, result.eligible, bar_of(result.blocks), [fit(reason_sentence(r)) for r in result.explanation.reasons[:MOST_REASONS]],
                 failed[0] if failed else "", fit(gap_sentence(result.conditions, result.explanation.missing)), sum(c.met is None for c in result.conditions))


def for_employers(results: Sequence[Ranked]) -> list[Place]:
    """The list as an enterprise reads it before anybody consented: nothing of the pay a person wants, and sentences without what must not go out."""
    own = [replace(one, explanation=replace(one.explanation, reasons=tuple(r for r in one.explanation.reasons if r.kind != "pay"))) for one in results]
    return places_of(own, guarded)


def places_of(results: list[Ranked], fit: Callable[[str], str] = str) -> list[Place]:
    """Eligible ones carry a rank, near-misses none."""
    return [place_of(result, number if result.eligible else None, fit) for number, result in enumerate(results, 1)]

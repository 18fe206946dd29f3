"""How a posting reads in a list: pay, tags, who and where, when; words are translated once a list, not once a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from core.clock import in_city
from core.reference import PAY_UNITS, RESTS, SHIFTS
from core.web.page import ago

MOST_TAGS = 5


@dataclass(frozen=True)
class Tag:
    """One feature; a veteran's one stands out."""

    text: str
    is_veteran: bool = False


@dataclass(frozen=True)
class Card:
    """A posting in a list."""

    id: int
    title: str
    pay: str
    unit: str
    tags: tuple[Tag, ...]
    who: str
    when: str


class Words:
    """The words that rows share, in one language."""

    def __init__(self) -> None:
        self.first = _("Veterans preferred")
        self.wanted = _("%(n)s wanted", n="{}")
        self.family = _("Open to service families")
        self.insurance = _("Social insurance and housing fund")
        self.board = {(True, True): _("Board and lodging provided"), (True, False): _("Meals provided"), (False, True): _("Lodging provided")}
        self.shifts = {name: str(label) for name, label in SHIFTS.items()}
        self.rests = {name: str(label) for name, label in RESTS.items()}
        self.units = {name: _("yuan/%(unit)s", unit=label) for name, label in PAY_UNITS.items()}
        self.upto, self.start = _("up to %(n)s", n="{}"), _("%(unit)s and more", unit="{}")
        self.verified = _("verified")

    def pay(self, row: Any) -> str:
        """The pay in full digits: 4800–6200."""
        low, high = row.pay_min, row.pay_max
        if low and high:
            return str(low) if low == high else f"{low}–{high}"
        return self.upto.format(high) if high else str(low or "")

    def unit(self, row: Any) -> str:
        """What the pay is counted in: 元/月, or 元/月起 where only the least is stated."""
        unit: str = self.units.get(row.pay_unit or "", "")
        return str(self.start.format(unit)) if unit and row.pay_min and not row.pay_max else unit

    def tags(self, row: Any, most: int) -> tuple[Tag, ...]:
        """What is relaxed for veterans first, then the rest."""
        found = [Tag(phrase, True) for phrase in row.relaxations or ()]
        plain = (
            self.wanted.format(row.headcount) if row.headcount else "",
            self.family if row.family_welcome else "",
            self.insurance if row.has_insurance else "",
            self.board.get((row.has_meals, row.has_lodging), ""),
            self.shifts.get(row.shift, ""),
            self.rests.get(row.rest, ""),
        )
        if row.veteran_first:
            found.append(Tag(self.first, True))
        return tuple([*found, *(Tag(text) for text in plain if text)][:most])


@cache
def _words(_language: str) -> Words:
    return Words()


class _Days(dict[date, str]):
    """When something was published, in words: each day once a list."""

    def __missing__(self, day: date) -> str:
        self[day] = _("Published %(when)s", when=ago(day))
        return self[day]


def cards(rows: Iterable[Any]) -> list[Card]:
    """Cards of the rows of `jobs.search.queries.posts`."""
    words, days = _words(str(get_locale())), _Days()
    return [
        Card(row.id, row.title, words.pay(row), words.unit(row), words.tags(row, MOST_TAGS),
             "\u00a0· ".join(filter(None, (row.employer_name, words.verified, row.township_name or row.place))),
             days[in_city(row.published_at).date()] if row.published_at else "")
        for row in rows
    ]


def headline(position: Any, most: int = 12) -> tuple[str, str, tuple[Tag, ...]]:
    """The pay, its unit and the tags of one position, for the head of its page."""
    words = _words(str(get_locale()))
    return words.pay(position), words.unit(position), words.tags(position, most)
